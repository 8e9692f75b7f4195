"""A folder of tables: which file is which table, and which files are none.

Every file in the folder is used or named: `sessions.csv` (in any case), `sessions.parquet`, or a folder
`sessions/` of partitions, read one after the other in the order of their names. A part of a path such as
`person_id=p07` is a column of its partitions (Hive's layout). What is not read is a finding.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sized
from dataclasses import dataclass, field
from urllib.parse import unquote

import numpy as np

from backrisk import _core
from backrisk._shared import table_files as _table_files
from backrisk._shared import tables as _tables
from backrisk._shared.whole_file import PathLike, checked_path

__all__ = ["Folder", "find_files", "read_table"]


@dataclass
class Folder:
    """The files of each table, and what is said of the others."""

    path: str
    files: dict[str, list[str]] = field(default_factory=dict)
    findings: list[_tables.Finding] = field(default_factory=list)

    def label(self, table: str) -> str:
        """The table's file or folder, as messages name it."""
        files = self.files[table]
        inside = os.path.relpath(files[0], self.path)
        return inside if os.sep not in inside else inside.split(os.sep)[0] + "/"


def find_files(folder: PathLike) -> Folder:
    """The files of each table in a folder.

    Raises
    ------
    DataError
        When there is no such folder, none of people and sessions, or two files of one table.
    """
    path = checked_path(folder, "read_cohort")
    if not os.path.isdir(path):
        rule = "must be a folder with files such as people.csv and sessions.csv"
        raise _core.DataError(f"{path}: {rule}")
    found = Folder(path)
    owners: dict[str, str] = {}
    for entry in sorted(os.listdir(path)):
        table = _table_of(entry, os.path.isdir(os.path.join(path, entry)))
        if table is None:
            if not entry.startswith("."):
                found.findings.append(_unused(entry))
            continue
        if table in owners:
            raise _core.DataError(f"{path}: has {owners[table]} and {entry}, but must have one file a table")
        owners[table] = entry
        found.files[table] = list(_partitions(path, entry, found.findings))
        if not found.files[table]:
            del found.files[table]
    if not {"people", "sessions"} & set(found.files):
        inside = ", ".join(sorted(os.listdir(path))[:10]) or "nothing"
        raise _core.DataError(f"{path}: has neither people nor sessions (.csv or .parquet); it has {inside}")
    return found


def _table_of(entry: str, is_folder: bool) -> str | None:
    name = entry.lower()
    for table in _tables.SCHEMA:
        if name == table if is_folder else name in [table + end for end in _table_files.FILE_ENDINGS]:
            return table
    return None


def _partitions(path: str, entry: str, findings: list[_tables.Finding]) -> Iterator[str]:
    """The file itself, or the files of a folder and its folders, in the order of their names."""
    whole = os.path.join(path, entry)
    if not os.path.isdir(whole):
        yield whole
        return
    for place, folders, files in os.walk(whole):
        if "_delta_log" in folders:
            rule = "is a table of Delta Lake, whose log says which of its files count; write it as plain Parquet"
            raise _core.DataError(f"{place}: {rule}")
        left = [one for one in folders if one.startswith("_") or os.path.islink(os.path.join(place, one))]
        folders[:] = sorted(one for one in folders if one not in left and not one.startswith("."))
        for name in sorted([*files, *left]):
            if name.startswith(".") or name in _MARKS:
                continue
            if name in left or name.startswith("_") or not name.lower().endswith(_table_files.FILE_ENDINGS):
                findings.append(_unused(os.path.relpath(os.path.join(place, name), path)))
            else:
                yield os.path.join(place, name)


_MARKS = frozenset(("_SUCCESS", "_metadata", "_common_metadata", "_started", "_committed"))
"""What Spark and Arrow put beside the partitions: it holds no rows."""


def _unused(entry: str) -> _tables.Finding:
    """An error where the name begins like that of a table: its rows are missing from the cohort."""
    stem = re.split(r"[._\- (]", os.path.basename(entry).lower())[0]
    similar = stem in _tables.SCHEMA or stem + "s" in _tables.SCHEMA
    names = [table + end for table in _tables.SCHEMA for end in (".csv", ".parquet")]
    rule = f"is not a table and is not read{_tables.nearest(entry, names) if similar else ''}"
    return {**_tables.finding(entry, "", rule), "level": "error" if similar else "warning"}


def read_table(folder: Folder, table: str, dialect: _table_files.Dialect) -> dict[str, Sized]:
    """The columns of one table, its partitions one below the other.

    Raises
    ------
    DataError
        For what cannot be read, and where the partitions have different columns.
    """
    parts = []  # type: ignore[var-annotated]
    for file in folder.files[table]:
        inside = os.path.relpath(file, folder.path)
        columns = _table_files.read_file(file, dialect)
        rows = len(next(iter(columns.values()), ()))
        for name, value in _hive_columns(inside):
            if name in columns and np.asarray(columns[name]).dtype.kind not in "OU":
                continue  # a number or a date in the file itself
            if name in columns and any(one != value for one in np.asarray(columns[name], dtype=object)):
                rule = f"must be {value!r} in every row, as the path says, or stand in the path alone"
                raise _core.DataError(f"{inside}, column {name}: {rule}")
            columns[name] = [value] * rows
        if parts and set(columns) != set(parts[0]):
            odd = sorted(set(columns) ^ set(parts[0]))[0]
            raise _core.DataError(f"{inside}: column {odd} must stand in every file of {table}/, or in none")
        parts.append(columns)
    return parts[0] if len(parts) == 1 else {name: _stack([one[name] for one in parts]) for name in parts[0]}


def _hive_columns(inside: str) -> Iterator[tuple[str, str | None]]:
    """Names and values in the folders of a path, as Hive and Spark write them: %20 is a space."""
    for part in os.path.dirname(inside).split(os.sep):
        name, equals, value = part.partition("=")
        if equals:
            yield unquote(name), None if value == _NO_VALUE else unquote(value)


_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def _stack(columns: list[Sized]) -> Sized:
    """One column of many; as an array where all are of one kind, else as a list of values."""
    arrays = [one for one in columns if isinstance(one, np.ndarray)]
    kinds = {one.dtype.kind for one in arrays}
    if len(arrays) == len(columns) and len(kinds) == 1 and kinds <= set("fiuM"):
        return np.concatenate(arrays)
    return [value for one in columns for value in _tables.values_of(one, _tables.Source("", ""))]
