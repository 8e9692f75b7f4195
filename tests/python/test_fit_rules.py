"""Rules that every fit keeps: few clusters, separation, near ties, the end of follow-up, one way to speak.

Oracles: identities (the same rows written otherwise), R's printed medians of `lung`, hand-made tables.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fit_reference import columns

import backrisk as br
from backrisk import fit

X = {"x": [0.0, 2, 1, 1, 1, 0, 0]}
Y = [1, 1, 1, 0, 1, 1, 0]
STOP = [4.0, 3, 1, 1, 2, 2, 3]


@pytest.mark.parametrize("clusters", [[0] * 7, [0] * 4 + [1] * 3])
def test_one_or_two_clusters_have_no_variance(clusters: list[int]) -> None:
    for ours in (fit.cox(X, STOP, Y, clusters=clusters), fit.glm(X, Y, clusters=clusters)):
        assert np.isnan(ours.standard_error).all()
        assert np.isnan(ours.summary()["p"]).all()
        assert "3 or more" in ours.reason
        assert np.isfinite(ours.naive_covariance).all()
    assert np.isnan(fit.cox(X, STOP, Y, clusters=clusters).wald_test)


def test_separated_cox_is_an_error_as_glm() -> None:
    x = {"x": [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]}
    stop = [411, 1, 0, 547, 845, 38, 1647, 211, 0, 357]
    with pytest.raises(br.NumericError, match="separated.*'x'"):
        fit.cox(x, stop, [1, 1, 1, 1, 0, 1, 0, 0, 0, 1])


def test_times_that_differ_by_rounding_are_tied() -> None:
    random = np.random.default_rng(3)
    x, stop = random.normal(size=(60, 2)), np.ceil(6 * random.random(60)) / 10
    event = (random.random(60) < 0.7).astype(float)
    noisy = stop + random.integers(-3, 4, 60) * 1e-15
    assert len(np.unique(noisy)) > len(np.unique(stop))
    np.testing.assert_allclose(fit.cox(x, noisy, event).coef, fit.cox(x, stop, event).coef, rtol=1e-10)
    times = [0.1, 0.35, 0.6]
    one, other = (fit.kaplan_meier(t, event).at(np.array(times) + 1e-12) for t in (noisy, stop))
    np.testing.assert_allclose(one["survival"], other["survival"], rtol=1e-12)
    start = np.where(np.arange(60) % 3 == 0, stop - 0.1, 0.0)  # 0.6 - 0.1 is not 0.5 to the last bit
    exact = np.where(np.arange(60) % 3 == 0, np.round(stop - 0.1, 10), 0.0)
    np.testing.assert_allclose(
        fit.cox(x, stop, event, start=start).coef, fit.cox(x, stop, event, start=exact).coef, rtol=1e-10
    )
    with pytest.raises(br.InvalidArgument, match="more than rounding"):
        fit.cox(x[:3], [1.0, 1 + 1e-12, 2], [1, 1, 1], start=[0.0, 1.0, 0.0])


def test_nobody_knows_beyond_the_follow_up() -> None:
    curve = fit.kaplan_meier([2.0, 3, 5, 8], [1, 1, 0, 0])
    np.testing.assert_array_equal(np.isnan(curve.at([1, 8, 8.5])["survival"]), [False, False, True])
    assert np.isnan(curve.mean_until(9.0)["mean"][0])
    assert fit.kaplan_meier([2.0, 3], [1, 1]).at([7])["survival"][0] == 0  # all had the event
    ends = fit.cumulative_incidence([2.0, 3, 5, 8], [1, 2, 0, 0])
    assert np.isnan(ends.at([9])["incidence"]).all()
    cox = fit.cox({"x": [0.0, 1, 1, 0, 1]}, [2.0, 3, 5, 8, 4], [1, 1, 0, 0, 1])
    found = cox.predict_survival({"x": [0.5]}, [1, 8, 9]).survival[0]
    np.testing.assert_array_equal(np.isnan(found), [False, False, True])


def test_medians_of_lung(shared: Path) -> None:
    """survfit(Surv(time, status) ~ 1) prints 310 (285, 363); ~ sex 270 (212, 310) and 426 (348, 550)."""
    data = columns(shared, "surv_lung")
    dead = data["status"] == 2
    whole = fit.kaplan_meier(data["time"], dead).median()
    assert [whole[name][0] for name in ("time", "low", "high")] == [310, 285, 363]
    by_sex = fit.kaplan_meier(data["time"], dead, groups=data["sex"]).median()
    assert by_sex["time"].tolist() == [270, 426]
    assert by_sex["low"].tolist() == [212, 348]
    assert by_sex["high"].tolist() == [310, 550]
    assert np.isnan(fit.kaplan_meier([1.0, 2, 3], [1, 0, 0]).median()["time"][0])


def test_a_spline_carries_its_knots() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=80)
    for made in (fit.natural_spline(x, df=4), fit.b_spline(x, df=5)):
        np.testing.assert_array_equal(made.at(x[:7]), made[:7])
        assert made.boundary == (x.min(), x.max())
        with pytest.raises(br.InvalidArgument, match="a part of a basis"):
            made[:7].at(x)


def test_results_speak_alike() -> None:
    random = np.random.default_rng(5)
    x = {"a": random.normal(size=90), "b": random.normal(size=90)}
    y = (random.random(90) < 0.5).astype(float)
    every = [
        fit.glm(x, y),
        fit.cox(x, random.exponential(size=90), y),
        fit.conditional_logistic(x, y, np.arange(90) // 6),
        fit.ordinal(x, y),
        fit.multinomial(x, y),
    ]
    for one in every:
        table = one.summary()
        assert table.columns[:7] == ("term", "coef", "standard_error", "z", "p", "low", "high")
        np.testing.assert_allclose(one.interval()[:, 0], table["low"])
        np.testing.assert_allclose(np.exp(table["high"]), table["ratio_high"])
        assert one.n_rows == 90
        test = one.likelihood_ratio()
        assert test.chi_square == pytest.approx(2 * (one.log_likelihood - one.null_log_likelihood))
        assert test.degrees == 2
        assert one.aic == pytest.approx(2 * len(one.coef) - 2 * one.log_likelihood, rel=1e-6)


def test_a_cox_model_predicts_against_a_reference() -> None:
    random = np.random.default_rng(6)
    x, stop = random.normal(size=(70, 2)), random.exponential(size=70)
    ours = fit.cox(x, stop, np.ones(70))
    np.testing.assert_allclose(ours.linear_predictor(), x @ ours.coef, rtol=1e-12)
    found = ours.predict(x[:3], reference=x[3:4])
    np.testing.assert_allclose(found["ratio"], np.exp((x[:3] - x[3]) @ ours.coef), rtol=1e-10)
    at_mean = ours.predict(x.mean(axis=0)[None, :])
    np.testing.assert_allclose([at_mean["ratio"][0], at_mean["standard_error"][0]], [1, 0], atol=1e-12)


def test_control_is_one_and_checked() -> None:
    assert repr(fit.Control(threads=2)) == "Control(tolerance=1e-09, iterations=100, threads=2)"
    with pytest.raises(br.InvalidArgument, match="control.threads"):
        fit.Control(threads=0)
    with pytest.raises(br.InvalidArgument, match="control is 3"):
        fit.cox(X, STOP, Y, control=3)  # type: ignore[arg-type]
