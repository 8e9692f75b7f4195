"""Any diary: the columns of a file, wide or long, as the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.raw import is_missing
from backrisk._shared.typing import Array, LabelLike
from backrisk.read import values
from backrisk.read.building import Building, Rules, person_column
from backrisk.read.imported import Imported, What
from backrisk.read.sheet import FileFormat, Sheet, as_mapping, read_sheet


@dataclass(frozen=True)
class Constant:
    """A value that stands in no column: the test or the side that a wide column is about.

    >>> Constant("left").value
    'left'
    """

    value: str | float | np.datetime64


Columns: TypeAlias = Mapping[str, str | tuple[str, str] | Constant]
"""Our column -> their header, (their header, its unit), or a `Constant`."""


def diary(
    source: object,
    table: str = "sessions",
    columns: Columns | None = None,
    *,
    person: LabelLike | None = None,
    dayfirst: bool | None = None,
    decimal: str = ".",
    wide: Sequence[Columns] | None = None,
    across: tuple[str, str] | None = None,
    time_zone: str | None = None,
    file: FileFormat | None = None,
) -> Imported:
    """Reads any log as one table of a `Cohort`.

    Parameters
    ----------
    source : path, frame or mapping of columns
        .csv, .tsv, .txt, or .xlsx (`pip install 'backrisk[excel]'`); any frame that `Cohort` takes.
    table : str
        people, sessions, sets, tests, wellness, conditions or episodes.
    columns : mapping, optional
        Our column to their header, or to (header, unit), or to a `Constant`. None: headers that are our
        columns already, and what else there is is left. Units: s, min, h, hh:mm:ss, hh:mm, mm:ss (durations,
        sleep); kg, g, lb; m, cm, in, ft; deg, rad; cr10 or "cr10 x 10" (rpe). Where none is given, the one in
        the header's brackets holds, else ours, and the report says that it was guessed.
    person : str, optional
        Whom the file is about, where no column says so.
    dayfirst : bool, optional
        What 1.2.2026 is: the first of February, or (False) the second of January. Without it such a date
        raises. ISO dates and named months (seven languages) need nothing.
    decimal : str
        "." or ",".
    wide : sequence of mappings, optional
        Several rows of ours in a row of theirs, a mapping each: [{"duration_min": "AM min", "rpe": "AM RPE"},
        {"duration_min": "PM min", "rpe": "PM RPE"}]. A group that is empty in a row gives no row.
    across : (str, str), optional
        (what the headers are, what the cells are), such as ("date", "load") for dates across the sheet or
        ("person_id", "load") for a column a person: every header that `columns` does not name is one.
    time_zone : str, optional
        Where the days are lived, such as Europe/Berlin: date-times with an offset are converted to its wall
        clock. Without it the day is the one that is written.
    file : FileFormat, optional
        Encoding, delimiter, sheet and row of the header.

    Returns
    -------
    Imported
        The table, and what was used, guessed, left and unreadable. A cell that cannot be read is missing; a
        row without a date is left. Neither happens silently.

    Raises
    ------
    DataError
        For a header that is not there (with the nearest), a date or a duration that may mean two things, and
        a file that cannot be read; with file, row, column, value and rule.
    InvalidArgument
        For an unknown table, column, unit, time zone or option.

    Examples
    --------
    >>> log = {"Datum": ["3.2.2026", "4.2.2026"], "Dauer": ["1:05:00", "0:45:00"], "RPE": ["6,5", "4"]}
    >>> found = diary(log, columns={"date": "Datum", "duration_min": ("Dauer", "hh:mm:ss"), "rpe": "RPE"},
    ...               person="ann", dayfirst=True, decimal=",")
    >>> found.tables["sessions"].row(0)
    {'date': datetime.date(2026, 2, 3), 'duration_min': 65.0, 'rpe': 6.5, 'person_id': 'ann'}
    """
    if table not in _tables.SCHEMA:
        rule = f"must be one of {', '.join(_tables.SCHEMA)}"
        raise _core.InvalidArgument(f"table is {table!r}, but {rule}")
    sheet = read_sheet(source, file or FileFormat())
    build = Building(sheet.label, Rules(dayfirst, decimal, values.zone(time_zone)))
    if sheet.delimiter:
        build.notes.add(What.GUESSED, "", f"the delimiter is {sheet.delimiter!r}, from the first line")
    shared: Columns = dict(columns) if columns is not None else _own_names(sheet, table)
    groups: list[Columns] = list(wide) if wide is not None else [{}]
    if across is not None:
        groups = _groups_across(sheet, table, shared, across, build)
    for group in (shared, *groups):
        _check_names(table, group)
    out, rows = _rows(build, sheet, table, shared, groups, bool(wide) or across is not None)
    if "person_id" not in out:
        out["person_id"] = person_column(person, len(rows))
    for name in _tables.REQUIRED[table]:
        if name not in out:
            raise _core.DataError(f"{sheet.label}: columns must name the {name}, which {table} needs")
    used = {pick[0] for group in (shared, *groups) for pick in _headers(group)}
    build.left([header for header in sheet.columns if header not in used])
    return build.done({table: build.dated(table, out, rows)})


def _own_names(sheet: Sheet, table: str) -> dict[str, str]:
    return {name: name for name in sheet.columns if name in _tables.SCHEMA[table]}


def _check_names(table: str, group: Columns) -> None:
    for name in group:
        if name not in _tables.SCHEMA[table]:
            near = _tables.nearest(name, _tables.SCHEMA[table])
            raise _core.InvalidArgument(f"columns: {name!r} is not a column of {table}{near}")


def _headers(group: Columns) -> list[tuple[str, str | None]]:
    return list(as_mapping({k: v for k, v in group.items() if not isinstance(v, Constant)}).values())


def _groups_across(
    sheet: Sheet, table: str, shared: Columns, across: tuple[str, str], build: Building
) -> list[Columns]:
    """A group a header that `shared` does not name."""
    header_is, cell_is = across
    _check_names(table, {header_is: "", cell_is: ""})
    if header_is not in ("date", "person_id"):
        raise _core.InvalidArgument(
            f"across: the headers are {header_is!r}, but must be 'date' or 'person_id'"
        )
    named = {pick[0] for pick in _headers(shared)}
    groups: list[Columns] = []
    for header in sheet.columns:
        if header in named:
            continue
        value: str | np.datetime64 = header
        if header_is == "date":
            try:
                value = build.day(header)
            except values.Undecided as error:
                raise _core.DataError(f"{sheet.label}, header {header!r}: {error}") from None
            except ValueError:
                continue  # no date: it is left, and the report says so
        groups.append({header_is: Constant(value), cell_is: header})
    if not groups:
        raise _core.DataError(f"{sheet.label}: across finds no header that is a {header_is}")
    return groups


def _rows(
    build: Building, sheet: Sheet, table: str, shared: Columns, groups: Sequence[Columns], several: bool
) -> tuple[dict[str, Array], list[int]]:
    """Our columns, and the row of the file that each of their rows came from."""
    common = {name: _column(build, sheet, table, name, pick) for name, pick in shared.items()}
    parts: list[tuple[dict[str, Array], npt.NDArray[np.intp]]] = []
    for group in groups:
        own = {name: _column(build, sheet, table, name, pick) for name, pick in group.items()}
        there = np.ones(sheet.rows, dtype=np.bool_)
        if several:
            there = np.zeros(sheet.rows, dtype=np.bool_)
            for header, _ in _headers(group):
                there |= np.array([not is_missing(cell) for cell in sheet.need(header)], dtype=np.bool_)
        parts.append(({**common, **own}, np.flatnonzero(there)))
    names = list(dict.fromkeys(name for columns, _ in parts for name in columns))
    for columns, _ in parts:
        if lacking := [name for name in names if name not in columns]:
            raise _core.InvalidArgument(
                f"wide: every group must name the same columns; one lacks {lacking[0]}"
            )
    row = np.concatenate([keep for _, keep in parts])
    order = np.argsort(row, kind="stable")
    out = {name: np.concatenate([columns[name][keep] for columns, keep in parts])[order] for name in names}
    return out, row[order].tolist()


def _column(build: Building, sheet: Sheet, table: str, ours: str, pick: str | tuple[str, str] | Constant) -> Array:
    if isinstance(pick, Constant):
        value = pick.value
        kind: npt.DTypeLike = "datetime64[D]" if isinstance(value, np.datetime64) else object
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            kind = np.float64
        return np.full(sheet.rows, value, dtype=kind)
    header, unit = as_mapping({ours: pick})[ours]
    cells = sheet.need(header)
    build.notes.add(What.USED, header, f"is {ours}", table=table)
    return build.column(table, ours, cells, header, unit)
