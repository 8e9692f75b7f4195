"""Everybody's state: a clinic scored day by day, without its diary being read again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, DateLike, FrameLike, LabelLike
from backrisk._shared.whole_file import write_bytes
from backrisk.cohort import stream_files as _files
from backrisk.cohort.data import Cohort
from backrisk.cohort.stream import ScoredDay, Stream, stream_of
from backrisk.risk.model import Model

__all__ = ["Streams", "load_streams"]

_ORDER = ("risk", "low", "high", "hazard_ratio", "coverage", "triage")
_NEVER = np.iinfo(np.int32).max
_LIFE = 100 * 366
_OLDEST = 130
_STANDING = ("relative", "relative_low", "relative_high", "above_typical")


class Streams:
    """The states of all people of a cohort after its last day, each a `Stream`.

    `advance` takes the tables of one new day and scores everybody; the answer is that of `Model.score` on the
    whole diary, to the last bit, as long as the same tables are given every day. A test that is made on two
    sides belongs on one day.

    Parameters
    ----------
    model : Model
    cohort : Cohort
        The diary so far.
    horizon_days : int
        Of every score, as in `Model.score`.
    level : float
        Of the intervals, in (0, 1).

    Raises
    ------
    InvalidArgument
        For an option out of range.

    Examples
    --------
    >>> import backrisk as br
    >>> states = Streams(br.literature_model(), br.simulate_cohort(n_people=3, n_days=60))
    >>> states
    Streams: 3 people, the last day is 2025-03-01
    >>> scores = states.advance("2025-03-02", sessions={"person_id": ["p1"], "date": ["2025-03-02"], "load": [300]})
    >>> len(scores), str(states.day)
    (3, '2025-03-02')
    """

    def __init__(
        self, model: Model, cohort: Cohort, *, horizon_days: int = HORIZON_DAYS, level: float = LEVEL
    ) -> None:
        self.model = model
        self.horizon_days, self.level = horizon_days, level
        self._streams: dict[str, Stream] = {}
        self.findings: Table = cohort.check()
        for at, person in enumerate(cohort._ids):
            self._streams[person] = self._started(cohort, at, person)

    @classmethod
    def _of(cls, model: Model, kept: list[_files.Kept], name: str) -> Streams:
        self = cls.__new__(cls)
        self.model, self.findings = model, Table({})
        self._streams = {one.begun.person_id: stream_of(model, one, name) for one in kept}
        asked = {(one.begun.horizon_days, one.begun.level) for one in kept}
        if len(asked) != 1 or len(self._streams) != len(kept):
            raise _core.DataError(f"{name}: must hold each person once, all with one horizon and level")
        self.horizon_days, self.level = asked.pop()
        return self

    def _started(self, cohort: Cohort, at: int, person: str) -> Stream:
        """The state of a person after the last day of the diary."""
        data = cohort._data
        first, last = data.span(at)
        doubt = data.history_doubt(at, self.model.outcome) if cohort._episodes_given else None
        begun = _files.Begun(
            person, episodes_known=cohort._episodes_given, horizon_days=self.horizon_days, level=self.level,
            doubtful_from=None if doubt is None else int(doubt), female=float(data.female(at)),
        )  # fmt: skip
        facts = self._facts(cohort, at, last) + self._birthdays(cohort, at, last)
        told: list[_files.Told] = [(0, "set", f, x) for d, f, x in facts if d <= last]
        told += self._episodes(cohort, at, 0) + self._conditions(cohort, at, 0)
        days = np.arange(first, last + 1, dtype=np.int32)
        pending = [one for one in facts if one[0] > last]
        return Stream._of(self.model, _files.Kept(begun, told, pending, days, np.asarray(data.records(at))))

    def _facts(self, cohort: Cohort, at: int, last: int) -> list[_files.Fact]:
        """What changes now and then, but for the birthdays to come."""
        rows = [(x.day, x.factor, x.value) for x in cohort._data.facts(at) if x.factor in self.model.factor_names]
        return [one for one in rows if one[1] != "age_years" or one[0] <= last]

    def _birthdays(self, cohort: Cohort, at: int, last: int) -> list[_files.Fact]:
        """The days on which an age in completed years grows, for as long as people live."""
        if "age_years" not in self.model.factor_names:
            return []
        days = np.arange(last, last + 2 * 366, dtype=np.int32)
        ages = cohort._data.ages(at, days)
        grown = np.flatnonzero(np.diff(ages) > 0) + 1
        if not len(grown):
            return []
        day, age, found = int(days[grown[0]]), float(ages[grown[0]]), []
        while day < last + _LIFE and age <= _OLDEST:
            found.append((day, "age_years", age))
            near = np.arange(day + 365, day + 368, dtype=np.int32)
            later = cohort._data.ages(at, near)
            if not (later > age).any():
                break
            place = int((later > age).argmax())
            day, age = int(near[place]), float(later[place])
        return found

    @staticmethod
    def _episodes(cohort: Cohort, at: int, before: int) -> list[_files.Told]:
        region = {True: "low_back", False: "other"}
        return [
            (before, "report", one.onset, one.recovered, one.severity, region[one.low_back])
            for one in cohort._data.episodes(at)
        ]

    @staticmethod
    def _conditions(cohort: Cohort, at: int, before: int) -> list[_files.Told]:
        told: list[_files.Told] = []
        for one in cohort._data.conditions(at):
            dates = {
                "since": one.since, "until": one.until, "onset": one.onset, "reviewed": one.reviewed,
            }  # fmt: skip
            known = {name: day for name, day in dates.items() if day is not None}
            told.append((before, "report_condition", one.condition, known))
        return told

    @property
    def day(self) -> np.datetime64 | None:
        """The last day that anybody's diary has (numpy.datetime64), None of nobody."""
        days = [one.day for one in self._streams.values() if one.day is not None]
        return max(days) if days else None

    @property
    def people(self) -> tuple[str, ...]:
        """Ids, in the order of the cohort."""
        return tuple(self._streams)

    def advance(
        self,
        day: DateLike,
        sessions: FrameLike | None = None,
        *,
        sets: FrameLike | None = None,
        tests: FrameLike | None = None,
        wellness: FrameLike | None = None,
        conditions: FrameLike | None = None,
        episodes: FrameLike | None = None,
        people: FrameLike | None = None,
    ) -> Table:
        """Feeds one new day of everybody and scores the days after it.

        The tables are those of `Cohort`; a table that is given says of who has no row in it that there was
        none (a rest day). `findings` then holds what `Cohort.check` says of them. Nothing is taken when this
        raises.

        Parameters
        ----------
        day : date
            After the last one.
        sessions, sets, tests, wellness : frame, optional
            Rows of that day alone.
        conditions, episodes : frame, optional
            What is new or has changed, of any day: the same onset and region again replaces an episode.
        people : frame, optional
            New people, with what the table `people` says of them.

        Returns
        -------
        Table
            A row a person, with the columns of `Scores`.

        Raises
        ------
        InvalidArgument
            For a day that is not after the last one.
        DataError
            For what cannot be read, and a row of another day.
        """
        when = int(_tables.days([day], _tables.Source("Streams.advance", "day"))[0])
        if when == _tables.NO_DAY or (self.day is not None and np.datetime64(when, "D") <= self.day):
            rule = f"must be after the last day that was taken, {self.day}"
            raise _core.InvalidArgument(f"Streams.advance: day is {day}, but {rule}")
        given = {
            "sessions": sessions, "sets": sets, "tests": tests, "wellness": wellness, "conditions": conditions,
            "episodes": episodes,
        }  # fmt: skip
        tables = {name: _tables.columns_of(one, name) for name, one in given.items() if one is not None}
        for name, table in tables.items():
            _one_day_only(name, table, when)
        everybody = {**self._newcomers(people, when), **self._streams}
        today = self._today(everybody, tables, when)
        self._streams = {one: everybody[one] for one in today._ids}
        self.findings = today.check()
        rows = [self._fed(today, at, person, when) for at, person in enumerate(today._ids)]
        return self._table(today._ids, rows)

    def _today(self, everybody: dict[str, Stream], tables: Mapping[str, Any], when: int) -> Cohort:
        """The one day, checked."""
        ids = [*self._streams, *(one for one in everybody if one not in self._streams)]
        sexes = {1.0: "female", 0.0: "male"}
        span = [np.datetime64(when, "D")] * len(ids)
        people = {
            "person_id": ids, "sex": [sexes.get(everybody[one]._begun.female) for one in ids],
            "monitored_from": span, "monitored_to": span,
        }  # fmt: skip
        return Cohort(people=people, today=np.datetime64(when, "D"), **tables)

    def _newcomers(self, people: FrameLike | None, when: int) -> dict[str, Stream]:
        if people is None:
            return {}
        columns = dict(_tables.columns_of(people, "people"))
        known = next((one._begun.episodes_known for one in self._streams.values()), True)
        episodes: dict[str, list[object]] | None = {"person_id": [], "onset": []} if known else None
        span = [np.datetime64(when, "D")] * len(columns.get("person_id", ()))
        cohort = Cohort(
            people={**columns, "monitored_from": span, "monitored_to": span}, episodes=episodes,
            today=np.datetime64(when, "D"),
        )  # fmt: skip
        started = {}
        for at, person in enumerate(cohort._ids):
            kept = self._started(cohort, at, person)._kept()
            empty = _files.Kept(kept.begun, kept.told, kept.pending, kept.days[:0], kept.records[:0])
            started[person] = Stream._of(self.model, empty)
        return started

    def _fed(self, today: Cohort, at: int, person: str, when: int) -> ScoredDay:
        state = self._streams[person]
        doubt = int(today._data.history_doubt(at, self.model.outcome))
        if doubt != _NEVER:
            before = state._begun.doubtful_from
            begun = replace(state._begun, doubtful_from=doubt if before is None else min(doubt, before))
            state = self._streams[person] = Stream._of(self.model, replace(state._kept(), begun=begun))
        for told in self._episodes(today, at, 0) + self._conditions(today, at, 0):
            state._note(*told[1:])
        facts = self._facts(today, at, when)
        renewed = {factor for day, factor, _ in facts if day <= when}
        pending = [one for one in state._pending if one[1] == "age_years" or one[1] not in renewed]
        state._pending = sorted(pending + facts, key=lambda one: one[0])
        return state._feed(when, np.asarray(today._data.records(at))[0].tolist())

    def _table(self, ids: tuple[str, ...], rows: list[ScoredDay]) -> Table:
        def column(name: str, kind: Any = np.float64) -> Any:
            return np.array([getattr(one, name) for one in rows], dtype=kind)

        columns: dict[str, Array] = {
            "person_id": np.array(ids, dtype=object),
            "day": column("day", "datetime64[D]"),
        }
        columns |= {name: column(name, object if name == "triage" else np.float64) for name in _ORDER}
        columns["status"] = np.full(len(rows), self.model.status, dtype=object)
        columns |= {name: column(name, object) for name in ("reason", "flag")}
        return Table(columns | {name: column(name) for name in _STANDING}, title=f"scores of {len(rows)} people")

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes all states and the model to one file, whole or not at all; `load_streams` reads it.

        The file holds the days that were fed: it is health data, as the diary is.

        Parameters
        ----------
        path : path

        Raises
        ------
        InvalidArgument
            When the file cannot be written; then what was there before is still there.
        """
        write_bytes(path, self._bytes(), "Streams.save")

    def _bytes(self) -> bytes:
        return _files.pack(self.model.to_json(), [one._kept() for one in self._streams.values()])

    def __reduce__(self) -> tuple[Callable[[bytes], Streams], tuple[bytes]]:
        return _unpickled, (self._bytes(),)

    def __len__(self) -> int:
        return len(self._streams)

    def __iter__(self) -> Iterator[str]:
        return iter(self._streams)

    def __getitem__(self, person: LabelLike) -> Stream:
        try:
            return self._streams[str(person)]
        except KeyError:
            close = _tables.nearest(str(person), self._streams)
            raise KeyError(f"no person {person!r}{close}") from None

    def __repr__(self) -> str:
        return f"Streams: {len(self)} {'person' if len(self) == 1 else 'people'}, the last day is {self.day}"


def load_streams(path: str | os.PathLike[str]) -> Streams:
    """The states that `Streams.save` wrote, with their model.

    Parameters
    ----------
    path : path

    Returns
    -------
    Streams

    Raises
    ------
    DataError
        With the file and the rule, for what is no such file, a newer version, or a file that was changed.

    Examples
    --------
    >>> import backrisk as br, os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "clinic.streams")
    >>> Streams(br.literature_model(), br.simulate_cohort(n_people=3, n_days=30)).save(path)
    >>> load_streams(path)
    Streams: 3 people, the last day is 2025-01-30
    """
    model, kept = _files.read(path, "load_streams")
    return Streams._of(model, kept, os.fspath(path))


def _unpickled(content: bytes) -> Streams:
    model, kept = _files.unpack(content, "Streams")
    return Streams._of(model, kept, "Streams")


def _one_day_only(name: str, table: Mapping[str, object], when: int) -> None:
    column = table.get("date", ())
    source = _tables.Source(name, "date")
    found = _tables.days(column, source)
    other = (found != when) & (found != _tables.NO_DAY)
    if other.any():
        row = int(other.argmax())
        raise source.fail(row, str(np.datetime64(int(found[row]), "D")), f"must be {np.datetime64(when, 'D')}")
