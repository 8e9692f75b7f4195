"""Repeated outcomes: geepack, lme4 and statsmodels; integrals by a fine grid; what independence must give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected, matrix, values

import backrisk as br
from backrisk import fit


def respiratory(shared: Path) -> tuple[dict[str, Any], Any, Any]:
    data = columns(shared, "rep_respiratory")
    x = {"act": data["treat"] == "A", "age": data["age"], "baseline": data["baseline"]}
    return x, data["outcome"], data["uid"]


@pytest.mark.parametrize("correlation", ["independence", "exchangeable"])
def test_estimating_equations_as_geepack(shared: Path, correlation: Any) -> None:
    x, y, person = respiratory(shared)
    want = expected(shared, "repeated_binary_respiratory")[f"gee_{correlation}"]
    ours = fit.gee(x, y, person, correlation=correlation)
    np.testing.assert_allclose(ours.coef, values(want["coef"]), rtol=1e-12)
    np.testing.assert_allclose(ours.covariance, matrix(want["robust_vcov"]), rtol=1e-10)
    assert ours.correlation == pytest.approx(want["alpha"] or 0.0, rel=1e-12)
    assert ours.n_clusters == 111


def test_counts_as_geepack(shared: Path) -> None:
    """geeglm(outcome ~ act + age + baseline + visit, poisson, corstr = "exchangeable"), geepack 1.3.9."""
    x, y, person = respiratory(shared)
    x["visit"] = columns(shared, "rep_respiratory")["visit"]
    ours = fit.gee(x, y, person, family="poisson")
    want = [-1.010906789293229, 0.4414661480855982, -0.004665816755337969, 0.7495803105777358, -0.0258112940531987]
    np.testing.assert_allclose(ours.coef, want, rtol=1e-7)
    assert ours.correlation == pytest.approx(0.4382275793846628, rel=1e-9)
    assert ours.dispersion == pytest.approx(0.4327824474772801, rel=1e-9)
    robust = [0.03717221499052582, 0.01374016622413586, 1.679032075831668e-05, 0.01783053401265599]
    np.testing.assert_allclose(np.diag(ours.covariance)[:4], robust, rtol=1e-8)
    naive = [0.04391057241134786, 0.01673718451100521, 2.149792542176337e-05, 0.01739027354121536]
    np.testing.assert_allclose(np.diag(ours.naive_covariance)[:4], naive, rtol=1e-8)


def test_unequal_clusters_and_offsets_against_statsmodels() -> None:
    """Their dispersion of counts is 1, which only the naive covariance sees; that of a measurement is as ours."""
    sm = pytest.importorskip("statsmodels.api")
    r = np.random.default_rng(4)
    person = np.sort(r.integers(0, 50, 300))
    x, offset = r.normal(size=(300, 2)), r.normal(size=300) / 5
    mean = 0.2 + x @ [0.5, -0.3] + offset + r.normal(size=50)[person] / 2
    design = sm.add_constant(x)
    counts = r.poisson(np.exp(mean))
    ours = fit.gee(x, counts, person, family="poisson", correlation="independence", offset=offset)
    theirs = sm.GEE(counts, design, person, family=sm.families.Poisson(), offset=offset).fit(ctol=1e-12)
    np.testing.assert_allclose(ours.coef, theirs.params, rtol=1e-8)
    np.testing.assert_allclose(ours.covariance, theirs.cov_robust, rtol=1e-7)
    np.testing.assert_allclose(ours.naive_covariance / ours.dispersion, theirs.cov_naive, rtol=1e-7)
    pain = mean + r.normal(size=300)
    both = fit.gee(x, pain, person, family="gaussian", offset=offset, small_sample=True)
    exchangeable = sm.cov_struct.Exchangeable()
    other = sm.GEE(pain, design, person, cov_struct=exchangeable, offset=offset).fit(ctol=1e-12, maxiter=500)
    assert both.correlation == pytest.approx(exchangeable.dep_params, rel=1e-6)
    np.testing.assert_allclose(both.coef, other.params, rtol=1e-7)
    np.testing.assert_allclose(both.covariance, other.cov_robust, rtol=1e-6)
    np.testing.assert_allclose(both.naive_covariance, other.cov_naive, rtol=1e-6)


def equations(x: Any, y: Any, person: Any, ours: fit.GeeFit) -> Any:
    """The estimating equations of a Gaussian outcome with every matrix written out, by cluster."""
    design, scores = np.column_stack([np.ones(len(x)), x]), []
    for one in np.unique(person):
        rows = person == one
        n = int(rows.sum())
        r = (1 - ours.correlation) * np.eye(n) + ours.correlation * np.ones((n, n))
        scores.append(design[rows].T @ np.linalg.solve(r, y[rows] - design[rows] @ ours.coef))
    return np.array(scores)


def test_the_root_is_a_root_of_equations_written_out() -> None:
    r = np.random.default_rng(6)
    person = r.integers(0, 30, 150)
    x = r.normal(size=(150, 2))
    y = x @ [1.0, 2.0] + r.normal(size=30)[person] + r.normal(size=150)
    ours = fit.gee(x, y, person, family="gaussian")
    assert ours.correlation > 0.2
    np.testing.assert_allclose(equations(x, y, person, ours).sum(axis=0), 0, atol=1e-6)
    order = r.permutation(150)
    turned = fit.gee(x[order] * 10, y[order], person[order].astype(str), family="gaussian")
    np.testing.assert_allclose(turned.coef[1:] * 10, ours.coef[1:], rtol=1e-9)
    assert fit.gee(x, y, person, family="gaussian", prior=1e9).coef[1:] == pytest.approx([0, 0], abs=1e-6)


def test_independence_is_a_glm_with_clusters() -> None:
    r = np.random.default_rng(7)
    x, person = r.normal(size=(200, 2)), r.integers(0, 40, 200)
    y = (r.random(200) < 0.4).astype(float)
    ours = fit.gee(x, y, person, correlation="independence", weights=r.uniform(0.5, 2, 200))
    same = np.random.default_rng(7)
    same.normal(size=(200, 2)), same.integers(0, 40, 200), same.random(200)
    plain = fit.glm(x, y, clusters=person, weights=same.uniform(0.5, 2, 200))
    np.testing.assert_allclose(ours.coef, plain.coef, rtol=1e-8)
    np.testing.assert_allclose(ours.covariance, plain.covariance, rtol=1e-7)
    np.testing.assert_allclose(ours.predict(x[:5]).mean, plain.predict(x[:5]).mean, rtol=1e-8)
    b, v = plain.coef[1:], plain.covariance[1:, 1:]
    assert ours.wald_test().chi_square == pytest.approx(b @ np.linalg.solve(v, b), rel=1e-6)
    assert np.isnan(ours.log_likelihood)


def test_random_intercepts_as_lme4(shared: Path) -> None:
    """glmer(outcome ~ act + age + baseline + (1 | uid), binomial, nAGQ = 25); its optimiser stops at 1e-5."""
    x, y, person = respiratory(shared)
    want = expected(shared, "repeated_binary_respiratory")["random_intercept_agq25"]
    ours = fit.random_intercept(x, y, person)
    np.testing.assert_allclose(ours.coef, values(want["coef"]), rtol=1e-4)
    np.testing.assert_allclose(ours.standard_error, values(want["se"]), rtol=1e-4)
    assert ours.sd == pytest.approx(want["sd"], rel=1e-5)
    assert ours.log_likelihood == pytest.approx(want["loglik"], rel=1e-9)
    finer = fit.random_intercept(x, y, person, nodes=60)
    assert finer.log_likelihood == pytest.approx(ours.log_likelihood, rel=1e-7)


def by_grid(ours: fit.RandomInterceptFit, x: Any, y: Any, person: Any, at: Any) -> float:
    """The log-likelihood of a logistic model at (coef, sd) by a sum over a fine grid of u."""
    u = np.linspace(-9, 9, 6001)
    density = np.exp(-u * u / 2) / np.sqrt(2 * np.pi) * (u[1] - u[0])
    total = 0.0
    for one in np.unique(person):
        rows = person == one
        eta = (at[0] + x[rows] @ at[1:-1])[:, None] + at[-1] * u
        log = (y[rows, None] * eta - np.logaddexp(0, eta)).sum(axis=0)
        total += float(np.log(np.exp(log) @ density))
    return total


def drawn(seed: int = 9) -> tuple[Any, Any, Any]:
    r = np.random.default_rng(seed)
    person, x = np.repeat(np.arange(60), 6), r.normal(size=(360, 2))
    eta = -0.3 + x @ [0.8, -0.5] + 1.2 * r.normal(size=60)[person]
    return x, (r.random(360) < 1 / (1 + np.exp(-eta))).astype(float), person


def test_the_maximum_is_that_of_the_integral_and_the_errors_its_curvature() -> None:
    x, y, person = drawn()
    ours = fit.random_intercept(x, y, person)
    at = np.r_[ours.coef, ours.sd]
    assert by_grid(ours, x, y, person, at) == pytest.approx(ours.log_likelihood, rel=1e-9)
    eye, h = np.eye(4) * 1e-2, 1e-2
    value = {s: np.array([by_grid(ours, x, y, person, at + s * e) for e in eye]) for s in (1, -1)}
    np.testing.assert_allclose((value[1] - value[-1]) / (2 * h), 0, atol=2e-3)
    middle = by_grid(ours, x, y, person, at)
    second = np.diag((value[1] + value[-1] - 2 * middle) / h**2)
    for i in range(4):
        for j in range(i):
            four = [
                s * t * by_grid(ours, x, y, person, at + s * eye[i] + t * eye[j]) for s in (1, -1) for t in (1, -1)
            ]
            second[i, j] = second[j, i] = sum(four) / (4 * h * h)
    covariance = np.linalg.inv(-second)
    np.testing.assert_allclose(ours.covariance, covariance[:3, :3], rtol=5e-3, atol=1e-5)
    assert ours.sd_error == pytest.approx(np.sqrt(covariance[3, 3]), rel=5e-3)


def test_effects_predictions_and_no_spread() -> None:
    x, y, person = drawn()
    ours = fit.random_intercept(x, y, person)
    u = np.linspace(-9, 9, 6001)
    row = person == 7
    eta = (ours.coef[0] + x[row] @ ours.coef[1:])[:, None] + ours.sd * u
    mass = np.exp((y[row, None] * eta - np.logaddexp(0, eta)).sum(axis=0) - u * u / 2)
    mean = ours.sd * (u @ mass) / mass.sum()
    table = ours.effects()
    assert table["effect"][7] == pytest.approx(mean, abs=1e-7)
    spread = ours.sd * np.sqrt((u * u) @ mass / mass.sum() - ((u @ mass) / mass.sum()) ** 2)
    assert table["standard_error"][7] == pytest.approx(spread, abs=1e-6)
    eta0 = ours.coef[0] + x[0] @ ours.coef[1:]
    share = (1 / (1 + np.exp(-(eta0 + ours.sd * u)))) @ np.exp(-u * u / 2) * (u[1] - u[0]) / np.sqrt(2 * np.pi)
    assert ours.predict(x[:1]).mean[0] == pytest.approx(share, rel=1e-7)
    assert ours.predict(x[:1], of="median_cluster").mean[0] == pytest.approx(1 / (1 + np.exp(-eta0)), rel=1e-9)
    assert ours.likelihood_ratio().degrees == 2
    flat = fit.random_intercept(x, np.tile([0, 1], 180), np.repeat(np.arange(180), 2))
    assert flat.sd == 0
    assert np.isnan(flat.sd_error)
    np.testing.assert_allclose(flat.coef, fit.glm(x, np.tile([0, 1], 180)).coef, rtol=1e-6)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"clusters": None}, "clusters is None, but must have the person of each row"),
    ({"clusters": [1, 2]}, "clusters: has 2 rows, but X has 12"),
    ({"y": [2.0] + [0.0] * 11}, r"y, row 1 is 2, but must be 0, 1 or a share"),
    ({"X": [[float("nan")]] + [[1.0]] * 11}, "X, row 1, 'x1' is nan"),
    ({"offset": [float("inf")] + [0.0] * 11}, "offset, row 1 is inf, but must be a finite number"),
    ({"weights": [-1.0] + [1.0] * 11}, "weights, row 1 is -1, but must be finite and not negative"),
    ({"weights": [0.0] * 12}, "the sum of the weights is 0, but must be positive"),
    ({"family": "gamma"}, "family is 'gamma'"),
    ({"surprise": 1}, "has no option 'surprise'"),
]


@pytest.mark.parametrize("function", ["gee", "random_intercept"])
@pytest.mark.parametrize(("change", "says"), BAD)
def test_bad_input_is_named(function: str, change: dict[str, Any], says: str) -> None:
    right = {"X": [[float(k % 5)] for k in range(12)], "y": [0, 1, 1, 0, 0, 1] * 2, "clusters": [0, 1, 2, 3] * 3}
    assert len(getattr(fit, function)(**right).coef) == 2
    with pytest.raises(br.InvalidArgument, match=says):
        getattr(fit, function)(**(right | change))


def test_choices_are_named() -> None:
    x, y, person = drawn()
    with pytest.raises(br.InvalidArgument, match="correlation is 'ar1', but must be one of exchangeable, indep"):
        fit.gee(x, y, person, correlation="ar1")  # type: ignore[arg-type]
    with pytest.raises(br.InvalidArgument, match="nodes is 5, but must be 20 to 100"):
        fit.random_intercept(x, y, person, nodes=5)
    with pytest.raises(br.InvalidArgument, match="family is 'gaussian', but must be one of binomial, poisson"):
        fit.random_intercept(x, y, person, family="gaussian")  # type: ignore[arg-type]
    with pytest.raises(br.InvalidArgument, match="pairs of rows in one cluster"):
        fit.gee(x, y, np.arange(360))
    assert np.isnan(fit.gee(x, y, person % 2).standard_error).all()
    gaps = np.where(np.arange(360)[:, None] == 3, np.nan, x)
    assert fit.gee(gaps, y, person, missing="drop").n_dropped == 1


def test_no_spread_is_estimated_where_nothing_repeats() -> None:
    """One cluster, or single rows of 0 or 1: the likelihood says nothing of an sd, which would come out as 0."""
    x, y = [[float(k % 5)] for k in range(12)], [0, 1, 1, 0, 0, 1] * 2
    with pytest.raises(br.InvalidArgument, match="clusters is 1, but must be 2 or more"):
        fit.random_intercept(x, y, [0] * 12)
    with pytest.raises(br.InvalidArgument, match="rows of the largest cluster is 1, but must be 2 or more"):
        fit.random_intercept(x, y, list(range(12)))
    assert fit.random_intercept(x, [0, 3, 1, 0, 9, 1] * 2, list(range(12)), family="poisson").sd > 0
