"""A clinic's tables, and scores of its people.

What to use when:

- tables in memory, in any frame: `Cohort`; a folder of CSV or Parquet files: `read_cohort`
- what is wrong or doubtful in them: `Cohort.check`, before anything else
- everybody's risk: `Model.score(cohort)`, the answer is `Scores`; one person, explained: `Model.assess`
- what the score is made of, day by day: `Cohort.features`
- one person as the days come in: `Model.start`, a `Stream`
- a clinic to try things on, with the truth attached: `simulate_cohort`

Bad rows do not stop the rest: an error in the findings means that the value was set aside and counts as
missing, a warning that it was used as it is. Only what cannot be read at all raises.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.options import number
from backrisk._shared.table import Table
from backrisk._shared.table_files import Dialect
from backrisk._shared.views import view
from backrisk.cohort import files as _files
from backrisk.cohort.flags import Gate
from backrisk.cohort.scores import Scores
from backrisk.cohort.simulated import simulate_tables
from backrisk.cohort.stream import ScoredDay, Stream

__all__ = [
    "Cohort",
    "ScoredDay",
    "Scores",
    "Stream",
    "read_cohort",
    "simulate_cohort",
]

DEFAULT_SCALES: Mapping[str, tuple[float, float]] = {"mood": (1.0, 5.0)}
"""Worst and best answer of an item; wellness diaries mostly use 1 to 5."""

_FINDING_COLUMNS = ("level", "table", "row", "column", "person", "value", "rule")


@lru_cache(maxsize=1)
def _factor_names() -> tuple[str, ...]:
    from backrisk.risk.literature import literature_model

    return literature_model().factor_names


class Cohort:
    """People and their diaries. Any of the tables may be left out, but `people` or `sessions` must be there.

    Tables and columns (`?` optional; a table is a frame of pandas, polars, pyarrow, DuckDB, or a mapping of
    columns):

    - people: person_id, sex?, birth_date? or age_years?, height_m?, mass_kg?, sport?, smoker?,
      monitored_from?, monitored_to?, and any factor of the model that is known directly, by its name
    - sessions: person_id, date, duration_min and rpe (CR-10), or load; kind?, warm_up_min?, planned?
    - sets: person_id, date, exercise?, sets, reps, mass_kg?, trunk_flexion_deg?, technique?
    - tests: person_id, date, test, side?, value (unit fixed by the test)
    - wellness: person_id, date, sleep_hours?, sleep_quality?, stress?, mood?, fatigue?, pain_nrs?
    - conditions: person_id, condition, since?, until?, onset? (began or got worse), reviewed? (last looked at
      by a professional), present?
    - episodes: person_id, onset, recovered?, region?, severity?, onset_type?

    Dates are ISO text, date or datetime; text in any other form raises, because 01.02.2026 is two dates. A
    missing value is None, NaN, NaT, NA or the empty text. A session with neither load nor duration and RPE is
    a missing day; a monitored day without a row is rest; a day outside the monitored span is unmonitored. The
    span is `monitored_from` to `monitored_to`, or else the first to the last row of the person's diary.

    `scales` gives the worst and the best answer of an item, {"mood": (1, 5)} unless told otherwise. `today`
    is the date after which rows cannot have happened; by default the date of this computer, asked only when
    some row lies after it. Raises `DataError` with table, row, column, value and rule for what cannot be
    read, and `InvalidArgument` for a table that is no table.

    >>> cohort = Cohort(sessions={"person_id": ["ann", "ann"], "date": ["2026-03-01", "2026-03-03"],
    ...                           "duration_min": [60, 45], "rpe": [5, 6]})
    >>> cohort
    Cohort: 1 person, 3 person-days from 2026-03-01 to 2026-03-03; nothing found by check()
    """

    def __init__(
        self,
        people: Any = None,
        sessions: Any = None,
        sets: Any = None,
        tests: Any = None,
        wellness: Any = None,
        conditions: Any = None,
        episodes: Any = None,
        *,
        today: Any = None,
        scales: Mapping[str, tuple[float, float]] | None = None,
        _labels: Mapping[str, str] | None = None,
    ) -> None:
        given = {
            "people": people, "sessions": sessions, "sets": sets, "tests": tests, "wellness": wellness,
            "conditions": conditions, "episodes": episodes,
        }  # fmt: skip
        if people is None and sessions is None:
            raise _core.InvalidArgument("Cohort: people or sessions must be given")
        labels = _labels or {}
        tables = {
            name: _tables.read_columns(name, data, labels.get(name, name), _factor_names())
            for name, data in given.items()
            if data is not None
        }
        self.truth: dict[str, Any] | None = None
        """What a simulated cohort was made from; None for a real one."""
        first, self._unknown = _place_people(tables)
        self._ids: tuple[str, ...] = tuple(first)
        self._position = {one: position for position, one in enumerate(first)}
        _scale(tables, scales)
        columns: dict[str, Any] = {name: tables[name].core if name in tables else None for name in given}
        self._read_findings = [one for table in tables.values() for one in table.findings]
        self._sessions = tables.get("sessions")
        self._data = _core.cohort.Data(**columns, today=_today(tables, today))
        self._episodes_given = "episodes" in tables
        self._findings: Table | None = None
        self._gate = Gate(self._data)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of the people, in the order of the table."""
        return self._ids

    @property
    def person_days(self) -> int:
        """Monitored days of all people together."""
        return int(self._data.person_days)

    def span(self, person: Any) -> tuple[dt.date, dt.date]:
        """First and last monitored day of a person."""
        first, last = self._data.span(self._at(person))
        return _date(first), _date(last)

    def check(self) -> Table:
        """What a person should look at before believing the scores, errors first.

        Columns: level (error: the value was set aside; warning: it was used as it is), table, row (from 1; 0
        for the table as a whole), column, person, value, rule. Rules: unknown people and columns, missing
        dates, impossible numbers and dates, unknown names (with the nearest known ones), equal rows, gaps of
        more than 28 days, loads far above a person's median, durations that look like another unit, rows
        after today or outside the monitored span, overlapping episodes. The thresholds are choices of this
        library.

        >>> Cohort(sessions={"person_id": ["a"], "date": ["2026-03-01"], "load": [-5]}).check().row(0)["rule"]
        'must be finite and not negative'
        """
        if self._findings is None:
            rows = [self._named(one) for one in self._data.findings()] + self._read_findings
            rows.sort(key=lambda one: one["level"] != "error")
            self._findings = Table(
                {
                    name: np.array([one[name] for one in rows], dtype=np.int64 if name == "row" else object)
                    for name in _FINDING_COLUMNS
                },
                title="findings",
            )
        return self._findings

    def features(self, person: Any) -> Table:
        """One person's days: date, load, status of the day, and every measure the factors are made from.

        >>> cohort = Cohort(sessions={"person_id": ["a"], "date": ["2026-03-01"], "load": [300.0]})
        >>> days = cohort.features("a")
        >>> days["load"].tolist(), days["status"].tolist()
        ([300.0], ['trained'])
        """
        columns = dict(self._data.features(self._at(person)))
        day = np.datetime64(0, "D") + columns.pop("day").astype("timedelta64[D]")
        status = np.asarray(_core.load.status_names())[columns.pop("status")]
        return Table(
            {"date": day, "load": columns.pop("load"), "status": status, **columns}, title=str(person)
        )

    def episodes(self, person: Any) -> Table:
        """One person's episodes: onset, recovered (first day without it; NaT while open), severity, low_back.

        >>> past = {"person_id": ["a"], "onset": ["2026-03-01"]}
        >>> Cohort(people={"person_id": ["a"]}, episodes=past).episodes("a").row(0)["severity"]
        'any'
        """
        rows = self._data.episodes(self._at(person))
        never = np.iinfo(np.int32).min
        days = np.array([[onset, never if end is None else end] for onset, end, _, _ in rows], dtype=np.int64)
        dates = np.where(days == never, np.datetime64("NaT"), np.datetime64(0, "D") + days)
        onset, recovered = dates.reshape(-1, 2).T
        return Table(
            {
                "onset": onset,
                "recovered": recovered,
                "severity": np.array([row[2] for row in rows], dtype=object),
                "low_back": np.array([row[3] for row in rows], dtype=bool),
            },
            title=f"episodes of {person}",
        )

    def plot(self, person: Any, ax: Any = None, **options: Any) -> Any:
        """The person's load, day by day: `br.plot.load_history`, whose options these are."""
        return view("Cohort.plot")(self, person, ax=ax, **options)

    def _at(self, person: Any) -> int:
        """Position of a person; raises `InvalidArgument` with the nearest ids."""
        name = _tables.words([person], _tables.Source("person", "person_id"))[0]
        try:
            return self._position[name]
        except KeyError:
            close = _tables.nearest(name, self._ids)
            raise _core.InvalidArgument(
                f"person is {name!r}, but must be one of the {len(self)} people of the cohort{close}"
            ) from None

    def _named(self, one: dict[str, Any]) -> dict[str, Any]:
        """A finding of the core, with the id that `people` does not know."""
        unknown = self._unknown.get((one["table"], one["row"]))
        if one["column"] != "person_id" or unknown is None:
            return one
        if not unknown:
            return {**one, "rule": "must be given"}
        return {**one, "value": unknown, "rule": one["rule"] + _tables.nearest(unknown, self._ids)}

    def _summary(self) -> str:
        spans = [self._data.span(i) for i in range(len(self))]
        people = f"{len(self)} {'person' if len(self) == 1 else 'people'}"
        if not spans:
            return people
        first, last = _date(min(s[0] for s in spans)), _date(max(s[1] for s in spans))
        return f"{people}, {self.person_days} person-days from {first} to {last}"

    def _verdict(self) -> str:
        level = self.check()["level"]
        errors, warnings = int((level == "error").sum()), int((level == "warning").sum())
        if not len(level):
            return "nothing found by check()"
        return f"check() found {_count(errors, 'error')} and {_count(warnings, 'warning')}"

    def __repr__(self) -> str:
        return f"Cohort: {self._summary()}; {self._verdict()}"

    def _repr_html_(self) -> str:
        table = self.check()._repr_html_() if len(self.check()) else ""
        return f"<p><b>Cohort</b>: {self._summary()}; {self._verdict()}</p>{table}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _date(number: int) -> dt.date:
    return dt.date.fromordinal(int(number) + dt.date(1970, 1, 1).toordinal())


def _place_people(
    tables: dict[str, _tables.Columns],
) -> tuple[dict[str, int], dict[tuple[str, int], str]]:
    """The first row of each id in `people`, and the ids that nobody has, by table and row; writes `person`.

    Without a table of people everybody who has a row is one. The core merges equal ids into the first row.
    """
    if "people" in tables:
        ids = tables["people"].ids
    else:
        ids = [one for one in dict.fromkeys(chain.from_iterable(t.ids for t in tables.values())) if one]
        tables["people"] = _tables.Columns("people", {"id": ids, "given": {}}, ids)
    first: dict[str, int] = {}
    for row, one in enumerate(ids):
        if one:
            first.setdefault(one, row)
    unknown: dict[tuple[str, int], str] = {}
    for name, table in tables.items():
        if name == "people":
            continue
        nobody = int(_tables.NO_PERSON)
        person = np.array([first.get(one, nobody) for one in table.ids], dtype=np.uint32)
        table.core["person"] = person
        for row in np.flatnonzero(person == nobody).tolist():
            unknown[name, row + 1] = table.ids[row]
    return first, unknown


def _scale(tables: dict[str, _tables.Columns], scales: Mapping[str, tuple[float, float]] | None) -> None:
    wanted = {**DEFAULT_SCALES, **(scales or {})}
    for name, (worst, best) in wanted.items():
        if name not in DEFAULT_SCALES:
            known = ", ".join(DEFAULT_SCALES)
            raise _core.InvalidArgument(f"Cohort: scales has {name!r}, but must only name: {known}")
        if not (np.isfinite([worst, best]).all() and worst != best):
            rule = "must be (worst, best), two different numbers"
            raise _core.InvalidArgument(f"Cohort: scales[{name!r}] is {(worst, best)!r}, but {rule}")
    wellness = tables.get("wellness")
    if wellness is not None and "mood" in wellness.core:
        wellness.core["mood"] = _tables.scale(wellness.core["mood"], wanted["mood"])


def _today(tables: dict[str, _tables.Columns], today: Any) -> int | None:
    """Day number of today. The computer's date is asked only when a row lies after it, or when no row has a
    date at all: old data always score the same."""
    if today is not None:
        return int(_tables.days([today], _tables.Source("Cohort", "today"))[0])
    now = dt.date.today().toordinal() - dt.date(1970, 1, 1).toordinal()
    dates = ("day", "onset", "monitored_from", "monitored_to")
    columns = [table.core[name] for table in tables.values() for name in dates if name in table.core]
    latest = max((int(c.max()) for c in columns if len(c)), default=int(_tables.NO_DAY))
    return now if latest > now or latest == _tables.NO_DAY else None


def read_cohort(
    folder: str | os.PathLike[str],
    *,
    today: Any = None,
    scales: Mapping[str, tuple[float, float]] | None = None,
    encoding: str = "utf-8",
    decimal: str = ".",
) -> Cohort:
    """The cohort in a folder of files named after the tables, such as people.csv and sessions.parquet.

    CSV (also .csv.gz and .tsv) and Parquet are read by DuckDB (`pip install 'backrisk[files]'`), which is
    allowed to touch these files alone: no address is fetched and no extension loaded. Paths are literal. A
    folder named after a table holds its partitions. Empty, NA and null are missing; ids stay text, so that
    007 is not 7.

    Parameters
    ----------
    folder : path
        Every file in it is used or named by `Cohort.check` as not read.
    today, scales
        As in `Cohort`.
    encoding : {"utf-8", "latin-1", "utf-16"}
        Of the CSV files.
    decimal : {".", ","}
        The decimal sign of the numbers in the CSV files.

    Raises
    ------
    DataError
        With file, row, column, value and rule.
    ImportError
        Without DuckDB.
    """
    dialect = Dialect(encoding, decimal)
    found = _files.find_files(folder)
    tables = {name: _files.read_table(found, name, dialect) for name in found.files}
    labels = {name: found.label(name) for name in found.files}
    try:
        cohort = Cohort(**tables, today=today, scales=scales, _labels=labels)
    except _core.DataError as error:
        if decimal == "." and re.search(r"'-?\d+,\d+': must be a number", str(error)):
            raise _core.DataError(f"{error}; decimal commas are read with decimal=','") from None
        raise
    cohort._read_findings += found.findings
    return cohort


def simulate_cohort(
    n_people: int = 200,
    n_days: int = 365,
    seed: int = 1,
    *,
    model: Any = None,
    setting_shift: float = 0.0,
    draw_coefficients: bool = False,
    missing_share: float = 0.0,
) -> Cohort:
    """A made-up clinic of `n_people` watched for `n_days`; the same seed gives the same clinic.

    Histories and diaries are drawn from the population of the factors, episodes from the hazard of `model`
    (None: the literature model), with `setting_shift` added to its log hazard, and with coefficients drawn
    from its posterior instead of its mean where `draw_coefficients`. A `missing_share` of the people, taken
    at random, has no tests and no wellness diary. `.truth` holds what the episodes were drawn from. Nobody in
    it exists; it is for learning and for tests. Raises `InvalidArgument` for fewer than one person or day, or
    a share outside [0, 1].

    >>> len(simulate_cohort(n_people=5, n_days=60, seed=7))
    5
    """
    number("simulate_cohort", "setting_shift", setting_shift, -20, 20)
    tables, truth = simulate_tables(
        n_people, n_days, seed, model,
        setting_shift=setting_shift, draw_coefficients=draw_coefficients, missing_share=missing_share,
    )  # fmt: skip
    cohort = Cohort(**tables)
    cohort.truth = truth
    return cohort
