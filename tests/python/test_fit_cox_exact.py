"""The exact partial likelihood of tied times.

Oracles: R's coxph(ties = "exact"), the sum over all sets by brute force, conditional logistic regression of
the risk sets written out.
"""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import check_fit, expected, lung, some
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br


def test_lung_in_months(shared: Path) -> None:
    data, want = lung(shared), expected(shared, "coxph_lung_months_ties")["exact"]
    stop = np.ceil(data["time"] / 30.4375)
    fit = br.fit.cox(some(data, "age", "sex", "ph.ecog"), stop, data["event"], ties="exact")
    check_fit(fit, want)
    for ours, theirs in (
        (fit.martingale_residuals()[:10], want["martingale_first10"]),
        (fit.deviance_residuals()[:10], want["deviance_resid_first10"]),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)


def draw(seed: int, size: int = 60, times: int = 6) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    stop = random.integers(2, 2 + times, size)
    return {
        "x": random.normal(size=(size, 2)) * [1, 30] + [0, 5],
        "stop": stop,
        "start": np.minimum(random.integers(0, 4, size), stop - 1),
        "event": (random.random(size) < 0.5) * 1.0,
        "strata": random.integers(0, 2, size),
        "offset": random.normal(size=size),
    }


def risk_sets(of: dict[str, Any]) -> list[tuple[Any, Any]]:
    """(rows at risk, which of them die) of each event time of each stratum."""
    found = []
    for stratum in np.unique(of["strata"]):
        for time in np.unique(of["stop"][of["event"] == 1]):
            at_risk = (of["strata"] == stratum) & (of["start"] < time) & (time <= of["stop"])
            rows = np.flatnonzero(at_risk)
            dead = (of["stop"][rows] == time) & (of["event"][rows] == 1)
            if dead.any():
                found.append((rows, dead))
    return found


def cox(of: dict[str, Any], ties: str = "exact", **more: Any) -> br.fit.CoxFit:
    columns = {name: of[name] for name in ("start", "strata", "offset")}
    return br.fit.cox(of["x"], of["stop"], of["event"], ties=ties, **(columns | more))


@pytest.mark.parametrize("seed", range(4))
def test_is_conditional_logistic_regression_of_the_risk_sets(seed: int) -> None:
    of = draw(seed)
    sets = risk_sets(of)
    rows = np.concatenate([rows for rows, _ in sets])
    case = np.concatenate([dead for _, dead in sets]) * 1.0
    label = np.repeat(np.arange(len(sets)), [len(rows) for rows, _ in sets])
    matched = br.fit.conditional_logistic(of["x"][rows], case, label, offset=of["offset"][rows])
    ours = cox(of)
    np.testing.assert_allclose(ours.coef, matched.coef, rtol=1e-9)
    np.testing.assert_allclose(ours.covariance, matched.covariance, rtol=1e-9, atol=1e-15)
    assert ours.log_likelihood == pytest.approx(matched.log_likelihood, rel=1e-11)
    assert ours.null_log_likelihood == pytest.approx(matched.null_log_likelihood, rel=1e-11)
    assert ours.score_test == pytest.approx(matched.score_test, rel=1e-9)


def test_is_the_sum_over_all_sets() -> None:
    of = draw(9, size=14, times=3)
    ours, value = cox(of), 0.0
    eta = of["x"] @ ours.coef + of["offset"]
    for rows, dead in risk_sets(of):
        every = [eta[list(one)].sum() for one in combinations(rows, int(dead.sum()))]
        value += eta[rows[dead]].sum() - np.log(np.exp(every).sum())
    assert ours.log_likelihood == pytest.approx(value, rel=1e-12)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), unit=st.sampled_from([1e-6, 1.0, 1e6]))
def test_without_ties_all_rules_are_one_and_units_do_not_matter(seed: int, unit: float) -> None:
    of = draw(seed, size=30)
    of["stop"] = of["stop"] + np.random.default_rng(seed).random(30)
    of["event"][0] = 1
    exact, efron = cox(of, prior=0.1), cox(of, "efron", prior=0.1)
    np.testing.assert_allclose(exact.coef, efron.coef, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(exact.covariance, efron.covariance, rtol=1e-8, atol=1e-14)
    moved = cox(of | {"x": of["x"] * unit, "offset": of["offset"] + 3}, prior=0.1 / unit**-2)
    np.testing.assert_allclose(moved.coef * unit, exact.coef, rtol=1e-7, atol=1e-12)
    order = np.random.default_rng(seed).permutation(30)
    turned = cox({name: values[order] for name, values in of.items()}, prior=0.1)
    np.testing.assert_allclose(turned.coef, exact.coef, rtol=1e-8, atol=1e-12)


def test_many_events_at_one_time_do_not_overflow() -> None:
    """400 of 800 die at once: 800 choose 400 sets, whose number alone is near 1e240."""
    random = np.random.default_rng(3)
    x = random.normal(size=(800, 1))
    dead = np.argsort(-(x[:, 0] + random.normal(size=800) * 3))[:400]
    event = np.zeros(800)
    event[dead] = 1
    fit = br.fit.cox(x, np.ones(800), event, ties="exact")
    logit = br.fit.glm(x, event)  # conditioning on the number of events costs little among so many
    assert fit.converged and fit.coef[0] == pytest.approx(logit.coef[1], rel=0.01)
    twice = br.fit.cox(np.r_[x, x], np.ones(1600), np.r_[event, event], ties="exact")
    sets = math.lgamma(1601) - 2 * math.lgamma(801)  # ln of 1600 choose 800, beyond what a double holds
    assert twice.null_log_likelihood == pytest.approx(-sets, rel=1e-12)
    assert twice.coef[0] == pytest.approx(fit.coef[0], rel=0.005)
    label = np.zeros(1600, dtype=int)
    matched = br.fit.conditional_logistic(np.r_[x, x], np.r_[event, event], label)
    np.testing.assert_allclose(matched.coef, twice.coef, rtol=1e-9)


@pytest.mark.parametrize("what", ["score_residuals", "dfbeta", "schoenfeld_residuals", "proportional_hazards"])
def test_residuals_a_row_are_refused(what: str) -> None:
    with pytest.raises(br.InvalidArgument, match="'exact', but must be 'efron' or 'breslow'"):
        getattr(cox(draw(1)), what)()
