"""Validation measures beside scikit-learn, statsmodels and R, in one run.

Work: 10^6 predictions, one thread; a bootstrap of the calibration slope, 10^4 rows, 200 samples; concordance
of 10^5 times with its variance; a logistic model of 10^4 rows and 20 columns corrected for optimism, 200
samples. Ours come with standard errors and intervals, those of scikit-learn without; our AUC has DeLong's
variance. Limit: numpy's sort of the predictions. R: `apt-get install r-cran-proc r-cran-rms`.

Bootstraps, in each sample: ours by name draws rows, counts them and searches the two coefficients from those
of all rows; the same with a function gathers the rows and has every figure of `calibration`, with
statsmodels gathers them and fits a GLM. Optimism: `fit.glm` of the 20 columns with counts as weights, then
AUC, Brier score, log loss, calibration intercept and slope, in the sample and in all rows, on one and on two
threads; `rms::validate` refits by `lrm.fit` and has eleven indices of its own, on one thread.

    pip install scikit-learn statsmodels && python benchmarks/peers/validate_peers.py
"""

from __future__ import annotations

import platform
from collections.abc import Callable

import numpy as np
from r_peer import available, timed_r
from sklearn import metrics
from turns import fastest

from backrisk import validate

ROWS = 1_000_000


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


def beside_r_auc() -> None:
    random = np.random.default_rng(1)
    predicted = random.random(ROWS)
    event = (random.random(ROWS) < predicted).astype(np.float64)
    ours = fastest({"ours": lambda: validate.auc(event, predicted)})["ours"]
    took, found = timed_r(
        "library(pROC)",
        "r <- roc(event, predicted, quiet = TRUE, direction = '<'); c(auc(r), var(r, method = 'delong'))",
        {"event": event, "predicted": predicted},
    )
    mine = validate.auc(event, predicted)
    away = abs(mine.se**2 / found[1] - 1)
    say("AUC with DeLong's variance", ours, "pROC", took, f"variances differ by {away:.0e} relative")


def slope_bootstrap() -> None:
    import statsmodels.api as sm

    random = np.random.default_rng(2)
    logit = random.normal(-2, 1, 10_000)
    event = (random.random(len(logit)) < 1 / (1 + np.exp(-logit))).astype(float)
    predicted = 1 / (1 + np.exp(-logit))

    def with_statsmodels(y: np.ndarray, p: np.ndarray) -> float:
        design = sm.add_constant(np.log(p / (1 - p)))
        return float(sm.GLM(y, design, family=sm.families.Binomial()).fit().params[1])

    def ours(y: np.ndarray, p: np.ndarray) -> float:
        return validate.calibration(y, p).slope.value

    best = fastest(
        {
            "ours": lambda: validate.bootstrap("slope", event, predicted, replicates=200),
            "function": lambda: validate.bootstrap(ours, event, predicted, replicates=200),
            "statsmodels": lambda: validate.bootstrap(with_statsmodels, event, predicted, replicates=200),
        },
        rounds=2,
    )
    away = abs(ours(event, predicted) - with_statsmodels(event, predicted))
    for name, mine in (("by name", best["ours"]), ("with a function", best["function"])):
        what = f"calibration slope {name}, 200 samples"
        say(what, mine, "statsmodels", best["statsmodels"], f"slopes by {away:.0e}")


def concordance_beside_r() -> None:
    random = np.random.default_rng(3)
    score = random.normal(size=100_000)
    life, end = random.exponential(np.exp(-0.5 * score)), random.exponential(1.5, len(score))
    stop, event = np.minimum(life, end), (life < end).astype(float)
    best = fastest({"ours": lambda: validate.concordance(score, stop, event)})["ours"]
    mine = validate.concordance(score, stop, event)
    data = {"stop": stop, "event": event, "score": score}
    plain = "k <- concordance(Surv(stop, event) ~ score, reverse = TRUE); c(k$concordance, k$var)"
    # R takes times as tied that differ by less than 1.5e-8 of their spread; asked not to, it has our pairs
    untied = "concordancefit(Surv(stop, event), score, reverse = TRUE, timefix = FALSE)$concordance"
    took, found = timed_r("library(survival)", plain, data)
    exact = timed_r("library(survival)", untied, data)[1]
    apart, untied_apart = (abs(mine.c.value - one) for one in (found[0], exact[0]))
    remark = f"values differ by {apart:.0e}, by {untied_apart:.0e} without R's tolerance of times"
    say("concordance with variance", best, "R survival", took, remark)


def optimism_beside_rms() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=(10_000, 20))
    event = (random.random(len(x)) < 1 / (1 + np.exp(1.5 - 0.2 * x.sum(axis=1)))).astype(float)

    best = fastest(
        {
            "one thread": lambda: validate.optimism("logistic", x, event, replicates=200),
            "two threads": lambda: validate.optimism("logistic", x, event, replicates=200, threads=2),
        },
        rounds=3,
    )
    took, found = timed_r(
        "suppressMessages(library(rms)); set.seed(1)",
        "validate(lrm(event ~ X, x = TRUE, y = TRUE), B = 200)['Dxy', c('index.orig', 'index.corrected')]",
        {"X": x, "event": event},
    )
    mine = validate.optimism("logistic", x, event, replicates=200)
    text = f"corrected AUC {mine.corrected['auc']:.4f} and {(1 + found[1]) / 2:.4f}"
    for threads, ours in best.items():
        say(f"optimism of a logistic model, 200 samples, {threads}", ours, "rms::validate", took, text)


def say(what: str, ours: float, peer: str, theirs: float, remark: str) -> None:
    print(
        f"{what}: ours {ours * 1e3:.1f} ms, {peer} {theirs * 1e3:.1f} ms, ratio {theirs / ours:.1f}; {remark}"
    )


if __name__ == "__main__":
    main()
    slope_bootstrap()
    if available("pROC"):
        beside_r_auc()
    if available("rms"):
        concordance_beside_r()
        optimism_beside_rms()
