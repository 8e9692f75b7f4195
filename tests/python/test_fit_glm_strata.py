"""Strata as intercepts without columns, beside the same fit with a column a stratum.

Oracles: dummy columns; ordinary regression within strata; the conditional (multinomial) likelihood of counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import InvalidArgument, NumericError, fit

KINDS = [
    ("gaussian", None),
    ("binomial", "logit"),
    ("binomial", "probit"),
    ("binomial", "cloglog"),
    ("poisson", None),
]


def draw(seed: int, family: str, groups: int = 8, size: int = 240) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(seed)
    x = random.normal(size=(size, 3)) * [1, 100, 0.01] + [0, 500, 2]
    label = random.permutation(np.arange(size) % groups)
    effect = random.normal(size=groups)[label]
    eta = 0.5 * x[:, 0] - 0.004 * (x[:, 1] - 500) + 20 * (x[:, 2] - 2) + 0.5 * effect
    if family == "gaussian":
        return x, eta + random.normal(size=size), label
    if family == "poisson":
        return x, random.poisson(np.exp(eta)).astype(float), label
    return x, (random.random(size) < 1 / (1 + np.exp(-eta))) * 1.0, label


def with_columns(x: Any, label: Any) -> Any:
    """X and a column for every stratum, to be fitted without an intercept."""
    return np.column_stack([x, label[:, None] == np.unique(label)]).astype(float)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("covariance", ["model", "sandwich", "cluster"])
@pytest.mark.parametrize("information", ["expected", "observed"])
def test_is_the_fit_with_a_column_a_stratum(
    kind: tuple[str, str | None], covariance: str, information: str
) -> None:
    x, y, label = draw(1, kind[0])
    random = np.random.default_rng(5)
    how: dict[str, Any] = {"family": kind[0], "link": kind[1], "covariance": covariance}
    how |= {"information": information, "small_sample": True, "offset": random.normal(size=240) / 5}
    how |= {"weights": random.integers(0, 4, 240).astype(float)}
    if covariance == "cluster":
        how["clusters"] = random.integers(0, 30, 240)
    ours = fit.glm(x, y, strata=label, **how)
    theirs = fit.glm(with_columns(x, label), y, intercept=False, **how)
    assert ours.names == ("x1", "x2", "x3") and ours.strata is not None
    np.testing.assert_allclose(ours.coef, theirs.coef[:3], rtol=1e-9)
    np.testing.assert_allclose(ours.strata.effect, theirs.coef[3:], rtol=1e-8)
    scale = np.sqrt(np.outer(*[np.diag(theirs.covariance)[:3]] * 2))
    np.testing.assert_allclose(ours.covariance / scale, theirs.covariance[:3, :3] / scale, rtol=1e-8, atol=1e-9)
    for name in (
        "log_likelihood",
        "deviance",
        "dispersion",
        "effective_parameters",
        "aic",
        "pearson_dispersion",
    ):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-9), name
    if covariance == "model":
        rows = slice(0, 40)
        mine = ours.predict(x[rows], how["offset"][rows], strata=label[rows])
        other = theirs.predict(with_columns(x, label)[rows], how["offset"][rows])
        np.testing.assert_allclose(mine.mean, other.mean, rtol=1e-8)
        np.testing.assert_allclose(mine.standard_error, other.standard_error, rtol=1e-7)


def test_prior_on_the_columns_alone() -> None:
    x, y, label = draw(2, "binomial")
    ours = fit.glm(x, y, strata=label, prior=fit.ridge([1.0, 2.0, 3.0]))
    theirs = fit.glm(with_columns(x, label), y, intercept=False, prior=fit.ridge([1.0, 2.0, 3.0] + [0.0] * 8))
    np.testing.assert_allclose(ours.coef, theirs.coef[:3], rtol=1e-8)
    assert ours.log_prior == pytest.approx(theirs.log_prior, rel=1e-8)


def test_within_regression_of_many_strata() -> None:
    """2000 strata: y and x less their means within strata, least squares."""
    x, y, label = draw(3, "gaussian", groups=2000, size=6000)
    ours = fit.glm(x, y, strata=label, family="gaussian")

    def within(values: Any) -> Any:
        return values - (np.bincount(label, values) / np.bincount(label))[label]

    z = np.column_stack([within(column) for column in x.T])
    coef, rss = np.linalg.lstsq(z, within(y), rcond=None)[:2]
    np.testing.assert_allclose(ours.coef, coef, rtol=1e-9)
    assert ours.dispersion == pytest.approx(rss[0] / (6000 - 2000 - 3), rel=1e-10)


def test_counts_are_multinomial_given_their_sum() -> None:
    """The profile of Poisson strata is the conditional likelihood, up to a constant of b."""
    x, y, label = draw(4, "poisson", groups=300, size=900)
    ours = fit.glm(x, y, strata=label, family="poisson")

    def conditional(b: Any) -> float:
        eta = (x - x.mean(axis=0)) @ b
        share = np.exp(eta) / np.bincount(label, np.exp(eta))[label]
        return float((y * np.log(share)).sum())

    step = 1e-4 * ours.standard_error
    for k in range(3):
        d = np.where(np.arange(3) == k, step, 0)
        slope = (conditional(ours.coef + d) - conditional(ours.coef - d)) / (2 * step[k])
        assert abs(slope * ours.standard_error[k]) < 1e-5
        bend = conditional(ours.coef + 100 * d) + conditional(ours.coef - 100 * d) - 2 * conditional(ours.coef)
        information = np.linalg.inv(ours.covariance)[k, k]
        assert -bend / (100 * step[k]) ** 2 == pytest.approx(information, rel=1e-3)


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), kind=st.sampled_from(KINDS), unit=st.sampled_from([1e-6, 1.0, 1e6]))
def test_order_units_and_names_of_strata_do_not_matter(
    seed: int, kind: tuple[str, str | None], unit: float
) -> None:
    x, y, label = draw(seed, kind[0], groups=5, size=150)
    how: dict[str, Any] = {"family": kind[0], "link": kind[1]}
    plain = fit.glm(x, y, strata=label, **how)
    order = np.random.default_rng(seed).permutation(150)
    named = np.array(["e", "d", "c", "b", "a"])[label]
    turned = fit.glm(x[order] * unit, y[order], strata=named[order], control=fit.Control(threads=3), **how)
    np.testing.assert_allclose(turned.coef * unit, plain.coef, rtol=1e-7)
    assert turned.strata is not None and plain.strata is not None
    assert list(turned.strata.label) == ["a", "b", "c", "d", "e"]
    np.testing.assert_allclose(turned.strata.effect[::-1], plain.strata.effect, rtol=1e-6, atol=1e-7)
    shifted = fit.glm(x + np.array([7, 0, 0]), y, strata=label, **how)
    np.testing.assert_allclose(shifted.coef, plain.coef, rtol=1e-8)


def test_threads_do_not_change_a_bit() -> None:
    x, y, label = draw(6, "binomial", groups=400, size=4000)
    one, four = (fit.glm(x, y, strata=label, control=fit.Control(threads=threads)) for threads in (1, 4))
    np.testing.assert_array_equal(one.coef, four.coef)
    np.testing.assert_array_equal(one.covariance, four.covariance)


@pytest.mark.parametrize("family", ["binomial", "poisson"])
def test_strata_that_do_not_vary_tell_nothing(family: str) -> None:
    x, y, label = draw(7, family)
    plain = fit.glm(x, y, strata=label, family=family)
    more = fit.glm(np.r_[x, x[:6]], np.r_[y, np.zeros(6)], strata=np.r_[label, np.full(6, 99)], family=family)
    assert more.strata is not None and more.strata.n_empty == 1 and more.strata.effect[-1] == -np.inf
    np.testing.assert_allclose(more.coef, plain.coef, rtol=1e-9)
    assert more.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-11)
    assert more.effective_parameters == pytest.approx(plain.effective_parameters)
    assert more.pearson_dispersion == pytest.approx(plain.pearson_dispersion)
    unseen = more.predict(x[:2], strata=[99, 99])
    assert (unseen.linear == -np.inf).all() and (unseen.mean < 1e-300).all() and np.isnan(unseen.high).all()


def test_pairs_double_the_log_odds_ratio() -> None:
    """Neyman and Scott's inconsistency, exactly as the documentation warns."""
    random = np.random.default_rng(8)
    x = random.normal(size=(400, 1))
    pair = np.arange(400) // 2
    first = random.random(200) < 1 / (1 + np.exp(-(x[::2, 0] - x[1::2, 0])))
    y = np.ravel(np.column_stack([first, ~first])).astype(float)
    matched = fit.conditional_logistic(x, y, pair)
    np.testing.assert_allclose(fit.glm(x, y, strata=pair).coef, 2 * matched.coef, rtol=1e-8)


def test_what_is_wrong_is_named() -> None:
    x, y, label = draw(9, "binomial")
    with pytest.raises(NumericError, match="strata and the columns before them determine 'x1'"):
        fit.glm(np.column_stack([label * 2.0, x[:, 1]]), y, strata=label)
    with pytest.raises(NumericError, match="separated along 'x1'"):
        fit.glm(np.column_stack([y + label, x[:, 1]]), y, strata=label)
    held = fit.glm(np.column_stack([y + label, x[:, 1]]), y, strata=label, prior=1.0)
    assert held.converged
    model = fit.glm(x, y, strata=label)
    for call, says in (
        (lambda: fit.glm(x, y, strata=label, firth=True), "firth"),
        (lambda: fit.glm(x, y, strata=label, link="log"), "link"),
        (lambda: fit.glm(x, y, strata=label, family="gaussian", prior=1.0), "prior"),
        (lambda: fit.glm(x, y, strata=label, covariance="sampling"), "covariance"),
        (lambda: fit.glm(x, y, strata=label[1:]), "strata"),
        (lambda: fit.glm(x, y, strata=[None] * 240), "strata, row 1"),
        (lambda: model.interval(method="profile"), "profile"),
        (lambda: model.predict(x), "strata"),
        (lambda: model.predict(x[:2], strata=[0, 77]), "row 2: .*77"),
        (lambda: fit.glm(x, y).predict(x, strata=label), "strata"),
    ):
        with pytest.raises(InvalidArgument, match=says):
            call()
