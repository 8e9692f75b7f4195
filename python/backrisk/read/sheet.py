"""A file or frame as named columns of cells, before anything is understood: CSV, Excel, any frame.

CSV is read as text by the standard library: foreign exports repeat headers, quote line breaks and write
numbers in their own way, and a cell is understood only by what the caller says of it. Nothing is fetched: a
path is a path.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.raw import is_missing

DELIMITERS = (",", ";", "\t", "|")
_LARGEST_CELL = 1 << 24


@dataclass(frozen=True)
class FileFormat:
    """What a file looks like, where its content does not say so.

    Attributes
    ----------
    encoding : str
        Of a text file; UTF-8, with or without a byte order mark, unless told otherwise.
    delimiter : str or None
        None: the one of comma, semicolon, tab and bar that the first line has most of; the report says it.
    sheet : str or int or None
        Of an Excel file: its name, or its position from 0; None is the first.
    header_row : int
        Row of the headers, from 1; what stands above is left out.
    """

    encoding: str = "utf-8-sig"
    delimiter: str | None = None
    sheet: str | int | None = None
    header_row: int = 1

    def __post_init__(self) -> None:
        if self.header_row < 1:
            raise _core.InvalidArgument(
                f"FileFormat: header_row is {self.header_row}, but must be at least 1"
            )
        if self.delimiter is not None and self.delimiter not in DELIMITERS:
            raise _core.InvalidArgument(
                f"FileFormat: delimiter is {self.delimiter!r}, but must be one of {DELIMITERS} or None"
            )


@dataclass(frozen=True)
class Sheet:
    """Cells by column: text from CSV, plain Python values from Excel and frames. Repeated headers get (2)."""

    label: str
    columns: dict[str, list[object]]
    delimiter: str | None = None
    """As found in a CSV file; None where it was told or there is none."""

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def need(self, header: str) -> list[object]:
        """The column, or a `DataError` with the nearest headers."""
        if header in self.columns:
            return self.columns[header]
        there = _tables.nearest(header, self.columns) or f"; there are {', '.join(self.columns) or 'none'}"
        raise _core.DataError(f"{self.label}: has no column {header!r}{there}")


def read_sheet(source: object, form: FileFormat) -> Sheet:
    """The cells of `source`: a path to .csv, .tsv, .txt or .xlsx, a frame, or a mapping of columns."""
    if not isinstance(source, (str, os.PathLike)):
        columns = {k: _plain(v) for k, v in _tables.columns_of(source, "source").items()}
        return Sheet("source", columns)
    path = Path(os.fspath(source))
    if not path.is_file():
        raise _core.DataError(f"{path}: is not a file")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _excel(path, form)
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise _core.DataError(f"{path.name}: must end in .csv, .tsv, .txt or .xlsx")
    return _text(path, form)


def _plain(column: Any) -> list[object]:
    listed: list[object] = column.tolist() if hasattr(column, "tolist") else list(column)
    if getattr(getattr(column, "dtype", None), "kind", "") == "M":
        return list(column.astype("datetime64[us]").tolist())
    return listed


def _text(path: Path, form: FileFormat) -> Sheet:
    try:
        text = path.read_text(encoding=form.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        rule = f"cannot be read as {form.encoding} ({error}); say file=FileFormat(encoding=...)"
        raise _core.DataError(f"{path.name}: {rule}") from None
    found = form.delimiter
    if found is None:
        lines = text.splitlines()
        first = lines[form.header_row - 1] if len(lines) >= form.header_row else ""
        found = "\t" if path.suffix.lower() == ".tsv" else max(DELIMITERS, key=first.count)
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=found, strict=True))
    except csv.Error as error:
        raise _core.DataError(f"{path.name}: cannot be read: {error}") from None
    finally:
        csv.field_size_limit(before)
    return Sheet(path.name, _columns(rows, path.name, form), None if form.delimiter else found)


def _excel(path: Path, form: FileFormat) -> Sheet:
    try:
        import openpyxl
    except ImportError:
        raise ImportError("reading Excel needs openpyxl: pip install 'backrisk[excel]'") from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # a zip, XML or key error, by what is broken
        raise _core.DataError(f"{path.name}: is no Excel workbook ({type(error).__name__})") from None
    names: list[str] = book.sheetnames
    wanted = 0 if form.sheet is None else form.sheet
    try:
        name = names[wanted] if isinstance(wanted, int) else wanted
        if name not in names:
            raise IndexError
    except IndexError:
        rule = f"has no sheet {wanted!r}; there are {', '.join(names)}"
        raise _core.DataError(f"{path.name}: {rule}") from None
    rows = [list(row) for row in book[name].iter_rows(values_only=True)]
    book.close()
    return Sheet(f"{path.name}, sheet {name}", _columns(rows, path.name, form))


def _columns(
    rows: Sequence[Sequence[object]], label: str, form: FileFormat
) -> dict[str, list[object]]:
    if len(rows) < form.header_row:
        raise _core.DataError(f"{label}: has no header in row {form.header_row}")
    header = rows[form.header_row - 1]
    body = [row for row in rows[form.header_row :] if any(not is_missing(cell) for cell in row)]
    names = _unique("" if cell is None else _head(cell) for cell in header)
    for number, row in enumerate(body):
        if len(row) > len(names) and any(not is_missing(cell) for cell in row[len(names) :]):
            rule = f"has {len(row)} cells, but the header has {len(names)}"
            raise _core.DataError(f"{label}, row {number + 1}: {rule}")
    width = len(names)
    padded: list[list[object]] = [[*row[:width], *[None] * (width - len(row))] for row in body]
    return {name: [row[k] for row in padded] for k, name in enumerate(names) if name}


def _head(cell: object) -> str:
    return str(cell.date() if hasattr(cell, "date") else cell).strip()


def _unique(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return out


def as_mapping(columns: Mapping[str, str | tuple[str, str]] | None) -> dict[str, tuple[str, str | None]]:
    """Our column -> (their header, its unit or None), from names or (name, unit) pairs."""
    out: dict[str, tuple[str, str | None]] = {}
    for ours, theirs in (columns or {}).items():
        header, unit = (theirs, None) if isinstance(theirs, str) else tuple(theirs)
        out[ours] = (str(header), unit)
    return out
