"""Options of public functions: what an annotation asks of a value, and the words for what was given instead.

An option is a single value that the caller chooses: a number, a word, a yes or no. `NaN` is none of them:
where a number may be unknown its annotation is `Maybe`. Columns, frames, dates and labels have readers of
their own and are not looked at here.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import numbers
import os
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, SupportsInt, TypeAlias, Union, get_args, get_origin

import numpy as np

from backrisk import _core
from backrisk._shared.places import shown

LARGEST = 2**31 - 1
"""No count, window or horizon is larger."""


class Unknown:
    """Marks a number that may be NaN, since a person's value may not be known."""


Maybe: TypeAlias = Annotated[float | None, Unknown()]
"""A number of a person (age, mass, ...): None and NaN mean unknown."""


@dataclass(frozen=True)
class Kind:
    """What a value must be: `holds(value)` and, in words, "a whole number"."""

    holds: Callable[[Any], bool]
    words: str
    convert: Callable[[Any], Any] | None = None


def nearest(word: str, known: Iterable[str]) -> str:
    """'; nearest: a, b' or nothing."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.4)
    return f"; nearest: {', '.join(close)}" if close else ""


def _is_whole(value: object) -> bool:
    if isinstance(value, (bool, np.bool_)):
        return False
    if isinstance(value, numbers.Integral):
        return True
    return isinstance(value, (float, np.floating)) and math.isfinite(value) and float(value).is_integer()


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_)) and value == value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value and (value.isascii() or _is_unicode(value))


def _is_unicode(text: str) -> bool:
    try:
        return bool(text.encode())
    except UnicodeEncodeError:  # half of a surrogate pair
        return False


def _is_path(value: object) -> bool:
    return isinstance(value, os.PathLike)


def _is_sequence(value: object) -> bool:
    if isinstance(value, (str, bytes, Mapping)):
        return False
    if isinstance(value, (Sequence, np.ndarray)):
        return getattr(value, "ndim", 1) > 0
    return hasattr(value, "__len__") and hasattr(value, "__getitem__") and not isinstance(value, type)


def _is_iterable(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, (str, bytes, type))


def _int(value: SupportsInt) -> int:
    return int(value)


WHOLE = Kind(lambda v: _is_whole(v) and abs(v) <= LARGEST, f"a whole number up to {LARGEST}", _int)
SEED = Kind(lambda v: _is_whole(v) and 0 <= v < 2**63, "a whole number from 0 on", _int)
NUMBER = Kind(_is_number, "a number")
MAYBE = Kind(lambda v: v is None or isinstance(v, numbers.Real), "a number, or None where unknown")
TRUTH = Kind(lambda v: isinstance(v, (bool, np.bool_)), "True or False", bool)
TEXT = Kind(_is_text, "a text")
NOTHING = Kind(lambda v: v is None, "None")

_SIMPLE: dict[object, Kind] = {
    int: WHOLE,
    float: NUMBER,
    bool: TRUTH,
    str: TEXT,
    None: NOTHING,
    type(None): NOTHING,
    np.floating: NUMBER,
}


def kind_of(annotation: Any) -> Kind | None:
    """What an annotation asks of a value; None where it says too little to tell."""
    if annotation in (Any, typing.Any, object) or isinstance(annotation, (str, typing.TypeVar)):
        return None
    if isinstance(annotation, typing.Hashable) and annotation in _SIMPLE:
        return _SIMPLE[annotation]
    origin = get_origin(annotation)
    if origin is Annotated:
        return MAYBE if any(isinstance(one, Unknown) for one in annotation.__metadata__) else None
    if origin in (Union, types.UnionType):
        return _any_of([kind_of(one) for one in get_args(annotation)])
    if origin is Literal:
        return _one_of(get_args(annotation))
    return _of_class(origin or annotation, get_args(annotation))


def _of_class(kind: Any, arguments: tuple[object, ...]) -> Kind | None:
    if not isinstance(kind, type):
        return None
    if getattr(kind, "_is_protocol", False):
        return None
    if kind is tuple and arguments and Ellipsis not in arguments:
        return _sequence_of(kind_of(arguments[0]), len(arguments))
    if issubclass(kind, (tuple, list)) or kind is Sequence:
        return _sequence_of(kind_of(arguments[0]) if arguments else None, None)
    if issubclass(kind, dict) or kind is Mapping:
        return _mapping_of(kind_of(arguments[1]) if arguments else None)
    if kind is os.PathLike:
        return Kind(_is_path, "a path")
    if kind is Iterable:
        return Kind(_is_iterable, "a sequence")
    if kind is Callable:
        return Kind(callable, "a function")
    if issubclass(kind, (np.ndarray, np.generic, dt.date)):
        return None  # readers of columns and dates answer better
    words = ("an " if kind.__name__[0] in "AEIO" else "a ") + kind.__name__
    return Kind(lambda v: isinstance(v, kind), words)


_PLURAL = {NUMBER.words: "numbers", TEXT.words: "texts", WHOLE.words: "whole numbers"}


def _sequence_of(item: Kind | None, size: int | None) -> Kind:
    """A sequence, of `size` if that is given; its items are looked at where they are options too."""
    what = "items" if item is None else _PLURAL.get(item.words, f"items, each {item.words}")
    words = f"a sequence of {what}" if size is None else f"a sequence of {size} {what}"
    words = "a sequence" if item is None and size is None else words

    def holds(value: Any) -> bool:
        if not _is_sequence(value) or (size is not None and len(value) != size):
            return False
        if item is None:
            return True
        if type(value) is np.ndarray and value.dtype.kind in "iuf" and what == _PLURAL[NUMBER.words]:
            return not bool(np.isnan(value).any())
        return hasattr(value, "__iter__") and all(item.holds(one) for one in _python_values(value))

    return Kind(holds, words, _python_values)


def _python_values(value: Any) -> Any:
    """An Arrow column as a list; others as they are."""
    return value.to_pylist() if hasattr(value, "to_pylist") else value


def _mapping_of(item: Kind | None) -> Kind:
    what = None if item is None else _PLURAL.get(item.words)
    if item is None or what is None:
        return Kind(lambda v: isinstance(v, Mapping), "a mapping")
    check = item.holds
    return Kind(lambda v: isinstance(v, Mapping) and all(check(one) for one in v.values()), f"a mapping to {what}")


def _one_of(known: tuple[object, ...]) -> Kind:
    words = f"one of {', '.join(map(str, known))}"
    return Kind(lambda v: any(v is one or (isinstance(v, type(one)) and v == one) for one in known), words)


def _any_of(kinds: list[Kind | None]) -> Kind | None:
    if any(one is None for one in kinds):
        return None
    given = [one for one in kinds if one is not None]
    words = " or ".join(dict.fromkeys(one.words for one in given))
    convert = given[0].convert if len([one for one in given if one is not NOTHING]) == 1 else None
    return Kind(
        lambda v: any(one.holds(v) for one in given),
        words,
        None if convert is None else (lambda v: None if v is None else convert(v)),
    )


def checked(function: str, name: str, value: object, kind: Kind) -> Any:
    """`value` if it is of this kind, a whole float as int. Raises `InvalidArgument`."""
    if not kind.holds(value):
        raise _core.InvalidArgument(f"{function}: {name} is {shown(value)}, but must be {kind.words}")
    return value if kind.convert is None else kind.convert(value)


def integer(function: str, name: str, value: object, low: int = 0, high: int = LARGEST) -> int:
    """A whole number between two bounds. Raises `InvalidArgument`."""
    rule = f"a whole number from {low} to {high}"
    return int(checked(function, name, value, Kind(lambda v: _is_whole(v) and low <= v <= high, rule)))


def number(function: str, name: str, value: object, low: float = -math.inf, high: float = math.inf) -> float:
    """A number, not NaN, between two bounds. Raises `InvalidArgument`."""
    rule = "a number" if math.isinf(low) and math.isinf(high) else f"a number between {low:g} and {high:g}"
    return float(checked(function, name, value, Kind(lambda v: _is_number(v) and low <= v <= high, rule)))


def choice(function: str, name: str, value: object, known: Iterable[str]) -> str:
    """One of the names that are known; the error has the nearest of them. Raises `InvalidArgument`."""
    listed = list(known)
    if isinstance(value, str) and value in listed:
        return value
    rule = f"one of {', '.join(listed)}{nearest(value, listed) if isinstance(value, str) else ''}"
    raise _core.InvalidArgument(f"{function}: {name} is {shown(value)}, but must be {rule}")


def flag(function: str, name: str, value: object) -> bool:
    """True or False. Raises `InvalidArgument`."""
    return bool(checked(function, name, value, TRUTH))
