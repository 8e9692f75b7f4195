"""The weighted calibration curve: beside statsmodels, and under censoring beside the whole truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import validate


@pytest.fixture(scope="module")
def sample():
    random = np.random.default_rng(13)
    p = random.beta(2, 4, 500)
    return (random.random(500) < p**1.3).astype(float), p, random.choice([0.5, 1.0, 3.0], 500)


def quantile(x, w, share):
    """Harrell's weighted quantile, weights 1 on average: type 7 of the step function of cumulated weights."""
    order = np.argsort(x)
    x, cumulated = x[order], np.cumsum(w[order] * len(w) / w.sum())
    place = 1 + (len(x) - 1) * share
    at = [
        x[min(np.searchsorted(cumulated, rank - 1e-9), len(x) - 1)]
        for rank in (np.floor(place), np.floor(place) + 1)
    ]
    return at[0] + (place - np.floor(place)) * (at[1] - at[0])


def basis(x, knots):
    def cube(knot):
        return np.maximum(x - knot, 0) ** 3

    last, before = knots[-1], knots[-2]
    extra = [
        (cube(k) - cube(before) * (last - k) / (last - before) + cube(last) * (before - k) / (last - before))
        / (last - knots[0]) ** 2
        for k in knots[:-2]
    ]
    return np.column_stack([np.ones_like(x), x, *extra])


def test_spline_with_weights_of_statsmodels(sample):
    sm = pytest.importorskip("statsmodels.api")
    event, p, w = sample
    found = validate.calibration_curve(event, p, "spline", weights=w, knots=4, points=9)
    logit = np.log(p / (1 - p))
    knots = [quantile(logit, w, share) for share in (0.05, 0.35, 0.65, 0.95)]
    fit = sm.GLM(event, basis(logit, knots), family=sm.families.Binomial(), freq_weights=w).fit(tol=1e-13)
    at = np.log(found.predicted / (1 - found.predicted))
    np.testing.assert_allclose(found.share, fit.predict(basis(at, knots)), rtol=1e-7)
    apart = np.abs(fit.fittedvalues - p)
    np.testing.assert_allclose(found.ici, np.average(apart, weights=w), rtol=1e-6)
    wanted = [quantile(apart, w, share) for share in (0.5, 0.9)] + [apart.max()]
    np.testing.assert_allclose([found.e50, found.e90, found.emax], wanted, rtol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 100), st.integers(0, 1000))
def test_equal_weights_are_none_and_weight_zero_is_absence(sample, scale, seed):
    event, p, w = sample
    plain = validate.calibration_curve(event, p, "spline")
    same = validate.calibration_curve(event, p, "spline", weights=np.full(len(p), scale))
    for name in ("share", "ici", "e50", "e90", "emax"):
        np.testing.assert_allclose(getattr(same, name), getattr(plain, name), rtol=1e-8)
    here = np.random.default_rng(seed).random(len(p)) < 0.8
    absent = validate.calibration_curve(event, p, "spline", weights=np.where(here, scale * w, 0))
    gone = validate.calibration_curve(event[here], p[here], "spline", weights=w[here])
    for name in ("predicted", "share", "low", "high", "ici", "e50", "e90"):
        np.testing.assert_allclose(getattr(absent, name), getattr(gone, name), rtol=1e-7)


def test_under_censoring_the_curve_of_those_whom_nobody_lost():
    """Many are lost early: the weighted curve is that of all, the naive one far below."""
    random = np.random.default_rng(5)
    x = random.normal(size=20_000)
    when, lost = random.exponential(8 * np.exp(-x)), random.exponential(6, x.size)
    stop, event = np.minimum(when, lost), when <= lost
    risk = -np.expm1(-0.125 * np.exp(0.6 * x) * 4)  # too timid
    full = validate.calibration_curve(when <= 4, risk, "spline", points=31)
    by_then, weight = validate.at_horizon(stop, event, horizon=4)
    weighted = validate.calibration_curve(by_then, risk, "spline", weights=weight, points=31)
    naive = validate.calibration_curve((stop <= 4) & event, risk, "spline", points=31)
    inside = slice(3, 25)
    gaps = [
        np.interp(full.predicted[inside], curve.predicted, curve.share) - full.share[inside]
        for curve in (weighted, naive)
    ]
    assert np.abs(gaps[0]).max() < 0.02 and gaps[1].max() < 0 and gaps[1].min() < -0.15
    assert abs(weighted.ici - full.ici) < 0.006


def test_loess_takes_no_weights(sample):
    event, p, w = sample
    with pytest.raises(br.InvalidArgument, match="spline does"):
        validate.calibration_curve(event, p, weights=w)
    with pytest.raises(br.InvalidArgument, match="weight"):
        validate.calibration_curve(event, p, "spline", weights=w[:3])
