"""A progression that reaches a goal within limits; see `backrisk.advise.plan`."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.table import Table
from backrisk._shared.typing import CohortLike, DateLike, LabelLike
from backrisk.advise.plan_search import Found, search
from backrisk.advise.plan_task import (
    CORE_NAMES,
    STEPS,
    Answer,
    Outcome,
    Task,
    inside_episode,
    last_episode,
    read_limits,
    read_task,
)
from backrisk.advise.projection import Projection
from backrisk.history import Triage
from backrisk.risk.model import Model

_IN_WORDS = {
    "week_change": "rise from week to week",
    "acute_chronic": "load of 7 days over that of 28",
    "session_spike": "rise of a session over the longest one of 30 days",
    "week_time_min": "minutes a week that there are",
    "session_time_min": "minutes a session that there are",
    "risk": "risk of an episode",
}


STANDING = {
    "week_change": "convention: unrelated to injury in the study of the session rise",
    "acute_chronic": "preference: no effect in a trial (E143: 1.01, 0.91 to 1.12)",
    "session_spike": "one study in runners, any overuse injury (E043 to E045)",
    "session_time_min": "convention of this library, or yours",
    "risk": "yours",
}
"""What speaks for each limit."""

_AFTER_EPISODE = (
    "the diary has a low-back episode: the plan is a ceiling, and the symptoms decide each week whether to "
    "go on, to repeat it or to step back (return_step)"
)


class AllWeeks(Table):
    """Prints every week."""

    __slots__ = ()
    shown_rows = 104
    shown_width = 130


@dataclass(frozen=True)
class Plan:
    """A plan, or what stands in its way.

    `reached` says whether `goal` can be reached within the limits; `nearest` is the best that can, in the
    unit of the goal, and the plan is for that one. `sessions` has a row a session (date, duration_min, rpe,
    load, planned = 1: ready for a diary or for `project`), `weeks` one a week (held_by: the limit that one
    more step would break, empty where the goal or the even pace decides), `limits` one a limit with what it
    costs (reach_without it; gain for each 0.01 or minute of it), and `conflict` names a set of limits that
    makes the goal impossible and of which none can be spared. `projection` is the load and risk of the plan
    day by day, None without a model.
    """

    person_id: str
    goal: tuple[str, float]
    reached: bool
    nearest: float
    sessions: Table
    weeks: Table
    limits: Table
    conflict: tuple[str, ...]
    growth: float
    step_min: float
    projection: Projection | None
    lowest_risk: float | None
    """Where no plan keeps the limit of the risk: the lowest of the highest risks of all plans tried."""
    assumptions: tuple[str, ...]
    flags: tuple[str, ...] = ()
    """Red flags of the person, the most urgent first. One that asks for a physician stops the plan."""
    advice: tuple[str, ...] = ()
    stopped: str = ""
    """Why there is no plan for this person at all; empty where there is one."""
    intended_use: str = _core.risk.intended_use

    def headline(self) -> str:
        """Reached or not, and what is in the way."""
        name, wanted = self.goal
        weeks = f"{len(self.weeks)} week" + ("" if len(self.weeks) == 1 else "s")
        if self.reached:
            rise = f", rising by up to {self.growth:.1%} a week" if 0 < self.growth < np.inf else ""
            return f"{self.person_id}: {name} = {wanted:g} can be reached within {weeks}{rise}"
        if self.stopped:
            return f"{self.person_id}: no plan; {self.flags[0] if self.flags else self.stopped}"
        where = " and ".join(f"{one} ({_IN_WORDS[one]})" for one in self.conflict)
        nearest = f"the nearest goal is {self.nearest:g}"
        if self.lowest_risk is not None:
            nearest = f"no plan keeps it, the lowest risk found is {self.lowest_risk:.3g}"
        return f"{self.person_id}: {name} = {wanted:g} is not possible in {weeks}: {where}; {nearest}"

    def to_text(self) -> str:
        """The plan week by week, what each limit costs, where the risk goes, and what was assumed."""
        lines = [self.headline(), *(f"{one.rstrip('.')}." for one in (*self.flags, *self.advice))]
        lines += [repr(self.weeks)] if len(self.sessions) else []
        lines += [repr(self.limits)] if len(self.limits) else []
        lines += [self.projection.headline() + "."] if self.projection else []
        lines += ["Assumed:", *(f"  {one}." for one in self.assumptions)]
        if self.projection:
            lines += [*(f"Note: {one}." for one in self.projection.notes), f"Status: {self.projection.status}."]
        return "\n".join([*lines, f"Use: {self.intended_use}."])

    def __repr__(self) -> str:
        return f"{self.headline()}\n{self.weeks!r}"

    def _repr_html_(self) -> str:
        soft = "".join(
            f"<p>{html.escape(one)}.</p>"
            for one in (
                *self.assumptions,
                *(self.projection.notes if self.projection else ()),
                f"Use: {self.intended_use}",
            )
        )
        tables = self.weeks._repr_html_() + self.limits._repr_html_()
        told = (one.rstrip(".") for one in (*self.flags, *self.advice))
        first = "".join(f"<p>{html.escape(one)}.</p>" for one in told)
        return f"<p><b>{html.escape(self.headline())}</b></p>{first}{tables}{soft}"


def plan(
    model: Model | None,
    cohort: CohortLike,
    person: LabelLike,
    *,
    goal: Mapping[str, float] | str,
    weeks: int = 12,
    start: DateLike | None = None,
    constraints: Mapping[str, float | None] | None = None,
    sessions_per_week: int | None = None,
    weekdays: Sequence[str] | None = None,
    rpe: float | None = None,
    long_session: float = 1.5,
    step_min: float | None = None,
    horizon_days: int = HORIZON_DAYS,
    level: float = LEVEL,
) -> Plan:
    """The gentlest progression that reaches `goal` within limits, or which limit makes it impossible.

    `goal` is one of {"week_min": minutes}, {"week_load": RPE x minutes}, {"session_min": minutes of the
    longest session}, or "before_episode": the weekly minutes of the 28 days before the last low-back episode,
    to come back to. It is to be reached in one of the `weeks` (1 to 104) and then held. The plan begins on
    `start` (default: the day after the person's diary). Its sessions are at one `rpe` (default: the mean of
    the last 28 days), on `weekdays` or spread evenly, the last one of a week `long_session` times as long as
    the others. `model` None: no risk is computed.

    `constraints` (a name left out keeps its default, None switches it off):

    - week_change 0.10: sum of a week <= (1 + g) x the week before
    - acute_chronic 1.5: mean of 7 days <= b x mean of 28 at the end of each week (coupled, rolling), b >= 1;
      a preference: managing load by it did not change health problems in a trial (E143)
    - session_spike 0.10: each session <= (1 + c) x the longest one of the 30 days before, before its week
    - week_time_min: the time that there is in a week
    - session_time_min 180: the longest session; None leaves 360 minutes, which no plan exceeds
    - always_session_min 20: a week of sessions no longer than this keeps the first three
    - risk: `risk` of each planned day over `horizon_days`, as `project` computes it
    - rest_days 1, max_sessions: of a week

    A red flag that asks for a physician stops the plan (`conflict` is ("red_flag",)), and so does whatever
    takes a person out of the intended use: under 18, pregnancy, the first weeks after a birth, inside an
    episode (`conflict` names it, `stopped` says why). After an episode the
    plan says how far to go, and the symptoms whether to go on: `return_step`.

    Sessions come in steps of `step_min` minutes (default: 5, and 1 where 5 does not reach the goal); the
    limits hold for the rounded sessions. Sessions a week: as given, else the number of the last 28 days,
    else the nearest number that reaches the goal.

    Method: no limit gets tighter when an earlier week gets longer, so the longest allowed week after the
    longest allowed weeks is the best of all plans in these steps (exact; `advise/plan.hpp` has the proof). Of
    all uniform growth rates that reach the goal the smallest is taken, by bisection. Under a risk limit the
    most permissive rise of the sessions is kept, among those at which the model's hazard changes, whose
    projection stays below it; then the plan is the best of one such rise for all weeks.

    The limits are conventions: the 10 % session rise has a study in runners (any overuse injury, Frandsen
    2025, doi:10.1136/bjsports-2024-109380); neither the weekly change (no relation in the same study) nor the
    ratio (Windt & Gabbett 2019, doi:10.1136/bjsports-2017-098925) is shown to prevent back pain.

    Raises `InvalidArgument` for a start on or before the last day of the diary, an unknown goal, constraint
    or weekday, numbers out of range, rest days that leave too few for the sessions, or a diary with fewer
    than 14 known days of the last 28.

    >>> import backrisk as br
    >>> cohort = br.simulate_cohort(n_people=5, n_days=90)
    >>> ahead = br.advise.plan(None, cohort, "p3", goal={"week_min": 200}, weeks=8)
    >>> ahead.reached, float(ahead.weeks["minutes"].max())
    (True, 200.0)
    """
    at = cohort._at(person)
    limits = read_limits(constraints)
    if limits["risk"] is not None and model is None:
        raise _core.InvalidArgument("plan: a limit of the risk needs a model")
    counts, task = read_task(
        cohort, at, limits, goal, weeks, start, sessions_per_week, weekdays, rpe, long_session, step_min
    )
    steps = STEPS if step_min is None else (task.step_min,)
    gate = cohort._gate.triage(at, task.start, inside_episode(cohort, at, task.start))
    flags, advice = cohort._gate.on(at, task.start)
    if gate.stops or not gate.eligible:
        return _stopped(str(cohort.people[at]), task, gate, flags, advice)
    found = search(
        model, cohort, person, task, counts=counts, steps=steps, most_risk=limits["risk"],
        horizon_days=horizon_days, level=level,
    )  # fmt: skip
    made = _answer(str(cohort.people[at]), task, found, limits["risk"])
    told = () if last_episode(cohort, at) is None else (_AFTER_EPISODE,)
    return replace(made, flags=flags, advice=advice, assumptions=made.assumptions + told)


def _stopped(name: str, task: Task, gate: Triage, flags: tuple[str, ...], advice: tuple[str, ...]) -> Plan:
    """No plan: a red flag comes first, or plans were not made for this person."""
    why = "red_flag" if gate.stops else gate.eligibility
    nothing = _nothing(task, why)
    whom = (gate.whom_to_see,) if gate.whom_to_see and why != "red_flag" else ()
    columns: dict[str, object] = {
        name: [] for name in ("limit", "value", "weeks_held", "reach_without", "gain", "standing")
    }
    return Plan(
        person_id=name,
        goal=task.goal,
        reached=False,
        nearest=0.0,
        sessions=nothing.sessions(),
        weeks=_week_table(nothing, None),
        limits=Table({**columns, "in_the_way": []}, title="limits"),
        conflict=(why,),
        growth=float("nan"),
        step_min=task.step_min,
        projection=None,
        lowest_risk=None,
        assumptions=(
            "a red flag that asks for a physician comes before any plan" if gate.stops else gate.reason,
        ),
        flags=flags,
        advice=(*advice, *whom),
        stopped=gate.advice if gate.stops else gate.reason,
    )


def _answer(name: str, task: Task, found: Found, risk: float | None) -> Plan:
    chosen = _nothing(task) if found.chosen is None else found.chosen
    limits, conflict = _costs(found.free, chosen, risk, found.reached)
    return Plan(
        person_id=name,
        goal=task.goal,
        reached=found.reached,
        nearest=task.goal[1] if found.reached else chosen.reach,
        sessions=chosen.sessions(),
        weeks=_week_table(chosen, found.ahead),
        limits=limits,
        conflict=() if found.reached else conflict,
        growth=float(chosen.found.growth),
        step_min=chosen.task.step_min,
        projection=found.ahead,
        lowest_risk=found.lowest if found.chosen is None else None,
        assumptions=_assumptions(chosen),
    )


def _nothing(task: Task, because: str = "risk") -> Answer:
    """No training at all."""
    zeros = np.zeros(task.weeks)
    return Answer(task, [6], 1.0, Outcome(zeros, zeros, [because] * task.weeks))


def _costs(free: Answer, chosen: Answer, risk: float | None, reached: bool) -> tuple[Table, tuple[str, ...]]:
    costs = free.found.costs
    names = [CORE_NAMES.get(one.limit, one.limit) for one in costs]
    columns: dict[str, list[Any]] = {
        "limit": names,
        "value": [one.value for one in costs],
        "weeks_held": [one.weeks_held for one in costs],
        "reach_without": [one.reach_without * free.unit for one in costs],
        "gain": [one.shadow_price * free.unit for one in costs],
        "standing": [STANDING.get(name, "yours") for name in names],
    }
    conflict = tuple(name for name, one in zip(names, costs, strict=True) if one.in_conflict)
    if risk is not None:
        row = ["risk", risk, 0, free.reach, float("nan"), STANDING["risk"]]
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
        if free.reached and not reached:
            conflict = ("risk",)
        elif not reached and chosen.reach < free.reach:
            conflict = ("risk", *conflict)
    columns["in_the_way"] = [name in conflict and not reached for name in columns["limit"]]
    return Table(columns, title="limits, and what could be reached without each"), conflict


def _week_table(one: Answer, ahead: Projection | None) -> Table:
    minutes = np.asarray(one.found.session_min).reshape(one.task.weeks, -1)
    start = np.datetime64(one.task.start, "D")
    columns: dict[str, object] = {
        "week": np.arange(1, one.task.weeks + 1),
        "from": start + 7 * np.arange(one.task.weeks).astype("timedelta64[D]"),
        "sessions": (minutes > 0).sum(axis=1),
        "minutes": minutes.sum(axis=1),
        "longest_min": minutes.max(axis=1),
        "load": minutes.sum(axis=1) * one.task.rpe,
        "held_by": one.held_by(),
    }
    if ahead is not None:
        columns |= _week_risks(ahead, start, one.task.weeks)
    return AllWeeks(columns, title="weeks")


def _week_risks(ahead: Projection, start: np.datetime64, weeks: int) -> dict[str, object]:
    """Risk on the last day of each week, with its interval; after the last session its number holds."""
    days = ahead.planned
    if not len(days):
        return {}
    ends = (start - days["date"][0]).astype(int) + 7 * np.arange(weeks) + 6
    ends = np.minimum(ends, len(days) - 1)
    return {name: days[name][ends] for name in ("risk", "low", "high")}


def _assumptions(one: Answer) -> tuple[str, ...]:
    return (
        f"every session at RPE {one.task.rpe:g}, in steps of {one.task.step_min:g} min",
        "days between the diary and the plan are rest",
        "the limits are conventions, not shown to prevent back pain; a plan is a proposal to be judged",
    )
