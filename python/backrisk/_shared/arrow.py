"""Columns of numpy as Arrow's C data interface describes them, and what comes in by it.

Going out needs no Arrow library: `fields` says where the buffers are, the core wraps them. A missing number
(NaN), date (NaT) and word (None) is null. Coming in, a stream is read by pyarrow or by polars, whichever is
there.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.coded import Coded
from backrisk._shared.typing import Array

Field: TypeAlias = "tuple[str, str, int, int, list[Array | None], Field | None]"
"""Name, Arrow's format, rows, nulls, buffers, and the field of a dictionary or None."""

_PLAIN = {
    "f2": "e", "f4": "f", "f8": "g", "i1": "c", "u1": "C", "i2": "s", "u2": "S", "i4": "i", "u4": "I",
    "i8": "l", "u8": "L",
}  # fmt: skip
_UNITS = {"s": "s", "ms": "m", "us": "u", "ns": "n"}


def _validity(known: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.uint8] | None, int]:
    """The bitmap of what is known (None: all is), and how many are not."""
    missing = int(known.size - np.count_nonzero(known))
    return (np.packbits(known, bitorder="little") if missing else None), missing


def _text(name: str, values: Sequence[str | None]) -> Field:
    encoded = [b"" if one is None else str(one).encode("utf-8", "replace") for one in values]
    data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    ends = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in encoded], out=ends[1:])
    bitmap, missing = _validity(np.array([one is not None for one in values], dtype=bool))
    return name, "U", len(values), missing, [bitmap, ends, data], None


def _words(name: str, column: Array) -> Field:
    """Texts by their number in a dictionary."""
    place: dict[str | None, int] = {}
    listed = column.tolist()
    codes = np.fromiter((place.setdefault(one, len(place)) for one in listed), np.int32, len(listed))
    absent = [code for one, code in place.items() if one is None or one != one]
    bitmap, missing = _validity(~np.isin(codes, absent))
    levels = ["" if one is None or one != one else one for one in place]
    return name, "i", len(column), missing, [bitmap, codes], _text("", levels)


def _field(name: str, column: Array | Coded, is_dictionary: bool) -> Field:
    if isinstance(column, Coded):
        codes, levels = column.distinct()
        return name, "i", len(column), 0, [None, codes], _text("", list(levels))
    kind, size = column.dtype.kind, len(column)
    if kind in "UO":
        if is_dictionary:
            return _words(name, column)
        return _text(name, [None if one is None or one != one else one for one in column.tolist()])
    if kind == "b":
        return name, "b", size, 0, [None, np.packbits(column, bitorder="little")], None
    if kind in "Mm":
        return _time(name, column)
    code = column.dtype.str[1:]
    if code not in _PLAIN:
        raise _core.InvalidArgument(f"Table: column {name!r} of {column.dtype} has no type of Arrow")
    native = np.ascontiguousarray(column, dtype=column.dtype.newbyteorder("="))
    bitmap, missing = _validity(~np.isnan(native)) if kind == "f" else (None, 0)
    return name, _PLAIN[code], size, missing, [bitmap, native], None


def _time(name: str, column: Array) -> Field:
    unit, step = np.datetime_data(column.dtype)
    bitmap, missing = _validity(~np.isnat(column))
    if column.dtype.kind == "M" and unit == "D" and step == 1:
        days = np.where(np.isnat(column), 0, column.astype(np.int64)).astype(np.int32)
        return name, "tdD", len(column), missing, [bitmap, days], None
    if unit not in _UNITS or step != 1:
        column, unit = column.astype(f"{column.dtype.kind}8[us]"), "us"
    form = f"ts{_UNITS[unit]}:" if column.dtype.kind == "M" else f"tD{_UNITS[unit]}"
    return name, form, len(column), missing, [bitmap, np.ascontiguousarray(column.astype(np.int64))], None


def stream_of(
    columns: Mapping[str, Array | Coded], rows: int, dictionaries: Collection[str] = ()
) -> object:
    """A capsule of the Arrow C stream interface; texts of `dictionaries` are dictionary encoded."""
    fields = [_field(name, column, name in dictionaries) for name, column in columns.items()]
    return _core.core.arrow_stream(fields, rows)


def is_stream(data: object) -> bool:
    """A table of any library that offers Arrow's C stream interface."""
    return hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")


def frame_of(data: Any, what: str) -> Any:
    """A stream as a frame of pyarrow, or of polars where pyarrow is not installed."""
    if importlib.util.find_spec("pyarrow") is not None:
        import pyarrow as pa

        if hasattr(data, "__arrow_c_stream__"):
            return pa.table(data)
        return pa.Table.from_batches([pa.record_batch(data)])
    if importlib.util.find_spec("polars") is not None:
        import polars as pl

        return pl.DataFrame(data)
    needs = "pip install 'backrisk[pyarrow]' or 'backrisk[polars]'"
    raise ImportError(f"{what}: a table by Arrow's C interface needs pyarrow or polars: {needs}")
