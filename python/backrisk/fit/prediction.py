"""Predicted means with their interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk._shared.columns import FloatColumn
from backrisk._shared.table import Table
from backrisk._shared.typing import Array


@dataclass(frozen=True)
class Prediction:
    """Predicted means with their interval, and the linear predictor with its standard error, one a row."""

    mean: FloatColumn
    low: FloatColumn
    high: FloatColumn
    linear: FloatColumn
    standard_error: FloatColumn
    level: float

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.mean, dtype=dtype, copy=True if copy is None else copy)

    def to_table(self) -> Table:
        """One row a prediction."""
        columns = ("mean", "low", "high", "linear", "standard_error")
        return Table({name: getattr(self, name) for name in columns}, title=f"{self.level:.0%} interval")
