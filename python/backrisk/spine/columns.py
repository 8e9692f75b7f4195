"""Arguments of `backrisk.spine`: numbers or columns in, words to codes, one length for all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import REASONS, as_column

NAMES: dict[str, list[str]] = _core.spine.names()
Source = tuple[str, str, str]
"""Citation, DOI, status."""


def codes(values: Any, kind: str) -> npt.NDArray[np.uint8]:
    """Words of `NAMES[kind]` as codes; None and NaN of a sex are "unspecified". Raises `InvalidArgument`."""
    names = NAMES[kind]
    words = np.atleast_1d(np.asarray(values, dtype=object)).ravel()
    known = {name: code for code, name in enumerate(names)}
    if kind == "sex":
        known |= {"f": known["female"], "m": known["male"]}
    code_of: dict[Any, int] = {}
    for word in set(words.tolist()):
        unknown = word is None or word != word
        text = "unspecified" if unknown and kind == "sex" else str(word).lower()
        if text not in known:
            raise _core.InvalidArgument(f"spine: {kind} is {word!r}, but must be one of {', '.join(names)}")
        code_of[word] = known[text]
    return np.array([code_of[word] for word in words.tolist()], dtype=np.uint8)


def is_scalar(*values: Any) -> bool:
    return all(value is None or np.ndim(value) == 0 for value in values)


def same_length(columns: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
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


def number_columns(**values: Any) -> dict[str, npt.NDArray[Any]]:
    """Each value as a float column; a single number (or None) is a column of length one."""
    return {
        name: as_column(np.atleast_1d(np.nan if v is None else v) if np.ndim(v) == 0 else v, name)
        for name, v in values.items()
    }


def reasons(code: Any) -> npt.NDArray[np.str_]:
    words: npt.NDArray[np.str_] = np.asarray(REASONS)[code]
    return words
