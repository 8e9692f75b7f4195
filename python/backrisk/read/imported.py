"""`Imported`: the tables that a reader made, and what it used, guessed and left."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import table_files as _files
from backrisk._shared import tables as _tables
from backrisk._shared.days import NO_DAY
from backrisk._shared.table import Table
from backrisk.cohort.data import Cohort
from backrisk.read.exercises import map_exercises

_COLUMNS = ("what", "table", "row", "column", "value", "note")


class What(StrEnum):
    """What became of a column or a cell."""

    USED = "used"
    GUESSED = "guessed"
    LEFT = "left"
    UNREADABLE = "unreadable"


@dataclass
class Notes:
    """Lines of a report as they come up."""

    label: str
    lines: list[tuple[str, str, int, str, str, str]] = field(default_factory=list)

    def add(
        self, what: What, column: str, note: str, *, table: str = "", row: int = 0, value: object = ""
    ) -> None:
        """`row` from 1; 0 for the column or the file as a whole."""
        self.lines.append((what.value, table, row, column, str(value), note))

    def table(self) -> Table:
        order = {what.value: k for k, what in enumerate(What)}
        rows = sorted(self.lines, key=lambda line: order[line[0]])
        columns = {
            name: np.array([row[k] for row in rows], dtype=np.int64 if name == "row" else object)
            for k, name in enumerate(_COLUMNS)
        }
        return Table({"file": np.full(len(rows), self.label, dtype=object), **columns}, title="report")


@dataclass(frozen=True, repr=False)
class Imported:
    """What a reader made of a file.

    Attributes
    ----------
    tables : dict of str to Table
        By name of the table, with the columns and units of `Cohort`; hand them on with `cohort()`.
    report : Table
        file, what (used, guessed, left, unreadable), table, row (from 1; 0: the whole), column (theirs),
        value, note. A cell that cannot be read is missing in the table and a line here.
    exercises : Table
        Each exercise's name in the file, `exercise` as in the catalogue ("" where none fits), rows, and the
        `nearest` names of the catalogue for those without one.
    """

    tables: dict[str, Table]
    report: Table
    exercises: Table

    def cohort(self, **more: Any) -> Cohort:
        """A `Cohort` of the tables, with further tables and options of `Cohort` by name.

        >>> import backrisk as br
        >>> log = {"date": ["1.3.2026"], "duration_min": ["60"], "rpe": ["5"]}
        >>> len(br.read.diary(log, person="ann", dayfirst=True).cohort())
        1
        """
        both = set(more) & set(self.tables)
        if both:
            raise _core.InvalidArgument(f"cohort: {', '.join(sorted(both))} is in the import already")
        given: dict[str, Any] = {**self.tables, **more}
        return Cohort(**given)

    def map_exercises(self, own: Mapping[str, str]) -> Imported:
        """The same with names of your own: {"Kreuzheben": "deadlift"}. Raises for an unknown exercise."""
        if "sets" not in self.tables:
            return self
        columns = self.tables["sets"].to_dict()
        names, found = map_exercises(columns["exercise"], own)
        sets = Table({**columns, "exercise": names}, title="sets")
        return Imported({**self.tables, "sets": sets}, self.report, found)

    def __add__(self, other: Imported) -> Imported:
        """Both one after the other: files of several people, or of several sources."""
        if not isinstance(other, Imported):
            return NotImplemented
        names = list(dict.fromkeys((*self.tables, *other.tables)))
        tables = {
            name: stacked([one.tables[name] for one in (self, other) if name in one.tables], name)
            for name in names
        }
        report = stacked([self.report, other.report], "report")
        return Imported(tables, report, stacked([self.exercises, other.exercises], "exercises"))

    def write(
        self, folder: str | os.PathLike[str], *, append: bool = False, ending: str = ".csv"
    ) -> list[Path]:
        """Writes each table into `folder`, for `read_cohort`; answers the files.

        A table that is there already is never replaced: it raises `InvalidArgument` unless `append` says that
        the rows are to be added. DuckDB is needed (`pip install 'backrisk[files]'`).
        """
        home = Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        written = []
        for name, table in self.tables.items():
            there = [home / (name + end) for end in _files.FILE_ENDINGS if (home / (name + end)).exists()]
            if there and not append:
                raise _core.InvalidArgument(f"{there[0]}: is there already; append=True adds to it")
            path = there[0] if there else home / (name + ending)
            if there:
                table = stacked([_typed(_files.read_file(str(path)), name), table], name)
            _files.write_file(table.to_dict(), path)
            written.append(path)
        return written

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {len(table)} rows" for name, table in self.tables.items()) or "no tables"
        what = self.report["what"].tolist()
        counts = ", ".join(f"{what.count(one.value)} {one.value}" for one in What if what.count(one.value))
        unmapped = int((self.exercises["exercise"] == "").sum()) if len(self.exercises) else 0
        more = f"; {unmapped} exercises unmapped" if unmapped else ""
        return f"Imported: {sizes}; report: {counts or 'nothing'}{more}"


def _typed(columns: Mapping[str, Any], table: str) -> Table:
    """A file's columns as a reader makes them: dates, numbers, words."""
    out: dict[str, object] = {}
    for name, column in columns.items():
        read = _tables.SCHEMA[table].get(name)
        source = _tables.Source(table, name)
        if read is _tables.days:
            numbers = _tables.days(column, source).astype("int64")
            days = np.datetime64(0, "D") + numbers.astype("timedelta64[D]")
            out[name] = np.where(numbers == NO_DAY, np.datetime64("NaT"), days)
        elif read in (_tables.numbers, _tables.minutes):
            out[name] = read(column, source)
        else:
            out[name] = np.array(_tables.words(column, source), dtype=object)
    return Table(out, title=table)


def stacked(tables: Iterable[Table], title: str) -> Table:
    """Tables below each other; a column that one lacks is missing there."""
    parts = list(tables)
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    columns = {}
    for name in names:
        kinds = [part[name].dtype for part in parts if name in part]
        columns[name] = np.concatenate(
            [part[name] if name in part else _missing(len(part), kinds[0]) for part in parts]
        )
    return Table(columns, title=title)


def _missing(rows: int, kind: np.dtype[Any]) -> Any:
    empty: Any = np.nan if kind.kind == "f" else np.datetime64("NaT") if kind.kind == "M" else ""
    return np.full(rows, empty, dtype=kind)
