"""`Table`: named columns of equal length, the answer of every function here that has more than one column.

Use `table["risk"]` for a column, `table[:3]`, `table.filter(mask)`, `table.sort("risk")` or
`table.take(rows)` for some rows, `table.row(0)` for one, and `table.to_frame()` for a frame.
Any library that reads Arrow reads it as it is: `pa.table(table)`, `pl.DataFrame(table)`,
`duckdb.sql("from table")`, `pd.DataFrame.from_arrow(table)`. It holds numpy arrays and copies nothing; ids,
states, reasons and flags go out as dictionaries (categories).
"""

from __future__ import annotations

import html
import importlib
import importlib.util
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar, TypeAlias, overload

import numpy as np

from backrisk import _core
from backrisk._shared.coded import Coded
from backrisk._shared.columns import as_flags
from backrisk._shared.exported import Exported
from backrisk._shared.options import choice, integer
from backrisk._shared.raw import is_missing
from backrisk._shared.rows import positions
from backrisk._shared.typing import Array, ColumnLike

Column = Array

Row: TypeAlias = dict[str, Any]
"""One row as plain Python values by column: what stands in a cell is known by its column alone."""

RowsLike: TypeAlias = slice | Array | Sequence[bool] | Sequence[int]
"""Some rows: a mask, a slice or positions."""

BACKENDS = ("pandas", "polars", "pyarrow")
"""Frame libraries in the order in which `Table.to_frame` looks for them."""

_MISSING = "-"
_SIDES = {"i": "right", "u": "right", "f": "right", "M": "left;white-space:nowrap"}


class Table(Exported):
    """Columns of equal length by name, in order.

    `columns` maps names to one-dimensional sequences; `title` heads the printed table; `like` is the library
    of the frame that it came from ("pandas", "polars", "pyarrow"), in which `to_frame` answers. Missing
    numbers are NaN, missing dates NaT, missing words None or the empty string. Raises `InvalidArgument` for
    columns of different length or of more than one dimension.

    >>> table = Table({"who": ["ann", "bob"], "risk": [0.0912, float("nan")]}, title="two people")
    >>> table
    two people: 2 rows, 2 columns
    who    risk
    ann  0.0912
    bob       -
    >>> table["risk"][0], table.row(1)["who"]
    (np.float64(0.0912), 'bob')
    """

    __slots__ = ("_columns", "_rows", "like", "title")
    __hash__ = None  # type: ignore[assignment]

    _dictionaries: ClassVar[frozenset[str]] = frozenset({"person_id", "status", "reason", "flag", "triage"})

    shown_rows = 10
    shown_width = 110
    longest_cell = 32
    shown_columns = 40
    longest_text = 400

    def __init__(self, columns: Mapping[str, object], *, title: str = "", like: str | None = None) -> None:
        self._columns: dict[str, Array | Coded] = {
            name: values if isinstance(values, Coded) else np.asarray(values) for name, values in columns.items()
        }
        self._rows = next(iter(self._columns.values())).size if self._columns else 0
        self.title = title
        self.like = like
        for name, values in self._columns.items():
            if values.shape != (self._rows,):
                first = next(iter(self._columns))
                rule = f"must be ({self._rows},) like {first!r}"
                raise _core.InvalidArgument(f"Table: column {name!r} has shape {values.shape}, but {rule}")

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self._columns)

    def keys(self) -> tuple[str, ...]:
        """Names of the columns, so that `dict(table)` works."""
        return self.columns

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    @overload
    def __getitem__(self, column: str) -> Column: ...
    @overload
    def __getitem__(self, column: slice) -> Table: ...
    def __getitem__(self, column: str | slice) -> Column | Table:
        """A column by its name, or some rows as a table: `table["risk"]`, `table[10:20]`."""
        if isinstance(column, slice):
            return self.take(column)
        try:
            return _array(self._columns[column])
        except (KeyError, TypeError):
            raise KeyError(f"no column {column!r}; there are {', '.join(self._columns)}") from None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Table)
            and self.columns == other.columns
            and all(_same(self[name], other[name]) for name in self._columns)
        )

    def row(self, index: int) -> Row:
        """One row as a dict of plain Python values.

        >>> Table({"a": [1, 2], "b": ["x", "y"]}).row(-1)
        {'a': 2, 'b': 'y'}
        """
        at = integer("Table.row", "index", index, -self._rows, self._rows - 1)
        return {name: values[at : at + 1 or None].tolist()[0] for name, values in self._columns.items()}

    def take(self, rows: RowsLike) -> Table:
        """The rows of a mask, a slice or an array of positions, as a new table.

        >>> len(Table({"a": [1, 2, 3]}).take([True, False, True]))
        2
        """
        index = rows if isinstance(rows, slice) else positions(rows, self._rows, "Table.take: rows")
        rows_of = {
            name: values.take(index) if isinstance(values, Coded) else values[index]
            for name, values in self._columns.items()
        }
        return Table(rows_of, title=self.title, like=self.like)

    def filter(self, mask: ColumnLike) -> Table:
        """The rows where `mask` (a truth value a row, none missing) is true.

        Parameters
        ----------
        mask : column of n truth values
            Such as `table["risk"] > 0.2`; a comparison with a missing number is false.

        Raises
        ------
        InvalidArgument
            For a mask of another length, or of anything but truth values.

        Examples
        --------
        >>> table = Table({"who": ["ann", "bob"], "risk": [0.1, 0.3]})
        >>> table.filter(table["risk"] > 0.2)["who"].tolist()
        ['bob']
        """
        chosen = as_flags(mask, "Table.filter: mask").astype(bool)
        return self.take(chosen)

    def sort(self, by: str, *, descending: bool = False) -> Table:
        """The rows in the order of a column; equal ones keep theirs, missing ones come last.

        Parameters
        ----------
        by : str
            The name of a column.
        descending : bool
            Largest first.

        Examples
        --------
        >>> table = Table({"who": ["ann", "bob", "eve"], "risk": [0.1, float("nan"), 0.3]})
        >>> table.sort("risk", descending=True)
        3 rows, 2 columns
        who  risk
        eve   0.3
        ann   0.1
        bob     -
        """
        if by not in self._columns:
            choice("Table.sort", "by", by, self._columns)
        column = self[by]
        absent = np.array([is_missing(one) for one in column.tolist()], dtype=bool)
        kept = column[~absent]
        known, rank = np.unique(kept.astype(np.str_) if kept.dtype == object else kept, return_inverse=True)
        place = np.full(len(column), len(known), dtype=np.int64)
        place[~absent] = len(known) - 1 - rank if descending else rank
        return self.take(np.argsort(place, kind="stable"))

    def to_dict(self) -> dict[str, Column]:
        """The columns by name; the arrays are shared, not copied."""
        return {name: _array(values) for name, values in self._columns.items()}

    def to_frame(self, backend: str | None = None) -> Any:
        """The table as a frame of `backend`: "pandas", "polars" or "pyarrow".

        None takes the library of the frame that came in (`like`), else the first that is installed. Ids,
        states, reasons and flags of many rows are categories. In polars and pyarrow a missing number becomes
        null, in pandas it stays NaN. Raises `InvalidArgument` for
        another name, and ImportError that names the extra to install where the library is absent.
        """
        first = self.like if backend is None else choice("Table.to_frame", "backend", backend, BACKENDS)
        wanted = BACKENDS if first is None else (first,)
        for name in wanted:
            if importlib.util.find_spec(name) is not None:
                return _FRAMES[name](importlib.import_module(name), self._columns)
        raise ImportError(
            f"Table.to_frame: {' or '.join(wanted)} is needed and not installed; "
            f"pip install 'backrisk[{wanted[0]}]', or use to_dict()"
        )

    def _exported(self) -> Mapping[str, Array | Coded]:
        return self._columns

    def _order(self) -> list[str]:
        """The columns in the order in which they are shown, the decisive ones first."""
        return list(self._columns)

    def __repr__(self) -> str:
        names = self._order()
        body = self._cells(names, self.shown_rows, self.longest_cell)
        widths = [max(map(len, column)) for column in zip(names, *body, strict=True)]
        kept, used = 0, 0
        while kept < len(widths) and (not kept or used + widths[kept] <= self.shown_width):
            used += widths[kept] + 2
            kept += 1
        right = [self._columns[name].dtype.kind in "iuf" for name in names]
        lines = [self._heading()]
        for cells in (names, *body) if self._columns else ():
            aligned = zip(cells[:kept], widths[:kept], right[:kept], strict=True)
            lines.append("  ".join(c.rjust(w) if number else c.ljust(w) for c, w, number in aligned).rstrip())
        lines += self._left_out(self.shown_rows, names[kept:])
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        names = self._order()[: self.shown_columns]
        body = self._cells(names, 2 * self.shown_rows, self.longest_text)
        kinds = [self._columns[name].dtype.kind for name in names]
        side = [_SIDES.get(kind, "left") for kind in kinds]
        left = [name for name in self._columns if name not in names]
        head = _html_row("th", names, side)
        rows = "".join(_html_row("td", cells, side) for cells in body)
        rest = "".join(f"<p>{html.escape(line)}</p>" for line in self._left_out(2 * self.shown_rows, left))
        caption = f"<caption>{html.escape(self._heading())}</caption>"
        return f"<table>{caption}<thead>{head}</thead><tbody>{rows}</tbody></table>{rest}"

    def _heading(self) -> str:
        size = f"{_count(self._rows, 'row')}, {_count(len(self._columns), 'column')}"
        return f"{self.title}: {size}" if self.title else size

    def _left_out(self, shown: int, columns: list[str]) -> list[str]:
        rows = [f"... {_count(self._rows - shown, 'more row')}"] if self._rows > shown else []
        names = textwrap.shorten(", ".join(columns), 3 * self.shown_width, placeholder=" ...")
        return rows + ([f"... further columns: {names}"] if columns else [])

    def _cells(self, names: list[str], rows: int, longest: int) -> list[tuple[str, ...]]:
        shown = [[self._cell(v, longest) for v in self._columns[name][:rows]] for name in names]
        return list(zip(*shown, strict=True))

    @staticmethod
    def _cell(value: object, longest: int) -> str:
        if value is None or value != value:
            return _MISSING
        if isinstance(value, (float, np.floating)):
            return f"{value:.4g}"
        text = " ".join(str(value).split())
        return text if len(text) <= longest else text[: longest - 3] + "..."


def _html_row(tag: str, cells: Iterable[str], sides: Iterable[str]) -> str:
    shown = zip(cells, sides, strict=True)
    return "<tr>" + "".join(f"<{tag} style='text-align:{s}'>{html.escape(c)}</{tag}>" for c, s in shown) + "</tr>"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _array(values: Array | Coded) -> Column:
    return values.texts() if isinstance(values, Coded) else values


def _same(a: Column, b: Column) -> bool:
    return a.shape == b.shape and bool(np.all((a == b) | ((a != a) & (b != b))))


def _pandas(library: ModuleType, columns: Mapping[str, Array | Coded]) -> object:
    def series(values: Array | Coded) -> object:
        return library.Categorical.from_codes(*values.distinct()) if isinstance(values, Coded) else values

    return library.DataFrame({name: series(values) for name, values in columns.items()})


def _polars(library: ModuleType, columns: Mapping[str, Array | Coded]) -> object:
    def series(name: str, values: Array | Coded) -> object:
        return library.DataFrame(Table({name: values}))[name] if isinstance(values, Coded) else values

    return library.DataFrame({name: series(name, one) for name, one in columns.items()}, nan_to_null=True)


def _pyarrow(library: ModuleType, columns: Mapping[str, Array | Coded]) -> object:
    def array(values: Array | Coded) -> object:
        if isinstance(values, Coded):
            codes, levels = values.distinct()
            return library.DictionaryArray.from_arrays(codes, library.array(levels, library.string()))
        return library.array(values, from_pandas=True)

    return library.table({name: array(values) for name, values in columns.items()})


_FRAMES = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}
