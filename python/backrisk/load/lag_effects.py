"""What a distributed lag model says: effects by exposure and lag, as arrays and as tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.defaults import LEVEL
from backrisk._shared.design import FloatMatrix
from backrisk._shared.raw import is_scalar
from backrisk._shared.table import Table
from backrisk._shared.typing import NumbersLike
from backrisk.load.bases import Basis


def effect_table(
    by: str, at: object, fit: FloatColumn, error: FloatColumn, level: float, ratio: bool, title: str
) -> Table:
    """Estimate, standard error and the interval at `level`; as ratios e^estimate where asked for."""
    half = _core.fit.normal_quantile(0.5 + level / 2) * error
    columns: dict[str, object] = {by: at, "fit": fit, "standard_error": error}
    if ratio:
        columns |= {"ratio": np.exp(fit), "low": np.exp(fit - half), "high": np.exp(fit + half)}
    else:
        columns |= {"low": fit - half, "high": fit + half}
    return Table(columns, title=f"{title}, {level:.0%} interval")


@dataclass(frozen=True)
class LagEffects:
    """Effects on the scale of the linear predictor, each with its standard error.

    `at`: k exposures, or k histories. `fit` and `standard_error`: k x lags, the effect of an exposure l days
    ago; `overall_fit` and `overall_error`: k, summed over all whole lags; `cumulative_fit` and
    `cumulative_error`: k x whole lags, summed up to each lag.
    """

    at: FloatColumn | FloatMatrix
    centre: float | None
    level: float
    lags: FloatColumn
    fit: FloatMatrix
    standard_error: FloatMatrix
    overall_fit: FloatColumn
    overall_error: FloatColumn
    cumulative_fit: FloatMatrix
    cumulative_error: FloatMatrix

    @classmethod
    def of(
        cls,
        at: FloatColumn | FloatMatrix,
        centre: float | None,
        level: float,
        found: _core.fit.LagEffect,
    ) -> LagEffects:
        """From the arrays of the core."""
        if not 0 < level < 1:
            raise _core.InvalidArgument(
                f"CrossBasis.predict: level is {level!r}, but must be between 0 and 1"
            )
        return cls(
            at, centre, level, found.lags, found.fit, found.standard_error, found.overall,
            found.overall_error, found.cumulative, found.cumulative_error,
        )  # fmt: skip

    def _row(self, value: float) -> int:
        """The row of an exposure; of histories, that with this number."""
        if self.at.ndim == 2:
            rows = [int(value)] if 0 <= value < len(self.at) else []
        else:
            rows = np.flatnonzero(np.isclose(self.at, value, rtol=1e-12, atol=0)).tolist()
        if not rows:
            raise _core.InvalidArgument(f"LagEffects: {value!r} is none of the exposures predicted at")
        return int(rows[0])

    def _by_exposure(self, fit: FloatColumn, error: FloatColumn, ratio: bool, what: str) -> Table:
        by, labels = ("exposure", self.at) if self.at.ndim == 1 else ("history", np.arange(len(self.at)))
        title = what if self.centre is None else f"{what} against {self.centre:g}"
        return effect_table(by, labels, fit, error, self.level, ratio, title)

    def overall(self, *, ratio: bool = False) -> Table:
        """One row an exposure: the effect over all lags; with `ratio` as e^effect (odds, hazard ratio)."""
        return self._by_exposure(self.overall_fit, self.overall_error, ratio, "all lags")

    def at_lag(self, lag: float, *, ratio: bool = False) -> Table:
        """One row an exposure: the effect that one day has `lag` days later."""
        columns = np.flatnonzero(np.isclose(self.lags, lag, rtol=0, atol=1e-9))
        if not columns.size:
            rule = "must be one of the lags shown"
            raise _core.InvalidArgument(f"LagEffects.at_lag: lag is {lag!r}, but {rule}")
        k = columns[0]
        return self._by_exposure(self.fit[:, k], self.standard_error[:, k], ratio, f"lag {lag:g}")

    def at_value(self, value: float, *, cumulative: bool = False, ratio: bool = False) -> Table:
        """One row a lag: the effect of an exposure, or its sum up to that lag; of a history: its number."""
        row = self._row(value)
        lags, fit, error, what = self.lags, self.fit[row], self.standard_error[row], "each lag"
        if cumulative:
            lags = self.lags[0] + np.arange(self.cumulative_fit.shape[1])
            fit, error, what = self.cumulative_fit[row], self.cumulative_error[row], "up to each lag"
        return effect_table("lag", lags, fit, error, self.level, ratio, f"{what}, exposure {value:g}")


@dataclass(frozen=True)
class ReducedEffect:
    """A distributed lag model reduced to one dimension: `coef` and `covariance` of the basis `basis`.

    `to` is "overall", "lag" or "var", `value` the lag or the exposure reduced to.
    """

    to: str
    value: float | None
    centre: float | None
    coef: FloatColumn
    covariance: FloatMatrix
    basis: Basis

    def predict(self, at: NumbersLike, *, level: float = LEVEL, ratio: bool = False) -> Table:
        """One row a value of `at`: exposures against the centre, or lags where reduced to an exposure."""
        asked = as_column([at] if is_scalar(at) else at, "at")
        rows = self.basis.columns(asked)
        if self.to != "var" and self.centre is not None:
            rows = rows - self.basis.columns([self.centre])
        found = _core.fit.predict_linear(rows, None, False, self.coef, self.covariance, 1)
        by, what = (
            ("lag" if self.to == "var" else "exposure"),
            "" if self.value is None else f" {self.value:g}",
        )
        return effect_table(
            by, asked, found.eta, found.standard_error, level, ratio, f"reduced to {self.to}{what}"
        )
