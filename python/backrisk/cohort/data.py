"""The tables of a clinic, checked: `Cohort`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.table import Table
from backrisk._shared.typing import DateLike, FrameLike, LabelLike
from backrisk._shared.views import view
from backrisk.cohort.flags import Gate
from backrisk.cohort.people import place_people
from backrisk.risk.literature import literature_model

__all__ = ["Cohort"]

DEFAULT_SCALES: Mapping[str, tuple[float, float]] = {"mood": (1.0, 5.0)}
"""Worst and best answer of an item; wellness diaries mostly use 1 to 5."""



@lru_cache(maxsize=1)
def _factor_names() -> tuple[str, ...]:
    return literature_model().factor_names


class Cohort:
    """People and their diaries.

    A value that can be read and not be true is set aside and found by `check`; what cannot be read at all
    raises. A row of `episodes` that cannot be used makes the history of its person unknown from its onset on:
    an unreadable answer is no "no". An id that nobody has is an error of `check`; without a table of people
    they are those of `sessions`.

    Parameters
    ----------
    people : frame, optional
        person_id, sex?, birth_date? or age_years?, height_m?, mass_kg?, sport?, smoker?, monitored_from?,
        monitored_to?, and any factor of the model that is known directly, by its name. A frame is one of
        pandas, polars, pyarrow or DuckDB, or a mapping of columns; `?` marks what may be left out.
    sessions : frame, optional
        person_id, date, duration_min and rpe (CR-10), or load; kind?, warm_up_min?, planned?. `people` or
        `sessions` must be given.
    sets : frame, optional
        person_id, date, exercise?, sets, reps, mass_kg?, trunk_flexion_deg?, technique?
    tests : frame, optional
        person_id, date, test, side?, value (unit fixed by the test)
    wellness : frame, optional
        person_id, date, sleep_hours?, sleep_quality?, stress?, mood?, fatigue?, pain_nrs?
    conditions : frame, optional
        person_id, condition, since?, until?, onset? (began or got worse), reviewed? (last looked at by a
        professional), present?
    episodes : frame, optional
        person_id, onset, recovered?, region?, severity?, onset_type?
    today : date, optional
        The day after which rows cannot have happened; by default that of this computer, asked only when some
        row lies after it.
    scales : mapping, optional
        The worst and the best answer of an item, {"mood": (1, 5)} unless told otherwise.
    dayfirst : bool, optional
        Reads texts such as 1.2.2026 too: True as 1 February, False as 2 January. None refuses them.
    format : str, optional
        A format of `datetime.strptime` with %Y, %m and %d, for all dates that are texts.

    Raises
    ------
    DataError
        With table, row, column, value and rule, for what cannot be read.
    InvalidArgument
        For a table that is no table, or an option out of range.

    Notes
    -----
    Dates are ISO text, date or datetime; text in any other form raises, because 01.02.2026 is two dates. A
    missing value is None, NaN, NaT, NA or the empty text. Durations are minutes; a time span and a text h:mm:ss
    are converted. A session with neither load nor duration and RPE is
    a missing day; a monitored day without a row is rest; a day outside the monitored span is unmonitored. The
    span is `monitored_from` to `monitored_to`, or else the first to the last row of the person's diary. Age
    is in completed calendar years; who gave `age_years` grows older on each anniversary of the first
    monitored day.

    Examples
    --------
    >>> cohort = Cohort(sessions={"person_id": ["ann", "ann"], "date": ["2026-03-01", "2026-03-03"],
    ...                           "duration_min": [60, 45], "rpe": [5, 6]})
    >>> cohort
    Cohort: 1 person, 3 person-days from 2026-03-01 to 2026-03-03; nothing found by check()
    """

    _like: str | None = None

    def __init__(
        self,
        people: FrameLike | None = None,
        sessions: FrameLike | None = None,
        sets: FrameLike | None = None,
        tests: FrameLike | None = None,
        wellness: FrameLike | None = None,
        conditions: FrameLike | None = None,
        episodes: FrameLike | None = None,
        *,
        today: DateLike | None = None,
        scales: Mapping[str, tuple[float, float]] | None = None,
        dayfirst: bool | None = None,
        format: str | None = None,
        _labels: Mapping[str, str] | None = None,
    ) -> None:
        given = {
            "people": people, "sessions": sessions, "sets": sets, "tests": tests, "wellness": wellness,
            "conditions": conditions, "episodes": episodes,
        }  # fmt: skip
        if people is None and sessions is None:
            raise _core.InvalidArgument("Cohort: people or sessions must be given")
        labels = _labels or {}
        self._like = _tables.library_of(*given.values())
        tables = {
            name: _tables.read_columns(
                name, data, labels.get(name, name), _factor_names(), dayfirst=dayfirst, format=format
            )
            for name, data in given.items()
            if data is not None
        }
        core = _core.cohort.Tables()
        core.people_given = "people" in tables
        placed = place_people(tables, core)
        _scale(tables, scales)
        for name, table in tables.items():
            table.fill(core, placed.persons.get(name))
        self._sessions = tables.get("sessions")
        findings = [one for table in tables.values() for one in table.findings]
        self._take(_core.cohort.Data(core, _today(tables, today)), placed.ids, placed.unknown, findings)
        self._episodes_given = "episodes" in tables

    def _take(
        self,
        data: _core.cohort.Data,
        ids: tuple[str, ...],
        unknown: Mapping[tuple[str, int], str],
        findings: list[_tables.Finding],
    ) -> None:
        """What a cohort holds: its core, the ids, those that nobody has by table and row, and findings."""
        self.truth: dict[str, object] | None = None
        """What a simulated cohort was made from; None for a real one."""
        self._data = data
        self._ids = ids
        self._unknown = unknown
        self._position = {one: position for position, one in enumerate(ids)}
        self._read_findings = findings
        self._findings: Table | None = None
        self._gate = Gate(data)

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

    def span(self, person: LabelLike) -> tuple[dt.date, dt.date]:
        """First and last monitored day of a person."""
        first, last = self._data.span(self._at(person))
        return _date(first), _date(last)

    def check(self) -> Table:
        """What a person should look at before believing the scores, errors first.

        Rules: unknown people and columns, files that are no table, missing dates, impossible numbers and
        dates, unknown names (with the nearest known ones), equal rows, gaps of more than 28 days, loads far
        above a person's median, rows after today or outside the monitored span, overlapping episodes. Units
        are guessed for each person and never applied: hours or seconds among minutes, Borg's 6 to 20 or
        CR-100 for CR-10, pounds, stones, feet, inches, centimetres. The thresholds are choices of this
        library.

        Returns
        -------
        Table
            level (error: the value was set aside; warning: it was used as it is), table, row (from 1; 0 for
            the table or person as a whole), column, person, value, rule.

        Examples
        --------
        >>> Cohort(sessions={"person_id": ["a"], "date": ["2026-03-01"], "load": [-5]}).check().row(0)["rule"]
        'must be finite and not negative'
        """
        if self._findings is None:
            rows = [self._named(one) for one in self._data.findings] + self._read_findings
            rows.sort(key=lambda one: one["level"] != "error")
            self._findings = Table(
                {
                    "level": np.array([one["level"] for one in rows], dtype=object),
                    "table": np.array([one["table"] for one in rows], dtype=object),
                    "row": np.array([one["row"] for one in rows], dtype=np.int64),
                    "column": np.array([one["column"] for one in rows], dtype=object),
                    "person": np.array([one["person"] for one in rows], dtype=object),
                    "value": np.array([one["value"] for one in rows], dtype=object),
                    "rule": np.array([one["rule"] for one in rows], dtype=object),
                },
                title="findings",
                like=self._like,
            )
        return self._findings

    def features(self, person: LabelLike) -> Table:
        """One person's days: date, load, status of the day, and every measure the factors are made from.

        >>> cohort = Cohort(sessions={"person_id": ["a"], "date": ["2026-03-01"], "load": [300.0]})
        >>> days = cohort.features("a")
        >>> days["load"].tolist(), days["status"].tolist()
        ([300.0], ['trained'])
        """
        found = self._data.features(self._at(person))
        columns: dict[str, object] = {
            "date": found.day.astype("datetime64[D]"),
            "load": found.load,
            "status": np.asarray(_core.load.status_names())[found.status],
        }
        columns |= {name: found.column(name) for name in found.names}
        return Table(columns, title=str(person), like=self._like)

    def episodes(self, person: LabelLike) -> Table:
        """One person's episodes: onset, recovered (first day without it; NaT while open), severity, low_back.

        >>> past = {"person_id": ["a"], "onset": ["2026-03-01"]}
        >>> Cohort(people={"person_id": ["a"]}, episodes=past).episodes("a").row(0)["severity"]
        'any'
        """
        rows = self._data.episodes(self._at(person))
        ends = [None if one.recovered is None else _date(one.recovered) for one in rows]
        return Table(
            {
                "onset": np.array([_date(one.onset) for one in rows], dtype="datetime64[D]"),
                "recovered": np.array(ends, dtype="datetime64[D]"),
                "severity": np.array([one.severity for one in rows], dtype=object),
                "low_back": np.array([one.low_back for one in rows], dtype=bool),
            },
            title=f"episodes of {person}",
            like=self._like,
        )

    def plot(self, person: LabelLike, ax: Any = None, **options: Any) -> Any:
        """The person's load, day by day: `br.plot.load_history`, whose options these are."""
        return view("Cohort.plot")(self, person, ax=ax, **options)

    def _at(self, person: LabelLike) -> int:
        """Position of a person; raises `InvalidArgument` with the nearest ids."""
        name = _tables.words([person], _tables.Source("person", "person_id"))[0]
        try:
            return self._position[name]
        except KeyError:
            close = _tables.nearest(name, self._ids)
            raise _core.InvalidArgument(
                f"person is {name!r}, but must be one of the {len(self)} people of the cohort{close}"
            ) from None

    def _named(self, one: _core.cohort.Finding) -> _tables.Finding:
        """A finding of the core, with the id that nobody has."""
        named = _tables.Finding(
            level=one.level, table=one.table, row=one.row, column=one.column, person=one.person,
            value=one.value, rule=one.rule,
        )  # fmt: skip
        unknown = self._unknown.get((one.table, one.row))
        if one.column != "person_id" or unknown is None:
            return named
        if not unknown:
            return {**named, "rule": "must be given"}
        return {**named, "value": unknown, "rule": one.rule + _tables.nearest(unknown, self._ids)}

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


def _today(tables: dict[str, _tables.Columns], today: DateLike | None) -> int | None:
    """Day number of today. The computer's date is asked only when a row lies after it, or when no row has a
    date at all: old data always score the same."""
    if today is not None:
        return int(_tables.days([today], _tables.Source("Cohort", "today"))[0])
    now = dt.date.today().toordinal() - dt.date(1970, 1, 1).toordinal()
    dates = ("date", "onset", "recovered", "since", "monitored_from", "monitored_to")
    columns = [table.core[name] for table in tables.values() for name in dates if name in table.core]
    latest = max((int(c.max()) for c in columns if len(c)), default=int(_tables.NO_DAY))
    return now if latest > now or latest == _tables.NO_DAY else None
