"""Rows in, estimates out: what every function of `backrisk.validate` shares."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.labels import as_labels
from backrisk._shared.places import shown
from backrisk._shared.typing import ColumnLike, LabelsLike

Codes = npt.NDArray[np.uintp]
NO_WEIGHTS: FloatColumn = np.empty(0)
NOBODY: Codes = np.empty(0, dtype=np.uintp)
LEVEL: float = _core.validate.default_level
"""Of intervals, where none is given."""
MOST_REPLICATES: int = _core.validate.most_replicates


@dataclass(frozen=True)
class Estimate:
    """A number with its standard error and interval.

    Attributes
    ----------
    value : float
        The number; NaN where it cannot be had.
    se : float
        Its standard error; NaN where there is none.
    low, high : float
        The ends of its interval; NaN where there is none.
    note : str
        Why there is no interval or no value, or no trust in it; empty where it stands.

    Notes
    -----
    One rule for all: fewer than three persons (or rows, where each is its own), and a variance that is 0 or
    mere rounding, give no interval. That nothing varied among a few is no certainty.
    """

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


def estimate(found: _core.validate.Estimate) -> Estimate:
    """An estimate of the core as one that can be made and stored."""
    return Estimate(found.value, found.se, found.low, found.high, found.note)


def only(value: float, note: str = "") -> Estimate:
    """A number without an interval."""
    return Estimate(float(value), np.nan, np.nan, np.nan, note)


def codes_of(
    groups: LabelsLike | None, size: int | None = None, name: str = "groups", like: str = "event"
) -> Codes:
    """Labels of people as codes 0, 1, ...; empty for None."""
    if groups is None:
        return NOBODY
    return as_labels(groups, name, size, like).codes.astype(np.uintp)


def weights_of(weights: ColumnLike | None) -> FloatColumn:
    return NO_WEIGHTS if weights is None else as_column(weights, "weights")


def rows(
    event: ColumnLike,
    predicted: ColumnLike,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
) -> Rows:
    """Raises `InvalidArgument` for what is no column; the core checks values and sizes."""
    y = as_column(event, "event")
    return Rows(y, as_column(predicted, "predicted"), weights_of(weights), codes_of(groups, len(y)))


Options: TypeAlias = dict[str, Any]
"""Named arguments of another function, which has their types."""


def options(**given: object) -> Options:
    """Those that were given: the others have the defaults of the core."""
    return {name: value for name, value in given.items() if value is not None}


def number(function: str, name: str, value: object, least: float = -np.inf, most: float = np.inf) -> float:
    """`value` as a float within [least, most]; raises `InvalidArgument` for anything else, and for NaN."""
    rule = "a number" if least == -np.inf and most == np.inf else f"a number from {least:g} to {most:g}"
    plain = not isinstance(value, (str, bytes, complex)) and value is not None
    try:
        found = float(value) if plain else np.nan  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        found = np.nan
    if not least <= found <= most:
        raise _core.InvalidArgument(f"{function}: {name} is {shown(value)}, but must be {rule}")
    return found


def whole(function: str, name: str, value: object, least: int = 0, most: int = 2**53) -> int:
    """`value` as an int within [least, most]; raises `InvalidArgument` for anything else."""
    try:
        found = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        found = least - 1
    if isinstance(value, (bool, np.bool_)) or not least <= found <= most:
        rule = f"must be a whole number from {least} to {most}"
        raise _core.InvalidArgument(f"{function}: {name} is {shown(value)}, but {rule}")
    return found


def level_of(function: str, level: object) -> float:
    """The level of an interval; raises `InvalidArgument` unless it lies between 0 and 1."""
    found = number(function, "level", level)
    if not 0 < found < 1:
        raise _core.InvalidArgument(f"{function}: level is {found:g}, but must be between 0 and 1")
    return found


def word(function: str, name: str, value: object, known: tuple[str, ...] | list[str]) -> str:
    """`value` as one of the `known` words; raises `InvalidArgument` that names them."""
    if not isinstance(value, str) or value not in known:
        rule = f"must be one of {', '.join(known)}"
        raise _core.InvalidArgument(f"{function}: {name} is {shown(value)}, but {rule}")
    return value


def tried(measure: Callable[[], Estimate]) -> Estimate:
    """The estimate, or NaN with the reason: one number that cannot be had does not cost the others."""
    try:
        return measure()
    except (_core.InvalidArgument, _core.NumericError) as error:
        return only(np.nan, str(error))
