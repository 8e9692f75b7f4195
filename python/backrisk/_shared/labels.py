"""The one coder of labels: groups, clusters, strata, sites and ids.

Two rows belong together where their labels are equal. Labels are texts, whole numbers or dates, all of one
kind: 1 and "1" are not silently one person, nor two. A label that is missing (None, NaN, NA, masked, an empty
text) names nobody and is an error: rows without a person must not become one person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk._shared.places import Place, place_of, shown
from backrisk._shared.raw import is_missing, raw_column
from backrisk._shared.typing import Array

Codes = npt.NDArray[np.intp]

_KINDS = {
    "i": "a number",
    "u": "a number",
    "f": "a number",
    "b": "a truth value",
    "U": "a text",
    "M": "a date",
}


@dataclass(frozen=True)
class Labels:
    """Labels as codes: `levels[codes]` are the labels, `levels` sorted and each once."""

    codes: Codes
    levels: Array

    def __len__(self) -> int:
        return len(self.codes)


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (bool, np.bool_)):
        return "a truth value"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return "a number"
    return "a date" if isinstance(value, (dt.date, np.datetime64)) else type(value).__name__


def label_column(values: object, name: str | Place, size: int | None = None, like: str = "x") -> Array:
    """Labels as an array of one kind without a missing one: integers, texts or datetime64.

    `size`: the rows that it must have, those of `like`. Raises the error of the place, with the row.
    """
    place = place_of(name)
    array, absent = raw_column(values, place)
    if size is not None and len(array) != size:
        raise place.fail(None, None, f"has {len(array)} rows, but {like} has {size}")
    if absent is not None:
        raise place.fail(int(absent.argmax()), None, "must name a group")
    if array.dtype.kind == "O":
        array = _of_objects(array, place)
    if array.dtype.kind == "f":
        return _whole(array, place)
    if array.dtype.kind == "M":
        if np.isnat(array).any():
            raise place.fail(int(np.isnat(array).argmax()), None, "must name a group")
        return array
    if array.dtype.kind == "U":
        return _texts(array, place)
    if array.dtype.kind == "b":
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise place.fail(0 if len(array) else None, array[0] if len(array) else None, _RULE)
    return array


_RULE = "must be a label: a text, a whole number or a date"


def _of_objects(array: Array, place: Place) -> Array:
    listed = array.tolist()
    first = None
    for row, value in enumerate(listed):
        if is_missing(value):
            raise place.fail(row, None, "must name a group")
        kind = _kind(value)
        if kind not in _KINDS.values():
            raise place.fail(row, value, _RULE)
        first = first or kind
        if kind != first:
            rule = f"must be {first} like row 1 ({shown(listed[0])}): labels of two kinds never meet"
            raise place.fail(row, value, rule)
    if first == "a date":
        return np.array(listed, dtype="datetime64[us]")
    if first == "a text":
        return np.array(listed, dtype=np.str_)
    try:
        return np.array(listed)
    except OverflowError:
        return np.array([str(one) for one in listed])


def _whole(array: Array, place: Place) -> Array:
    """Whole floats as integers: a frame makes 1.0 of a 1 where another row is missing."""
    if (absent := np.isnan(array)).any():
        raise place.fail(int(absent.argmax()), None, "must name a group")
    wrong = (array != np.floor(array)) | (np.abs(array) > 2**53)
    if wrong.any():
        row = int(wrong.argmax())
        raise place.fail(row, array[row], _RULE)
    return array.astype(np.int64)


def _texts(array: Array, place: Place) -> Array:
    """Texts without the spaces around them."""
    stripped = np.strings.strip(array)
    known = np.unique(stripped)
    if any(is_missing(text) for text in known.tolist()):
        row = next(row for row, text in enumerate(stripped.tolist()) if is_missing(text))
        raise place.fail(row, None if stripped[row] == "" else array[row], "must name a group")
    return stripped


def as_labels(values: object, name: str | Place, size: int | None = None, like: str = "x") -> Labels:
    """One label a row as codes 0, 1, ... in the order of the sorted labels; see the module."""
    levels, codes = np.unique(label_column(values, name, size, like), return_inverse=True)
    return Labels(codes.astype(np.intp, copy=False), levels)


def as_codes(values: object, name: str | Place, size: int | None = None, like: str = "x") -> npt.NDArray[np.int64]:
    """One integer a row: which rows belong together; integers stay as they are."""
    column = label_column(values, name, size, like)
    if column.dtype.kind in "iu":
        return np.ascontiguousarray(column, dtype=np.int64)
    return np.unique(column, return_inverse=True)[1].astype(np.int64)


def codes_together(
    first: object, second: object, names: tuple[str, str], sizes: tuple[int, int]
) -> tuple[Codes, Codes, Array]:
    """Two columns of labels with one code for one label, and the labels; their kinds must be the same."""
    a, b = (label_column(v, n, s, "its table") for v, n, s in zip((first, second), names, sizes, strict=True))
    if a.size and b.size and _KINDS[a.dtype.kind] != _KINDS[b.dtype.kind]:
        rule = f"must be {_KINDS[a.dtype.kind]} like {names[0]} ({shown(a[0])}): labels of two kinds never meet"
        raise place_of(names[1]).fail(0, b[0], rule)
    if not a.size or not b.size:
        a, b = (b[:0], b) if not a.size else (a, a[:0])
    levels, codes = np.unique(np.concatenate((a, b)), return_inverse=True)
    codes = codes.astype(np.intp, copy=False)
    return codes[: len(a)], codes[len(a) :], levels
