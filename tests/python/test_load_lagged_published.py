"""Cross-bases, effects and reductions beside R's dlnm 2.4.10 on the data of its vignettes.

Oracles: matrices and predictions computed with R (all digits); numbers printed in the vignettes dlnmTS and
dlnmExtended.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import expected

from backrisk import NumericError, fit, load

RELATIVE = 1e-8


def read(file: Path) -> tuple[list[str], dict[str, Any]]:
    """The header and the columns as text."""
    with open(file, newline="") as lines:
        rows = list(csv.reader(lines))
    return rows[0], {name: [row[k] for row in rows[1:]] for k, name in enumerate(rows[0])}


def numbers(cells: list[str]) -> Any:
    return np.array([np.nan if cell == "NA" else float(cell) for cell in cells])


def theirs(shared: Path, name: str) -> Any:
    """A matrix of R without the column of row names."""
    header, table = read(shared / "reference" / "dlnm" / f"{name}.csv")
    return np.column_stack([numbers(table[column]) for column in header[1:]])


def is_close(ours: Any, wanted: Any, relative: float = RELATIVE) -> None:
    """`atol` only lets exact zeros of R be the last bits of ours."""
    np.testing.assert_allclose(ours, wanted, rtol=relative, atol=1e-13 * np.abs(wanted).max())


@pytest.fixture(scope="module")
def drug(shared: Path) -> tuple[load.CrossBasis, fit.GlmFit]:
    """A weekly dose over four weeks, held for the seven days of each week."""
    _, table = read(shared / "data" / "dlnm_drug.csv")
    weeks = np.column_stack([numbers(table[name]) for name in list(table)[3:7]])
    histories = np.repeat(weeks[:, ::-1], 7, axis=1)
    cb = load.cross_basis(histories, lags=27, var="lin", lag=load.basis("ns", knots=[9, 18]))
    sex = np.array([one == "F" for one in table["sex"]], float)
    return cb, fit.glm(cb.columns() | {"sexF": sex}, numbers(table["out"]), family="gaussian")


def test_drug_matrices(shared: Path, drug: tuple[load.CrossBasis, fit.GlmFit]) -> None:
    cb, model = drug
    is_close(cb.matrix, theirs(shared, "drug_crossbasis"))
    is_close(cb.lag.columns(np.arange(28)), theirs(shared, "drug_lagbasis"))
    is_close(model.covariance, theirs(shared, "drug_vcov"))


def test_drug_effects(shared: Path, drug: tuple[load.CrossBasis, fit.GlmFit]) -> None:
    cb, model = drug
    effects = cb.predict(model, at=np.arange(0, 101, 5))
    is_close(effects.fit, theirs(shared, "drug_matfit"))
    is_close(effects.standard_error, theirs(shared, "drug_matse"))
    table = effects.overall()
    for column, wanted in zip(
        ("fit", "standard_error", "low", "high"), theirs(shared, "drug_allfit").T, strict=True
    ):
        is_close(table[column], wanted)
    is_close(effects.cumulative_fit[:, -1], effects.overall_fit)


def test_drug_changing_dose(shared: Path, drug: tuple[load.CrossBasis, fit.GlmFit]) -> None:
    cb, model = drug
    dose = np.repeat([10.0, 50, 0, 20], np.array([2, 1, 1, 2]) * 7)
    histories = np.array([[dose[t - k] if k <= t else 0 for k in range(28)] for t in range(42)])
    effects = cb.predict(model, at=histories)
    wanted = theirs(shared, "drug_dynamic")
    is_close(effects.overall_fit, wanted[:, 0])
    is_close(effects.overall_error, wanted[:, 1])


def test_drug_own_lag_function(shared: Path) -> None:
    _, table = read(shared / "data" / "dlnm_drug.csv")
    weeks = np.column_stack([numbers(table[name]) for name in list(table)[3:7]])
    decay = load.basis(lambda lag: np.exp(-lag / 6))
    cb = load.cross_basis(np.repeat(weeks[:, ::-1], 7, axis=1), var="lin", lag=decay)
    sex = np.array([one == "F" for one in table["sex"]], float)
    model = fit.glm(cb.columns() | {"sexF": sex}, numbers(table["out"]), family="gaussian")
    row = cb.predict(model, at=50).overall().row(0)
    assert model.coef[1] == pytest.approx(0.08751101927, rel=1e-9)
    assert [row["fit"], row["low"], row["high"]] == pytest.approx([28.23380600, 23.38818057, 33.07943143])
    assert model.aic == pytest.approx(1641.62347, abs=5e-6)


@pytest.fixture(scope="module")
def chicago(shared: Path) -> dict[str, Any]:
    _, table = read(shared / "data" / "dlnm_chicagoNMMAPS.csv")
    return {name: cells if name in ("date", "dow") else numbers(cells) for name, cells in table.items()}


def smooth(x: Any, name: str, df: int) -> dict[str, Any]:
    """R's ns(x, df) as named columns."""
    return {f"{name}{k}": column for k, column in enumerate(fit.natural_spline(x, df=df).T)}


def quasi_poisson(columns: dict[str, Any], y: Any) -> tuple[fit.GlmFit, Any]:
    model = fit.glm(columns, y, family="poisson", missing="drop")
    return model, model.pearson_dispersion * model.covariance


def test_chicago_quasi_poisson(shared: Path, chicago: dict[str, Any]) -> None:
    r = expected(shared, "dlnm_chicago")
    temp, time, death = (chicago[name][:1000] for name in ("temp", "time", "death"))
    cb = load.cross_basis(
        temp,
        lags=14,
        var=load.basis("ns", knots=[-5, 10, 20], boundary=(-20, 30)),
        lag=load.basis("ns", knots=[1, 4], boundary=(0, 14)),
    )
    assert list(cb.matrix.shape) == r["cb_dim"] and np.isnan(cb.matrix[:14]).all()
    is_close(cb.matrix[14], r["cb_row15"])
    is_close(cb.matrix[499], r["cb_row500"])
    is_close(np.nansum(cb.matrix, axis=0), r["cb_colsums"])
    trend = fit.natural_spline(time, list(range(100, 901, 100)), boundary=(1, 1000))
    model, covariance = quasi_poisson(cb.columns() | {f"t{k}": c for k, c in enumerate(trend.T)}, death)
    coef, spread = cb.coefficients(model, covariance)
    is_close(coef, r["coef"])
    is_close(spread, r["vcov"])
    assert model.pearson_dispersion == pytest.approx(r["dispersion"], rel=RELATIVE)
    effects = cb.predict(model, covariance, at=r["at"], centre=15)
    is_close(effects.fit, r["matfit"])
    is_close(effects.standard_error, r["matse"])
    logs, ratios = effects.overall(), effects.overall(ratio=True)
    for column, name in (("fit", "allfit"), ("standard_error", "allse")):
        is_close(logs[column], r[name])
    for column, name in (("ratio", "allRR"), ("low", "allRRlow"), ("high", "allRRhigh")):
        is_close(ratios[column], r[name])


def test_chicago_vignette_1(chicago: dict[str, Any]) -> None:
    pm = load.cross_basis(chicago["pm10"], lags=15, var="lin", lag=load.basis("poly", degree=4), name="pm.")
    temp = load.cross_basis(
        chicago["temp"], lags=3, var=load.basis("ns", df=5), lag=load.basis("strata", breaks=1), name="temp."
    )
    others = smooth(chicago["time"], "time", 98) | fit.indicators(chicago["dow"])
    columns = pm.columns() | temp.columns() | others
    with pytest.raises(NumericError, match="'time12', 'time13'"):
        quasi_poisson(columns, chicago["death"])  # a gap of months in pm10; R reports these two as NA
    for gap in ("time12", "time13"):
        columns.pop(gap)
    model, covariance = quasi_poisson(columns, chicago["death"])
    row = pm.predict(model, covariance, at=range(21), step=0.2).overall(ratio=True).row(10)
    assert row["ratio"] == pytest.approx(0.9997562907, rel=1e-9)
    assert [row["low"], row["high"]] == pytest.approx([0.9916871014, 1.0078911376], rel=RELATIVE)


def test_chicago_vignette_2_seasons(chicago: dict[str, Any]) -> None:
    rows = (chicago["month"] >= 6) & (chicago["month"] <= 9)
    data = {name: np.asarray(values)[rows] for name, values in chicago.items()}
    ozone = load.cross_basis(
        data["o3"],
        lags=5,
        var=load.basis("thr", threshold=40.3),
        lag="integer",
        groups=data["year"].astype(int),
        name="o3.",
    )
    temp = load.cross_basis(
        data["temp"],
        lags=10,
        var=load.basis("thr", threshold=[15, 25]),
        lag=load.basis("strata", breaks=[2, 6]),
        groups=data["year"].astype(int),
        name="temp.",
    )
    others = smooth(data["doy"], "doy", 4) | smooth(data["time"], "time", 3) | fit.indicators(data["dow"])
    model, covariance = quasi_poisson(ozone.columns() | temp.columns() | others, data["death"])
    row = ozone.predict(model, covariance, at=[50.3]).overall(ratio=True).row(0)
    found = [row["ratio"], row["low"], row["high"]]
    assert found == pytest.approx([1.047312922, 1.004774614, 1.091652138], rel=1e-9)


def test_chicago_vignette_3_surface(shared: Path, chicago: dict[str, Any]) -> None:
    knots = load.equal_knots(np.nanmin(chicago["temp"]), np.nanmax(chicago["temp"]), 3)
    assert knots == pytest.approx([-11.66666667, 3.333333333, 18.33333333], rel=1e-9)
    short = load.log_knots(30, 3)
    assert short == pytest.approx([1.105501795, 3.322105241, 9.983143655], rel=1e-9)
    pm = load.cross_basis(chicago["pm10"], lags=1, var="lin", lag=load.basis("strata", df=1), name="pm.")
    temp = load.cross_basis(
        chicago["temp"], lags=30, var=load.basis("bs", knots=knots), lag=load.basis("ns", knots=short)
    )
    others = smooth(chicago["time"], "time", 98) | fit.indicators(chicago["dow"])
    model, covariance = quasi_poisson(pm.columns() | temp.columns() | others, chicago["death"])
    wanted = theirs(shared, "chicago3_allRR")
    table = temp.predict(model, covariance, at=np.arange(-26.0, 34), centre=21).overall(ratio=True)
    for k, column in enumerate(("ratio", "low", "high")):
        is_close(table[column], wanted[:, k])


def test_chicago_vignette_4_reduction(chicago: dict[str, Any]) -> None:
    temp = load.cross_basis(
        chicago["temp"],
        lags=30,
        var=load.basis("thr", threshold=[10, 25]),
        lag=load.basis("ns", knots=load.log_knots(30, 3)),
    )
    others = smooth(chicago["time"], "time", 98) | fit.indicators(chicago["dow"])
    model, covariance = quasi_poisson(temp.columns() | others, chicago["death"])
    overall = temp.reduce(model, covariance)
    assert overall.coef == pytest.approx([0.008521697387, 0.023777488961], rel=1e-9)
    at_lag = temp.reduce(model, covariance, to="lag", value=5)
    at_33 = temp.reduce(model, covariance, to="var", value=33)
    assert [one.coef.size for one in (overall, at_lag, at_33)] == [2, 2, 5]
    effects = temp.predict(model, covariance, at=np.arange(-20.0, 34))
    for reduced, wanted in (
        (overall.predict(effects.at), effects.overall()),
        (at_lag.predict(effects.at), effects.at_lag(5)),
        (at_33.predict(effects.lags), effects.at_value(33)),
    ):
        for column in ("fit", "standard_error", "low", "high"):
            np.testing.assert_allclose(reduced[column], wanted[column], rtol=1e-9, atol=1e-14)
