"""One person, one day at a time: the numbers of `Model.score`, as the days come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import REASONS
from backrisk._shared.options import Maybe
from backrisk.history import Triage
from backrisk.history.gate import triage_of

__all__ = ["ScoredDay", "Stream"]

_NAN = float("nan")


class ScoredDay(NamedTuple):
    """What is said of a person after a day; the columns of `Scores`."""

    day: Any
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


DAYS_A_YEAR = 365.2425


class Stream:
    """A person's state, made by `Model.start`. A day costs the same however long the diary is.

    `advance` takes what was recorded of the next day and answers the score after it. `set` tells a factor
    that changes now and then (a test result, a diagnosis), `report` an episode.
    """

    def __init__(
        self,
        model: Any,
        person_id: Any,
        person: Mapping[str, Any] | None = None,
        *,
        horizon_days: int = 28,
        level: float = 0.95,
        episodes_known: bool = True,
    ) -> None:
        self.person_id = str(person_id)
        self._factors = model.factor_names
        rows = {"person_id": [self.person_id], **{k: [v] for k, v in (person or {}).items()}}
        table = _tables.read_columns("people", rows, "person", self._factors)
        for one in table.findings:
            raise _core.InvalidArgument(f"start: {one['column']!r} {one['rule']}")
        core = table.core
        self._birth = int(core["birth_date"][0]) if "birth_date" in core else int(_tables.NO_DAY)
        self._age = float(core["age_years"][0]) if "age_years" in core else _NAN
        self._female = float(core["sex"][0]) if "sex" in core else _NAN
        self._first: int | None = None
        height = core.get("height_m", [_NAN])[0]
        names = {"sex": "female", "smoker": "smoker"}
        known: dict[str, Any] = {to: core[name][0] for name, to in names.items() if name in core}
        known |= {"bmi": core.get("mass_kg", [_NAN])[0] / height**2}
        known |= {name: column[0] for name, column in table.given.items()}
        pairs = [(name, float(x)) for name, x in known.items() if np.isfinite(x) and name in self._factors]
        self._state = _core.cohort.Stream(model._core, pairs, episodes_known, horizon_days, level)

    def set(self, factor: str, value: Maybe) -> None:
        """From now on `factor` has this value; None: it is no longer known. Raises `InvalidArgument`."""
        self._state.set(factor, _NAN if value is None else float(value))

    def report(
        self, onset: Any, recovered: Any = None, *, severity: str = "any", region: str = "low_back"
    ) -> None:
        """An episode, or the news of its recovery: the same onset and region again replaces it."""
        begin = _one_day(onset, "onset")
        end = None if _tables.is_missing(recovered) else _one_day(recovered, "recovered")
        self._state.report(begin, end, severity, region)

    def report_condition(
        self, condition: str, *, since: Any = None, until: Any = None, onset: Any = None, reviewed: Any = None
    ) -> None:
        """A condition or red-flag finding, with its dates as in the table `conditions`. It counts from its
        first day on; a red flag that needs care the same day and an exclusion take the numbers away."""
        dates = {"since": since, "until": until, "onset": onset, "reviewed": reviewed}
        known = {name: _one_day(one, name) for name, one in dates.items() if not _tables.is_missing(one)}
        self._state.report_condition(condition, **known)

    def triage(self) -> Triage:
        """What the gate says after the last day."""
        return triage_of(self._state.triage())

    def advance(
        self,
        day: Any,
        sessions: Iterable[Mapping[str, Any]] | None = (),
        *,
        sets: Iterable[Mapping[str, Any]] | None = None,
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
        self._grow_older(when)
        record = {**_session_record(sessions), **_set_record(sets)}
        if pain_nrs is not None and not 0 <= float(pain_nrs) <= 10:
            raise _core.InvalidArgument(f"advance: pain_nrs is {pain_nrs!r}, but must be between 0 and 10")
        wellness = {"sleep_hours": sleep_hours, "mood": mood, "pain_nrs": pain_nrs}
        record |= {name: float(x) for name, x in wellness.items() if x is not None}
        self._state.advance(when, **record)
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
        if self._first is None:
            self._first = day
        at = np.array([day], dtype=np.int32)
        age = self._age + _core.cohort.completed_years(self._first, at)[0]
        if self._birth != _tables.NO_DAY:
            age = float(_core.cohort.completed_years(self._birth, at)[0])
        self._state.set_person(float(age), self._female)
        if np.isfinite(age) and "age_years" in self._factors:
            self._state.set("age_years", float(age))

    def __repr__(self) -> str:
        return f"Stream({self.person_id!r})"


def _one_day(value: Any, name: str) -> int:
    number = int(_tables.days([value], _tables.Source("Stream", name))[0])
    if number == _tables.NO_DAY:
        raise _core.InvalidArgument(f"Stream: {name} is missing, but must be a date")
    return number


def _get(row: Mapping[str, Any], name: str) -> float:
    value = row.get(name)
    return _NAN if value is None else float(value)


def _session_record(sessions: Iterable[Mapping[str, Any]] | None) -> dict[str, float]:
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


def _set_record(sets: Iterable[Mapping[str, Any]] | None) -> dict[str, float]:
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
