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


def by_group(
    compute: Callable[[Any, npt.NDArray[np.uintp]], Measured], x: Any, groups: Any | None, name: str = "x"
) -> Measured:
    """Runs `compute(column, starts)` on the rows of each person; answers in the caller's order."""
    column = as_column(x, name)
    if groups is None:
        return compute(column, np.array([0, len(column)], dtype=np.uintp))
    labels = np.asarray(groups)
    if len(labels) != len(column):
        raise _core.InvalidArgument(f"groups: has {len(labels)} rows, but {name} has {len(column)}")
    codes = np.unique(labels, return_inverse=True)[1] if labels.dtype.kind not in "iu" else labels
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.array([0])
    edges = np.r_[starts, len(ordered)].astype(np.uintp)
    if np.array_equal(order, np.arange(len(order))):
        return compute(column, edges)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return compute(np.ascontiguousarray(column[order]), edges).take(back)
