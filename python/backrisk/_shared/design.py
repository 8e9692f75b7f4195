"""Matrices in: columns of numbers from arrays, dicts and frames; rows with missing values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.arrow import is_stream
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.labels import as_codes, label_column
from backrisk._shared.table import Table
from backrisk._shared.tables import columns_of
from backrisk._shared.typing import ColumnLike, LabelsLike, MatrixLike

FloatMatrix = npt.NDArray[np.float64]

MISSING = ("error", "drop")


def _has_names(values: object) -> bool:
    """A frame, a mapping or a stream of Arrow: columns with names."""
    if isinstance(values, (Mapping, Table)) or hasattr(values, "columns"):
        return True
    return is_stream(values) and not hasattr(values, "to_numpy")


def is_matrix(values: object) -> bool:
    """Rows and columns, not one column: a frame, a mapping, a matrix, a list of lists."""
    if _has_names(values):
        return True
    if isinstance(values, (list, tuple)) and values:
        return hasattr(values[0], "__len__") and not isinstance(values[0], str)
    return getattr(values, "ndim", 1) == 2


def as_matrix(values: object, name: str = "X") -> tuple[FloatMatrix, tuple[str, ...]]:
    """`values` as rows by columns of float64 (not copied if it is that already) and the columns' names.

    A frame or a dict has names; the columns of an array are x1, x2, ... One column may have one dimension.
    Raises `InvalidArgument`.
    """
    if _has_names(values):
        given = values.items() if isinstance(values, Mapping) else columns_of(values, name).items()
        named = {str(key): as_column(column, f"{name}[{key!r}]") for key, column in given}
    else:
        array = _plain_matrix(values, name)
        return array, tuple(f"x{j + 1}" for j in range(array.shape[1]))
    if len({len(column) for column in named.values()}) > 1:
        raise _core.InvalidArgument(f"{name}: columns must have one length")
    if not named:
        raise _core.InvalidArgument(f"{name}: must have columns")
    return np.column_stack(list(named.values())), tuple(named)


def rows_of_fit(X: object, names: Sequence[str], function: str, what: str = "X") -> FloatMatrix:
    """Rows for a prediction, their columns in the order of the fit: by name where X has names.

    Raises `InvalidArgument` for other names, and for another number of columns.
    """
    x, given = as_matrix(X, what)
    if _has_names(X):
        if set(given) != set(names):
            raise _core.InvalidArgument(f"{function}: {what} has columns {given}, but must have {tuple(names)}")
        if given != tuple(names):
            x = x[:, [given.index(name) for name in names]]
    elif x.shape[1] != len(names):
        rule = f"must have {len(names)} as in the fit: {', '.join(names)}"
        raise _core.InvalidArgument(f"{function}: {what} has {x.shape[1]} columns, but {rule}")
    return np.ascontiguousarray(x)


def one_row(reference: Any, names: Sequence[str], function: str) -> FloatColumn:
    """The row that others are compared with, in the order of the fit. Raises `InvalidArgument`."""
    row = [reference] if not is_matrix(reference) and np.ndim(reference) == 1 else reference
    found = rows_of_fit(row, names, function, "reference")
    if len(found) != 1:
        raise _core.InvalidArgument(f"{function}: reference has {len(found)} rows, but must have 1")
    return found.reshape(-1)


def _plain_matrix(values: Any, name: str) -> FloatMatrix:
    """A matrix without names, by the rules of `as_column` for each of its numbers."""
    try:
        dimensions = np.ndim(values)
    except ValueError:  # rows of different lengths
        raise _core.InvalidArgument(f"{name}: rows must have one length") from None
    if dimensions == 1:
        return as_column(values, name)[:, np.newaxis]
    if dimensions != 2:
        rule = "must have rows and columns (2)"
        raise _core.InvalidArgument(f"{name}: has {dimensions} dimensions, but {rule}")
    array = values if isinstance(values, np.ndarray) else np.array([list(row) for row in values], dtype=object)
    if array.dtype == np.float64 and not isinstance(array, np.ma.MaskedArray):
        return np.asarray(array)
    flat = [as_column(array[:, j], f"{name}, column {j + 1}") for j in range(array.shape[1])]
    return np.column_stack(flat) if flat else np.empty(array.shape)


@dataclass(frozen=True)
class Rows:
    """The rows of a fit and how many were left out because a value is missing."""

    x: FloatMatrix
    names: tuple[str, ...]
    columns: dict[str, Any]
    codes: dict[str, Any]
    n_dropped: int
    dropped: dict[str, int]
    """Missing values of each column that has some, where rows were left out."""
    keep: npt.NDArray[np.bool_] | None = None

    def kept(self, labels: LabelsLike | None) -> LabelsLike | None:
        """The labels of the rows that are left."""
        if labels is None or self.keep is None:
            return labels
        return label_column(labels, "labels")[self.keep]

    @contextmanager
    def choices(self, function: str) -> Iterator[None]:
        """Where a fit fails and a value is missing, the error says what can be done."""
        try:
            yield
        except _core.InvalidArgument as error:
            given = {name: column for name, column in self.columns.items() if column is not None}
            absent = _missing_rows(self.x, given)
            if not absent.any():
                raise
            raise _core.InvalidArgument(
                f'{error}; {int(absent.sum())} of {len(absent)} rows have a missing value: missing="drop" '
                "fits the others; fit.impute and fit.pooled use all rows"
            ) from None


def _missing_rows(x: FloatMatrix, columns: Mapping[str, FloatColumn]) -> npt.NDArray[np.bool_]:
    absent = np.asarray(np.isnan(x).any(axis=1))
    for column in columns.values():
        if len(column) == len(absent):
            absent |= np.isnan(column)
    return absent


def left_out(n_dropped: int) -> str:
    """For a title: how many rows a fit left out."""
    return f" ({n_dropped} with missing values left out)" if n_dropped else ""


def complete_rows(
    x: MatrixLike,
    columns: Mapping[str, ColumnLike | None],
    codes: Mapping[str, LabelsLike | None],
    missing: str,
    function: str,
) -> Rows:
    """Checks lengths; with `missing="drop"` keeps complete rows only. The core finds what is left."""
    if missing == "indicator":
        raise _core.InvalidArgument(
            f"{function}: missing is 'indicator', but must be 'error' or 'drop': an indicator of "
            "missing values biases the other coefficients (Groenwold 2012, doi 10.1503/cmaj.110977); use "
            "fit.impute and fit.pooled"
        )
    if missing not in MISSING:
        raise _core.InvalidArgument(f"{function}: missing is {missing!r}, but must be 'error' or 'drop'")
    matrix, names = as_matrix(x)
    size = len(matrix)
    filled = {name: None if values is None else as_column(values, name) for name, values in columns.items()}
    for name, column in filled.items():
        if column is not None and len(column) != size:
            raise _core.InvalidArgument(
                f"{function}: {name} has {len(column)} rows, but must have {size}, the rows of X"
            )
    coded = {name: None if labels is None else as_codes(labels, name, size, "X") for name, labels in codes.items()}
    if missing == "error":
        return Rows(matrix, names, filled, coded, 0, {})
    given = {name: column for name, column in filled.items() if column is not None}
    keep = ~_missing_rows(matrix, given)
    if keep.all():
        return Rows(matrix, names, filled, coded, 0, {})
    holes = dict(zip(names, np.isnan(matrix).sum(axis=0).tolist(), strict=True))
    holes |= {name: int(np.isnan(column).sum()) for name, column in given.items()}
    return Rows(
        matrix[keep],
        names,
        {name: None if column is None else column[keep] for name, column in filled.items()},
        {name: None if column is None else column[keep] for name, column in coded.items()},
        int(size - keep.sum()),
        {name: count for name, count in holes.items() if count},
        keep,
    )


def indicators(
    labels: LabelsLike, *, levels: LabelsLike | None = None, name: str = "stratum"
) -> dict[str, FloatColumn]:
    """Strata as fixed columns: 1 where a row's label is the level, 0 elsewhere, none for the first level.

    `labels`: one a row; `levels`: sorted labels unless given (give those of the fit for prediction). Join
    them to other columns: `glm({"x": x} | indicators(site, name="site"), y)`. A stratum in which nothing
    varies has no finite coefficient, and the fit says so; with very many strata use `conditional_logistic` or
    clusters. Raises `InvalidArgument` for a missing label and for one that is not in `levels`.

    >>> indicators(["b", "a", "c", "b"])
    {'stratum[b]': array([1., 0., 0., 1.]), 'stratum[c]': array([0., 0., 1., 0.])}
    """
    column = label_column(labels, name)
    known = list(np.unique(column)) if levels is None else list(label_column(levels, "levels"))
    if known and np.asarray(known).dtype.kind != column.dtype.kind:
        raise _core.InvalidArgument("indicators: levels must be labels of the kind of the rows'")
    strange = ~np.isin(column, np.asarray(known))
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        rule = f"must be one of the {len(known)} levels"
        raise _core.InvalidArgument(f"indicators: {name}, row {row + 1}: is {str(column[row])!r}, but {rule}")
    return {f"{name}[{level}]": (column == level).astype(np.float64) for level in known[1:]}
