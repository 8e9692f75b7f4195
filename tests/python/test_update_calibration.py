"""Is the posterior of `Model.update` as sure as it may be? Two hundred clinics, for the nightly run (`-m slow`).

Oracle: simulation-based calibration (Talts et al. 2018, arXiv:1804.06788). A truth is drawn from the prior, a
clinic from the truth; where the truth lies in the posterior, u = Phi((truth - mean) / sd), must be uniform. The
distribution function of the u is held against bands that a uniform sample leaves once in a hundred times
anywhere (Sailynoja et al. 2022, doi:10.1007/s11222-022-10090-6).

Two arms are wrong on purpose and reported as they are: people who differ by more than the model knows
(frailty), and diaries that are missing because of what came. Their shares inside the intervals are printed
(`-rP`) and stand in docs/explanation/literature-checks.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

import backrisk as br
from backrisk.cohort.simulated import simulate_tables

MODEL = br.literature_model()
EXCESS = br._core.risk.prior_mean_excess(MODEL._core)  # the published incidence is the mean over places
RUNS = int(os.environ.get("BACKRISK_CALIBRATION_RUNS", "200"))
PEOPLE, DAYS, LEAD_IN = 80, 150, 29
QUANTITIES = ("intercept", "coefficient", "score")
Tables = dict[str, dict[str, Any]]


def clinic(seed: int, shift: float) -> tuple[Tables, Mapping[str, Any]]:
    """Tables and truth: coefficients drawn from the prior, the level `shift` from the published one."""
    return simulate_tables(PEOPLE, DAYS, seed, setting_shift=shift, draw_coefficients=True)


def places(after: br.risk.Model, truth: Mapping[str, Any], number: int) -> list[float]:
    """u of the intercept, of one coefficient (another one each run) and of the score."""
    off = np.asarray(truth["coefficients"]) - after.mean()
    score = MODEL.mean()
    z = (
        (truth["log_daily_hazard"] - after.log_daily_hazard) / after.setting_sd,
        (off / np.sqrt(np.diag(after.covariance())))[number % off.size],
        score @ off / np.sqrt(score @ after.covariance() @ score),
    )
    return [float(stats.norm.cdf(one)) for one in z]


def ranks(change: Callable[[Tables, int], Tables]) -> np.ndarray[Any, Any]:
    """u by run and quantity; `change` makes the tables that are learned from out of those of the truth."""
    rng = np.random.default_rng(20261129)
    found = []
    for number in range(RUNS):
        tables, truth = clinic(7000 + number, float(rng.normal(-EXCESS, MODEL.setting_sd)))
        after = MODEL.update(br.Cohort(**change(tables, number)), level="all", lead_in_days=LEAD_IN)
        found.append(places(after, truth, number))
    return np.array(found)


def bands(n: int, outside: float = 0.01) -> tuple[np.ndarray[Any, Any], ...]:
    """(at, low, high): counts of a uniform sample at or below `at`, left anywhere with probability `outside`."""
    at = np.linspace(0.02, 0.98, 49)
    drawn = np.sort(np.random.default_rng(1).random((4000, n)), axis=1)
    counts = np.apply_along_axis(np.searchsorted, 1, drawn, at, side="right")
    below, above = stats.binom.cdf(counts, n, at), stats.binom.sf(counts - 1, n, at)
    least = np.quantile(np.minimum(below, above).min(axis=1), outside)
    return at, stats.binom.ppf(least, n, at), stats.binom.isf(least, n, at)


def inside(u: np.ndarray[Any, Any]) -> str:
    return "; ".join(
        f"{name}: "
        + ", ".join(f"{level:.0%} {np.mean(abs(column - 0.5) < level / 2):.2f}" for level in (0.5, 0.8, 0.95))
        for name, column in zip(QUANTITIES, u.T, strict=True)
    )


def test_the_bands_hold_a_uniform_sample_and_no_other() -> None:
    """The bands themselves: left by 1 % of uniform samples, and by a posterior that is twice too sure."""
    at, low, high = bands(200)
    rng = np.random.default_rng(2)
    left = [
        ((count < low) | (count > high)).any()
        for count in (np.searchsorted(np.sort(rng.random(200)), at, side="right") for _ in range(2000))
    ]
    assert 0.003 < np.mean(left) < 0.02
    sure = np.sort(stats.norm.cdf(2 * rng.normal(size=200)))
    count = np.searchsorted(sure, at, side="right")
    assert ((count < low) | (count > high)).any()


@pytest.mark.slow
def test_the_truth_lies_anywhere_in_the_posterior_alike() -> None:
    u = ranks(lambda tables, _: tables)
    print(f"{RUNS} clinics; inside: {inside(u)}")
    at, low, high = bands(RUNS)
    for name, column in zip(QUANTITIES, u.T, strict=True):
        count = np.searchsorted(np.sort(column), at, side="right")
        out = (count < low) | (count > high)
        assert not out.any(), f"{name}: outside the bands at {at[out]}"


def frailty(tables: Tables, number: int, half: float = 0.8) -> Tables:
    """Every second person lives at exp(0.8) times the hazard, the others at exp(-0.8): nothing records it."""
    shift = float(np.random.default_rng(20261129).normal(-EXCESS, MODEL.setting_sd, RUNS)[number])
    parts = [clinic(7000 + number, shift + sign * half)[0] for sign in (-1, 1)]
    people = tables["people"]["person_id"]
    mixed: Tables = {}
    for name in tables:
        kept = [np.isin(part[name]["person_id"], people[which::2]) for which, part in enumerate(parts)]
        mixed[name] = {
            column: np.concatenate([part[name][column][rows] for part, rows in zip(parts, kept, strict=True)])
            for column in parts[0][name]
        }
    return mixed


def silence(tables: Tables, number: int) -> Tables:
    """Who got back pain after the first month tells nothing of tests and wellness: missing because of it."""
    del number
    episodes = tables["episodes"]
    begins = tables["sessions"]["date"].min()
    hit = (episodes["onset"] > begins + np.timedelta64(LEAD_IN, "D")) & (episodes["region"] == "low_back")
    silent = set(episodes["person_id"][hit].tolist())
    kept = dict(tables)
    for name in ("tests", "wellness"):
        rows = np.array([one not in silent for one in tables[name]["person_id"].tolist()], dtype=bool)
        kept[name] = {column: values[rows] for column, values in tables[name].items()}
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [frailty, silence], ids=lambda one: one.__name__)
def test_a_wrong_world_is_reported_as_it_is(wrong: Callable[[Tables, int], Tables]) -> None:
    """Printed, with what must hold all the same: the coefficients stay inside nearly as often as they should."""
    u = ranks(wrong)
    print(f"{RUNS} clinics, {wrong.__name__}; inside: {inside(u)}")
    for column in u.T[1:]:
        assert np.mean(abs(column - 0.5) < 0.475) > 0.85
