"""Where a value stands, for messages: an argument of a call, or a cell of a table."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from backrisk import _core

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


def shown(value: object) -> str:
    """`value` for a message: its repr, shortened, plain where numpy would name its type."""
    if isinstance(value, np.generic):
        value = str(value) if value.dtype.kind in "Mm" else value.item()
    try:
        return _SHORT.repr(value)
    except Exception:  # the repr is the caller's
        return f"<{type(value).__name__}>"


class Place(Protocol):
    """Makes the error for a value that breaks a rule. Rows count from 0 here and from 1 in messages."""

    def fail(self, row: int | None, value: object, rule: str) -> Exception:
        """The error for `value` in `row`, or for the whole column."""


@dataclass(frozen=True)
class Argument:
    """An argument of a call."""

    name: str

    def fail(self, row: int | None, value: object, rule: str) -> Exception:
        """An `InvalidArgument` that names argument, row, value and rule."""
        if row is None:
            return _core.InvalidArgument(f"{self.name}: {rule}")
        given = "is missing, but" if value is None else f"is {shown(value)}, but"
        return _core.InvalidArgument(f"{self.name}, row {row + 1}: {given} {rule}")


@dataclass(frozen=True)
class Single(Argument):
    """An argument that is one value: it has no row."""

    def fail(self, row: int | None, value: object, rule: str) -> Exception:
        """An `InvalidArgument` that names argument, value and rule."""
        given = "missing" if value is None else shown(value)
        return _core.InvalidArgument(f"{self.name} is {given}, but {rule}")


@dataclass(frozen=True)
class Cell:
    """A column of a table or file."""

    table: str
    column: str

    def fail(self, row: int | None, value: object, rule: str) -> Exception:
        """A `DataError` that names table or file, row, column, value and rule."""
        place = self.table + (f", row {row + 1}" if row is not None else "") + f", column {self.column}"
        given = f" {shown(value)}:" if row is not None else ""
        return _core.DataError(f"{place}:{given} {rule}")


def place_of(name: str | Place) -> Place:
    """A name stands for the argument of that name."""
    return Argument(name) if isinstance(name, str) else name
