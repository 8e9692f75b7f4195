"""Names of the kinds of input, for signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core

Array: TypeAlias = npt.NDArray[Any]
"""A numpy array of any type of value."""


class ArrayLike(Protocol):
    """What numpy can look into: pandas and polars series, numpy arrays."""

    def __array__(self) -> Array: ...


class ArrowArray(Protocol):
    """One Arrow array, of any library."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


class ArrowStream(Protocol):
    """An Arrow table, or a column in pieces, of any library."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class HasColumns(Protocol):
    """A frame: columns by name."""

    @property
    def columns(self) -> Iterable[str]: ...

    def __getitem__(self, name: str, /) -> object: ...


class Relation(Protocol):
    """A relation or result of DuckDB."""

    def fetchnumpy(self) -> dict[str, Array]: ...


CoreModel: TypeAlias = _core.risk.Model
"""The model as the core has it."""


class CohortLike(Protocol):
    """What lower areas ask of a `backrisk.Cohort`."""

    _data: _core.cohort.Data
    _gate: Any
    _sessions: Any

    @property
    def people(self) -> tuple[str, ...]: ...

    def _at(self, person: LabelLike) -> int:
        """The position of a person."""


Number: TypeAlias = float | int | np.number[Any] | np.bool_
NumberLike: TypeAlias = Number | None

DateLike: TypeAlias = str | dt.date | np.datetime64
"""An ISO text, a date or datetime (aware ones by their own wall clock) or a datetime64 of days or finer."""

LabelLike: TypeAlias = str | int | np.integer[Any] | dt.date

_Column: TypeAlias = ArrayLike | ArrowArray | ArrowStream

FrameLike: TypeAlias = ArrowStream | HasColumns | Relation | Mapping[str, object]
"""A table: any frame, a relation of DuckDB, or a mapping from names to columns."""

ColumnLike: TypeAlias = _Column | Sequence[Number] | Sequence[NumberLike]
"""A column of numbers; missing is None, NaN, NA, null or masked."""

NumbersLike: TypeAlias = Number | ColumnLike | None
"""One number, or a column of numbers."""

WordsLike: TypeAlias = str | _Column | Sequence[str] | Sequence[str | None] | None
"""One word, or a column of words; missing is None."""

MatrixLike: TypeAlias = ColumnLike | Sequence[Sequence[float]] | Sequence[Sequence[NumberLike]] | FrameLike
"""Rows and columns of numbers, or a column of them."""

DatesLike: TypeAlias = _Column | Sequence[str] | Sequence[DateLike] | Sequence[DateLike | None]
LabelsLike: TypeAlias = _Column | Sequence[str] | Sequence[int] | Sequence[LabelLike]
"""A column of labels of one kind, none missing."""
