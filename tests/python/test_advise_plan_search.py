"""The search for a plan. Oracle: a naive loop over sessions, steps and rises, whose risks are those of
`br.advise.project` of the sessions that the loop's plan has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk import _core

COHORT = br.simulate_cohort(n_people=8, n_days=120, seed=17)
MODEL = br.literature_model()
RPE, WEEKS, STEPS, COUNTS = 5.0, 6, (5.0, 1.0), (3, 2, 4)
LIMITS = {"week_change": 0.10, "acute_chronic": 1.5, "session_spike": 0.10, "always_session_min": 20.0}


def diary(person: str) -> dict[str, Any]:
    of = COHORT._data.diary(COHORT._at(person))
    load = np.nan_to_num(of.load[-21:])
    return {
        "weeks_min": [float(load[7 * i : 7 * i + 7].sum()) / RPE for i in range(3)],
        "longest_min": np.ascontiguousarray(of.longest),
    }


def start_of(person: str) -> int:
    return int(COHORT._data.span(COHORT._at(person))[1]) + 3  # two days of rest, then the plan


def path(person: str, limits: dict[str, float], step: float, count: int, goal: float, gentle: bool) -> Any:
    days = [(i + 1) * 7 // count - 1 for i in range(count)]
    problem = _core.advise.PlanProblem(
        **diary(person), day=days, share=[1 / count] * count, weeks=WEEKS, step_min=step,
        longest_session=False, limits=_core.advise.PlanLimits(**limits),
    )  # fmt: skip
    return days, _core.advise.plan(problem, goal, gentle)


def highest(person: str, days: list[int], minutes: Any) -> float:
    """Highest risk of the projection of these sessions."""
    at = np.flatnonzero(np.asarray(minutes) > 0)
    if not len(at):
        return 0.0
    day = start_of(person) + 7 * (at // len(days)) + np.asarray(days)[at % len(days)]
    sessions = {
        "date": np.datetime64(0, "D") + day.astype("timedelta64[D]"),
        "duration_min": np.asarray(minutes)[at],
        "rpe": np.full(len(at), RPE),
    }
    return float(np.nanmax(br.advise.project(MODEL, COHORT, person, sessions).planned["risk"]))


def first(person: str, goal: float, steps: Any, risk: float | None) -> tuple[Any, Any, float] | None:
    rises = [LIMITS["session_spike"]]
    if risk is not None:
        lower = {s for s in _core.cohort.session_rises(MODEL._core) if s < rises[0]} | {0.0}
        rises += sorted(lower - {rises[0]}, reverse=True)
    ladder = [{**LIMITS, "session_spike": rise} for rise in rises]
    if risk is not None:
        ladder.append({**LIMITS, "session_spike": 0.0, "week_change": 0.0, "always_session_min": 0.0})
    best = None
    for limits in ladder:
        for step in steps:
            for count in COUNTS:
                for gentle in (True, False) if risk is not None else (True,):
                    days, one = path(person, limits, step, count, goal, gentle)
                    nearer = best is None or one.reached or one.reach > best[1].reach
                    if not nearer or not (gentle or one.reached):
                        continue
                    if risk is not None and highest(person, days, one.path.session_min) > risk:
                        continue
                    best = (days, one, step)
                    if one.reached:
                        return best
    return best


@pytest.mark.parametrize("person", ["p2", "p5", "p7"])
@pytest.mark.parametrize("goal", [120.0, 260.0, 900.0])
@pytest.mark.parametrize("share", [None, 0.9, 1.05, 1.3])
def test_the_search_is_a_naive_loop(person: str, goal: float, share: float | None) -> None:
    now = float(MODEL.assess(COHORT, person).risk)
    risk = None if share is None or np.isnan(now) else share * now
    found = COHORT._data.search_plan(
        _core.cohort.PlanQuestion(
            **diary(person), limits=_core.advise.PlanLimits(**LIMITS), weeks=WEEKS, longest_session=False,
            goal_min=goal, days=[], long_session=1.0, steps_min=list(STEPS), sessions=list(COUNTS),
        ),
        model=MODEL._core, person=COHORT._at(person), first_day=start_of(person), rpe=RPE, in_load=False,
        most_risk=risk, horizon_days=28, level=0.95,
    )  # fmt: skip
    naive = first(person, goal, STEPS, risk)
    assert (found.chosen is None) == (naive is None)
    if naive is None:
        return
    assert found.reached == naive[1].reached
    if not naive[1].reached and naive[1].reach > 0:
        naive = first(person, naive[1].reach, (naive[2],), risk)
        assert naive is not None
    days, one, step = naive
    assert (found.chosen.days, found.chosen.step_min) == (days, step)
    np.testing.assert_array_equal(found.chosen.answer.path.session_min, one.path.session_min)
    if risk is not None:
        assert highest(person, days, found.chosen.answer.path.session_min) <= risk
        assert found.lowest_risk <= risk


def test_a_search_without_anything_to_try_says_so() -> None:
    for name in ("steps_min", "sessions"):
        asked = {"steps_min": [5.0], "sessions": [3], name: []}
        question = _core.cohort.PlanQuestion(
            **diary("p2"), limits=_core.advise.PlanLimits(), weeks=2, longest_session=False, goal_min=100,
            days=[], long_session=1.0, **asked,
        )  # fmt: skip
        with pytest.raises(br.InvalidArgument, match=f"{name} is 'empty'"):
            COHORT._data.search_plan(
                question, person=0, first_day=start_of("p1"), rpe=5.0, in_load=False, horizon_days=28, level=0.95
            )
