"""One person, one day at a time: the numbers of `Model.score`, as the days come in."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import REASONS
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.options import Maybe
from backrisk._shared.typing import DateLike, LabelLike
from backrisk._shared.whole_file import write_bytes
from backrisk.cohort import stream_files as _files
from backrisk.history import Triage
from backrisk.history.gate import triage_of
from backrisk.risk.model import Model

__all__ = ["ScoredDay", "Stream", "load_stream"]

_NAN = float("nan")


class ScoredDay(NamedTuple):
    """What is said of a person after a day; the columns of `Scores`."""

    day: np.datetime64
    risk: float
    low: float
    high: float
    relative: float
    relative_low: float
    relative_high: float
    above_typical: float
    hazard_ratio: float
    coverage: float
    reason: str
    flag: str
    triage: str = "none_reported"


RECORD = (
    "load", "longest", "minutes", "sessions_warmed_up", "sessions_recorded", "reps", "heaviest_kg",
    "flexion_deg", "sleep_hours", "mood", "pain_nrs",
)  # fmt: skip
"""What a day adds, in the order of the core."""


class Stream:
    """A person's state, made by `Model.start`. A day costs the same however long the diary is.

    `advance` takes what was recorded of the next day and answers the score after it. `set` tells a factor
    that changes now and then (a test result, a diagnosis), `report` an episode. `save` writes the state,
    `backrisk.load_stream` reads it, and the days that follow have the same scores to the last bit; `pickle`
    and `copy` do the same.
    """

    def __init__(
        self,
        model: Model,
        person_id: LabelLike,
        person: Mapping[str, object] | None = None,
        *,
        horizon_days: int = HORIZON_DAYS,
        level: float = LEVEL,
        episodes_known: bool = True,
    ) -> None:
        self.person_id = str(person_id)
        self._factors = model.factor_names
        rows = {"person_id": [self.person_id], **{k: [v] for k, v in (person or {}).items()}}
        table = _tables.read_columns("people", rows, "person", self._factors)
        for one in table.findings:
            raise _core.InvalidArgument(f"start: {one['column']!r} {one['rule']}")
        core = table.core
        height = core.get("height_m", [_NAN])[0]
        names = {"sex": "female", "smoker": "smoker"}
        known: dict[str, float] = {to: core[name][0] for name, to in names.items() if name in core}
        known |= {"bmi": core.get("mass_kg", [_NAN])[0] / height**2}
        known |= {name: column[0] for name, column in table.given.items()}
        pairs = [(name, float(x)) for name, x in known.items() if np.isfinite(x) and name in self._factors]
        begun = _files.Begun(
            person_id=self.person_id,
            birth=int(core["birth_date"][0]) if "birth_date" in core else int(_tables.NO_DAY),
            age=float(core["age_years"][0]) if "age_years" in core else _NAN,
            known=pairs,
            episodes_known=episodes_known,
            horizon_days=horizon_days,
            level=level,
        )
        self._begin(model, begun)

    def _begin(self, model: Model, begun: _files.Begun) -> None:
        """A state before its first day."""
        self._model = model
        self._factors = model.factor_names
        self._begun = begun
        self.person_id = begun.person_id
        self._told: list[_files.Told] = []
        self._pending: list[_files.Fact] = []
        self._days, self._records = array("i"), array("d")
        self._state = _core.cohort.Stream(
            model._core, begun.known, begun.episodes_known, begun.horizon_days, begun.level, begun.doubtful_from
        )

    @classmethod
    def _of(cls, model: Model, kept: _files.Kept) -> Stream:
        """The state that was kept: what was told before the last day counts for it, the rest comes after."""
        self = cls.__new__(cls)
        self._begin(model, kept.begun)
        last = len(kept.days)
        for one in kept.told:
            if one[0] < last:
                self._tell(one)
        if last:
            self._days.frombytes(kept.days.astype(np.intc).tobytes())
            self._records.frombytes(kept.records.astype(np.float64).tobytes())
            self._grow_older(int(kept.days[-1]))
            self._state.replay(kept.days, kept.records.ravel())
        for one in kept.told:
            if one[0] >= last:
                self._tell(one)
        self._told, self._pending = [*kept.told], [*kept.pending]
        return self

    def _kept(self) -> _files.Kept:
        days = np.frombuffer(self._days, dtype=np.intc).astype(np.int32)
        records = np.frombuffer(self._records, dtype=np.float64).reshape(len(days), len(RECORD))
        return _files.Kept(self._begun, [*self._told], [*self._pending], days, records.copy())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the state and its model, whole or not at all; `backrisk.load_stream` reads it.

        The file holds the days that were fed: it is health data, as the diary is.

        Parameters
        ----------
        path : path

        Raises
        ------
        InvalidArgument
            When the file cannot be written; then what was there before is still there.

        Examples
        --------
        >>> import backrisk as br, os, tempfile
        >>> state = br.literature_model().start("p07", {"age_years": 30})
        >>> today = state.advance("2026-03-01", sessions=[{"load": 300}])
        >>> path = os.path.join(tempfile.mkdtemp(), "p07.stream")
        >>> state.save(path)
        >>> again = br.load_stream(path)
        >>> again.advance("2026-03-02") == state.advance("2026-03-02")
        True
        """
        write_bytes(path, self._bytes(), "Stream.save")

    def _bytes(self) -> bytes:
        return _files.pack(self._model.to_json(), [self._kept()])

    def __reduce__(self) -> tuple[Callable[[bytes], Stream], tuple[bytes]]:
        return _unpickled, (self._bytes(),)

    @property
    def day(self) -> np.datetime64 | None:
        """The last day that was fed (numpy.datetime64), None before the first one."""
        return np.datetime64(self._days[-1], "D") if self._days else None

    def set(self, factor: str, value: Maybe) -> None:
        """From now on `factor` has this value; None: it is no longer known. Raises `InvalidArgument`."""
        self._note("set", factor, _NAN if value is None else float(value))

    def report(
        self, onset: DateLike, recovered: DateLike | None = None, *, severity: str = "any", region: str = "low_back"
    ) -> None:
        """An episode, or the news of its recovery: the same onset and region again replaces it."""
        begin = _one_day(onset, "onset")
        end = None if _tables.is_missing(recovered) else _one_day(recovered, "recovered")
        self._note("report", begin, end, severity, region)

    def report_condition(
        self,
        condition: str,
        *,
        since: DateLike | None = None,
        until: DateLike | None = None,
        onset: DateLike | None = None,
        reviewed: DateLike | None = None,
    ) -> None:
        """A condition or red-flag finding, with its dates as in the table `conditions`. It counts from its
        first day on; a red flag that needs care the same day and an exclusion take the numbers away."""
        dates = {"since": since, "until": until, "onset": onset, "reviewed": reviewed}
        known = {name: _one_day(one, name) for name, one in dates.items() if not _tables.is_missing(one)}
        self._note("report_condition", condition, known)

    def _note(self, *told: object) -> None:
        """Tells the core, and keeps what it took with the number of days before it."""
        one = (len(self._days), *told)
        self._tell(one)
        self._told.append(one)

    def _tell(self, one: _files.Told) -> None:
        _, what, *given = one
        if what == "report_condition":
            self._state.report_condition(given[0], **given[1])
        else:
            getattr(self._state, what)(*given)

    def triage(self) -> Triage:
        """What the gate says after the last day."""
        return triage_of(self._state.triage())

    def advance(
        self,
        day: DateLike,
        sessions: Iterable[Mapping[str, object]] | None = (),
        *,
        sets: Iterable[Mapping[str, object]] | None = None,
        sleep_hours: float | None = None,
        mood: float | None = None,
        pain_nrs: float | None = None,
    ) -> ScoredDay:
        """Feeds the next day and scores the days after it.

        `sessions`: rows with duration_min and rpe, or load, and warm_up_min; none at all is a rest day, None
        an unknown one. Give durations always or never, as a column of a table has them or not. `sets`: rows
        with sets, reps, mass_kg, trunk_flexion_deg; None where lifts are not recorded. `mood` runs from 0
        (worst) to 1, `pain_nrs` (worst pain of the day, for the gate alone) from 0 to 10. Days left out count
        as unknown. Raises `InvalidArgument` when the day is not after the last one and `DataError` for a day
        that is no date.
        """
        when = _one_day(day, "day")
        record = {**_session_record(sessions), **_set_record(sets)}
        if pain_nrs is not None and not 0 <= float(pain_nrs) <= 10:
            raise _core.InvalidArgument(f"advance: pain_nrs is {pain_nrs!r}, but must be between 0 and 10")
        wellness = {"sleep_hours": sleep_hours, "mood": mood, "pain_nrs": pain_nrs}
        record |= {name: float(x) for name, x in wellness.items() if x is not None}
        return self._feed(when, [record.get(name, _NAN) for name in RECORD])

    def _feed(self, when: int, record: list[float]) -> ScoredDay:
        """The next day as the core takes it, and the score after it."""
        if self._days and when <= self._days[-1]:
            rule = f"must be after the last day that was taken, {self.day}"
            raise _core.InvalidArgument(f"Stream.advance: day is {np.datetime64(when, 'D')}, but {rule}")
        self._grow_older(when)
        while self._pending and self._pending[0][0] <= when:
            _, factor, value = self._pending.pop(0)
            self._note("set", factor, value)
        self._state.advance(when, **dict(zip(RECORD, record, strict=True)))
        self._days.append(when)
        self._records.extend(record)
        return self._score()

    def _score(self) -> ScoredDay:
        out = self._state.score()
        outside = [name for k, name in enumerate(self._factors) if out.extrapolates >> k & 1]
        return ScoredDay(  # type: ignore[call-arg]
            np.datetime64(out.day, "D"),
            *(getattr(out, name) for name in ScoredDay._fields[1:-3]),
            REASONS[out.reason],
            f"outside the studied range: {', '.join(outside)}" if outside else "",
            out.triage,
        )

    def _grow_older(self, day: int) -> None:
        """Age in completed years, as the cohort has it."""
        first = self._days[0] if self._days else day
        at = np.array([day], dtype=np.int32)
        age = self._begun.age + _core.cohort.completed_years(first, at)[0]
        if self._begun.birth != _tables.NO_DAY:
            age = float(_core.cohort.completed_years(self._begun.birth, at)[0])
        self._state.set_person(float(age), _NAN)
        if np.isfinite(age) and "age_years" in self._factors:
            self._state.set("age_years", float(age))

    def __repr__(self) -> str:
        return f"Stream({self.person_id!r})"


def load_stream(path: str | os.PathLike[str]) -> Stream:
    """The state that `Stream.save` wrote, with its model: the days that follow score as if it had never stopped.

    Parameters
    ----------
    path : path

    Returns
    -------
    Stream

    Raises
    ------
    DataError
        With the file and the rule, for what is no such file, a newer version, or a file that was changed.

    Examples
    --------
    >>> import backrisk as br, os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "p07.stream")
    >>> br.literature_model().start("p07").save(path)
    >>> br.load_stream(path)
    Stream('p07')
    """
    model, kept = _files.read(path, "load_stream")
    if len(kept) != 1:
        rule = "must hold one person; backrisk.cohort.load_streams reads many"
        raise _core.DataError(f"{os.fspath(path)}: holds {len(kept)} people, but {rule}")
    return stream_of(model, kept[0], os.path.basename(os.fspath(path)))


def stream_of(model: Model, kept: _files.Kept, name: str) -> Stream:
    """A state from a file. Raises `DataError` that begins with `name` for what no state was ever told."""
    try:
        return Stream._of(model, kept)
    except (_core.InvalidArgument, _core.DataError, TypeError, ValueError, AttributeError) as error:
        raise _core.DataError(f"{name}: {kept.begun.person_id!r} cannot be continued: {error}") from None


def _unpickled(content: bytes) -> Stream:
    model, kept = _files.unpack(content, "Stream")
    return stream_of(model, kept[0], "Stream")


def _one_day(value: object, name: str) -> int:
    number = int(_tables.days([value], _tables.Source("Stream", name))[0])
    if number == _tables.NO_DAY:
        raise _core.InvalidArgument(f"Stream: {name} is missing, but must be a date")
    return number


def _get(row: Mapping[str, object], name: str) -> float:
    value = row.get(name)
    return _NAN if value is None else float(value)  # type: ignore[arg-type]


def _session_record(sessions: Iterable[Mapping[str, object]] | None) -> dict[str, float]:
    if sessions is None:
        return {}
    rows = list(sessions)
    minutes = [_get(row, "duration_min") for row in rows]
    given = [_get(row, "load") for row in rows]
    loads = [x if x == x else _get(row, "rpe") * m for row, x, m in zip(rows, given, minutes, strict=True)]
    timed = not rows or any("duration_min" in row for row in rows)
    longest = minutes if timed else loads
    warm_ups = [x for x in (_get(row, "warm_up_min") for row in rows) if x == x]
    return {
        "load": float(sum(loads)),
        "longest": _largest(longest),
        "minutes": float(sum(minutes)) if timed else _NAN,
        "sessions_warmed_up": float(sum(x > 0 for x in warm_ups)),
        "sessions_recorded": float(len(warm_ups)),
    }


def _set_record(sets: Iterable[Mapping[str, object]] | None) -> dict[str, float]:
    if sets is None:
        return {}
    rows = list(sets)
    lifts = [_get(row, "sets") * _get(row, "reps") for row in rows]
    angles = [(n, _get(row, "trunk_flexion_deg")) for n, row in zip(lifts, rows, strict=True)]
    seen = [(n, angle) for n, angle in angles if n > 0 and angle == angle]
    weight = sum(n for n, _ in seen)
    return {
        "reps": float(sum(lifts)),
        "heaviest_kg": _largest([_get(row, "mass_kg") for row in rows]),
        "flexion_deg": sum(n * angle for n, angle in seen) / weight if weight else _NAN,
    }


def _largest(values: list[float]) -> float:
    """0 of nothing, NaN when one is not known."""
    return _NAN if any(x != x for x in values) else max(values, default=0.0)
