"""Penalties by restricted likelihood: mgcv, the marginal likelihood written with its whole covariance, a grid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected

import backrisk as br
from backrisk import fit
from backrisk.load import basis, cross_basis


def test_czech_adults_as_mgcv(shared: Path) -> None:
    """gam(y ~ s(age, bs = "cr", k = 10) + s(bmi, bs = "cr", k = 10) + male + stressed, method = "REML")."""
    data, want = columns(shared, "back_czech_24h_movement_lbp"), expected(shared, "gam_reml_czech")
    age, bmi = (fit.cubic_spline(data[name], 9, name=name) for name in ("age", "bmi"))
    x = age.columns() | bmi.columns()
    x |= {"male": data["sex"] == "2_male", "stressed": data["stress"] == "2_stressed"}
    ours = fit.reml(x, data["LBP_sufferer"] == "yes", [age.penalty(x), bmi.penalty(x)])
    assert ours.criterion == pytest.approx(-want["reml"], rel=1e-9)
    assert ours.criterion > -want["reml"]  # it maximises
    assert ours.effective_parameters == pytest.approx(want["edf"], abs=1e-3)
    assert ours.model.deviance == pytest.approx(want["deviance"], rel=1e-5)
    grid = {name: [row[name] for row in want["grid"]] for name in want["grid"][0]}
    at = age.at(grid["age"]) | bmi.at(grid["bmi"]) | {name: grid[name] for name in ("male", "stressed")}
    found = ours.predict(at)
    np.testing.assert_allclose(found.linear, want["lp"], atol=2e-4)
    np.testing.assert_allclose(found.standard_error, want["se"], rtol=2e-4)


def test_a_measurement_as_mgcv(shared: Path) -> None:
    """gam(degree_spondylolisthesis ~ s(pelvic_incidence, bs = "cr", k = 8) + s(pelvic_radius, bs = "cr", k = 8)
    + pelvic_tilt, method = "REML"), mgcv 1.8-41: gcv.ubre, sum(edf), sig2, rows 1, 50 and 200 of predict."""
    data = columns(shared, "back_uci_vertebral")
    one, other = (fit.cubic_spline(data[name], 7, name=name) for name in ("pelvic_incidence", "pelvic_radius"))
    x = one.columns() | other.columns() | {"tilt": data["pelvic_tilt"]}
    ours = fit.reml(x, data["degree_spondylolisthesis"], [one.penalty(x), other.penalty(x)], family="gaussian")
    assert ours.criterion == pytest.approx(-1441.56632495709, rel=1e-11)
    assert ours.effective_parameters == pytest.approx(10.3829325260647, rel=1e-7)
    assert ours.model.dispersion == pytest.approx(641.681438787924, rel=1e-7)
    found = ours.predict({name: np.asarray(column)[[0, 49, 199]] for name, column in x.items()})
    np.testing.assert_allclose(found.linear, [24.5774898491445, -0.472906935146999, 38.5510160648242], atol=1e-6)
    np.testing.assert_allclose(
        found.standard_error, [4.35925057504928, 3.70216351250974, 3.65841580330074], rtol=1e-7
    )


def test_counts_as_mgcv(shared: Path) -> None:
    """gam(status ~ s(age, bs = "cr", k = 7) + weight + offset(log(ex)), poisson, method = "REML"), a row a
    person of cgd: gcv.ubre and sum(edf)."""
    data = columns(shared, "surv_cgd")
    _, first, person = np.unique(data["id"], return_index=True, return_inverse=True)
    counts, time = (np.bincount(person, weights=w) for w in (data["status"], data["tstop"] - data["tstart"]))
    age = fit.cubic_spline(data["age"][first], 6)
    x = age.columns() | {"weight": data["weight"][first]}
    ours = fit.reml(x, counts, [age.penalty(x)], family="poisson", offset=np.log(time))
    assert ours.criterion == pytest.approx(-141.651324949466, rel=1e-9)
    assert ours.effective_parameters == pytest.approx(4.79046226109216, abs=1e-3)


def lagged(seed: int = 5, n: int = 160) -> tuple[Any, Any, dict[str, Any]]:
    r = np.random.default_rng(seed)
    load = r.gamma(2, 50, n)
    surface = cross_basis(load, lags=6, var=basis("ps", df=5), lag=basis("ps", df=4))
    effect = 0.01 * np.convolve(load, np.exp(-np.arange(7) / 2.0))[:n]
    return surface, effect + r.normal(0, 0.5, n), surface.columns()


def marginal(x: Any, y: Any, precision: Any, shape: Any) -> float:
    """ln of the restricted likelihood of y ~ N(F f, v (I + R R')), v at its maximum, every matrix written out.

    `shape`: a precision with the same free directions, whose numbers are of one size.
    """
    values, vectors = np.linalg.eigh(shape)
    bent = values > 1e-9 * values.max()
    free = np.column_stack([np.ones(len(x)), x @ vectors[:, ~bent]])
    inner = vectors[:, bent].T @ precision @ vectors[:, bent]
    random = np.linalg.solve(np.linalg.cholesky(inner), (x @ vectors[:, bent]).T).T
    v = np.eye(len(x)) + random @ random.T
    inside = free.T @ np.linalg.solve(v, free)
    residual = y - free @ np.linalg.solve(inside, free.T @ np.linalg.solve(v, y))
    degrees = len(y) - free.shape[1]
    squares = residual @ np.linalg.solve(v, residual)
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(inside)[1]
    return float(-(degrees * (np.log(2 * np.pi * squares / degrees) + 1) + logs) / 2)


def test_a_lagged_surface_is_the_maximum_of_the_marginal_likelihood() -> None:
    surface, y, x = lagged()
    keep = ~np.isnan(np.column_stack(list(x.values()))).any(axis=1)
    x, y = {name: column[keep] for name, column in x.items()}, y[keep]
    parts = [surface.penalty(var=1.0, columns=x), surface.penalty(lag=1.0, columns=x)]
    ours = fit.reml(x, y, parts, family="gaussian")
    matrix = np.column_stack(list(x.values()))

    def value(logs: Any) -> float:
        whole = sum(np.exp(a) * p.precision for a, p in zip(logs, parts, strict=True))
        return marginal(matrix, y, whole, sum(p.precision for p in parts))

    best = np.log(ours.penalty)
    assert ours.criterion == pytest.approx(value(best), rel=1e-8)
    around = [value(best + np.array(move)) for move in ([1, 0], [-1, 0], [0, 1], [0, -1], [0.1, 0.1], [-0.1, 0.1])]
    assert max(around) <= ours.criterion + 1e-7
    wide = [value(np.array([a, b])) for a in np.linspace(-6, 14, 8) for b in np.linspace(-6, 14, 8)]
    assert max(wide) <= ours.criterion + 1e-7


def test_a_spline_is_natural_and_its_penalty_an_integral() -> None:
    x = np.random.default_rng(2).uniform(0, 10, 80)
    term = fit.cubic_spline(x, 5, name="s")
    fine = np.linspace(term.knots[0], term.knots[-1], 20001)
    b = np.random.default_rng(3).normal(size=5)
    curve = np.column_stack(list(term.at(fine).values())) @ b
    step = fine[1] - fine[0]
    second = np.diff(curve, 2) / step**2
    precision = term.penalty().precision
    assert float(b @ precision @ b) == pytest.approx(float((second**2).sum() * step), rel=1e-3)
    np.testing.assert_allclose(term.matrix.sum(axis=0), 0, atol=1e-10)
    for end, way in ((term.knots[0], -1), (term.knots[-1], 1)):
        at = end + way * np.array([-1e-4, 0, 1e-4, 1, 2, 3])
        beyond = np.column_stack(list(term.at(at).values())) @ b
        assert beyond[2] - beyond[1] == pytest.approx(beyond[1] - beyond[0], rel=1e-3)
        np.testing.assert_allclose(np.diff(beyond[3:], 2), 0, atol=1e-9)
    assert np.isnan(term.at([np.nan])["s[1]"]).all()


def test_rows_weights_and_units_say_the_same() -> None:
    r = np.random.default_rng(8)
    x = r.uniform(20, 70, 300)
    y = (r.random(300) < 1 / (1 + np.exp(-np.sin(x / 8)))).astype(float)
    term = fit.cubic_spline(x, 8)
    plain = fit.reml(term.columns(), y, [term.penalty()])
    twice = fit.reml(term.columns(), y, [term.penalty()], weights=np.ones(300))
    assert twice.criterion == pytest.approx(plain.criterion, rel=1e-12)
    longer = fit.cubic_spline(x * 10, 8)
    other = fit.reml(longer.columns(), y, [longer.penalty()])
    np.testing.assert_allclose(other.predict(longer.columns()).mean, plain.predict(term.columns()).mean, atol=1e-5)
    scaled = fit.reml(term.columns(), y, [7 * term.penalty().precision])
    assert scaled.penalty[0] == pytest.approx(plain.penalty[0] / 7, rel=1e-3)


BAD: list[tuple[Any, str]] = [
    ([], "penalties is empty"),
    ([np.eye(2)], r"entry 1: has shape \(2, 2\), but must be \(3, 3\)"),
    ([np.eye(3), -np.eye(3)], "entry 2: must be symmetric, positive semidefinite and not zero"),
    ([np.zeros((3, 3))], "entry 1: must be symmetric"),
    ([np.triu(np.ones((3, 3)))], "entry 1: must be symmetric"),
]


@pytest.mark.parametrize(("penalties", "says"), BAD)
def test_bad_penalties_are_named(penalties: Any, says: str) -> None:
    with pytest.raises(br.InvalidArgument, match=says):
        fit.reml(np.random.default_rng(1).normal(size=(20, 3)), np.tile([0, 1], 10), penalties)


def test_bad_splines_are_named() -> None:
    with pytest.raises(br.InvalidArgument, match="2 distinct values, but df needs 4"):
        fit.cubic_spline([1.0, 2, 2, 1], 3)
    with pytest.raises(br.InvalidArgument, match="knots must be 3 or more"):
        fit.cubic_spline([1.0, 2, 3], knots=[1.0, 1, 2])
    with pytest.raises(br.InvalidArgument, match="must hold every column of this curve"):
        fit.cubic_spline([1.0, 2, 3, 4], 2).penalty(["s[1]"])
    with pytest.raises(br.InvalidArgument, match="X, row 2, 's\\[1\\]' is nan"):
        term = fit.cubic_spline([1.0, np.nan, 3, 4, 5, 6], 2)
        fit.reml(term.columns(), [0, 1, 0, 1, 0, 1], [term.penalty()])
