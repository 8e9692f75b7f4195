"""What a plan is asked: the diary, the goal and the limits as one question to the core."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.table import Table
from backrisk._shared.typing import CohortLike, DateLike
from backrisk.advise.projection import Numbers

_LIMIT_NAMES = (
    "week_change", "acute_chronic", "session_spike", "week_time_min", "session_time_min",
    "always_session_min",
)  # fmt: skip
_LIMITS: dict[str, float] = {name: getattr(_core.advise.PlanLimits(), name) for name in _LIMIT_NAMES}
DEFAULTS: dict[str, float | None] = {
    **{name: (None if value != value else value) for name, value in _LIMITS.items()},
    "risk": None,
    "rest_days": 1.0,
    "max_sessions": None,
}
"""The limits of `plan` unless told otherwise; None is no limit."""
GOALS = ("week_min", "week_load", "session_min")
BEFORE_EPISODE = "before_episode"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_KNOWN = 14
MOST_SESSION_MIN: float = _core.advise.most_session_min
"""No plan has a longer session, whatever the limits; ours."""
_MOST = {
    "week_min": 6 * MOST_SESSION_MIN,
    "week_load": 60 * MOST_SESSION_MIN,
    "session_min": MOST_SESSION_MIN,
}
_MORE_SESSIONS = 2
"""Sessions a week beyond the habit that a plan may add unasked; ours."""
STEPS = (5.0, 1.0)
"""Minutes; the first in which the goal can be reached is taken."""
CORE_NAMES = {"week_time": "week_time_min", "session_time": "session_time_min"}


@dataclass(frozen=True)
class Task:
    """What is asked of a plan, but for the numbers of sessions and the steps that are tried."""

    weeks_min: list[float]
    longest_min: Numbers
    weeks: int
    goal: tuple[str, float]
    rpe: float
    start: int
    days: tuple[int, ...] | None
    long_session: float
    step_min: float
    limits: dict[str, float]
    in_load: bool
    """The diary has no durations: its longest sessions are loads."""

    @property
    def unit(self) -> float:
        """The goal's unit in minutes: an RPE for a load."""
        return self.rpe if self.goal[0] == "week_load" else 1.0

    def question(self, counts: Sequence[int], steps: Sequence[float]) -> _core.cohort.PlanQuestion:
        """The question to the core; `counts` and `steps` are tried in order."""
        return _core.cohort.PlanQuestion(
            weeks_min=self.weeks_min, longest_min=self.longest_min, limits=_core.advise.PlanLimits(**self.limits),
            weeks=self.weeks, longest_session=self.goal[0] == "session_min",
            goal_min=self.goal[1] / self.unit, days=list(self.days or ()), long_session=self.long_session,
            steps_min=list(steps), sessions=list(counts),
        )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """The core's answer: minutes of sessions and weeks, what held each week, and what each limit costs."""

    session_min: Numbers
    week_min: Numbers
    held_by: list[str]
    reached: bool = False
    reach: float = 0.0
    growth: float = float("nan")
    costs: tuple[_core.advise.PlanCost, ...] = ()


def outcome_of(found: _core.advise.PlanAnswer) -> Outcome:
    path = found.path
    return Outcome(
        path.session_min, path.week_min, path.held_by, found.reached, found.reach, found.growth,
        tuple(found.costs),
    )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    task: Task
    days: list[int]
    unit: float
    found: Outcome

    @property
    def reached(self) -> bool:
        return self.found.reached

    @property
    def reach(self) -> float:
        """In the unit of the goal."""
        return self.found.reach * self.unit

    def sessions(self) -> Table:
        minutes = np.asarray(self.found.session_min)
        week = np.repeat(np.arange(self.task.weeks), len(self.days))
        day = self.task.start + 7 * week + np.tile(self.days, self.task.weeks)
        kept = minutes > 0
        columns = {
            "week": week + 1,
            "date": np.datetime64(0, "D") + day.astype("timedelta64[D]"),
            "duration_min": minutes,
            "rpe": np.full(len(minutes), self.task.rpe),
            "load": minutes * self.task.rpe,
            "planned": np.ones(len(minutes), dtype=np.int64),
        }
        return Table(columns, title="planned sessions").take(kept)

    def held_by(self) -> list[str]:
        return [CORE_NAMES.get(name, name) for name in self.found.held_by]


def read_limits(given: Mapping[str, float | None] | None) -> dict[str, float | None]:
    limits = dict(DEFAULTS)
    for name, value in (given or {}).items():
        if name not in limits:
            close = _tables.nearest(name, limits)
            raise _core.InvalidArgument(f"plan: constraint {name!r} is not known{close or '; there are '}")
        most = MOST_SESSION_MIN if name == "session_time_min" else np.inf
        limits[name] = None if value is None else _number(f"constraints[{name!r}]", value, 0, most)
    risk = limits["risk"]
    if risk is not None and not 0 < risk < 1:
        raise _core.InvalidArgument(f"plan: constraints['risk'] is {risk:g}, but must be between 0 and 1")
    return limits


def _number(name: str, value: object, least: float, most: float = np.inf) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not (least <= number <= most and np.isfinite(number)):
        rule = f"at least {least:g}" if most == np.inf else f"between {least:g} and {most:g}"
        raise _core.InvalidArgument(f"plan: {name} is {value!r}, but must be a number, {rule}")
    return number


def _goal(goal: Mapping[str, float] | str, cohort: CohortLike, at: int) -> tuple[str, float]:
    if goal == BEFORE_EPISODE:
        return "week_min", _habit_before_episode(cohort, at)
    if not isinstance(goal, Mapping) or len(goal) != 1 or next(iter(goal)) not in GOALS:
        raise _core.InvalidArgument(
            f"plan: goal is {goal!r}, but must name one of {', '.join(GOALS)}, or be {BEFORE_EPISODE!r}"
        )
    name, value = next(iter(goal.items()))
    return name, _number(f"goal[{name!r}]", value, 1, _MOST[name])


def read_task(
    cohort: CohortLike, at: int, limits: Mapping[str, float | None], goal: Mapping[str, float] | str, weeks: int,
    start: DateLike | None, per_week: int | None, weekdays: Sequence[str] | None, rpe: float | None,
    long_session: float, step_min: float | None,
) -> tuple[list[int], Task]:  # fmt: skip
    """Numbers of sessions to try, the preferred one first, and what they have in common."""
    diary = cohort._data.diary(at)
    last = diary.first_day + len(diary.load) - 1
    begin = last + 1 if start is None else int(_tables.days([start], _tables.Source("plan", "start"))[0])
    if begin <= last:
        raise _core.InvalidArgument(
            f"plan: start is {np.datetime64(begin, 'D')}, but must be after the last day of the diary, "
            f"{np.datetime64(last, 'D')}"
        )
    gap = np.zeros(begin - last - 1)
    load, longest, minutes = (np.r_[one, gap] for one in (diary.load, diary.longest, diary.minutes))
    effort = _rpe(load, minutes) if rpe is None else _number("rpe", rpe, 0.5, 10)
    in_load = bool(np.isnan(minutes).all())
    days = _weekdays(weekdays, begin)
    counts = _counts(limits, load, per_week, days)
    task = Task(
        weeks_min=[one / effort for one in _weeks(load)],
        longest_min=np.ascontiguousarray(longest / effort if in_load else longest),
        weeks=int(_number("weeks", weeks, 1, 104)),
        goal=_goal(goal, cohort, at),
        rpe=effort,
        start=begin,
        days=days,
        long_session=_number("long_session", long_session, 1, 5),
        step_min=5.0 if step_min is None else _number("step_min", step_min, 0.5, 60),
        in_load=in_load,
        limits={name: float("nan") if limits[name] is None else limits[name] for name in _LIMITS},  # type: ignore[misc]
    )
    return counts, task


def last_episode(cohort: CohortLike, at: int) -> tuple[int, int | None] | None:
    """Onset and recovery of the last low-back episode that began within the diary."""
    first, last = cohort._data.span(at)
    back = [
        (one.onset, one.recovered)
        for one in cohort._data.episodes(at)
        if one.low_back and first < one.onset <= last
    ]
    return max(back, default=None, key=lambda one: one[0])


def inside_episode(cohort: CohortLike, at: int, day: int) -> bool:
    """A low-back episode is open on the day."""
    return any(
        one.low_back and one.onset <= day and (one.recovered is None or day < one.recovered)
        for one in cohort._data.episodes(at)
    )


def _habit_before_episode(cohort: CohortLike, at: int) -> float:
    """Minutes a week over the 28 days before the last low-back episode, in whole minutes."""
    diary, episode = cohort._data.diary(at), last_episode(cohort, at)
    if episode is None:
        raise _core.InvalidArgument("plan: goal is 'before_episode', but the diary has no low-back episode")
    end = episode[0] - diary.first_day
    minutes = diary.minutes[max(0, end - 28) : end]
    known = minutes[~np.isnan(minutes)]
    if len(known) < _LEAST_KNOWN or known.sum() <= 0:
        raise _core.InvalidArgument(
            f"plan: goal is 'before_episode', but only {len(known)} of the 28 days before it are known, or "
            "nobody trained on them"
        )
    return float(np.floor(7 * known.mean()))


def _rpe(load: Numbers, minutes: Numbers) -> float:
    """Mean RPE of the last 28 days, to the half."""
    known = ~np.isnan(load[-28:]) & ~np.isnan(minutes[-28:])
    time = minutes[-28:][known].sum()
    if time <= 0:
        raise _core.InvalidArgument(
            "plan: the diary has no minutes in the last 28 days, so rpe must be given"
        )
    return float(np.clip(np.round(2 * load[-28:][known].sum() / time) / 2, 0.5, 10))


def _weeks(load: Numbers) -> list[float]:
    """Sums of three times 7 days, unknown days as the mean of the known ones of their week or of all."""
    recent = np.r_[np.full(max(0, 28 - len(load)), np.nan), load[-28:]]
    known = int((~np.isnan(recent)).sum())
    if known < _LEAST_KNOWN:
        rule = f"at least {_LEAST_KNOWN} must be known"
        raise _core.InvalidArgument(f"plan: the diary knows {known} of the last 28 days, but {rule}")
    whole = float(np.nanmean(recent))
    parts = (recent[7 * i : 7 * i + 7] for i in (1, 2, 3))
    return [7 * (whole if np.isnan(p).all() else float(np.nanmean(p))) for p in parts]


def _weekdays(names: Sequence[str] | None, begin: int) -> tuple[int, ...] | None:
    """Days after the first one of the plan."""
    if names is None:
        return None
    first = dt.date.fromordinal(begin + dt.date(1970, 1, 1).toordinal()).weekday()
    found = set()
    for name in names:
        places = [i for i, known in enumerate(WEEKDAYS) if known.startswith(str(name).strip().lower()[:3])]
        if len(places) != 1 or len(str(name).strip()) < 3:
            raise _core.InvalidArgument(f"plan: weekday {name!r} must be one of {', '.join(WEEKDAYS)}")
        found.add((places[0] - first) % 7)
    if not found:
        raise _core.InvalidArgument("plan: weekdays is empty, but must name at least one day")
    return tuple(sorted(found))


def _counts(
    limits: Mapping[str, float | None], load: Numbers, per_week: int | None, days: tuple[int, ...] | None
) -> list[int]:
    """Sessions a week to try: as given, else from the habitual number outwards."""
    most = int(7 - (limits["rest_days"] or 0))
    if limits["max_sessions"] is not None:
        most = min(most, int(limits["max_sessions"]))
    if days is not None:
        per_week = len(days)
    if most < 1 or (per_week is not None and not 1 <= per_week <= most):
        raise _core.InvalidArgument(
            f"plan: {per_week or 1} sessions a week do not fit: rest_days and max_sessions leave "
            f"{max(most, 0)}"
        )
    if per_week is not None:
        return [int(per_week)]
    usual = int(np.clip(np.round((load[-28:] > 0).sum() / 4), 1, most))
    most = min(most, usual + _MORE_SESSIONS)
    return sorted(range(1, most + 1), key=lambda n: (abs(n - usual), -n))
