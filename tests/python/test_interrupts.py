"""Ctrl-C is answered within a second by every call that can last longer.

Oracle: the clock. Each call is given far more work than it can do in the time, and is interrupted when it is well
under way; a busy machine has three tries.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import backrisk as br

if not hasattr(signal, "pthread_kill"):
    pytest.skip("needs signals of POSIX", allow_module_level=True)

DRAW = np.random.default_rng(5)
N = 20_000
EVENT = (DRAW.random(N) < 0.3) * 1.0
X = DRAW.normal(size=(N, 4))
RISK = np.clip(0.3 + 0.1 * X[:, 0], 0.01, 0.99)
HOLES = {k: np.where(DRAW.random(N) < 0.2, np.nan, DRAW.normal(size=N)) for k in "abcdef"}
MANY = DRAW.random((3, 1_500_000))
MOST = 1_000_000


def share(x: Any, y: Any) -> Callable[[Any], Any]:
    return lambda new: np.full(len(new), y.mean())


CALLS: dict[str, Callable[[], Any]] = {
    "simulate_cohort": lambda: br.simulate_cohort(n_people=20_000, n_days=700),
    "update": lambda: br.literature_model().update(br.simulate_cohort(n_people=2000, n_days=365)),
    "impute": lambda: br.fit.impute(HOLES, m=1000, seed=1),
    "bootstrap of a function": lambda: br.validate.bootstrap(np.mean, EVENT, replicates=MOST),
    "bootstrap by name": lambda: br.validate.bootstrap("auc", EVENT, RISK, replicates=MOST),
    "optimism": lambda: br.validate.optimism(share, X, EVENT, replicates=MOST),
    "optimism by name": lambda: br.validate.optimism("logistic", X, EVENT, replicates=MOST),
    "bootstrap_632": lambda: br.validate.bootstrap_632(share, X, EVENT, replicates=MOST),
    "instability": lambda: br.validate.instability(share, X, EVENT, replicates=MOST),
    "concordance": lambda: br.validate.concordance(MANY[0], MANY[1], (MANY[2] < 0.3) * 1.0),
    "conditional_logistic": lambda: br.fit.conditional_logistic(X, EVENT, np.zeros(N, int)),
    "cox, exact": lambda: br.fit.cox(X[:6000], 1 + np.arange(6000) % 3, EVENT[:6000], ties="exact"),
    "score_rows": lambda: br.literature_model().score_rows({"mood": np.tile(MANY[0], 8)}),
}


def seconds_to_answer(call: Callable[[], Any], after: float) -> float:
    """Infinite when the call had ended before."""
    sent = [0.0]

    def send() -> None:
        sent[0] = time.perf_counter()
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(after, send)
    timer.start()
    try:
        call()
    except KeyboardInterrupt:
        return time.perf_counter() - sent[0]
    finally:
        timer.cancel()
    return float("inf")


@pytest.mark.slow  # a clock: not for a machine that does other things
@pytest.mark.parametrize("name", CALLS)
def test_control_c_is_answered(name: str) -> None:
    took = float("inf")
    for _ in range(3):
        took = min(took, seconds_to_answer(CALLS[name], 0.7))
        if took < 1:
            break
    assert took < 1


@pytest.mark.parametrize(
    "call",
    [
        lambda n: br.validate.bootstrap(np.mean, EVENT, replicates=n),
        lambda n: br.validate.optimism(share, X, EVENT, replicates=n),
        lambda n: br.validate.bootstrap_632(share, X, EVENT, replicates=n),
        lambda n: br.validate.instability(share, X, EVENT, replicates=n),
        lambda n: br.fit.impute({"a": [1.0, None, 2.0]}, m=n, seed=1),
        lambda n: br.fit.impute({"a": [1.0, None, 2.0]}, iterations=n, seed=1),
        lambda n: br.simulate_cohort(n_people=n),
        lambda n: br.simulate_cohort(n_days=n),
        lambda n: br.literature_model().score(br.simulate_cohort(n_people=3, n_days=30)).ranks(draws=n),
        lambda n: br.validate.folds(10, n),
    ],
)
def test_sizes_are_bounded(call: Callable[[int], Any]) -> None:
    for size in (2**31, 2**40):
        with pytest.raises(br.InvalidArgument, match="but must be"):
            call(size)
