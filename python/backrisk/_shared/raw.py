"""The one way from any column (list, numpy, pandas, polars, Arrow) to a numpy array that hides nothing.

What numpy would do by itself and this does not: forget the mask of a masked array, make "1" of a 1 beside a
text, turn an aware time into the day of Greenwich. Dates, numbers and labels are read from here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk._shared.places import Place, shown
from backrisk._shared.typing import Array

MISSING_WORDS = frozenset(("", "na", "n/a", "nan", "nat", "null", "none", "<na>", "-"))
"""Texts that say that nothing was recorded, in any case."""

Mask = npt.NDArray[np.bool_]


def is_missing(value: object) -> bool:
    """None, NaN, NaT, pandas' NA, a masked value, and the words that mean the same."""
    if value is None or value is np.ma.masked:
        return True
    if isinstance(value, str):
        return value.strip().lower() in MISSING_WORDS
    if isinstance(value, (float, np.floating)):
        return bool(value != value)
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    return type(value).__name__ in ("NAType", "NaTType") or _is_nan(value)


def _is_nan(value: object) -> bool:
    """NaN of Decimal."""
    return isinstance(value, Decimal) and value.is_nan()


def is_scalar(value: object) -> bool:
    """One value, not a column."""
    return isinstance(value, (str, bytes)) or getattr(value, "ndim", 1) == 0 or not hasattr(value, "__len__")


def raw_column(values: object, place: Place) -> tuple[Array, Mask | None]:
    """`values` as an array of one dimension, and which of them are masked (None: none).

    Aware times come as the wall clock of their own zone. Raises the error of `place` for what is no column.
    """
    array, mask = _unwrapped(values, place)
    if array.ndim != 1:
        raise place.fail(None, None, f"has {array.ndim} dimensions, but must be a column (1)")
    return array, mask


def listed(values: object, place: Place) -> list[object]:
    """A column as a list of plain Python values, None where masked; days stay datetime64."""
    array, mask = raw_column(values, place)
    out: list[object] = list(array) if array.dtype.kind == "M" else array.tolist()
    for row in () if mask is None else np.flatnonzero(mask).tolist():
        out[row] = None
    return out


def _unwrapped(values: object, place: Place) -> tuple[Array, Mask | None]:
    if isinstance(values, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(values)
        return np.asarray(values.data), (mask if mask.any() else None)
    if isinstance(values, np.ndarray):
        return values, None
    if hasattr(values, "columns") or hasattr(values, "column_names"):
        raise place.fail(None, None, "is a frame, but must be one column of it")
    library = type(values).__module__.partition(".")[0]
    if library == "narwhals" and (to_native := getattr(values, "to_native", None)) is not None:
        return _unwrapped(to_native(), place)
    reader = _LIBRARIES.get(library)
    if reader is not None and (hasattr(values, "dtype") or hasattr(values, "type")):
        return reader(values)
    if isinstance(values, (str, bytes, Mapping, Set)) or values is None:
        raise place.fail(None, None, f"is {shown(values)}, but must be a column: a sequence or array")
    if hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__"):
        return _from_arrow_protocol(values, place)
    if hasattr(values, "__array__"):
        return np.asarray(values), None
    if isinstance(values, Collection) or (isinstance(values, Iterable) and hasattr(values, "__len__")):
        return _from_sequence(list(values), place), None
    raise place.fail(None, None, f"is {shown(values)}, but must be a column: a sequence or array")


def _from_sequence(values: list[object], place: Place) -> Array:
    kinds = set(map(type, values))
    if kinds <= {float} or kinds <= {int} or kinds <= {bool} or kinds <= {str}:
        try:
            return np.array(values) if values else np.empty(0)
        except (ValueError, OverflowError):  # an int beyond any type, a text with a NUL
            pass
    array = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        if hasattr(value, "__len__") and not isinstance(value, (str, bytes)) and getattr(value, "ndim", 1):  # type: ignore[arg-type]
            raise place.fail(None, None, f"has 2 dimensions in row {row + 1}, but must be a column (1)")
        array[row] = value[()] if isinstance(value, np.ndarray) else value
    if kinds and all(issubclass(kind, np.generic) for kind in kinds) and len(kinds) == 1:
        return np.array(values)
    return array


def _from_pandas(values: Any) -> tuple[Array, Mask | None]:
    dtype = values.dtype
    if hasattr(dtype, "pyarrow_dtype"):
        return _from_pyarrow((values.array if hasattr(values, "array") else values).__arrow_array__())
    if getattr(dtype, "tz", None) is not None:
        clock = values.dt if hasattr(values, "dt") else values
        return np.asarray(clock.tz_localize(None)), None
    if isinstance(dtype, np.dtype):
        return np.asarray(values), None
    numpy_dtype = getattr(dtype, "numpy_dtype", None)
    if numpy_dtype is not None and numpy_dtype.kind in "iufb":
        mask = np.asarray(values.isna())
        return values.to_numpy(dtype=numpy_dtype, na_value=0), (mask if mask.any() else None)
    return np.asarray(values, dtype=object), None


def _from_polars(values: Any) -> tuple[Array, Mask | None]:
    if getattr(values.dtype, "time_zone", None) is not None:
        values = values.dt.replace_time_zone(None)
    return values.to_numpy(), None


def _from_pyarrow(values: Any) -> tuple[Array, Mask | None]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_timestamp(values.type) and values.type.tz is not None:
        values = pc.local_timestamp(values)
    array = values.to_numpy() if isinstance(values, pa.ChunkedArray) else values.to_numpy(zero_copy_only=False)
    return np.asarray(array), None


_LIBRARIES: dict[str, Callable[..., tuple[Array, Mask | None]]] = {
    "pandas": _from_pandas,
    "polars": _from_polars,
    "pyarrow": _from_pyarrow,
}


def _from_arrow_protocol(values: object, place: Place) -> tuple[Array, Mask | None]:
    try:
        import pyarrow as pa
    except ImportError:
        rule = "is an Arrow column, which needs pyarrow: pip install 'backrisk[pyarrow]'"
        raise place.fail(None, None, rule) from None
    if hasattr(values, "__arrow_c_array__"):
        return _from_pyarrow(pa.array(values))
    return _from_pyarrow(pa.chunked_array(values))
