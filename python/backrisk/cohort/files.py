"""Tables in files: a folder of CSV or Parquet in, one table out, both by DuckDB."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.zones import local_clock, time_zones

FILE_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv")
_CSV = "header = true, skip = 0, dateformat = '%Y-%m-%d', nullstr = ['', 'NA', 'NaN', 'null']"
_WORDS = frozenset(
    name
    for columns in _tables.SCHEMA.values()
    for name, (_, read) in columns.items()
    if read is not _tables.numbers
)
"""Columns that stay text: otherwise a sex of f would be false, an id of 007 be 7, and a time of another zone
the day of Greenwich."""


def duckdb_module(what: str) -> Any:
    """DuckDB, or an ImportError that says how to get it."""
    try:
        import duckdb
    except ImportError:
        raise ImportError(f"{what} needs duckdb: pip install 'backrisk[files]'") from None
    return duckdb


def find_files(folder: str | os.PathLike[str]) -> dict[str, str]:
    """The file of each table in a folder. Raises `DataError` when there is none, or two of one table."""
    path = os.fspath(folder)
    if not os.path.isdir(path):
        rule = "must be a folder with files such as people.csv and sessions.csv"
        raise _core.DataError(f"{path}: {rule}")
    found: dict[str, str] = {}
    for table in _tables.SCHEMA:
        there = [table + end for end in FILE_ENDINGS if os.path.exists(os.path.join(path, table + end))]
        if len(there) > 1:
            raise _core.DataError(f"{path}: has {' and '.join(there)}, but must have one file a table")
        if there:
            found[table] = os.path.join(path, there[0])
    if not {"people", "sessions"} & set(found):
        inside = ", ".join(sorted(os.listdir(path))[:10]) or "nothing"
        raise _core.DataError(f"{path}: has neither people nor sessions (.csv or .parquet); it has {inside}")
    return found


def read_file(path: str) -> dict[str, Any]:
    """Columns of a CSV or Parquet file. Dates are never guessed: other than YYYY-MM-DD they stay text."""
    duckdb = duckdb_module("reading files")
    try:
        with duckdb.connect() as connection:
            if path.endswith(".parquet"):
                return _tables.columns_of(_parquet(connection, path), path)
            header = connection.execute(f"SELECT * FROM read_csv(?, {_CSV}, sample_size = 1) LIMIT 0", [path])
            names = [column[0] for column in header.description]
            if len(names) == 1 and re.search("[,;\t|]", names[0]):
                rule = "every row must have as many columns as the header"
                raise _core.DataError(f"{os.path.basename(path)}: cannot be read: {rule}, {names[0]}")
            words = [name for name in names if name in _WORDS]
            types = f", types = {dict.fromkeys(words, 'VARCHAR')}" if words else ""
            query = f"SELECT * FROM read_csv(?, {_CSV}, sample_size = -1{types})"
            return _tables.columns_of(connection.execute(query, [path]), path)
    except duckdb.Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise _core.DataError(f"{os.path.basename(path)}: cannot be read: {'; '.join(lines[:3])}") from None


def _parquet(connection: Any, path: str) -> Any:
    """The rows of a Parquet file; times with a zone as the wall clock of the zone that the file names."""
    found = connection.execute("SELECT * FROM read_parquet(?)", [path])
    aware = [name for name, kind, *_ in found.description if "TIME ZONE" in str(kind)]
    if not aware:
        return found
    rows = connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall()
    zones = time_zones({bytes(key): bytes(value) for key, value in rows})
    clocks = []
    for name in aware:
        if name not in zones:
            rule = "has times with a time zone that the file does not name; write dates or local times"
            raise _core.DataError(f"{os.path.basename(path)}, column {name}: {rule}")
        quoted = '"' + name.replace('"', '""') + '"'
        clocks.append(f"{local_clock(quoted, zones[name])} AS {quoted}")
    return connection.execute(f"SELECT * REPLACE ({', '.join(clocks)}) FROM read_parquet(?)", [path])


def write_file(columns: Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Columns as a CSV or Parquet file, by the ending of `path`; missing numbers and dates become empty."""
    name = os.fspath(path)
    kind = os.path.splitext(name)[1].lower()
    if kind not in (".csv", ".parquet"):
        raise _core.InvalidArgument(f"{name}: must end in .csv or .parquet")
    table: dict[str, Any] = {}
    select: list[str] = []
    for column, values in columns.items():
        array = np.asarray(values)
        quoted = '"' + column.replace('"', '""') + '"'
        if array.dtype.kind == "M":
            array, select = array.astype("datetime64[us]"), [*select, f"{quoted}::DATE AS {quoted}"]
        elif array.dtype.kind == "f":
            select.append(f"CASE WHEN isnan({quoted}) THEN NULL ELSE {quoted} END AS {quoted}")
        else:
            select.append(quoted)
        table[column] = array
    duckdb = duckdb_module("writing files")
    form = "FORMAT csv, HEADER" if kind == ".csv" else "FORMAT parquet"
    target = name.replace("'", "''")
    with duckdb.connect() as connection:
        try:
            _copy(connection, table, select, target, form)
        except duckdb.IOException as error:
            raise _core.InvalidArgument(f"{name}: cannot be written: {str(error).splitlines()[0]}") from None


def _copy(
    connection: Any, columns_to_write: dict[str, Any], select: list[str], target: str, form: str
) -> None:
    """DuckDB finds `columns_to_write` by its name."""
    connection.execute(f"COPY (SELECT {', '.join(select)} FROM columns_to_write) TO '{target}' ({form})")
