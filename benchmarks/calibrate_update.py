"""Simulation-based calibration of `Model.update`: is the posterior as sure as it may be?

A truth is drawn from the prior, a cohort from the truth, and the posterior is asked where the truth lies in
it: u = Phi((truth - mean) / sd) must be uniform for the intercept, for each coefficient and for the score
(Talts et al. 2018, arXiv:1804.06788; the posterior is Laplace's, so its rank needs no draws). Test:
chi-square of the u in ten equal bins, a p-value each; with 39 quantities the smallest should not be far below
0.05 / 39. Printed too: the share of truths inside the 50, 80 and 95 % intervals.

    python benchmarks/calibrate_update.py --cohorts 400 --people 120 --days 300
    python benchmarks/calibrate_update.py --cohorts 400 --missing 0.3
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

import numpy as np
from scipy import stats

import backrisk as br

LEAD_IN = 29  # the simulation holds what its diary does not know yet at the centre; the model does not


def places(model: br.risk.Model, seed: int, options: argparse.Namespace) -> tuple[np.ndarray[Any, Any], int]:
    """u of the intercept, of the coefficients and of the score for one truth, and the episodes."""
    shift = np.random.default_rng(seed).normal(0, model.setting_sd)
    cohort = br.simulate_cohort(
        options.people, options.days, seed,
        setting_shift=float(shift), draw_coefficients=True, missing_share=options.missing,
    )  # fmt: skip
    after = model.update(cohort, level="all", lead_in_days=LEAD_IN)
    assert cohort.truth is not None and after.updated is not None and after.updated.converged
    off = cohort.truth["coefficients"] - after.mean()
    score = model.mean()
    z = np.r_[
        (cohort.truth["log_daily_hazard"] - after.log_daily_hazard) / after.setting_sd,
        off / np.sqrt(np.diag(after.covariance())),
        score @ off / np.sqrt(score @ after.covariance() @ score),
    ]
    return stats.norm.cdf(z), after.updated.episodes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohorts", type=int, default=400)
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--days", type=int, default=300)
    parser.add_argument(
        "--missing", type=float, default=0.0, help="share of people without tests and wellness"
    )
    parser.add_argument("--bins", type=int, default=10)
    options = parser.parse_args()
    model = br.literature_model()
    u, episodes = [], []
    for number in range(options.cohorts):
        one, count = places(model, 10_000 + number, options)
        u.append(one)
        episodes.append(count)
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {options.cohorts}", end="", file=sys.stderr)
    table = np.array(u)
    names = ["intercept", *model.factors()["column"].tolist(), "score"]
    p = [stats.chisquare(np.histogram(column, options.bins, (0, 1))[0]).pvalue for column in table.T]
    low, high = np.percentile(episodes, [10, 90])
    print(f"{options.cohorts} cohorts of {options.people} people, {options.days} days, missing "
          f"{options.missing:g}; episodes {np.median(episodes):.0f} ({low:.0f} to {high:.0f})")  # fmt: skip
    for level in (0.5, 0.8, 0.95):
        inside = (np.abs(table - 0.5) < level / 2).mean(axis=0)
        middle = inside[1:-1]
        print(f"inside {level:.0%}: intercept {inside[0]:.3f}, score {inside[-1]:.3f}, coefficients "
              f"{middle.mean():.3f} ({middle.min():.3f} to {middle.max():.3f})")  # fmt: skip
    order = np.argsort(p)
    print("smallest p of chi-square: " + ", ".join(f"{names[k]} {p[k]:.4f}" for k in order[:5]))
    even = stats.kstest(p, "uniform").pvalue
    print(f"p: intercept {p[0]:.3f}, score {p[-1]:.3f}; uniformity of all p {even:.3f}")


if __name__ == "__main__":
    main()
