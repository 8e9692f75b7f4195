"""Columns in and out: the little that every area shares about arrays, groups and missing values."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.labels import label_column
from backrisk._shared.places import Place, place_of, shown
from backrisk._shared.raw import is_missing, raw_column
from backrisk._shared.typing import Array, ColumnLike, LabelsLike

FloatColumn = npt.NDArray[np.float64]

REASONS: tuple[str, ...] = tuple(_core.reason_names())
"""Words of the reason codes; the empty string means that the value stands."""


@dataclass(frozen=True)
class Measured:
    """A computed column: `value`, the `coverage` behind each value, and the `reason` where it is missing.

    Converts to an array of its values wherever numpy expects one.
    """

    value: FloatColumn
    coverage: FloatColumn
    reason_code: npt.NDArray[np.uint8]

    @property
    def reason(self) -> npt.NDArray[np.str_]:
        """One word or phrase a value, empty where the value stands."""
        return np.asarray(REASONS)[self.reason_code]

    def __len__(self) -> int:
        return len(self.value)

    @overload
    def __getitem__(self, index: int) -> np.float64: ...
    @overload
    def __getitem__(self, index: slice | Sequence[int] | Array) -> FloatColumn: ...
    def __getitem__(self, index: int | slice | Sequence[int] | Array) -> np.float64 | FloatColumn:
        found: np.float64 | FloatColumn = self.value[index]
        return found

    def __iter__(self) -> Iterator[float]:
        return iter(self.value.tolist())

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.value, dtype=dtype, copy=True if copy is None else copy)

    @classmethod
    def of(cls, found: _core.core.MeasuredColumn) -> Measured:
        """A column of the core."""
        return Measured(found.value, found.coverage, found.reason_code)

    def take(self, order: npt.NDArray[np.intp]) -> Measured:
        """The same rows in another order."""
        return Measured(self.value[order], self.coverage[order], self.reason_code[order])


_RULE = "must be a number, or missing"
_REFUSED = {
    "U": "must be numbers, not text",
    "S": "must be numbers, not bytes",
    "M": "must be numbers, not dates",
    "m": "must be numbers, not time spans; divide by the unit that is meant",
    "c": "must be real numbers, not complex ones",
    "V": "must be numbers, not records",
}


def as_column(values: object, name: str | Place) -> FloatColumn:
    """`values` as a contiguous column of float64.

    Missing (None, NA, null, masked) is NaN; true and false are 1 and 0. Text, dates, time spans and complex
    numbers are no numbers: the error of the place names the row.
    """
    place = place_of(name)
    array, absent = raw_column(values, place)
    kind = array.dtype.kind
    if kind == "O":
        array = _numbers(array, place)
    elif kind in _REFUSED and array.size:
        raise place.fail(0, array[0], _REFUSED[kind])
    elif array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    column = np.ascontiguousarray(array, dtype=np.float64)
    if absent is not None:
        column = np.where(absent, np.nan, column)
    return column


def _numbers(array: Array, place: Place) -> FloatColumn:
    return _each(array, place, _RULE, real)


def _each(array: Array, place: Place, rule: str, read: Callable[[object], float]) -> FloatColumn:
    column = np.empty(len(array))
    for row, value in enumerate(array.tolist()):
        try:
            column[row] = np.nan if value is None else read(value)
        except (TypeError, ValueError, OverflowError):
            raise place.fail(row, value, rule) from None
    return column


def real(value: object) -> float:
    """A Python number of any kind; a missing one is NaN. Raises TypeError, ValueError or OverflowError."""
    if isinstance(value, str):
        raise TypeError(value)
    if is_missing(value):
        return math.nan
    if isinstance(value, (int, float, np.number, np.bool_, Decimal, Fraction)):
        if isinstance(value, (complex, np.complexfloating, np.timedelta64)):
            raise TypeError(value)
        return float(value)
    raise TypeError(value)


def as_flags(values: object, name: str | Place) -> npt.NDArray[np.uint8]:
    """A column of yes and no as 1 and 0: truth values, or numbers 0 and 1. A missing one is an error."""
    place = place_of(name)
    column = as_column(values, place)
    wrong = ~((column == 0) | (column == 1))
    if wrong.any():
        row = int(wrong.argmax())
        raise place.fail(row, None if np.isnan(column[row]) else column[row], "must be true or false (1 or 0)")
    return column.astype(np.uint8)


_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d(?:\.\d+)?)", re.ASCII)


def as_minutes(values: object, name: str | Place) -> FloatColumn:
    """Durations as minutes: numbers are minutes, time spans and texts "h:mm:ss" are converted.

    A text of two parts ("1:30") could be hours or minutes and is refused; else as `as_column`.
    """
    place = place_of(name)
    array, absent = raw_column(values, place)
    if array.dtype.kind == "m":
        if np.datetime_data(array.dtype)[0] in ("Y", "M", "generic") and array.size:
            raise place.fail(0, array[0], _DURATION)
        unknown = np.isnat(array) if absent is None else np.isnat(array) | absent
        return np.where(unknown, np.nan, array / np.timedelta64(1, "m"))
    if array.dtype.kind not in "OU":
        return as_column(values, place)
    column = _each(array, place, _DURATION, minutes_of)
    return column if absent is None else np.where(absent, np.nan, column)


_DURATION = "must be a number of minutes, a time span or a text h:mm:ss, or missing"


def minutes_of(value: object) -> float:
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(minutes=1)
    if isinstance(value, np.timedelta64):
        return math.nan if np.isnat(value) else float(value / np.timedelta64(1, "m"))
    if isinstance(value, str) and not is_missing(value):
        found = _CLOCK.fullmatch(value.strip())
        if found is None:
            raise ValueError(value)
        return 60 * int(found[1]) + int(found[2]) + float(found[3]) / 60
    return math.nan if is_missing(value) else real(value)


@dataclass(frozen=True)
class Grouping:
    """The order that brings each person's rows together, and where each person starts."""

    order: npt.NDArray[np.intp] | None
    """None when the rows are together already."""
    starts: npt.NDArray[np.uintp]

    def gather(self, column: FloatColumn) -> FloatColumn:
        return column if self.order is None else np.ascontiguousarray(column[self.order])

    def scatter(self, computed: Measured) -> Measured:
        """Back to the caller's order."""
        return computed if self.order is None else computed.take(self._back())

    def scatter_column(self, computed: FloatColumn) -> FloatColumn:
        """Back to the caller's order."""
        return computed if self.order is None else computed[self._back()]

    def _back(self) -> npt.NDArray[np.intp]:
        assert self.order is not None
        back = np.empty_like(self.order)
        back[self.order] = np.arange(len(self.order))
        return back


def grouping(groups: LabelsLike | None, size: int, name: str = "x") -> Grouping:
    """One label a row, or None for one person. Each one's rows keep their order. Raises `InvalidArgument`."""
    if groups is None:
        return Grouping(None, np.array([0, size], dtype=np.uintp))
    labels = label_column(groups, "groups", size, name)
    codes = labels if labels.dtype.kind in "iu" else np.unique(labels, return_inverse=True)[1]
    sorted_already = bool((codes[1:] >= codes[:-1]).all())
    order = None if sorted_already else np.argsort(codes, kind="stable")
    ordered = codes if order is None else codes[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if size else np.array([0])
    return Grouping(order, np.r_[first, size].astype(np.uintp))


def given_options(**options: object) -> dict[str, Any]:
    """The options that are given: those left at None keep the default of the core."""
    return {name: value for name, value in options.items() if value is not None}


def by_group(
    kernel: Callable[..., _core.core.MeasuredColumn],
    x: ColumnLike,
    groups: LabelsLike | None,
    name: str = "x",
    **options: object,
) -> Measured:
    """`kernel(column, starts, ...)` with each person's rows together; the answer in the caller's order."""
    column = as_column(x, name)
    people = grouping(groups, len(column), name)
    return people.scatter(Measured.of(kernel(people.gather(column), people.starts, **given_options(**options))))


def as_number(name: str, value: object) -> float:
    """`value` as a float; None and NA are NaN. Text is refused, also where it looks like a number."""
    try:
        return real(value)
    except (TypeError, ValueError, OverflowError):
        rule = "must be a number, or None where unknown"
        raise _core.InvalidArgument(f"{name} is {shown(value)}, but {rule}") from None
