"""Tables in: any frame, columns by name or file becomes the columns that the core takes.

Each column has a kind (date, number, name, ...) and one reader a kind. A value that cannot be read raises
`DataError` with table or file, row, column, value and rule; a value that can be read but not be true is left
to the rules of `Cohort.check`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypedDict, TypeVar

import narwhals as nw
import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.arrow import frame_of, is_stream
from backrisk._shared.coded import Coded
from backrisk._shared.columns import FloatColumn, as_column, as_minutes, minutes_of, real
from backrisk._shared.days import NO_DAY as NO_DAY
from backrisk._shared.days import Days, as_days
from backrisk._shared.exported import Exported
from backrisk._shared.places import Cell as Cell
from backrisk._shared.places import shown
from backrisk._shared.raw import is_missing as is_missing
from backrisk._shared.raw import listed, raw_column
from backrisk._shared.typing import Array

NO_PERSON = np.uint32(0xFFFFFFFF)

_OUTSIDE = 7
"""Frames of the stack between a warning and the call of the user."""


class Finding(TypedDict):
    """What a check found: where, and which rule is broken."""

    level: str
    table: str
    row: int
    column: str
    person: str
    value: str
    rule: str


Source = Cell
"""Where a column stands, for messages."""


def values_of(column: object, source: Source) -> list[object]:
    """A column as a list of plain Python values, None where masked."""
    return listed(column, source)


Answer = TypeVar("Answer")


class _Reader(dict[object, Answer]):
    """Remembers what each distinct value means, so that a long column costs one look-up a row."""

    def __init__(self, read: Callable[[object], Answer]) -> None:
        self._read = read

    def __missing__(self, value: object) -> Answer:
        answer = self._read(value)
        self[value] = answer
        return answer


def _each(
    column: object, source: Source, read: Callable[[object], Answer], rule: str
) -> list[Answer]:
    """`read` of every value; a ValueError or TypeError becomes a `DataError` that names the row."""
    values = values_of(column, source)
    known = _Reader(read)
    try:
        return [known[value] for value in values]
    except (ValueError, TypeError, KeyError, OverflowError):
        for row, value in enumerate(values):
            try:
                known[value]
            except (ValueError, TypeError, KeyError, OverflowError):
                raise source.fail(row, value, rule) from None
        raise


def days(
    column: object, source: Source, dayfirst: bool | None = None, format: str | None = None
) -> Days:
    """Days since 1970-01-01, `NO_DAY` where missing; the rules of `backrisk._shared.days`."""
    return as_days(column, source, missing=NO_DAY, dayfirst=dayfirst, format=format)


_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def _number(value: object) -> float:
    if isinstance(value, str) and not is_missing(value):
        if _DECIMAL.fullmatch(text := value.strip()) is None:
            raise ValueError(value)
        return float(text)
    return float("nan") if is_missing(value) else real(value)


def numbers(column: object, source: Source) -> FloatColumn:
    """Float column, NaN where missing; the text of a number is a number, as files have it."""
    array, _ = raw_column(column, source)
    if array.dtype.kind in "fiub":
        return as_column(column, source)
    if array.dtype.kind not in "OU" and array.size:
        raise source.fail(0, array[0], NUMBER)
    return np.array(_each(column, source, _number, NUMBER), dtype=np.float64)


NUMBER = "must be a number, or empty"


MINUTES = f"{NUMBER}; a duration may be a time span or h:mm:ss too"


def _minute(value: object) -> float:
    if isinstance(value, str) and ":" not in value:
        return _number(value)
    return minutes_of(value)


def minutes(column: object, source: Source) -> FloatColumn:
    """As `numbers`, of minutes; time spans and texts h:mm:ss are converted."""
    array, _ = raw_column(column, source)
    if array.dtype.kind == "m":
        return as_minutes(column, source)
    if array.dtype.kind not in "OU":
        return numbers(column, source)
    return np.array(_each(column, source, _minute, MINUTES), dtype=np.float64)


def _coded(words: Mapping[str, float], rule: str) -> Callable[[object, Source], FloatColumn]:
    def code(value: object) -> float:
        if is_missing(value):
            return float("nan")
        text = str(value).strip().lower()
        if text not in words:
            text = f"{float(text):g}"  # 1.0 is 1
        return words[text]

    def read(column: object, source: Source) -> FloatColumn:
        return np.array(_each(column, source, code, rule), dtype=np.float64)

    return read


_NAN = float("nan")
sexes = _coded(
    {"female": 1, "f": 1, "woman": 1, "male": 0, "m": 0, "man": 0, "unknown": _NAN, "other": _NAN},
    "must be female or male (f or m), or empty",
)
answers = _coded(
    {"1": 1, "yes": 1, "y": 1, "true": 1, "t": 1, "0": 0, "no": 0, "n": 0, "false": 0, "f": 0},
    "must be yes or no (1 or 0, true or false), or empty",
)
_sides = _coded({"left": 1, "l": 1, "right": 2, "r": 2, "none": 0, "both": 0}, "must be left or right, or empty")


def sides(column: object, source: Source) -> npt.NDArray[np.uint8]:
    """Codes of the side, 0 where none is given."""
    return np.nan_to_num(_sides(column, source)).astype(np.uint8)


def _word(value: object) -> str:
    if is_missing(value):
        return ""
    if isinstance(value, (dt.date, np.datetime64, float)) and not (isinstance(value, float) and value.is_integer()):
        raise TypeError(value)
    return str(int(value) if isinstance(value, float) else value).strip()


def words(column: object, source: Source) -> list[str]:
    """Texts, empty where missing; whole numbers lose their decimals, so that 7.0 and "7" are one id."""
    return _each(column, source, _word, "must be a text")


Read: TypeAlias = FloatColumn | Days | npt.NDArray[np.uint8] | list[str]
Reader: TypeAlias = Callable[[object, Source], Read]

_READERS: dict[str, Reader | None] = {
    "id": words,
    "name": words,
    "number": numbers,
    "day": days,
    "yes_no": answers,
    "sex": sexes,
    "side": sides,
    "unused": None,
}
FIELDS = tuple(_core.cohort.fields())
"""Every column of every table, as the core describes it."""

SCHEMA: dict[str, dict[str, Reader | None]] = {}
"""Table -> column -> reader; a column without a reader is known and not used."""
for _one in FIELDS:
    _read = minutes if _one.unit == "minutes" else _READERS[_one.kind]
    SCHEMA.setdefault(_one.table, {})[_one.name] = _read

REQUIRED = {table: tuple(f.name for f in FIELDS if f.required and f.table == table) for table in SCHEMA}


def kind_of(column: str) -> str:
    """What a column of a file holds by its name: "number", "date", "text" or, of other names, "unknown"."""
    readers = {known[column] for known in SCHEMA.values() if column in known}
    if readers & {numbers, minutes}:
        return "number"
    if readers & {days}:
        return "date"
    return "text" if readers else "unknown"


def _from_duckdb(relation: Any) -> dict[str, Sized]:
    """Columns of a relation; a time with a zone is the wall clock of the connection's zone."""
    if hasattr(relation, "project") and any("TIME ZONE" in str(kind) for kind in relation.types):
        names = ['"' + name.replace('"', '""') + '"' for name in relation.columns]
        clocks = [
            f"{name}::TIMESTAMP AS {name}" if "TIME ZONE" in str(kind) else name
            for name, kind in zip(names, relation.types, strict=True)
        ]
        relation = relation.project(", ".join(clocks))
    return {name: _filled(column) for name, column in relation.fetchnumpy().items()}


def _filled(column: Array | np.ma.MaskedArray[Any, Any]) -> Sized:
    """A masked column with its missing values as NaN, NaT or None."""
    if not isinstance(column, np.ma.MaskedArray):
        return column
    absent, values = np.ma.getmaskarray(column), np.asarray(column.data)
    if values.dtype.kind in "fiu":
        return np.where(absent, np.nan, values.astype(np.float64))
    if values.dtype.kind == "M":
        return np.where(absent, np.datetime64("NaT"), values)
    plain: list[object] = column.tolist()
    return plain


def eager_frame(data: Any, table: str) -> Any:
    """Any frame, lazy frame, dataset of Arrow or stream by Arrow's C interface, as narwhals sees it."""
    if hasattr(data, "scanner") and hasattr(data, "to_table"):  # a dataset of pyarrow
        data = data.to_table()
    try:
        frame = nw.from_native(data)
    except TypeError:
        if not is_stream(data):
            rule = "must be a frame or a mapping of columns"
            raise _core.InvalidArgument(f"{table}: is {shown(data)}, but {rule}") from None
        frame = nw.from_native(frame_of(data, table))
    except nw.exceptions.NarwhalsError:
        raise _core.InvalidArgument(f"{table}: must have each column name once") from None
    if not isinstance(frame, nw.LazyFrame):
        return frame
    if frame.implementation.is_spark_like():
        warnings.warn(
            f"{table}: is a table of Spark, whose rows are all collected into the memory of this machine; "
            "backrisk.spark.score scores it where it is",
            UserWarning,
            stacklevel=_OUTSIDE,
        )
    return frame.collect()


_LIBRARIES = ("pandas", "polars", "pyarrow")


def library_of(*frames: object) -> str | None:
    """The library of the first frame that has one, for answers in the kind that came in; None for others."""
    for one in frames:
        if isinstance(one, Exported):
            if (like := getattr(one, "like", None)) is not None:
                return str(like)
            continue
        library = type(one).__module__.partition(".")[0]
        if library in _LIBRARIES:
            return library
    return None


def columns_of(data: object, table: str) -> dict[str, Sized]:
    """Columns by name of a frame (pandas, polars, pyarrow, DuckDB), a `Table` or a mapping of columns."""
    if isinstance(data, Mapping):
        found = dict(data)
    elif hasattr(data, "fetchnumpy"):
        found = _from_duckdb(data)
    elif isinstance(data, Exported):
        found = {name: one.texts() if isinstance(one, Coded) else one for name, one in data._exported().items()}
    else:
        frame = eager_frame(data, table)
        found = {name: frame.get_column(name).to_native() for name in frame.columns}
    for name, column in found.items():
        if not hasattr(column, "__len__") or isinstance(column, (str, bytes)):
            rule = "must be a column: a sequence or array"
            raise _core.InvalidArgument(f"{table}: column {name} is {shown(column)}, but {rule}")
    sizes = {name: len(column) for name, column in found.items()}
    if len(set(sizes.values())) > 1:
        raise _core.InvalidArgument(f"{table}: columns must have one length, not {sizes}")
    return {str(name): column for name, column in found.items()}


def nearest(word: str, words: Iterable[str]) -> str:
    """'; nearest: a, b' or nothing."""
    close = difflib.get_close_matches(word, list(words), n=3, cutoff=0.4)
    return f"; nearest: {', '.join(close)}" if close else ""


@dataclass
class Columns:
    """One table, read: its used columns by name, the ids of its rows, and factors given by name."""

    name: str
    label: str
    core: dict[str, Any]
    ids: list[str]
    given: dict[str, FloatColumn] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def fill(self, tables: _core.cohort.Tables, persons: npt.NDArray[np.uint32] | None = None) -> None:
        """Puts the table into the tables of the core; `persons` are positions, for tables beside people."""
        tables.give(self.name)
        for column, values in self.core.items():
            kind = SCHEMA[self.name][column]
            if kind is words:
                tables.names(self.name, column, values)
            elif kind is days:
                tables.days(self.name, column, values)
            elif kind is sides:
                tables.sides(self.name, column, values)
            else:
                tables.numbers(self.name, column, values)
        for factor, values in self.given.items():
            tables.factor(factor, values)
        if persons is not None:
            tables.persons(self.name, "person_id", persons)


def finding(table: str, column: str, rule: str, value: str = "") -> Finding:
    """A warning about a table as a whole."""
    return Finding(
        level="warning", table=table, row=0, column=column, person="", value=value, rule=rule
    )


def read_columns(
    table: str,
    data: object,
    label: str,
    factors: Sequence[str],
    *,
    dayfirst: bool | None = None,
    format: str | None = None,
) -> Columns:
    """The columns of one table. Raises `DataError` for a missing column or an unreadable value."""
    raw = columns_of(data, table)
    for name in REQUIRED[table]:
        if name not in raw:
            there = f"there are {', '.join(raw) or 'none'}"
            raise _core.DataError(f"{label}: has no column {name}, which is needed; {there}")
    out = Columns(table, label, {}, [])
    for name, column in raw.items():
        place = Source(label, name)
        if name in SCHEMA[table]:
            if (read := SCHEMA[table][name]) is not None:
                out.core[name] = read(column, place) if read is not days else days(column, place, dayfirst, format)
            continue
        if table == "people" and name in factors:
            out.given[name] = numbers(column, place)
            continue
        known = [*SCHEMA[table], *(factors if table == "people" else ())]
        rule = f"is not a column of {table} and is not used{nearest(name, known)}"
        out.findings.append(finding(table, name, rule))
    out.ids = out.core["person_id"] if table == "people" else out.core.pop("person_id")
    return out


def scale(values: FloatColumn, best_is: tuple[float, float]) -> FloatColumn:
    """`values` between (worst, best) as 0 to 1."""
    worst, best = best_is
    return (values - worst) / (best - worst)
