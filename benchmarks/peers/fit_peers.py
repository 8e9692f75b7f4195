"""Logistic regression beside its peers, in one interleaved run.

Work: 10^6 rows, 20 columns and an intercept, one or two threads. Ours gives coefficients to 1e-9 standard
errors and their covariance. statsmodels gives the same; scikit-learn and adelie coefficients alone, to a
looser stop, so the largest distance of each from ours is printed too. R times its glm once. Memory is
the peak above the table and the outcome, which are there before.

    pip install statsmodels scikit-learn adelie && python benchmarks/peers/fit_peers.py
"""

from __future__ import annotations

import importlib.util
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from memory import say_memory
from r_peer import available, timed_r
from turns import cores_given_back

from backrisk import fit

ROWS, COLUMNS = 1_000_000, 20

R_WORK = "fit <- glm(y ~ ., data = data, family = binomial()); covariance <- vcov(fit); coef(fit)"

Fit = Callable[[], Any]


def drawn() -> tuple[Any, Any]:
    random = np.random.default_rng(1)
    x = random.normal(size=(ROWS, COLUMNS))
    slope = random.normal(size=COLUMNS) * 0.2
    return x, (random.random(ROWS) < 1 / (1 + np.exp(1 - x @ slope))).astype(float)


def peers(x: Any, y: Any) -> dict[str, Fit]:
    """Slopes by each peer that is installed."""
    found: dict[str, Fit] = {}
    if importlib.util.find_spec("sklearn"):
        from sklearn.linear_model import LogisticRegression

        found["scikit-learn lbfgs"] = lambda: LogisticRegression(C=np.inf).fit(x, y).coef_[0]
    if importlib.util.find_spec("statsmodels"):
        import statsmodels.api as sm

        design = sm.add_constant(x)
        family = sm.families.Binomial()
        found["statsmodels, with covariance"] = lambda: sm.GLM(y, design, family=family).fit().params[1:]
    if importlib.util.find_spec("adelie"):
        import adelie

        columns = np.asfortranarray(x)

        @cores_given_back()
        def with_adelie() -> Any:
            glm = adelie.glm.binomial(y)
            path = adelie.grpnet(columns, glm, lmda_path=[0.0], n_threads=2, progress_bar=False)
            return path.betas.toarray()[-1]

        found["adelie, 2 threads"] = with_adelie
    return found


def main(rounds: int = 3) -> None:
    x, y = drawn()
    ours = fit.glm(x, y).coef[1:]
    by_columns = np.asfortranarray(x)
    work: dict[str, Fit] = {
        "copy of the table": lambda: x.copy(),
        "backrisk, 1 thread": lambda: fit.glm(x, y).coef[1:],
        "backrisk, 2 threads": lambda: fit.glm(x, y, control=fit.Control(threads=2)).coef[1:],
        "backrisk, table by columns": lambda: fit.glm(by_columns, y, control=fit.Control(threads=2)).coef[1:],
        "backrisk, cloglog": lambda: fit.glm(x, y, link="cloglog", control=fit.Control(threads=2)),
        "backrisk, Poisson": lambda: fit.glm(x, y, family="poisson", control=fit.Control(threads=2)),
    } | peers(x, y)
    best, off = dict.fromkeys(work, float("inf")), dict.fromkeys(work, float("nan"))
    for _ in range(rounds):
        for name, run in work.items():
            start = time.perf_counter()
            answer = run()
            best[name] = min(best[name], time.perf_counter() - start)
            if np.shape(answer) == (COLUMNS,) and name != "copy of the table":
                off[name] = float(np.abs(answer - ours).max())
    if available("stats"):
        best["R glm"], found = timed_r("data <- data.frame(x, y)", R_WORK, {"x": x, "y": y})
        off["R glm"] = float(np.abs(found[1:] - ours).max())
    print(f"{platform.processor() or platform.machine()}, {ROWS} rows, {COLUMNS} columns, best of {rounds}")
    for name, seconds in best.items():
        ratio = seconds / best["backrisk, 2 threads"]
        print(f"{name:32} {seconds:8.3f} s {ratio:8.1f} x ours   largest difference {off[name]:.1e}")
    say_memory(
        "backrisk, 2 threads", lambda: fit.glm(x, y, control=fit.Control(threads=2)), x.nbytes + y.nbytes
    )


if __name__ == "__main__":
    main()
