"""Rows of anything: designs that are handed on as they are, and which of their rows."""

from __future__ import annotations

import numpy as np

from backrisk import _core
from backrisk._shared.places import Argument
from backrisk._shared.raw import raw_column
from backrisk._shared.typing import Array


def as_rows(values: object, name: str, size: int, like: str) -> Array:
    """`values` as an array with a row for each of `like`; what a row holds is the caller's own matter."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise _core.InvalidArgument(f"{name}: must have rows of one length") from None
    if array.ndim == 0 or len(array) != size:
        has = "no rows" if array.ndim == 0 else f"{len(array)} rows"
        raise _core.InvalidArgument(f"{name}: has {has}, but {like} has {size}")
    return array


def positions(rows: object, size: int, name: str) -> Array:
    """A mask of `size` rows, or positions of some. Raises `InvalidArgument`."""
    place = Argument(name)
    index, absent = raw_column(rows, place)
    if not index.size:
        return index.astype(np.intp)
    if index.dtype.kind not in "biu" or absent is not None:
        raise place.fail(None, None, "must be a mask (true or false a row) or positions of rows")
    if index.dtype.kind == "b":
        if len(index) != size:
            raise place.fail(None, None, f"has {len(index)} rows, but must have {size}")
        return index
    wrong = (index >= size) | (index < -size)
    if wrong.any():
        row = int(wrong.argmax())
        raise place.fail(row, index[row], f"must be a position from 0 to {size - 1}")
    return index.astype(np.intp)
