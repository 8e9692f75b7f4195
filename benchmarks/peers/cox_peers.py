"""Cox regression beside adelie, R, lifelines, statsmodels, scikit-survival: the same rows, answers and times.

    python benchmarks/peers/cox_peers.py [rows]

A peer that is not installed is left out (R: `apt-get install r-cran-survival`). lifelines loops over the
event times of (start, stop] in Python, so it gets 2000 rows at most; adelie gives coefficients alone.
"Clustered": the robust covariance by person, ten rows each, and the baseline hazard. statsmodels counts a row
with start equal to an event time as at risk; it is given start + 1e-6.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from memory import say_memory
from r_peer import available, timed_r
from turns import cores_given_back

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
    return br.fit.cox(**data, control=br.fit.Control(threads=2)).coef


def ours_clustered(data: dict[str, Any]) -> Any:
    found = br.fit.cox(**data, clusters=np.arange(len(data["stop"])) // 10, control=br.fit.Control(threads=2))
    found.baseline()
    return found.coef


@cores_given_back()
def with_adelie(data: dict[str, Any]) -> Any:
    import adelie

    glm = adelie.glm.cox(data["start"], data["stop"], data["event"], tie_method="efron")
    columns = np.asfortranarray(data["X"])
    return adelie.grpnet(columns, glm, lmda_path=[0.0], n_threads=2, progress_bar=False).betas.toarray()[-1]


def with_r(data: dict[str, Any], clustered: bool) -> tuple[float, Any]:
    """Seconds inside R, and coefficients."""
    prepare = "library(survival); who <- (seq_along(stop) - 1) %/% 10"
    plain = "coef(coxph(Surv(start, stop, event) ~ X))"
    robust = "fit <- coxph(Surv(start, stop, event) ~ X, cluster = who); basehaz(fit); coef(fit)"
    return timed_r(prepare, robust if clustered else plain, data)


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


def timed(fit: Callable[[dict[str, Any]], Any], data: dict[str, Any], times: int = 1) -> tuple[float, Any]:
    best = float("inf")
    for _ in range(times):
        begin = time.perf_counter()
        coef = fit(data)
        best = min(best, time.perf_counter() - begin)
    return best, coef


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{platform.machine()}, numpy {np.__version__}, {n} rows, 20 columns, Efron, continuous times")
    for late in (True, False):
        data = simulate(n, 20, late)
        best, mine = timed(ours, data, 5)
        with_errors, _ = timed(ours_clustered, data, 3)
        kind = "(start, stop]" if late else "right-censored"
        print(f"{kind}: backrisk {best:.4f} s, clustered {with_errors:.4f} s, 2 threads, with covariance")
        columns = sum(values.nbytes for values in data.values())
        say_memory(
            "  memory", lambda data=data: br.fit.cox(**data, control=br.fit.Control(threads=2)), columns
        )
        say_memory("  memory, clustered", lambda data=data: ours_clustered(data), columns)
        peers: list[Callable[[dict[str, Any]], Any]] = [with_adelie, with_statsmodels]
        peers += [with_lifelines] if n <= 2000 else []
        peers += [] if late else [with_scikit_survival]
        for peer in peers:
            try:
                took, theirs = timed(peer, data, 3 if peer is with_adelie else 1)
            except ImportError as error:
                print(f"  {peer.__name__}: left out ({error})")
                continue
            say(peer.__name__, took, best, theirs, mine)
        for clustered in (False, True) if available("survival") else ():
            took, theirs = with_r(data, clustered)
            say("R coxph" + ", clustered" * clustered, took, with_errors if clustered else best, theirs, mine)


def say(name: str, took: float, best: float, theirs: Any, mine: Any) -> None:
    away = np.abs(theirs - mine).max()
    print(f"  {name}: {took:.4f} s, {took / best:.1f} times ours; coefficients differ by {away:.1e}")


if __name__ == "__main__":
    main()
