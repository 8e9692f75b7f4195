"""The dictionary and the export, both from the description of the tables' columns."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import table_files as _files
from backrisk._shared import tables as _tables
from backrisk._shared.raw import is_missing
from backrisk._shared.table import Table
from backrisk._shared.typing import Array
from backrisk.history import conditions
from backrisk.read.building import Building, Rules
from backrisk.read.imported import Imported, What
from backrisk.read.sheet import FileFormat, read_sheet

COLUMNS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
    "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
"""Headers of REDCap's data dictionary."""
RECORD = "record_id"
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("people", "sex"): ("female", "male"),
    ("tests", "side"): ("left", "right"),
    ("episodes", "severity"): ("any", "activity_limiting", "care_seeking"),
}
_IDENTIFIERS = frozenset(("birth_date",))


def _forms() -> dict[str, list[str]]:
    """Columns that a cohort reads, by table, without the id."""
    return {
        table: [c for c, read in columns.items() if read is not None and c != "person_id"]
        for table, columns in _tables.SCHEMA.items()
    }


def _field(table: str, column: str) -> str:
    return f"{table}_{column}"


def _choices(table: str, column: str) -> tuple[str, ...]:
    if (table, column) == ("conditions", "condition"):
        return tuple(one.name for one in conditions())
    return _CHOICES.get((table, column), ())


def _row(table: str, column: str) -> dict[str, str]:
    read = _tables.SCHEMA[table][column]
    named = _choices(table, column)
    kind, validation = "text", ""
    if named:
        kind = "dropdown"
    elif read is _tables.answers:
        kind = "yesno"
    elif read is _tables.days:
        validation = "date_ymd"
    elif read in (_tables.numbers, _tables.minutes):
        validation = "number"
    return {
        "Variable / Field Name": _field(table, column),
        "Form Name": table,
        "Field Type": kind,
        "Field Label": column.replace("_", " "),
        "Choices, Calculations, OR Slider Labels": " | ".join(f"{n}, {n.replace('_', ' ')}" for n in named),
        "Text Validation Type OR Show Slider Number": validation,
        "Identifier?": "y" if column in _IDENTIFIERS else "",
        "Required Field?": "y" if column in _tables.REQUIRED[table] else "",
    }


def dictionary() -> Table:
    """The data dictionary: a row a field, the columns as REDCap names them.

    A field is named after its table and column (`sessions_duration_min`), with the units of `Cohort` in its
    name. Dates are date_ymd, numbers are validated as such, yes and no is REDCap's, and what has names has
    choices.

    Returns
    -------
    Table
        `COLUMNS`, with empty text where a field does not need one.

    Examples
    --------
    >>> dictionary().row(0)["Variable / Field Name"]
    'record_id'
    """
    first = {"Variable / Field Name": RECORD, "Form Name": "people", "Field Type": "text", "Field Label": "person"}
    rows = [first, *(_row(table, column) for table, columns in _forms().items() for column in columns)]
    return Table(
        {name: np.array([row.get(name, "") for row in rows], dtype=object) for name in COLUMNS},
        title="data dictionary",
    )


def write_dictionary(path: str | os.PathLike[str]) -> None:
    """Writes the data dictionary as a CSV file, for REDCap's upload.

    Raises
    ------
    InvalidArgument
        For another ending than .csv, or a file that cannot be written.
    ImportError
        Without DuckDB (`pip install 'backrisk[files]'`).
    """
    if not os.fspath(path).endswith(".csv"):
        raise _core.InvalidArgument(f"write_dictionary: path is {os.fspath(path)!r}, but must end in .csv")
    _files.write_file(dictionary().to_dict(), os.fspath(path))


def read_export(source: Any, *, file: FileFormat | None = None) -> Imported:
    """Tables of a flat export (raw values) of a project with this dictionary.

    Parameters
    ----------
    source : path, frame or mapping of columns
        record_id, redcap_repeat_instrument, and the fields. A row without an instrument is of `people`.
    file : FileFormat, optional
        As in `br.read.diary`.

    Returns
    -------
    Imported
        The tables that have a row; a repeating form without rows is no table: give an empty one to `cohort`
        where it was asked. Fields of another project are left and reported.

    Raises
    ------
    DataError
        Without record_id, or for an unknown instrument.

    Examples
    --------
    >>> rows = {"record_id": ["7", "7"], "redcap_repeat_instrument": ["", "sessions"],
    ...         "people_smoker": ["1", ""], "sessions_date": ["", "2026-03-01"], "sessions_load": ["", "300"]}
    >>> read_export(rows)
    Imported: people: 1 rows, sessions: 1 rows; report: 3 used
    """
    sheet = read_sheet(source, file or FileFormat())
    build = Building(sheet.label, Rules())
    ids = sheet.need(RECORD)
    named = sheet.columns.get("redcap_repeat_instrument", [""] * sheet.rows)
    forms = ["people" if is_missing(one) else str(one).strip().lower() for one in named]
    for row, form in enumerate(forms):
        if form not in _tables.SCHEMA:
            rule = f"must be one of {', '.join(_tables.SCHEMA)}{_tables.nearest(form, _tables.SCHEMA)}"
            place = f"{sheet.label}, row {row + 1}, column redcap_repeat_instrument"
            raise _core.DataError(f"{place}: {form!r}: {rule}")
    used = {RECORD, "redcap_repeat_instrument", "redcap_repeat_instance"}
    tables: dict[str, dict[str, Array]] = {}
    for table, columns in _forms().items():
        rows = [row for row, form in enumerate(forms) if form == table]
        there = [column for column in columns if _field(table, column) in sheet.columns]
        used |= {_field(table, column) for column in there}
        if not rows:
            continue
        out = {"person_id": build.column(table, "person_id", [ids[row] for row in rows], RECORD, rows=rows)}
        for column in there:
            header = _field(table, column)
            cells = sheet.columns[header]
            build.notes.add(What.USED, header, f"is {column}", table=table)
            unit = _own_unit(column)
            out[column] = build.column(table, column, [cells[row] for row in rows], header, unit, rows)
        tables[table] = build.dated(table, out, rows)
    build.left([header for header in sheet.columns if header not in used])
    return build.done(tables)


def _own_unit(column: str) -> str | None:
    """The unit that the dictionary asks for: that of the column's name."""
    own = {
        "duration_min": "min", "warm_up_min": "min", "sleep_hours": "h", "mass_kg": "kg", "height_m": "m",
        "trunk_flexion_deg": "deg", "rpe": "cr10",
    }  # fmt: skip
    return own.get(column)
