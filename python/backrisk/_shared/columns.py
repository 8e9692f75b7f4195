"""Columns in and out: the little that every area shares about arrays, groups and missing values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core

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

    def __getitem__(self, index: Any) -> Any:
        return self.value[index]

    def __iter__(self) -> Iterator[float]:
        return iter(self.value.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.value, dtype=dtype, copy=True if copy is None else copy)

    def take(self, order: npt.NDArray[np.intp]) -> Measured:
        """The same rows in another order."""
        return Measured(self.value[order], self.coverage[order], self.reason_code[order])


def as_column(values: Any, name: str) -> FloatColumn:
    """`values` as a contiguous float column; None and pandas' NA become NaN. Raises `InvalidArgument`."""
    try:
        if hasattr(values, "to_numpy") and not isinstance(values, np.ndarray):
            values = values.to_numpy()
        array = np.asarray(values)
        if array.dtype == object:
            array = np.array([np.nan if v is None or v != v else v for v in array.ravel()])
        array = np.ascontiguousarray(array, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise _core.InvalidArgument(f"{name}: must be a column of numbers ({error})") from None
    if array.ndim != 1:
        raise _core.InvalidArgument(f"{name}: has {array.ndim} dimensions, but must be a column (1)")
    return array


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


def grouping(groups: Any | None, size: int, name: str = "x") -> Grouping:
    """One label a row, or None for one person. Each one's rows keep their order. Raises `InvalidArgument`."""
    if groups is None:
        return Grouping(None, np.array([0, size], dtype=np.uintp))
    labels = np.asarray(groups)
    if len(labels) != size:
        raise _core.InvalidArgument(f"groups: has {len(labels)} rows, but {name} has {size}")
    codes = np.unique(labels, return_inverse=True)[1] if labels.dtype.kind not in "iu" else labels
    sorted_already = bool((codes[1:] >= codes[:-1]).all())
    order = None if sorted_already else np.argsort(codes, kind="stable")
    ordered = codes if order is None else codes[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if size else np.array([0])
    return Grouping(order, np.r_[first, size].astype(np.uintp))


def by_group(
    compute: Callable[[Any, npt.NDArray[np.uintp]], Measured], x: Any, groups: Any | None, name: str = "x"
) -> Measured:
    """Runs `compute(column, starts)` with each person's rows together; answers in the caller's order."""
    column = as_column(x, name)
    people = grouping(groups, len(column), name)
    return people.scatter(compute(people.gather(column), people.starts))


def as_days(values: Any, name: str) -> npt.NDArray[np.int32]:
    """Local dates as int32 days since 1970-01-01, from ISO text, date, datetime64 or such integers.

    The time of day is dropped. Raises `InvalidArgument` for anything else, and for a missing date.
    """
    try:
        if hasattr(values, "to_numpy") and not isinstance(values, np.ndarray):
            values = values.to_numpy()
        array = np.atleast_1d(np.asarray(values))
        if array.size == 0:
            return np.empty(0, dtype=np.int32)
        if array.dtype.kind not in "iuMUO":  # numpy would read 3.5 as a date
            raise ValueError(f"{array.dtype} is not a date")
        if array.dtype.kind not in "iu":
            array = array.astype("datetime64[D]")
            if np.isnat(array).any():
                raise ValueError("a date is missing")
        return np.ascontiguousarray(array.astype(np.int64), dtype=np.int32)
    except (TypeError, ValueError) as error:
        raise _core.InvalidArgument(f"{name}: must be a column of dates ({error})") from None


def as_number(name: str, value: Any) -> float:
    """`value` as a float; None and NA are NaN. Text is refused, also where it looks like a number."""
    try:
        if value is None or value is getattr(value, "NA", object()) or str(value) in ("<NA>", "NaT"):
            return float("nan")
        if isinstance(value, (str, bytes)):
            raise TypeError("a text")
        return float(value)
    except (TypeError, ValueError):
        raise _core.InvalidArgument(
            f"{name} is {value!r}, but must be a number, or None where unknown"
        ) from None
