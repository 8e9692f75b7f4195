"""Tables in: any frame, columns by name or file becomes the columns that the core takes.

Each column has a kind (date, number, name, ...) and one reader a kind. A value that cannot be read raises
`DataError` with table or file, row, column, value and rule; a value that can be read but not be true is left
to the rules of `Cohort.check`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np

from backrisk import _core
from backrisk._shared.table import Table

NO_PERSON = np.uint32(0xFFFFFFFF)
NO_DAY = np.iinfo(np.int32).min
MISSING_WORDS = frozenset(("", "na", "n/a", "nan", "nat", "null", "none", "<na>", "-"))

Finding = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where a column stands, for messages."""

    table: str
    column: str

    def fail(self, row: int | None, value: Any, rule: str) -> Exception:
        """The error for row `row` (from 0)."""
        place = self.table + (f", row {row + 1}" if row is not None else "") + f", column {self.column}"
        shown = f" {value!r}:" if row is not None else ""
        return _core.DataError(f"{place}:{shown} {rule}")


def is_missing(value: Any) -> bool:
    """None, NaN, NaT, pandas' NA, and the words that mean the same."""
    if value is None or value != value or value is getattr(value, "NA", value.__class__):
        return True
    return str(value).strip().lower() in MISSING_WORDS if isinstance(value, str) else str(value) == "<NA>"


def values_of(column: Any) -> list[Any]:
    """A column as a list of plain Python values."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return list(column)
    for method in ("to_list", "tolist", "to_pylist"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


class _Reader(dict[Any, Any]):
    """Remembers what each distinct value means, so that a long column costs one look-up a row."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._read = read

    def __missing__(self, value: Any) -> Any:
        answer = self._read(value)
        self[value] = answer
        return answer


def _each(column: Any, source: Source, read: Callable[[Any], Any], rule: str) -> list[Any]:
    """`read` of every value; a ValueError or TypeError becomes a `DataError` that names the row."""
    values = values_of(column)
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


def _day(value: Any) -> int:
    if is_missing(value):
        return int(NO_DAY)
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(r"\d{4}-\d\d-\d\d([ T]00:00(:00(\.0+)?)?)?", text):
            raise ValueError(text)
        value = dt.date.fromisoformat(text[:10])
    if isinstance(value, dt.date):
        return value.toordinal() - _EPOCH
    if isinstance(value, np.datetime64):
        return int(value.astype("datetime64[D]").astype(np.int64))
    raise TypeError(value)


_EPOCH = dt.date(1970, 1, 1).toordinal()


def days(column: Any, source: Source) -> Any:
    """Days since 1970-01-01, `NO_DAY` where missing. Only ISO text, dates and datetimes are read."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        whole = column.astype("datetime64[D]")
        return np.where(np.isnat(whole), NO_DAY, whole.astype(np.int64)).astype(np.int32)
    return np.array(_each(column, source, _day, "must be a date as YYYY-MM-DD"), dtype=np.int32)


def _number(value: Any) -> float:
    return float("nan") if is_missing(value) else float(value)


def numbers(column: Any, source: Source) -> Any:
    """Float column, NaN where missing."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "fiub":
        return np.ascontiguousarray(column, dtype=np.float64)
    return np.array(_each(column, source, _number, "must be a number, or empty"), dtype=np.float64)


def _coded(words: Mapping[str, float], rule: str) -> Callable[[Any, Source], Any]:
    def code(value: Any) -> float:
        if is_missing(value):
            return float("nan")
        text = str(value).strip().lower()
        if text not in words:
            text = f"{float(value):g}"  # 1.0 is 1
        return words[text]

    def read(column: Any, source: Source) -> Any:
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
_sides = _coded(
    {"left": 1, "l": 1, "right": 2, "r": 2, "none": 0, "both": 0}, "must be left or right, or empty"
)


def sides(column: Any, source: Source) -> Any:
    """Codes of the side, 0 where none is given."""
    return np.nan_to_num(_sides(column, source)).astype(np.uint8)


def _word(value: Any) -> str:
    if is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def words(column: Any, source: Source) -> list[str]:
    """Texts, empty where missing; whole numbers lose their decimals, so that 7.0 and "7" are one id."""
    return _each(column, source, _word, "must be a text")


Reader = Callable[[Any, Source], Any]

SCHEMA: dict[str, dict[str, tuple[str, Reader | None]]] = {
    "people": {
        "person_id": ("id", words),
        "sex": ("female", sexes),
        "birth_date": ("birth", days),
        "age_years": ("age_years", numbers),
        "height_m": ("height_m", numbers),
        "mass_kg": ("mass_kg", numbers),
        "sport": ("", None),
        "smoker": ("smoker", answers),
        "monitored_from": ("monitored_from", days),
        "monitored_to": ("monitored_to", days),
    },
    "sessions": {
        "person_id": ("person", words),
        "date": ("day", days),
        "duration_min": ("duration_min", numbers),
        "rpe": ("rpe", numbers),
        "load": ("load", numbers),
        "kind": ("", None),
        "warm_up_min": ("warm_up_min", numbers),
        "planned": ("planned", answers),
    },
    "sets": {
        "person_id": ("person", words),
        "date": ("day", days),
        "exercise": ("exercise", words),
        "sets": ("sets", numbers),
        "reps": ("reps", numbers),
        "mass_kg": ("mass_kg", numbers),
        "trunk_flexion_deg": ("trunk_flexion_deg", numbers),
        "technique": ("", None),
    },
    "tests": {
        "person_id": ("person", words),
        "date": ("day", days),
        "test": ("test", words),
        "side": ("on", sides),
        "value": ("value", numbers),
    },
    "wellness": {
        "person_id": ("person", words),
        "date": ("day", days),
        "sleep_hours": ("sleep_hours", numbers),
        "sleep_quality": ("", None),
        "stress": ("", None),
        "mood": ("mood", numbers),
        "fatigue": ("", None),
        "pain_nrs": ("pain_nrs", numbers),
    },
    "conditions": {
        "person_id": ("person", words),
        "condition": ("condition", words),
        "since": ("since", days),
        "until": ("until", days),
        "present": ("present", answers),
    },
    "episodes": {
        "person_id": ("person", words),
        "onset": ("onset", days),
        "recovered": ("recovered", days),
        "region": ("region", words),
        "severity": ("severity", words),
        "onset_type": ("", None),
    },
}
"""Column name -> (name in the core, reader); a column without a reader is known and not used."""


def kind_of(column: str) -> str:
    """ "number", "date" or "text": what a column of a file holds, by its name."""
    readers = {known[column][1] for known in SCHEMA.values() if column in known}
    if readers & {numbers}:
        return "number"
    if readers & {days}:
        return "date"
    return "text" if readers else "unknown"


REQUIRED = {
    "people": ("person_id",),
    "sessions": ("person_id", "date"),
    "sets": ("person_id", "date", "sets", "reps"),
    "tests": ("person_id", "date", "test", "value"),
    "wellness": ("person_id", "date"),
    "conditions": ("person_id", "condition"),
    "episodes": ("person_id", "onset"),
}


def _from_narwhals(series: nw.Series[Any]) -> Any:
    kind = series.dtype
    if kind.is_numeric():
        return series.cast(nw.Float64).to_numpy()
    if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
        series = series.dt.replace_time_zone(None)  # the local date is meant
    return series.to_numpy() if isinstance(kind, nw.Datetime) else series.to_list()


def _from_duckdb(column: Any) -> Any:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    masked: Any = column
    if masked.dtype.kind in "fiu":
        return masked.astype(np.float64).filled(np.nan)
    return masked.filled(np.datetime64("NaT")) if masked.dtype.kind == "M" else masked.tolist()


def columns_of(data: Any, table: str) -> dict[str, Any]:
    """Columns by name of a frame (pandas, polars, pyarrow, DuckDB), a `Table` or a mapping of columns."""
    if isinstance(data, Mapping):
        found = dict(data)
    elif hasattr(data, "fetchnumpy"):
        found = {name: _from_duckdb(column) for name, column in data.fetchnumpy().items()}
    elif isinstance(data, Table):
        found = data.to_dict()
    else:
        try:
            frame: Any = nw.from_native(data)
        except TypeError:
            raise _core.InvalidArgument(
                f"{table}: is a {type(data).__name__}, but must be a frame or a mapping of columns"
            ) from None
        frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        found = {name: _from_narwhals(frame[name]) for name in frame.columns}
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
    """One table as the core takes it."""

    label: str
    core: dict[str, Any]
    ids: list[str]
    findings: list[Finding] = field(default_factory=list)


def finding(table: str, column: str, rule: str, value: str = "") -> Finding:
    """A warning about a table as a whole."""
    level = {"level": "warning", "table": table, "row": 0, "column": column}
    return {**level, "person": "", "value": value, "rule": rule}


def read_columns(table: str, data: Any, label: str, factors: Sequence[str]) -> Columns:
    """The columns of one table. Raises `DataError` for a missing column or an unreadable value."""
    raw = columns_of(data, table)
    for name in REQUIRED[table]:
        if name not in raw:
            there = f"there are {', '.join(raw) or 'none'}"
            raise _core.DataError(f"{label}: has no column {name}, which is needed; {there}")
    out = Columns(label, {}, [])
    given: dict[str, Any] = {}
    for name, column in raw.items():
        if name in SCHEMA[table]:
            core_name, read = SCHEMA[table][name]
            if read is not None:
                out.core[core_name] = read(column, Source(label, name))
            continue
        if table == "people" and name in factors:
            given[name] = numbers(column, Source(label, name))
            continue
        known = [*SCHEMA[table], *(factors if table == "people" else ())]
        rule = f"is not a column of {table} and is not used{nearest(name, known)}"
        out.findings.append(finding(table, name, rule))
    out.ids = out.core.pop("person") if table != "people" else out.core["id"]
    if table == "people":
        out.core["given"] = given
    return out


def scale(values: Any, best_is: tuple[float, float]) -> Any:
    """`values` between (worst, best) as 0 to 1."""
    worst, best = best_is
    return (values - worst) / (best - worst)
