"""Splines, matched sets, imputed tables, rates and profile intervals.

Oracles: ../shared/reference/stats/*.json (R 4.2.2), SciPy where installed, brute force over all sets of a
stratum, identities of spline bases.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_fit_glm import czech, draw, is_close, matches, read_table, reference, same_covariance

from backrisk import InvalidArgument, NumericError, fit


def test_spline_bases(shared: Path) -> None:
    theirs, tolerance = reference(shared, "splines_ns_bs_rcs")
    for kind in ("no_intercept", "intercept"):
        one = theirs[kind]
        call = {"boundary": one["boundary"], "intercept": one["intercept"]}
        is_close(fit.natural_spline(one["x"], one["knots"], **call), one["ns"], tolerance)
        is_close(fit.b_spline(one["x"], one["knots"], degree=one["degree"], **call), one["bs"], tolerance)
    rcs = theirs["rcs"]
    is_close(fit.restricted_cubic_spline(rcs["x"], rcs["knots"]), rcs["basis"], tolerance)


def test_logistic_with_natural_splines(shared: Path) -> None:
    table = read_table(shared, "back_czech_24h_movement_lbp")
    theirs, tolerance = reference(shared, "glm_ns_czech_bmi_age")
    age = {"knots": [35, 50, 65], "boundary": (18, 92)}
    bmi = {"knots": [22, 26], "boundary": (15, 45)}

    def design(of: dict[str, Any], male: Any) -> Any:
        curves = [fit.natural_spline(of["age"], **age), fit.natural_spline(of["bmi"], **bmi)]
        return np.column_stack([*curves, male, np.log1p(of["Time_MVPA"])])

    x, y = czech(table)
    ours = fit.glm(design(table, x["male"]), y)
    matches(ours, theirs, tolerance)
    grid = {name: np.array([row[name] for row in theirs["grid"]], float) for name in theirs["grid"][0]}
    there = ours.predict(design(grid, grid["male"]))
    is_close(there.linear, theirs["lp"], tolerance)
    is_close(there.standard_error, theirs["se_lp"], tolerance)


def test_p_spline(shared: Path) -> None:
    table = read_table(shared, "back_czech_24h_movement_lbp")
    theirs, tolerance = reference(shared, "pspline_logistic_czech_age")
    basis = fit.p_spline(table["age"], 15, 18, 92)
    for one in theirs:
        prior = fit.smoothness(basis.shape[1], one["lambda"])
        ours = fit.glm(basis, czech(table)[1], prior=prior, intercept=False)
        is_close(ours.coef, one["coef"], tolerance)
        is_close(ours.effective_parameters, one["edf"], tolerance)
        is_close(ours.deviance, one["deviance"], tolerance)
        is_close(-2 * ours.log_prior / one["lambda"], one["penalty"], tolerance)
        is_close(ours.predict(basis[:5]).mean, one["fitted_first5"], tolerance)


def conditional_matches(ours: fit.ConditionalFit, theirs: dict[str, Any], tolerance: float) -> None:
    is_close(ours.coef, list(theirs["coef"].values()), tolerance)
    same_covariance(ours.covariance, np.array(theirs["vcov"]["matrix"]), tolerance)
    is_close(ours.log_likelihood, theirs["loglik"], tolerance)
    is_close(ours.null_log_likelihood, theirs["loglik_null"], tolerance)
    is_close(ours.score_test, theirs["score_test"], tolerance)
    is_close(ours.likelihood_ratio().chi_square, theirs["lr_test"], tolerance)
    assert round(ours.wald_test, 2) == theirs["wald_test"]  # R prints two decimals
    assert (ours.n_rows, ours.n_events) == (theirs["n"], theirs["nevent"])


def test_matched_pairs(shared: Path) -> None:
    table = read_table(shared, "back_hsaur3_backpain")
    theirs, tolerance = reference(shared, "clogit_backpain_main")
    x = {"dr": (table["driver"] == "yes") * 1.0, "su": (table["suburban"] == "yes") * 1.0}
    case = (table["status"] == "case") * 1.0
    conditional_matches(fit.conditional_logistic(x, case, table["ID"]), theirs, tolerance)


@pytest.mark.parametrize("method", ["exact", "efron", "breslow"])
def test_matched_sets(shared: Path, method: str) -> None:
    table = read_table(shared, "cc_infert")
    theirs, tolerance = reference(shared, "clogit_infert_pooled_mn")
    x = {name: table[name] for name in ("spontaneous", "induced")}
    ours = fit.conditional_logistic(x, table["case"], table["pooled.stratum"], method=method)
    conditional_matches(ours, theirs[method], tolerance)


def test_exact_likelihood_is_the_sum_over_all_sets() -> None:
    random = np.random.default_rng(2)
    x, stratum = random.normal(size=(28, 2)), np.repeat([0, 1, 2, 3], 7)
    y = np.concatenate([random.permutation(np.r_[np.ones(d), np.zeros(7 - d)]) for d in (1, 3, 4, 6)])
    ours = fit.conditional_logistic(x, y, stratum)
    value = 0.0
    for s in range(4):
        eta, case = x[stratum == s] @ ours.coef, y[stratum == s] == 1
        sets = [sum(eta[list(one)]) for one in combinations(range(7), int(case.sum()))]
        value += eta[case].sum() - np.log(np.exp(sets).sum())
    assert ours.log_likelihood == pytest.approx(value, rel=1e-12)


def test_strata_that_tell_nothing_and_errors() -> None:
    random = np.random.default_rng(3)
    x, stratum = random.normal(size=(60, 2)), np.repeat(np.arange(20), 3)
    y = np.tile([1.0, 0, 0], 20)
    plain = fit.conditional_logistic(x, y, stratum)
    more = fit.conditional_logistic(
        np.r_[x, random.normal(size=(3, 2))], np.r_[y, 0, 0, 1], np.r_[stratum, 90, 90, 91]
    )
    np.testing.assert_allclose(more.coef, plain.coef, rtol=1e-9)
    assert more.n_empty_strata == 2 and more.n_strata == 20
    with pytest.raises(NumericError, match="'x2'"):
        fit.conditional_logistic(np.column_stack([x[:, 0], stratum]), y, stratum)
    with pytest.raises(NumericError, match=r"separated.*'x1'"):
        fit.conditional_logistic(np.column_stack([y + 0.1 * x[:, 0], x[:, 1]]), y, stratum)
    held = fit.conditional_logistic(np.column_stack([y + 0.1 * x[:, 0], x[:, 1]]), y, stratum, prior=1.0)
    assert held.converged
    for change, says in (
        ({"y": y * 2}, "y, row 1"),
        ({"strata": [None] * 60}, "strata, row 1"),
        ({"method": "approximate"}, "breslow"),
        ({"y": np.zeros(60)}, "strata with a case and a control"),
    ):
        with pytest.raises(InvalidArgument, match=says):
            fit.conditional_logistic(**({"X": x, "y": y, "strata": stratum} | change))


def test_rubins_rules(shared: Path) -> None:
    table = read_table(shared, "back_psfmi_lbpmilr")
    theirs, tolerance = reference(shared, "rubin_logistic_lbp")
    names = [name for name in theirs["coef"] if name != "(Intercept)"]
    fits = []
    for k in range(1, theirs["m"] + 1):
        rows = table["Impnr"] == k
        fits.append(fit.glm({name: table[name][rows] for name in names}, table["Chronic"][rows]))
    ours = fit.pool(fits)
    is_close(ours.coef, list(theirs["coef"].values()), tolerance)
    for name, value in (("within", ours.within), ("between", ours.between), ("total", ours.covariance)):
        same_covariance(value, np.array(theirs[name]["matrix"]), tolerance)
    for name, value in (
        ("se", ours.standard_error),
        ("r", ours.increase),
        ("df_rubin", ours.degrees),
        ("lambda", ours.missing_information),
    ):
        is_close(value, list(theirs[name].values()), tolerance)


def test_student_tails_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed")
    from backrisk import _core

    degrees, t = np.array([1.0, 2.5, 30, 1e4, np.inf]), np.array([0.1, -2.0, 1.0, 3.0, 1.5])
    found = _core.fit.student(t, np.ones(5), degrees, 0.9)
    np.testing.assert_allclose(found.p, 2 * stats.t.sf(np.abs(t), degrees), rtol=1e-10)
    np.testing.assert_allclose(found.high - t, stats.t.ppf(0.95, degrees), rtol=1e-10)


def test_exact_rate(shared: Path) -> None:
    theirs, tolerance = reference(shared, "rates_football_exact")
    ours = fit.rate(theirs["events"], theirs["person_days"] / 1000)
    is_close(ours["rate"], [theirs["rate_per_1000"]], tolerance)
    is_close([ours["low"][0], ours["high"][0]], theirs["ci_per_1000"], tolerance)
    assert fit.rate(0, 2.0)["low"][0] == 0
    with pytest.raises(InvalidArgument, match="events"):
        fit.rate(1.5, 2.0)  # type: ignore[arg-type]


def test_published_rates_of_a_football_club() -> None:
    """209 injuries and 3420 days lost in 140 950 minutes (R package injurytools, data injd)."""
    matches = 140950 / 90
    incidence, burden = fit.rate(209, matches / 100), fit.rate(3420, matches / 100)
    assert round(float(incidence["rate"][0]), 3) == 13.345
    assert round(float(burden["rate"][0]), 3) == 218.375
    assert round(3420 / 209, 2) == 16.36
    # their interval is Wald's, 11.536 to 15.154; the exact one lies a little higher
    assert 11.536 < incidence["low"][0] < 13.345 < 15.154 < incidence["high"][0] < 15.4
    # one injury in 1264 minutes: theirs is -6.84 to 21.08
    one = fit.rate(1, 1264 / 90 / 100)
    assert round(float(one["rate"][0]), 2) == 7.12
    assert 0 < one["low"][0] < 0.5


@settings(max_examples=30)
@given(
    values=st.lists(st.floats(-50, 50), min_size=5, max_size=30, unique=True),
    degree=st.integers(1, 5),
)
def test_b_splines_sum_to_one_and_natural_splines_are_straight_outside(values: list[float], degree: int) -> None:
    low, high = -60.0, 60.0
    knots = sorted({round(v, 3) for v in values})[:4]
    basis = fit.b_spline(values, knots, degree=degree, boundary=(low, high), intercept=True)
    np.testing.assert_allclose(basis.sum(axis=1), 1, rtol=1e-12)
    assert (basis >= -1e-12).all()
    for end in (low, high):
        outside = fit.natural_spline(end + np.sign(end) * np.arange(4.0), knots, boundary=(low, high))
        np.testing.assert_allclose(np.diff(outside, 2, axis=0), 0, atol=1e-9 * np.abs(outside).max())
    assert np.isnan(fit.natural_spline([np.nan, 0.0], knots, boundary=(low, high))[0]).all()


def test_spline_knots_at_quantiles_and_errors() -> None:
    x = np.arange(101.0)
    np.testing.assert_array_equal(
        fit.natural_spline(x, df=4), fit.natural_spline(x, [25, 50, 75], boundary=(0, 100))
    )
    assert fit.b_spline(x, df=6).shape == (101, 6)
    for call, says in (
        ({"knots": [3.0, 2.0]}, "ascending"),
        ({"knots": [500.0]}, "inside the boundary"),
        ({}, "needs knots"),
        ({"knots": [1.0], "boundary": (4, 4)}, "boundary"),
    ):
        with pytest.raises(InvalidArgument, match=says):
            fit.natural_spline(x, **call)
    with pytest.raises(InvalidArgument, match="3 or more"):
        fit.restricted_cubic_spline(x, [1.0, 2.0])


def constrained(x: Any, y: Any, k: int, value: float, **how: Any) -> float:
    """Maximal log-likelihood with slope k held: its column moves to the offset."""
    return fit.glm(np.delete(x, k, 1), y, offset=value * x[:, k], **how).log_likelihood


@pytest.mark.parametrize("kind", [("binomial", "logit"), ("binomial", "cloglog"), ("poisson", "log")])
def test_profile_interval_is_where_the_likelihood_has_fallen(kind: tuple[str, str]) -> None:
    x, binary, count = draw(8)
    x = x * [1, 100, 0.01] + [5, 0, 0]
    how = {"family": kind[0], "link": kind[1]}
    y = binary if kind[0] == "binomial" else count
    ours = fit.glm(x, y, **how)
    profile = ours.interval(0.95, method="profile")
    for k in range(3):
        for end in profile[k + 1]:
            fall = 2 * (ours.log_likelihood - constrained(x, y, k, end, **how))
            assert fall == pytest.approx(3.841458820694124, rel=1e-7)
    intercept = fit.glm(x, y, intercept=False, offset=np.full(300, profile[0, 0]), **how)
    assert 2 * (ours.log_likelihood - intercept.log_likelihood) == pytest.approx(3.841458820694124, rel=1e-7)
    wald = ours.interval(0.95)
    assert np.abs(profile - wald).max() < np.abs(wald[:, 1] - wald[:, 0]).max()


def test_profile_interval_under_firth_is_wide_but_finite_or_open() -> None:
    x = np.arange(20.0)
    ours = fit.glm(x, (x > 11.5) * 1.0, firth=True)
    low, high = ours.interval(method="profile")[1]
    assert 0 < low < ours.coef[1] < high
    gaussian = fit.glm(x, x + np.sin(x), family="gaussian")
    with pytest.raises(InvalidArgument, match="Gaussian"):
        gaussian.interval(method="profile")
