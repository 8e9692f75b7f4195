"""Rules of advice in Python: the library's, and a professional's own file on top."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from backrisk import _core
from backrisk._shared.table import Row, Table

_a = _core.advise
_FIELDS = ("rule", "when", "what", "verdict", "how", "reason", "source", "certainty")
_RULE = (
    "rule", "when", "label", "what", "verdict", "origin", "how", "reason", "source", "doi", "status",
    "certainty", "author", "written", "rated",
)  # fmt: skip
_CONFLICT = ("finding", "first", "second", "exercise", "error")
_NEEDED = ("rule", "when", "what", "verdict")
_CHECKS = {
    "when": _a.parse_when,
    "what": _a.parse_what,
    "verdict": _a.parse_verdict,
    "certainty": _a.parse_certainty,
}


class Rules:
    """A set of rules to advise by. Made by `rules` (the library's) or `read_rules` (with your own on top).

    >>> Rules()
    Rules(... rules; 0 of your own)
    """

    __slots__ = ("_book", "_by_id")

    def __init__(self, own: Iterable[Mapping[str, str]] = ()) -> None:
        self._book = _a.RuleBook()
        for one in own:
            self._book.apply(**{name: str(one.get(name) or "") for name in _FIELDS})
        self._by_id = {one["rule"]: one for one in rows_of(self._book.rules(), _RULE)}

    def table(self) -> Table:
        """The rules: rule, when, label, what, verdict, origin, how, reason, source, doi, status, certainty,
        author, written, and rated, the day on which a professional rated it (empty: not yet)."""
        return table_of(self._book.rules(), _RULE, "rules")

    def conflicts(self) -> Table:
        """What a reader of the rules should know: finding, first, second (ids), exercise, error.

        Errors are a duplicate id, a contradiction (one origin says two things about the same exercises at
        the same time) and a rule without effect. A disagreement between article and guidelines, and an
        origin that names an exercise both ways, are no errors: they are shown with the advice.

        >>> found = Rules().conflicts()
        >>> bool(found["error"].any()), "both_ways" in found["finding"]
        (False, True)
        """
        return table_of(self._book.conflicts(), _CONFLICT, "conflicts")

    def __len__(self) -> int:
        return len(self._by_id)

    def __repr__(self) -> str:
        own = sum(one["origin"] == "own" for one in self._by_id.values())
        return f"Rules({len(self)} rules; {own} of your own)"


def rules() -> Rules:
    """The rules of the library: the clinic's article line by line, guidelines, and this library's reading.

    A rule holds `when` its facts are known ("always", a symptom or a condition of `facts`, or up to three
    joined as in "disc_herniation & pain"), is about the exercises that `what` picks, and says a `verdict`:
    suitable, modify or not_now. `what` is one of all, -,
    exercise=NAME, name~WORD, role=ROLE, pattern=PATTERN, DEMAND>=LEVEL and DEMAND<=LEVEL. Sources that were
    read in an abstract or a quotation are "partial"; rules of origin "expert" are this library's
    ("assumption").

    >>> rules().table().row(0)["source"]
    'clinic article that started the project'
    """
    return Rules()


def read_rules(path: str | os.PathLike[str]) -> Rules:
    """The library's rules with those of a CSV or JSON file on top.

    Columns, or keys of each object in a list: rule, when, what, verdict, and, as you like, how (words for
    the patient), reason (for the clinician), source, certainty (high, moderate, low, very low). A `rule` of
    the library is replaced, a new one added; the verdict "off" takes a rule away. Red flags cannot be
    switched off. Raises `DataError` that names file, row, column, value and rule: for an unknown word (the
    nearest names are listed), a missing column, two rows of one rule, and rows that contradict each other.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ours.csv"
    >>> _ = path.write_text("rule,when,what,verdict,how\\nA17,pain,name~squat,modify,Half depth\\n")
    >>> read_rules(path)
    Rules(... rules; 1 of your own)
    """
    name = os.path.basename(os.fspath(path))
    rows = _rows_of(Path(path), name)
    at: dict[str, int] = {}
    for i, row in enumerate(rows, start=1):
        _check_row(name, i, row)
        if row["rule"] in at:
            _fail(name, i, "rule", row["rule"], f"row {at[row['rule']]} has the same rule")
        at[row["rule"]] = i
    try:
        found = Rules(rows)
    except _core.InvalidArgument as error:
        raise _core.DataError(f"{name}: {error}") from None
    _check_conflicts(name, found, at)
    return found


def _check_conflicts(name: str, found: Rules, at: dict[str, int]) -> None:
    conflicts = found.conflicts()
    for one in (conflicts.row(i) for i in range(len(conflicts))):
        if one["error"]:
            second = at.get(one["second"])
            against = f"it says another thing than row {second}, {one['second']!r}, of {one['exercise']!r}"
            rule = against if second else "it picks no exercise"
            found_what = one["finding"].replace("_", " ")
            _fail(name, at.get(one["first"], 0), "what", one["first"], f"{found_what}: {rule}")


def _rows_of(path: Path, name: str) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _core.DataError(f"{name}: cannot be read: {error}") from None
    if path.suffix.lower() == ".json":
        return _json_rows(text, name)
    if path.suffix.lower() != ".csv":
        raise _core.DataError(f"{name}: must end in .csv or .json")
    try:
        header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    except csv.Error as error:
        raise _core.DataError(f"{name}: cannot be read: {error}") from None
    _check_columns(name, header)
    found = [row for row in rows if any(cell.strip() for cell in row)]
    for i, row in enumerate(found, start=1):
        if len(row) != len(header):
            rule = "must have a cell for each column; text with a comma stands in quotes"
            raise _core.DataError(f"{name}, row {i}: has {len(row)} cells for {len(header)} columns: {rule}")
    return [dict(zip(header, (cell.strip() for cell in row), strict=True)) for row in found]


def _json_rows(text: str, name: str) -> list[dict[str, str]]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise _core.DataError(f"{name}: line {error.lineno}: {error.msg}") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _core.DataError(f"{name}: must be a list of objects, one a rule")
    for i, one in enumerate(found, start=1):
        _check_columns(f"{name}, row {i}", one)
        for key, value in one.items():
            if not isinstance(value, str):
                _fail(name, i, key, repr(value), "must be text")
    return [{key: value.strip() for key, value in one.items()} for one in found]


def _check_columns(where: str, names: Iterable[str]) -> None:
    given = list(names)
    if missing := [one for one in _NEEDED if one not in given]:
        raise _core.DataError(
            f"{where}: column {missing[0]!r} is missing; it has {', '.join(given) or 'none'}"
        )
    if unknown := [one for one in given if one not in _FIELDS]:
        raise _core.DataError(f"{where}: column {unknown[0]!r} is unknown; known: {', '.join(_FIELDS)}")


def _check_row(name: str, row: int, values: Mapping[str, str]) -> None:
    if not values["rule"]:
        _fail(name, row, "rule", "", "must not be empty")
    for column, check in _CHECKS.items():
        if values["verdict"] == "off" and column != "verdict":
            continue
        try:
            check(values.get(column, ""))
        except _core.InvalidArgument as error:
            _fail(name, row, column, values.get(column, ""), str(error))


def _fail(name: str, row: int, column: str, value: str, rule: str) -> None:
    raise _core.DataError(f"{name}, row {row}, column {column}: {value!r}: {rule}")


def rows_of(found: Iterable[object], keys: Iterable[str]) -> list[Row]:
    """Attributes of bound results as rows."""
    names = tuple(keys)
    return [{key: getattr(one, key) for key in names} for one in found]


def table_of(found: Iterable[object], keys: Iterable[str], title: str) -> Table:
    """Attributes of bound results as a table."""
    rows = list(found)
    return Table({key: [getattr(one, key) for one in rows] for key in keys}, title=title)


def _table(rows: list[Row], title: str) -> Table:
    return Table({key: [one[key] for one in rows] for key in rows[0]}, title=title)
