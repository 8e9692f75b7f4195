"""Arguments of `backrisk.spine`: numbers or columns in, words to codes, one length for all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import REASONS, as_column
from backrisk._shared.options import nearest
from backrisk._shared.places import Argument, Place, Single
from backrisk._shared.raw import is_missing, is_scalar, listed
from backrisk._shared.typing import Array

NAMES: dict[str, list[str]] = {
    "coupling": _core.spine.couplings,
    "sex": _core.spine.sexes,
    "pattern": _core.spine.patterns,
}


def codes(values: object, kind: str) -> npt.NDArray[np.uint8]:
    """Words of `NAMES[kind]` as codes; None and NaN of a sex are "unspecified". Raises `InvalidArgument`."""
    names = NAMES[kind]
    place: Place = Single(kind) if is_scalar(values) else Argument(kind)
    words = listed([values] if is_scalar(values) else values, place)
    known = {name: code for code, name in enumerate(names)}
    if kind == "sex":
        known |= {"f": known["female"], "m": known["male"]}
    out = np.empty(len(words), dtype=np.uint8)
    for row, word in enumerate(words):
        if is_missing(word):
            word = "unspecified" if kind == "sex" else None
        text = word.strip().lower() if isinstance(word, str) else None
        if text not in known:
            rule = f"must be one of {', '.join(names)}{nearest(text or '', names)}"
            raise place.fail(row, word, rule)
        out[row] = known[text]
    return out


def are_scalars(*values: object) -> bool:
    return all(is_scalar(value) for value in values)


def same_length(columns: dict[str, Array]) -> dict[str, Array]:
    """Columns of length one are repeated to the length of the others. Raises `InvalidArgument`."""
    rows = {name: len(column) for name, column in columns.items()}
    longest = max((n for n in rows.values() if n != 1), default=1)
    for name, n in rows.items():
        if n not in (1, longest):
            raise _core.InvalidArgument(f"spine: {name} has {n} rows, but must have {longest}")
    return {
        name: column if len(column) == longest else np.repeat(column, longest)
        for name, column in columns.items()
    }


def number_columns(**values: object) -> dict[str, Array]:
    """Each value as a float column; a single number (or None) is a column of length one."""
    return {
        name: as_column([v], Single(name)) if is_scalar(v) else as_column(v, name)
        for name, v in values.items()
    }


def reasons(code: npt.NDArray[np.uint8]) -> npt.NDArray[np.str_]:
    words: npt.NDArray[np.str_] = np.asarray(REASONS)[code]
    return words
