"""Rows in, estimates out: what every function of `backrisk.validate` shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.labels import as_labels

Codes = npt.NDArray[np.uintp]
NO_WEIGHTS = np.empty(0)


@dataclass(frozen=True)
class Estimate:
    """A number with its standard error and interval; `note` says why there is none, or no trust in it."""

    value: float
    se: float
    low: float
    high: float
    note: str = ""

    def __float__(self) -> float:
        return self.value


@dataclass(frozen=True)
class Rows:
    """Columns of one length for the compiled core; empty `weight` or `person` means none."""

    event: FloatColumn
    predicted: FloatColumn
    weight: FloatColumn
    person: Codes

    @property
    def all(self) -> tuple[FloatColumn, FloatColumn, FloatColumn, Codes]:
        return self.event, self.predicted, self.weight, self.person


def estimate(parts: Sequence[Any]) -> Estimate:
    return Estimate(*parts)


def codes_of(groups: Any | None, size: int | None = None) -> Codes:
    """Labels of people as codes 0, 1, ...; empty for None."""
    if groups is None:
        return np.empty(0, dtype=np.uintp)
    return as_labels(groups, "groups", size, "event").codes.astype(np.uintp)


def weights_of(weights: Any | None) -> FloatColumn:
    return NO_WEIGHTS if weights is None else as_column(weights, "weights")


def rows(event: Any, predicted: Any, weights: Any | None = None, groups: Any | None = None) -> Rows:
    """Raises `InvalidArgument` for what is no column; the core checks values and sizes."""
    return Rows(
        as_column(event, "event"), as_column(predicted, "predicted"), weights_of(weights), codes_of(groups)
    )
