"""One table in a CSV or Parquet file, in and out, by DuckDB.

Paths are literal, dialects are fixed, nothing is fetched: the connection may touch the one file it was told
of, loads no extension and reads no remote file system. A CSV file is text: its delimiter is that of its
header (comma, semicolon, tab or bar), its quote is '"', nothing is a comment, and no row is skipped. Numbers
and dates are converted only where every value of the column is one; otherwise the column stays text, and its
reader names row, value and rule.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import os
import re
import stat
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from types import ModuleType
from typing import IO, TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.raw import MISSING_WORDS
from backrisk._shared.typing import Array
from backrisk._shared.whole_file import PathLike, checked_path, whole_file
from backrisk._shared.zones import local_clock, time_zones

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["FILE_ENDINGS", "Dialect", "duckdb_module", "read_file", "write_file"]

FILE_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv", ".tsv.gz")
ENCODINGS = {"utf-8": "utf-8-sig", "latin-1": "latin-1", "utf-16": "utf-16"}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t|"
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_DATE = r"(19|20)\d\d-\d\d-\d\d|2100-\d\d-\d\d"


@dataclass(frozen=True)
class Dialect:
    """How a CSV file was written, where it is not as the standard says.

    `encoding`: utf-8, latin-1 or utf-16. `decimal`: the decimal sign of numbers, "." or ",".
    """

    encoding: str = "utf-8"
    decimal: str = "."

    def __post_init__(self) -> None:
        for name, value, known in (
            ("encoding", self.encoding, tuple(ENCODINGS)),
            ("decimal", self.decimal, (".", ",")),
        ):
            if value not in known:
                rule = f"must be one of {', '.join(map(repr, known))}"
                raise _core.InvalidArgument(f"read_cohort: {name} is {value!r}, but {rule}")


def duckdb_module(what: str) -> ModuleType:
    """DuckDB, or an ImportError that says how to get it."""
    try:
        import duckdb
    except ImportError:
        raise ImportError(f"{what} needs duckdb: pip install 'backrisk[files]'") from None
    return duckdb


@contextlib.contextmanager
def _locked(duckdb: ModuleType, path: str) -> Iterator[DuckDBPyConnection]:
    """A connection in memory that may touch `path` and nothing else. Ctrl-C stops its queries."""
    with duckdb.connect() as connection:
        quoted = path.replace("'", "''")
        for line in (
            "autoload_known_extensions = false",
            "autoinstall_known_extensions = false",
            "allow_community_extensions = false",
            "enable_progress_bar = false",
            f"allowed_paths = ['{quoted}']",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {line}")
        yield connection


@contextlib.contextmanager
def _literal(name: str) -> Iterator[str]:
    """A path of the same file that DuckDB takes literally: patterns and addresses mean nothing to us."""
    absolute = os.path.abspath(name)
    if not re.search(r"[*?\[\]{}\\]|://", absolute) or os.sep == "\\":
        yield absolute
        return
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, "table")
        os.symlink(absolute, link)
        yield link


def regular_file(path: PathLike) -> str:
    """`path` as text. Raises `DataError` for what is no regular file: a pipe would be waited for."""
    name = checked_path(path, "read")
    try:
        mode = os.stat(name).st_mode
    except OSError as error:
        raise _core.DataError(f"{name}: cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(mode):
        raise _core.DataError(f"{name}: cannot be read: must be a regular file")
    return name


def read_file(path: PathLike, dialect: Dialect | None = None) -> dict[str, Sized]:
    """Columns of a CSV (also .gz, .tsv) or Parquet file by name.

    Dates are never guessed: what is not YYYY-MM-DD stays text.

    Raises
    ------
    DataError
        With file, line and rule, for what cannot be read.
    ImportError
        Without DuckDB.
    """
    name = regular_file(path)
    duckdb = duckdb_module("reading files")
    literal = ""
    try:
        with _literal(name) as literal, _locked(duckdb, literal) as connection:
            if name.lower().endswith(".parquet"):
                return _read_parquet(connection, literal, name)
            return _read_csv(connection, literal, name, dialect or Dialect())
    except duckdb.Error as error:
        base = os.path.basename(name)
        raise _core.DataError(f"{base}: cannot be read: {_plain(error, literal, base)}") from None


_KIND = re.compile(r"^(\w+ )+(Error|Exception): ")


def _plain(error: Exception, path: str = "", name: str = "") -> str:
    """What DuckDB says, in a line: without its kinds of errors, its hints and the name of our link."""
    said = []
    for line in str(error).splitlines():
        text = _KIND.sub("", line.strip())
        if text.startswith(("LINE", "^", "Possible", "Candidate", "The parsing", "delimiter", "*")):
            break
        said += [text] if text else []
    whole = "; ".join(said)
    return whole.replace(path, name) if path else whole


def _read_parquet(connection: DuckDBPyConnection, literal: str, name: str) -> dict[str, Sized]:
    """The rows; times with a zone as the wall clock of the zone that the file names."""
    source = "read_parquet(?, hive_partitioning = false)"
    found = connection.execute(f"SELECT * FROM {source}", [literal])
    aware = [column for column, kind, *_ in found.description if "TIME ZONE" in str(kind).upper()]
    if not aware:
        return _tables.columns_of(found, name)
    rows = connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [literal]).fetchall()
    zones = time_zones({bytes(key): bytes(value) for key, value in rows})
    clocks = []
    for column in aware:
        if column not in zones:
            rule = "has times with a time zone that the file does not name; write dates or local times"
            raise _core.DataError(f"{os.path.basename(name)}, column {column}: {rule}")
        quoted = '"' + column.replace('"', '""') + '"'
        clocks.append(f"{local_clock(quoted, zones[column])} AS {quoted}")
    query = f"SELECT * REPLACE ({', '.join(clocks)}) FROM {source}"
    return _tables.columns_of(connection.execute(query, [literal]), name)


def _open_text(name: str, encoding: str) -> IO[str]:
    opener = gzip.open if name.lower().endswith(".gz") else open
    return io.TextIOWrapper(opener(name, "rb"), encoding=ENCODINGS[encoding], newline="")


def _header(name: str, encoding: str) -> tuple[list[str], str]:
    """Column names and the delimiter. Raises `DataError`."""
    base = os.path.basename(name)
    try:
        with _open_text(name, encoding) as file:
            first = file.readline()
            rest = file if first.count('"') % 2 else ()
            delimiter = max(_DELIMITERS, key=lambda sign: _outside_quotes(first).count(sign))
            names = next(csv.reader([first, *rest], delimiter=delimiter), [])
    except UnicodeError:
        raise _core.DataError(f"{base}: cannot be read: {_encoding_rule(encoding)}") from None
    except (OSError, csv.Error) as error:
        raise _core.DataError(f"{base}: cannot be read: {error}") from None
    names = [one.strip() or f"column {i + 1}" for i, one in enumerate(names)]
    if doubles := sorted({one for one in names if names.count(one) > 1}):
        raise _core.DataError(f"{base}: has the column {doubles[0]} more than once")
    return names, delimiter


def _outside_quotes(line: str) -> str:
    return re.sub('"[^"]*"', "", line)


def _encoding_rule(encoding: str) -> str:
    other = "encoding='utf-8'" if encoding != "utf-8" else "encoding='latin-1' (or 'utf-16')"
    return f"it is not {encoding}; if it was written in another encoding, say {other}"


def _read_csv(connection: DuckDBPyConnection, literal: str, name: str, dialect: Dialect) -> dict[str, Sized]:
    names, delimiter = _header(name, dialect.encoding)
    if not names:
        return {}
    if dialect.decimal == "," == delimiter:
        base = os.path.basename(name)
        raise _core.DataError(f"{base}: is delimited by commas, so that decimal=',' cannot be meant")
    form = (delimiter, len(names), "gzip" if name.lower().endswith(".gz") else "none")
    source = _scan(connection, literal, os.path.basename(name), form, dialect)
    out: dict[str, Sized] = {}
    for i, column in enumerate(names):
        out[column] = _column(connection, source, f"c{i}", column, dialect)
    return _tables.columns_of(out, name)


def _scan(
    connection: DuckDBPyConnection, literal: str, base: str, form: tuple[str, int, str], dialect: Dialect
) -> str:
    """Reads the whole file as text into a table of columns c0, c1, ...; answers its name."""
    delimiter, width, compression = form
    types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    options = (
        f"delim = '{delimiter}', quote = '\"', escape = '\"', comment = '', header = true, skip = 0, "
        f"auto_detect = false, strict_mode = true, null_padding = false, nullstr = '', "
        f"encoding = '{dialect.encoding}', compression = '{compression}', max_line_size = 10000000, "
        f"columns = {{{types}}}"
    )
    query = f"CREATE TEMP TABLE whole AS SELECT * FROM read_csv(?, {options})"
    try:
        _interruptible(connection, query, [literal])
    except Exception as error:
        text = str(error)
        line = re.search(r"Line: (\d+)", text)
        where = base + (f", line {line.group(1)}" if line else "")
        if re.search("unicode|utf-?(8|16)|encod", text, re.IGNORECASE):
            raise _core.DataError(f"{where}: cannot be read: {_encoding_rule(dialect.encoding)}") from None
        if "Number of Columns" in text or "too many" in text.lower():
            rule = f"every row must have as many columns as the header, {width}"
            raise _core.DataError(f"{where}: cannot be read: {rule}") from None
        if "invalid state" in text:
            rule = "its lines must all end in one way (LF or CR LF), and its quotes be closed"
            raise _core.DataError(f"{where}: cannot be read: {rule}") from None
        if "unterminated quote" in text.lower():
            raise _core.DataError(f"{where}: cannot be read: a quote is not closed") from None
        if "line size" in text.lower():
            raise _core.DataError(f"{where}: cannot be read: a line is longer than 10 MB") from None
        raise
    return "whole"


def _interruptible(connection: DuckDBPyConnection, query: str, values: list[object]) -> None:
    """DuckDB holds signals back while a query runs: it runs beside, and Ctrl-C interrupts it."""
    failure: list[BaseException] = []

    def run() -> None:
        try:
            connection.execute(query, values)
        except BaseException as error:
            failure.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(0.2)
    except BaseException:
        connection.interrupt()
        worker.join()
        raise
    if failure:
        raise failure[0]


def _column(connection: DuckDBPyConnection, source: str, at: str, column: str, dialect: Dialect) -> Sized:
    """A column of numbers or dates where each value is one or missing, else of texts."""
    kind = _tables.kind_of(column)
    text = f"trim({at})"
    number = text
    if dialect.decimal == ",":  # 1.234,5 stays as it is, and is refused
        number = f"CASE WHEN contains({text}, '.') THEN {text} ELSE replace({text}, ',', '.') END"
    forms = {"number": (number, _NUMBER, "DOUBLE"), "date": (text, _DATE, "DATE")}
    missing = ", ".join(f"'{word}'" for word in sorted(MISSING_WORDS))
    known = f"({at} IS NOT NULL AND lower({text}) NOT IN ({missing}))"
    for plain, form, to in [forms[kind]] if kind in forms else forms.values() if kind == "unknown" else ():
        value = f"CASE WHEN {known} AND regexp_full_match({plain}, '{form}') THEN TRY_CAST({plain} AS {to}) END"
        query = f"SELECT {value} AS v, {known} AND v IS NULL AS bad FROM {source}"
        if connection.execute(f"SELECT count(*) FROM ({query}) WHERE bad").fetchone() == (0,):
            return _tables.columns_of(connection.execute(f"SELECT v FROM ({query})"), column)["v"]
    values = number if kind == "number" else at
    found = connection.execute(f"SELECT {values} AS v FROM {source}").fetchnumpy()["v"]
    return np.array(found.tolist(), dtype=object)


def write_file(columns: Mapping[str, object], path: PathLike, *, formulas: str = "keep") -> None:
    """Columns as a CSV or Parquet file, by the ending of `path`, whole or not at all.

    Missing numbers and dates become empty. `formulas` says what becomes of texts in a CSV file that begin
    with =, +, -, @, a tab or a carriage return, which a spreadsheet would run: "keep" writes them as they
    are, so that what is read back is what was written; "quote" puts an apostrophe before them (OWASP, CSV
    injection). Numbers are never touched.

    Raises
    ------
    InvalidArgument
        For another ending, an unknown `formulas`, or a file that cannot be written.
    ImportError
        Without DuckDB.
    """
    name = checked_path(path, "write")
    kind = os.path.splitext(name)[1].lower()
    if kind not in (".csv", ".parquet"):
        raise _core.InvalidArgument(f"{name}: must end in .csv or .parquet")
    if formulas not in ("keep", "quote"):
        raise _core.InvalidArgument(f"write: formulas is {formulas!r}, but must be 'keep' or 'quote'")
    table: dict[str, Array] = {}
    select: list[str] = []
    for i, (column, values) in enumerate(columns.items()):
        array, at = np.asarray(values), f"c{i}"
        quoted = '"' + column.replace('"', '""') + '"'
        if array.dtype.kind == "M":
            array, select = array.astype("datetime64[us]"), [*select, f"{at}::DATE AS {quoted}"]
        elif array.dtype.kind == "f":
            select.append(f"CASE WHEN isnan({at}) THEN NULL ELSE {at} END AS {quoted}")
        else:
            if formulas == "quote" and kind == ".csv" and array.dtype.kind in "OU":
                array = np.array([_harmless(one) for one in array.tolist()], dtype=object)
            select.append(f"{at} AS {quoted}")
        table[at] = array
    duckdb = duckdb_module("writing files")
    form = ("FORMAT csv, HEADER" if kind == ".csv" else "FORMAT parquet") + ", USE_TMP_FILE false"
    with whole_file(name) as part, _locked(duckdb, part) as connection:
        try:
            target = part.replace("'", "''")
            _copy(connection, table, select, target, form)
        except duckdb.Error as error:
            raise _core.InvalidArgument(f"{name}: cannot be written: {_plain(error, part, name)}") from None


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


def _copy(
    connection: DuckDBPyConnection, columns_to_write: dict[str, Array], select: list[str], target: str, form: str
) -> None:
    """DuckDB finds `columns_to_write` by its name."""
    connection.register("table_to_write", columns_to_write)
    connection.execute(f"COPY (SELECT {', '.join(select)} FROM table_to_write) TO '{target}' ({form})")
