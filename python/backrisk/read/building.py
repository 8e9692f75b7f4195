"""Cells into the columns of one table, with a note of everything that was used, guessed, left or
unreadable."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.raw import is_missing
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, LabelLike
from backrisk.read import values
from backrisk.read.exercises import map_exercises
from backrisk.read.imported import Imported, Notes, What


@dataclass(frozen=True)
class Rules:
    """How cells are written in one file."""

    dayfirst: bool | None = None
    decimal: str = "."
    home: zoneinfo.ZoneInfo | None = None
    naive_is_utc: bool = False

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            raise _core.InvalidArgument(f"decimal is {self.decimal!r}, but must be '.' or ','")


_RATINGS = ("sleep_quality", "stress", "fatigue", "technique")


@dataclass
class Building:
    """One file on its way to tables."""

    label: str
    rules: Rules
    notes: Notes = field(init=False)

    def __post_init__(self) -> None:
        self.notes = Notes(self.label)

    def column(
        self,
        table: str,
        ours: str,
        cells: Sequence[object],
        header: str,
        unit: str | None = None,
        rows: Sequence[int] | None = None,
    ) -> Array:
        """The cells as our column; `rows` are their places in the file, from 0."""
        read = _tables.SCHEMA[table].get(ours)
        convert: Callable[[object], object]
        missing: object
        if read is _tables.days:
            convert, missing, kind = self.day, np.datetime64("NaT", "D"), "datetime64[D]"
        elif read in (_tables.numbers, _tables.minutes) or ours in _RATINGS:
            unit = self._unit(table, ours, header, unit)
            missing, kind = np.float64("nan"), "float64"

            def convert(cell: object) -> float:
                return values.measured(cell, ours, unit, self.rules.decimal)
        else:
            convert, missing, kind = _word, "", "object"
        out = np.full(len(cells), missing, dtype=kind)
        for k, cell in enumerate(cells):
            if is_missing(cell):
                continue
            row = (rows[k] if rows is not None else k) + 1
            try:
                out[k] = convert(cell)
            except values.Undecided as error:
                raise _core.DataError(f"{self.label}, row {row}, column {header}: {error}") from None
            except ValueError as error:
                self.notes.add(What.UNREADABLE, header, str(error), table=table, row=row, value=cell)
        return out

    def _unit(self, table: str, ours: str, header: str, unit: str | None) -> str | None:
        known = values.UNITS.get(ours)
        if known is None:
            if unit is not None:
                raise _core.InvalidArgument(
                    f"columns: {ours} has a fixed unit, so that {unit!r} cannot be given"
                )
            return None
        allowed = {*known, *(values.CLOCKS if ours in ("duration_min", "warm_up_min", "sleep_hours") else ())}
        if unit is not None:
            name = values.unit_name(unit)
            if name not in allowed:
                rule = f"must be one of {', '.join(sorted(allowed))}"
                raise _core.InvalidArgument(f"columns: the unit of {ours} is {unit!r}, but {rule}")
            return name
        if found := values.unit_of_header(ours, header):
            self.notes.add(What.GUESSED, header, f"unit of {ours} is {found}, from the header", table=table)
            return found
        own = next(name for name, (times, over) in known.items() if times == over == 1)
        self.notes.add(What.GUESSED, header, f"unit of {ours} is {own}, because none is given", table=table)
        return own

    def day(self, cell: object) -> np.datetime64:
        return np.datetime64(self.moment(cell).date(), "D")

    def moment(self, cell: object) -> dt.datetime:
        when = values.moment(cell, self.rules.dayfirst)
        return values.local(when, self.rules.home, self.rules.naive_is_utc)

    def left(self, headers: Sequence[str], note: str = "is not used") -> None:
        for header in headers:
            self.notes.add(What.LEFT, header, note)

    def dated(self, table: str, columns: dict[str, Array], rows: Sequence[int]) -> dict[str, Array]:
        """Without the rows that have no date; each is a line of the report."""
        needed = _tables.REQUIRED[table]
        date = next((name for name in ("date", "onset") if name in needed and name in columns), None)
        if date is None:
            return columns
        keep = ~np.isnat(columns[date])
        for k in np.flatnonzero(~keep).tolist():
            self.notes.add(What.LEFT, date, "a row without a date", table=table, row=rows[k] + 1)
        return {name: column[keep] for name, column in columns.items()}

    def done(
        self, tables: Mapping[str, dict[str, Array]], exercises: Mapping[str, str] | None = None
    ) -> Imported:
        """The tables, with exercises as the catalogue has them."""
        made = {name: dict(columns) for name, columns in tables.items()}
        found = map_exercises([])[1]
        if "exercise" in made.get("sets", {}):
            made["sets"]["exercise"], found = map_exercises(made["sets"]["exercise"], exercises)
        out = {name: Table(columns, title=name) for name, columns in made.items()}
        return Imported(out, self.notes.table(), found)


def _word(cell: object) -> str:
    return _tables.words([cell], _tables.Source("", ""))[0]


def person_column(person: LabelLike | None, rows: int) -> Array:
    """One person's id in every row; raises `InvalidArgument` where it is missing."""
    if is_missing(person):
        raise _core.InvalidArgument("person is missing, but must be the id of whom the file is about")
    return np.full(rows, _word(person), dtype=object)
