"""Cross-bases, effects and penalties: identities, naive twins, people, missing days, errors.

Oracles: the double sum written out, the rolling sum, `np.kron`, the definition of each basis by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import InvalidArgument, fit, load

CONSTANT = load.basis("strata", df=1)
BASES = st.sampled_from(
    [
        load.basis("lin"),
        load.basis("poly", degree=2),
        load.basis("ns", knots=[40.0, 60.0], boundary=(0, 100)),
        load.basis("bs", knots=[50.0], degree=2, boundary=(0, 100)),
        load.basis("ps", df=6, boundary=(0, 100)),
        load.basis("strata", breaks=[1.0, 50.0]),
        load.basis("thr", threshold=[20.0, 70.0]),
        load.basis(lambda x: np.log1p(x)),
    ]
)
LAGS = st.sampled_from(
    [CONSTANT, load.basis("lin"), load.basis("integer"), load.basis("ns", df=3), load.basis("poly", degree=2)]
)
LOADS = st.lists(
    st.one_of(st.floats(0, 100), st.just(0.0), st.just(float("nan"))), min_size=6, max_size=25
).filter(lambda x: len({v for v in x if v == v}) > 2)
RANGES = st.sampled_from([(0, 2), (0, 4), (1, 3), (-1, 2), (3, 3)])


def twin(cb: load.CrossBasis, x: Any) -> Any:
    """Each row as the double sum, one person."""
    first, last = cb.lags
    exposure, lag = cb.var.columns(x), cb.lag.columns(np.arange(first, last + 1.0))
    out = np.full((len(x), exposure.shape[1] * lag.shape[1]), np.nan)
    for i in range(len(x)):
        days = [i - k for k in range(first, last + 1)]
        if min(days) >= 0 and max(days) < len(x):
            out[i] = sum(np.kron(exposure[day], lag[k]) for k, day in enumerate(days))
    return out


@settings(max_examples=60)
@given(x=LOADS, var=BASES, lag=LAGS, lags=RANGES)
def test_a_row_is_the_double_sum(
    x: list[float], var: load.Basis, lag: load.Basis, lags: tuple[int, int]
) -> None:
    cb = load.cross_basis(x, lags=lags, var=var, lag=lag)
    wanted = twin(cb, np.array(x))
    scale = np.nanmax(np.abs(wanted), initial=1.0)
    np.testing.assert_allclose(cb.matrix, wanted, rtol=1e-12, atol=1e-13 * scale)
    assert (np.isnan(cb.matrix).any(axis=1) == np.isnan(cb.matrix).all(axis=1)).all()
    assert len(cb.names) == cb.matrix.shape[1]
    np.testing.assert_array_equal(cb.transform(x, threads=2), cb.matrix)


@settings(max_examples=40)
@given(
    people=st.lists(LOADS, min_size=1, max_size=4), var=BASES, lag=LAGS, lags=RANGES, seed=st.integers(0, 99)
)
def test_people_are_apart_and_in_the_callers_order(
    people: list[list[float]], var: load.Basis, lag: load.Basis, lags: tuple[int, int], seed: int
) -> None:
    x = np.concatenate(people)
    label = np.repeat(np.arange(len(people)), [len(one) for one in people])
    cb = load.cross_basis(x, lags=lags, var=var, lag=lag, groups=label)
    apart = np.concatenate([cb.transform(one) for one in people])
    np.testing.assert_array_equal(cb.matrix, apart)
    turns = np.random.default_rng(seed).permutation(label)  # people interleaved, each one in order of time
    order = np.empty(len(x), dtype=int)
    for one in range(len(people)):
        order[turns == one] = np.flatnonzero(label == one)
    np.testing.assert_array_equal(cb.transform(x[order], groups=turns), cb.matrix[order])


@settings(max_examples=40)
@given(x=LOADS, var=BASES, lag=LAGS)
def test_histories_are_series(x: list[float], var: load.Basis, lag: load.Basis) -> None:
    cb = load.cross_basis(x, lags=3, var=var, lag=lag)
    histories = np.array([[x[i - k] if i >= k else np.nan for k in range(4)] for i in range(len(x))])
    np.testing.assert_allclose(cb.transform(histories), cb.matrix, rtol=1e-13, atol=1e-13)


@settings(max_examples=40)
@given(x=LOADS, days=st.integers(1, 6))
def test_a_line_and_a_constant_are_the_rolling_sum(x: list[float], days: int) -> None:
    cb = load.cross_basis(x, lags=days - 1, var="lin", lag=CONSTANT)
    assert cb.matrix.shape == (len(x), 1)
    mean = load.rolling_mean(x, days, min_coverage=1.0).value
    np.testing.assert_allclose(cb.matrix[:, 0], days * mean, rtol=1e-12, atol=1e-10)


@settings(max_examples=30)
@given(
    x=LOADS.filter(lambda x: max(v for v in x if v == v) > 1), factor=st.sampled_from([1e-6, 0.01, 60.0, 1e6])
)
def test_units_do_not_change_a_spline(x: list[float], factor: float) -> None:
    """A natural spline whose knots change with the unit has the same columns."""

    def columns(scale: float) -> Any:
        of = load.basis("ns", knots=[40 * scale, 60 * scale], boundary=(0, 100 * scale))
        return load.cross_basis(np.array(x) * scale, lags=2, var=of, lag="integer").matrix

    np.testing.assert_allclose(columns(factor), columns(1.0), rtol=1e-7, atol=1e-9)


def test_bases_by_their_definition() -> None:
    x = [1.0, 2, 3, 4, 5, np.nan]
    strata = load.basis("strata", breaks=3).placed(x).columns(x)
    np.testing.assert_array_equal(strata[:5, 0], [0, 0, 1, 1, 1])
    both = load.basis("strata", breaks=[2, 4], reference=2, intercept=True).placed(x).columns([-9.0, 3, 99])
    np.testing.assert_array_equal(both, [[1, 1, 0], [1, 0, 0], [1, 0, 1]])
    every = load.basis("strata", breaks=[2, 4], reference=0, intercept=True).placed(x).columns([1.0, 2, 4])
    np.testing.assert_array_equal(every, np.eye(3))
    by_quantile = load.basis("strata", df=2).placed(x)
    np.testing.assert_allclose(by_quantile.knots, np.quantile(x[:5], [1 / 3, 2 / 3]))
    whole = load.basis("integer").placed(x).columns([1.0, 5, 2.5])
    np.testing.assert_array_equal(whole, [[0, 0, 0, 0], [0, 0, 0, 1], [np.nan] * 4])
    low = load.basis("thr", threshold=2, side="l", intercept=True).placed(x).columns([0.0, 3])
    np.testing.assert_array_equal(low, [[1, 2], [1, 0]])
    assert load.basis("thr").placed(x).knots == (3.0,)
    powers = load.basis("poly", degree=2, intercept=True).placed(x).columns([-5.0, 2.5])
    np.testing.assert_array_equal(powers, [[1, -1, 1], [1, 0.5, 0.25]])
    for kind, ours in (("ns", fit.natural_spline), ("bs", fit.b_spline)):
        theirs = ours(x, df=4)
        np.testing.assert_array_equal(load.basis(kind, df=4).placed(x).columns(x), theirs)


def test_p_splines_are_those_of_the_fit_inside_and_fall_to_zero_outside() -> None:
    x = np.linspace(0, 10, 41)
    placed = load.basis("ps", df=8, intercept=True).placed(x)
    ours = placed.columns(x)
    np.testing.assert_allclose(ours, fit.p_spline(x, 5, -0.01, 10.01), rtol=0, atol=1e-14)
    np.testing.assert_allclose(ours.sum(axis=1), 1, rtol=1e-13)
    np.testing.assert_array_equal(load.basis("ps", df=8).placed(x).columns(x).shape, (41, 8))
    outside = placed.columns([-3.0, -100, 100])
    assert 0 < outside[0].sum() < 1 and not outside[1:].any()


def fitted(var: Any, lag: Any, seed: int = 0, **how: Any) -> tuple[load.CrossBasis, Any, Any, Any]:
    """A fit to 400 simulated days of load."""
    random = np.random.default_rng(seed)
    x = np.where(random.random(400) < 0.25, 0.0, random.gamma(4, 25, 400))
    cb = load.cross_basis(x, lags=9, var=var, lag=lag)
    y = random.poisson(np.exp(0.3 + 0.002 * load.rolling_mean(x, 7, min_coverage=0).value)).astype(float)
    return cb, fit.glm(cb.columns(), y, family="poisson", missing="drop", **how), x, y


def test_effects_are_contrasts_of_the_linear_predictor() -> None:
    cb, model, *_ = fitted(load.basis("ns", df=3), load.basis("ns", df=4))
    at = np.array([0.0, 50, 300])
    effects = cb.predict(model, at=at, centre=100)
    for k, value in enumerate(at):
        contrast = cb.transform(np.full((1, 10), value)) - cb.transform(np.full((1, 10), 100.0))
        assert effects.overall_fit[k] == pytest.approx((contrast @ model.coef[1:])[0], rel=1e-10)
        error = np.sqrt(contrast @ model.covariance[1:, 1:] @ contrast.T)[0, 0]
        assert effects.overall_error[k] == pytest.approx(error, rel=1e-10)
    np.testing.assert_allclose(np.cumsum(effects.fit, axis=1), effects.cumulative_fit, rtol=1e-10, atol=1e-13)
    assert cb.predict(model, at=100.0, centre=100).overall_fit == pytest.approx(0, abs=1e-13)
    held = cb.predict(model, at=np.full((1, 10), 50.0), centre=100)
    np.testing.assert_allclose(held.fit[0], effects.fit[1], rtol=1e-12)
    finer = cb.predict(model, at=at, centre=100, step=0.5)
    np.testing.assert_allclose(finer.fit[:, ::2], effects.fit, rtol=1e-12, atol=1e-14)
    assert finer.lags.size == 19 and finer.cumulative_fit.shape == (3, 10)


@pytest.mark.parametrize(
    "var", [load.basis("ns", df=3), load.basis("lin"), load.basis("strata", breaks=[1, 90])]
)
def test_reduction_says_what_the_surface_says(var: load.Basis) -> None:
    cb, model, *_ = fitted(var, load.basis("ns", df=4))
    at, centre = np.array([0.0, 30, 250]), 100.0
    effects = cb.predict(model, at=at, centre=centre)
    pairs = [
        (cb.reduce(model, centre=centre).predict(at), effects.overall()),
        (cb.reduce(model, to="lag", value=4, centre=centre).predict(at), effects.at_lag(4)),
        (cb.reduce(model, to="var", value=30, centre=centre).predict(effects.lags), effects.at_value(30)),
    ]
    for reduced, wanted in pairs:
        for column in ("fit", "standard_error", "low", "high"):
            np.testing.assert_allclose(reduced[column], wanted[column], rtol=1e-9, atol=1e-12)


def test_coefficients_come_by_name_or_as_an_array() -> None:
    cb, model, _, y = fitted("lin", "integer")
    other = {"age": np.arange(400.0)}
    joined = fit.glm(other | cb.columns(), y, family="poisson", missing="drop")
    coef, covariance = cb.coefficients(joined)
    np.testing.assert_array_equal(coef, joined.coef[2:])
    np.testing.assert_array_equal(covariance, joined.covariance[2:, 2:])
    by_array = cb.predict(coef, covariance, at=[100.0])
    np.testing.assert_array_equal(by_array.overall_error, cb.predict(joined, at=[100.0]).overall_error)
    doubled = cb.predict(joined, 4 * joined.covariance, at=[100.0])
    np.testing.assert_allclose(doubled.overall_error, 2 * by_array.overall_error)
    assert model.coef.size == 11


def test_a_cox_model_takes_the_columns_and_its_robust_covariance_is_read() -> None:
    """A cross-basis of histories at each person's exit; the contrast written out is the oracle."""
    random = np.random.default_rng(12)
    cb = load.cross_basis(random.gamma(4, 25, (300, 5)), var="lin", lag=load.basis("poly", degree=1))
    stop, event = random.exponential(10, 300), (random.random(300) < 0.7) * 1.0
    model = fit.cox(
        cb.columns(), stop, event, clusters=random.integers(0, 60, 300), prior=cb.penalty(ridge=1e-3)
    )
    contrast = 100 * cb.lag.columns(np.arange(5.0)).sum(axis=0)
    found = cb.predict(model, at=[100.0])
    assert found.overall_fit[0] == pytest.approx(contrast @ model.coef, rel=1e-10)
    assert found.overall_error[0] == pytest.approx(
        np.sqrt(contrast @ model.covariance @ contrast), rel=1e-10
    )


def test_penalty_is_the_precision_it_says() -> None:
    x = np.linspace(0, 10, 60)
    of = load.cross_basis(x, lags=8, var=load.basis("ps", df=5), lag=load.basis("ps", df=6))
    knows_all = np.diff(np.eye(6), 2, axis=0)
    var = (knows_all.T @ knows_all)[1:, 1:]  # without the intercept the first coefficient is held at 0
    differences = np.diff(np.eye(6), 2, axis=0)
    lag = differences.T @ differences
    curve = np.diff(of.lag.columns(np.arange(9.0)), 1, axis=0)
    wanted = 3 * np.kron(var / np.linalg.eigvalsh(var)[-1], np.eye(6))
    wanted += 2 * np.kron(np.eye(5), lag / np.linalg.eigvalsh(lag)[-1])
    wanted += np.kron(np.eye(5), 0.5 * curve.T @ curve + np.diag([0, 0, 0, 1, 2, 3]))
    prior = of.penalty(var=3, lag=2, curve=0.5, order=1, ridge=[0, 0, 0, 1, 2, 3])
    np.testing.assert_allclose(prior.precision, wanted, rtol=1e-12, atol=1e-13)
    with_age = of.penalty(lag=2, columns={"age": x} | of.columns()).precision
    np.testing.assert_array_equal(with_age[1:, 1:], of.penalty(lag=2).precision)
    assert not with_age[0].any() and not with_age[:, 0].any()


def test_a_heavy_penalty_leaves_what_it_does_not_see() -> None:
    """Differences of order 2 leave a straight lag curve; none of them leaves the maximum likelihood fit."""
    cb, free, x, y = fitted("lin", "integer")
    none = fit.glm(cb.columns(), y, family="poisson", missing="drop", prior=cb.penalty())
    np.testing.assert_allclose(none.coef, free.coef, rtol=1e-9)
    bends = []
    for weight in (1e9, 1e11):
        stiff = fit.glm(cb.columns(), y, family="poisson", missing="drop", prior=cb.penalty(curve=weight))
        bends.append(np.diff(cb.predict(stiff, at=[100.0]).fit[0], 2))
    np.testing.assert_allclose(bends[1], bends[0] / 100, rtol=0.02, atol=0.02 * np.abs(bends[1]).max())
    line = load.cross_basis(x, lags=9, var="lin", lag=load.basis("poly", degree=1))
    straight = fit.glm(line.columns(), y, family="poisson", missing="drop")
    assert stiff.effective_parameters == pytest.approx(straight.effective_parameters, abs=1e-3)
    assert stiff.deviance == pytest.approx(straight.deviance, rel=1e-6)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: load.basis("spline"), "kind is 'spline'"),
        (lambda: load.basis("ns", breaks=[1]), "'ns' takes knots, df, boundary"),
        (lambda: load.basis("ns", knots=[5, 5]).placed([0, 9]), "ascending"),
        (lambda: load.basis("ns", knots=[50]).placed([0, 9]).columns([1]), "inside the boundary"),
        (lambda: load.basis("ns", df=1, intercept=True).placed([0, 9]), "df is 1"),
        (lambda: load.basis("thr", threshold=[1, 2], side="h").placed([0]), "one threshold"),
        (lambda: load.basis("strata", breaks=[1], reference=5).placed([0]), "reference"),
        (lambda: load.cross_basis([1, 2, 3], var="lin", lag="lin"), "lags is None"),
        (lambda: load.cross_basis([1, 2, 3], lags=1.5, var="lin", lag="lin"), "lags is 1.5"),
        (lambda: load.cross_basis([[1, 2, 3]], lags=4, var="lin", lag="lin"), "columns of x"),
        (lambda: load.cross_basis(np.ones((2, 3)), var="lin", lag="lin", groups=[1, 2]), "groups"),
        (lambda: load.cross_basis([1, 2, 3], lags=1, var="lin", lag="lin", threads=0), "threads"),
        (lambda: load.cross_basis([1, 2, 3], lags=1, var=lambda x: x[:1], lag="lin"), "one a value"),
        (lambda: load.log_knots((5, 5), 2), "below high"),
    ],
)
def test_what_is_wrong_is_named(call: Any, says: str) -> None:
    with pytest.raises(InvalidArgument, match=says):
        call()


def test_what_is_wrong_with_effects_is_named() -> None:
    cb = load.cross_basis(np.arange(20.0), lags=3, var=load.basis("ns", df=2), lag="integer")
    coef, covariance = np.zeros(8), np.eye(8)
    whole = load.cross_basis(np.arange(4.0), lags=1, var="integer", lag="integer")
    for call, says in (
        (lambda: cb.predict(coef, covariance, at=[1.0]), "centre is None"),
        (lambda: cb.predict(coef, at=[1.0], centre=0), "need their covariance"),
        (lambda: cb.predict(coef[1:], covariance, at=[1.0], centre=0), "coefficients is 7"),
        (lambda: cb.predict(coef, covariance, at=[np.nan], centre=0), "at is nan"),
        (lambda: cb.predict(coef, covariance, at=[1.0], centre=0, step=0.0), "step"),
        (lambda: cb.predict(coef, covariance, at=[1.0], centre=0, level=1.0), "level"),
        (lambda: cb.predict(coef, covariance, at=[[1.0]], centre=0), "columns of at"),
        (lambda: cb.reduce(coef, covariance, to="lag", value=9, centre=0), "between 0 and 3"),
        (lambda: cb.reduce(coef, covariance, to="lag", centre=0), "value is None"),
        (lambda: cb.reduce(coef, covariance, to="all", centre=0), "to is 'all'"),
        (lambda: cb.penalty(lag=1.0), "basis 'ps'"),
        (lambda: cb.penalty(curve=-1.0), "curve"),
        (lambda: cb.penalty(columns=["age"]), "every column"),
        (lambda: whole.predict(np.zeros(6), np.eye(6), at=[7.5]), "a value that the basis knows"),
        (lambda: cb.predict(coef, covariance, at=[1.0], centre=0).at_lag(0.5), "one of the lags"),
        (lambda: cb.predict(coef, covariance, at=[1.0], centre=0).at_value(2.0), "none of the exposures"),
    ):
        with pytest.raises(InvalidArgument, match=says):
            call()
