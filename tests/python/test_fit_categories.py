"""Outcomes in categories: MASS::polr and nnet::multinom of R, the binomial model, the row by row likelihood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected, matrix, values

import backrisk as br
from backrisk import fit

PAIN = ["worse", "same", "slight.improvement", "moderate.improvement", "marked.improvement", "complete.relief"]


def _curvature(x: Any, pain: Any, at: Any) -> Any:
    """Second differences of the log-likelihood, at two steps and extrapolated."""
    y, p, size = np.array([PAIN.index(one) for one in pain]), x.shape[1], len(at)

    def value(b: Any) -> float:
        zeta, eta = np.r_[-np.inf, b[p:], np.inf], x @ b[:p]
        return float(np.log(1 / (1 + np.exp(eta - zeta[y + 1])) - 1 / (1 + np.exp(eta - zeta[y]))).sum())

    def second(i: int, j: int, h: float) -> float:
        a, b = np.eye(size)[i] * h, np.eye(size)[j] * h
        return (value(at + a + b) - value(at + a - b) - value(at - a + b) + value(at - a - b)) / (4 * h * h)

    pairs = [[(4 * second(i, j, 5e-4) - second(i, j, 1e-3)) / 3 for j in range(size)] for i in range(size)]
    return np.array(pairs)


def test_proportional_odds_of_back_pain(shared: Path) -> None:
    data, want = columns(shared, "back_gnm_backPain"), expected(shared, "polr_backPain")
    x = {name: data[name] for name in ("x1", "x2", "x3")}
    ours = fit.ordinal(x, data["pain"], levels=PAIN)
    np.testing.assert_allclose(ours.coef[:3], values(want["coef"]), rtol=1e-6)
    np.testing.assert_allclose(ours.thresholds, values(want["thresholds"]), rtol=1e-6)
    # polr's own covariance is that of a numerical Hessian: second differences of the likelihood, extrapolated,
    # are 1.1e-5 standard errors from it and 3e-8 from ours.
    by_differences = np.linalg.inv(-_curvature(np.column_stack(list(x.values())), data["pain"], ours.coef))
    scale = np.sqrt(np.outer(np.diag(by_differences), np.diag(by_differences)))
    np.testing.assert_allclose(ours.covariance / scale, by_differences / scale, atol=1e-6)
    np.testing.assert_allclose(ours.covariance / scale, matrix(want["vcov"]) / scale, atol=2e-5)
    assert ours.log_likelihood == pytest.approx(want["loglik"], rel=1e-9)
    share = np.unique(data["pain"], return_counts=True)[1]
    assert ours.null_log_likelihood == pytest.approx((share * np.log(share / share.sum())).sum(), rel=1e-10)
    assert ours.likelihood_ratio().degrees == 3


def test_multinomial_of_vertebrae(shared: Path) -> None:
    data, want = columns(shared, "back_uci_vertebral"), expected(shared, "multinom_vertebral3")
    names = [key.split(":")[1] for key in want["coef"] if key.startswith("DH:")][1:]
    ours = fit.multinomial({name: data[name] for name in names}, data["class3"], baseline="NO")
    assert ours.levels.tolist() == ["NO", "DH", "SL"]
    np.testing.assert_allclose(ours.coef, values(want["coef"]), rtol=1e-6)
    theirs = matrix(want["vcov"])
    scale = np.sqrt(np.outer(np.diag(theirs), np.diag(theirs)))
    np.testing.assert_allclose(ours.covariance / scale, theirs / scale, atol=1e-6)


def draw(seed: int, n: int = 200) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 2))
    score = x @ [0.8, -0.4] + random.logistic(size=n)
    return x, np.digitize(score, [-1.0, 0.5, 1.5])


def test_two_categories_are_a_logistic_model() -> None:
    x, y = draw(1)
    two, weights = (y > 1).astype(int), np.random.default_rng(2).uniform(0.5, 2, len(y))
    logit = fit.glm(x, two, weights=weights)
    ordered = fit.ordinal(x, two, weights=weights)
    free = fit.multinomial(x, two, weights=weights)
    np.testing.assert_allclose(np.r_[-ordered.coef[2], ordered.coef[:2]], logit.coef, rtol=1e-7)
    np.testing.assert_allclose(free.coef, logit.coef, rtol=1e-7)
    np.testing.assert_allclose(free.covariance, logit.covariance, rtol=1e-6)
    for one in (ordered, free):
        assert one.log_likelihood == pytest.approx(logit.log_likelihood, rel=1e-12)
        assert one.null_log_likelihood == pytest.approx(logit.null_log_likelihood, rel=1e-12)
        np.testing.assert_allclose(one.predict(x[:4]).probability[:, 1], logit.predict(x[:4]).mean, rtol=1e-7)
    people = np.arange(len(y)) // 4
    robust, theirs = fit.multinomial(x, two, clusters=people), fit.glm(x, two, clusters=people)
    np.testing.assert_allclose(robust.covariance, theirs.covariance, rtol=1e-6)


def test_probabilities_add_up_and_make_the_likelihood() -> None:
    x, y = draw(3)
    for ours in (fit.ordinal(x, y), fit.multinomial(x, y)):
        found = ours.predict(x)
        np.testing.assert_allclose(found.probability.sum(axis=1), 1, rtol=1e-12)
        log = np.log(found.probability[np.arange(len(y)), y]).sum()
        assert ours.log_likelihood == pytest.approx(log, rel=1e-10)
        assert (found.low < found.probability).all()
        assert (found.probability < found.high).all()
        step = 1e-6 * ours.standard_error[0]  # the error is that of the delta method, by differences
        moved = np.array([_probabilities(ours, x[:1], k, step) for k in range(len(ours.coef))])
        by_hand = np.sqrt(np.einsum("ik,ij,jk->k", moved, ours.covariance, moved))
        np.testing.assert_allclose(found.standard_error[0], by_hand, rtol=1e-4)


def _probabilities(ours: fit.CategoryFit, x: Any, k: int, step: float) -> Any:
    ends = []
    for sign in (1, -1):
        coef = ours.coef.copy()
        coef[k] += sign * step
        made = br._core.fit.predict_categories(ours.ordered, len(ours.levels), x, None, coef, ours.covariance)
        ends.append(made.probability[0])
    return (ends[0] - ends[1]) / (2 * step)


def test_units_order_and_priors() -> None:
    x, y = draw(4)
    plain, order = fit.ordinal(x, y), np.random.default_rng(5).permutation(len(y))
    turned = fit.ordinal(x[order] * [10, 1] + [3, 0], y[order])
    np.testing.assert_allclose(turned.coef[:2] * [10, 1], plain.coef[:2], rtol=1e-7)
    held = fit.ordinal(x, y, prior=1e9)
    np.testing.assert_allclose(held.coef[:2], 0, atol=1e-6)
    assert np.isnan(held.likelihood_ratio().p)


def test_errors_name_what_is_wrong() -> None:
    x, y = draw(6)
    words = np.array(["no", "some", "much", "most"])[y]
    with pytest.raises(br.InvalidArgument, match="levels is None"):
        fit.ordinal(x, words)
    with pytest.raises(br.InvalidArgument, match="y, row"):
        fit.ordinal(x, words, levels=["no", "some", "much"])
    with pytest.raises(br.InvalidArgument, match="rows of category 4"):
        fit.ordinal(x, words, levels=["no", "some", "much", "most", "all"])
    with pytest.raises(br.InvalidArgument, match="baseline"):
        fit.multinomial(x, words, baseline="nobody")
    with pytest.raises(br.NumericError, match="determine.*'sum'"):
        fit.ordinal({"a": x[:, 0], "b": x[:, 1], "sum": x.sum(axis=1)}, y)
    split = {"a": x[:, 0], "apart": (y > 1).astype(float)}
    with pytest.raises(br.NumericError, match="separated.*'apart'"):
        fit.ordinal(split, y)
    assert fit.ordinal(split, y, prior=fit.weak_prior()).converged
    few = fit.ordinal(x, y, clusters=np.arange(len(y)) % 2)
    assert np.isnan(few.standard_error).all()
    assert "2 clusters" in few.reason
