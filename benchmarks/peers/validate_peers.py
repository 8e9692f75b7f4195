"""Validation measures beside scikit-learn, in one interleaved run.

Work: 10^6 predictions, one thread. Ours come with standard errors and intervals, the peer's without; our
AUC has DeLong's variance. Limit: numpy's sort of the predictions.

    pip install scikit-learn && python benchmarks/peers/validate_peers.py
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable

import numpy as np
from sklearn import metrics

from backrisk import validate

ROWS = 1_000_000


def fastest(work: dict[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """Best time of each in seconds, taking turns so that drift of the machine hits all alike."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, run in work.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def main() -> None:
    random = np.random.default_rng(1)
    predicted = random.random(ROWS)
    event = (random.random(ROWS) < predicted).astype(np.float64)
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "AUC": (lambda: validate.auc(event, predicted), lambda: metrics.roc_auc_score(event, predicted)),
        "Brier": (
            lambda: validate.brier(event, predicted),
            lambda: metrics.brier_score_loss(event, predicted),
        ),
        "log loss": (lambda: validate.log_loss(event, predicted), lambda: metrics.log_loss(event, predicted)),
    }
    work: dict[str, Callable[[], object]] = {"sort": lambda: np.sort(predicted)}
    for name, (ours, theirs) in pairs.items():
        work[f"{name}, ours"], work[f"{name}, scikit-learn"] = ours, theirs
    best = fastest(work)
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, {ROWS} rows")
    print(f"numpy sort: {best['sort'] * 1e3:.1f} ms")
    for name in pairs:
        ours, theirs = best[f"{name}, ours"], best[f"{name}, scikit-learn"]
        print(
            f"{name}: ours {ours * 1e3:.1f} ms, scikit-learn {theirs * 1e3:.1f} ms, ratio {theirs / ours:.1f}"
        )


if __name__ == "__main__":
    main()
