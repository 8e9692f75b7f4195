"""Reference results of R and the data behind them, for the tests of `backrisk.fit`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np


def expected(shared: Path, name: str) -> dict[str, Any]:
    """The stored result `name`."""
    return dict(json.loads((shared / "reference" / "stats" / f"{name}.json").read_text())["result"])


def columns(shared: Path, name: str) -> dict[str, Any]:
    """Columns of a data set; numbers where every cell is one or NA, else text."""
    with open(shared / "data" / "stats" / f"{name}.csv", newline="") as file:
        rows = list(csv.reader(file))
    table: dict[str, Any] = {}
    for k, column in enumerate(rows[0]):
        cells = [row[k] for row in rows[1:]]
        try:
            table[column] = np.array([float("nan" if cell in ("NA", "") else cell) for cell in cells])
        except ValueError:
            table[column] = np.array(cells)
    return table


def take(table: dict[str, Any], rows: Any) -> dict[str, Any]:
    """The rows of every column."""
    return {name: values[rows] for name, values in table.items()}


def lung(shared: Path) -> dict[str, Any]:
    """The complete cases of age, sex and ph.ecog, with `event` = died."""
    table = columns(shared, "surv_lung")
    table["event"] = (table["status"] == 2).astype(float)
    return take(table, ~np.isnan(table["age"] + table["sex"] + table["ph.ecog"] + table["time"]))


def some(table: dict[str, Any], *names: str) -> dict[str, Any]:
    """A part of the columns."""
    return {name: table[name] for name in names}


def values(named: dict[str, float]) -> Any:
    """A named vector as an array."""
    return np.array(list(named.values()))


def matrix(named: dict[str, Any]) -> Any:
    """A named matrix as an array."""
    return np.atleast_2d(np.array(named["matrix"]))


def check_fit(fit: Any, want: dict[str, Any], tolerance: float = 1e-8) -> None:
    """Coefficients, covariances, likelihoods and tests of a fit against R's."""
    assert fit.converged
    np.testing.assert_allclose(fit.coef, values(want["coef"]), rtol=tolerance, atol=1e-14)
    robust = "robust_vcov" in want
    naive = matrix(want["naive_vcov" if robust else "vcov"])
    scale = np.sqrt(np.outer(np.diag(naive), np.diag(naive)))
    np.testing.assert_allclose(fit.naive_covariance / scale, naive / scale, rtol=tolerance, atol=tolerance)
    if robust:
        np.testing.assert_allclose(
            fit.covariance / scale, matrix(want["robust_vcov"]) / scale, rtol=tolerance, atol=tolerance
        )
    np.testing.assert_allclose(fit.log_likelihood, want["loglik"], rtol=tolerance)
    np.testing.assert_allclose(fit.null_log_likelihood, want["loglik_null"], rtol=tolerance)
    np.testing.assert_allclose(fit.score_test, want["score_test"], rtol=tolerance)
    assert round(fit.wald_test, 2) == want["wald_test"]
    assert fit.n_rows == want["n"]
    assert fit.n_events == want["nevent"]
