"""Sets beside a plan. Oracles: every plan of sets tried, and `br.spine` on the planned rows."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br

TARGET: dict[str, Any] = {
    "exercise": ["curl-up", "bent-leg raise", "kettlebell swing"],
    "sets": [6, 4, 2],
    "reps": [10, 8, 12],
    "mass_kg": [0, 0, 16],
}


@lru_cache(maxsize=8)
def block(weeks: int = 6) -> Any:
    cohort = br.simulate_cohort(n_people=5, n_days=90)
    return br.advise.plan(None, cohort, "p3", goal={"week_min": 150}, weeks=weeks, sessions_per_week=3)


def deal(n: int) -> list[int]:
    """n sets near the shares 6 : 4 : 2, one after the other, by exact comparison."""
    sets = [0, 0, 0]
    for _ in range(n):
        nxt = min(range(3), key=lambda i: ((sets[i] + 1) / TARGET["sets"][i], i))
        sets[nxt] += 1
    return sets


@pytest.mark.parametrize("cap", [None, 60_000.0, 150_000.0, 400_000.0])
@pytest.mark.parametrize("change", [0.2, 0.5])
def test_no_other_plan_of_sets_is_better(cap: float | None, change: float) -> None:
    dose = br.spine.set_dose(TARGET["exercise"], 1, TARGET["reps"], TARGET["mass_kg"])["dose"]
    best = 0
    for weeks in itertools.product(range(13), repeat=3):
        before, fine = 3.0, True
        for n in weeks:
            fine &= n <= 3 or n <= (1 + change) * before + 1e-9
            fine &= cap is None or float(np.dot(deal(n), dose)) <= cap * (1 + 1e-9)
            before = n
        best = max(best, *weeks) if fine else best
    found = br.advise.plan_sets(block(3), TARGET, now=3, week_change=change, spine_dose=cap)
    assert found.nearest == best and found.reached == (best == 12)


@settings(max_examples=40, deadline=None)
@given(cap=st.floats(20_000, 500_000), now=st.integers(0, 12), change=st.floats(0, 1))
def test_the_dose_and_the_rise_stay_within_their_limits(cap: float, now: int, change: float) -> None:
    found = br.advise.plan_sets(block(), TARGET, now=now, week_change=change, spine_dose=cap)
    days = found.sets
    dose = br.spine.set_dose(days["exercise"], days["sets"], days["reps"], days["mass_kg"])["dose"]
    sets = found.weeks["sets"]
    for week in range(1, 7):
        mine = days["week"] == week
        assert dose[mine].sum() <= cap * (1 + 1e-8)
        assert days["sets"][mine].sum() == sets[week - 1]
    for before, n in itertools.pairwise([now, *sets]):
        assert n <= 3 or n <= (1 + change) * before + 1e-9
    assert set(days["date"].tolist()) <= set(block().sessions["date"].tolist())
    more = br.advise.plan_sets(block(), TARGET, now=now, week_change=change, spine_dose=1.5 * cap)
    assert more.nearest >= found.nearest


def test_the_sets_can_be_projected_with_the_sessions() -> None:
    cohort = br.simulate_cohort(n_people=5, n_days=90)
    found = br.advise.plan_sets(block(), TARGET, now=12)
    seen = br.advise.project(br.literature_model(), cohort, "p3", block(), sets=found.sets)
    assert seen.planned["spine_dose"].sum() == pytest.approx(found.weeks["spine_dose"].sum(), rel=1e-12)


def test_bad_targets_say_what_is_wrong() -> None:
    one: dict[str, Any] = {"exercise": ["plank"], "sets": [3], "reps": [1]}
    for target, how, words in (
        ({**one, "exercise": ["plnk"]}, {}, "plnk.*nearest: plank"),
        (one, {"spine_dose": 1e5}, "needs the compression of 'plank', but: no published value"),
        ({**one, "sets": [-3]}, {}, "target sets is -3, but must be 1 or more"),
        ({**one, "sets": [2.5]}, {}, "a whole number of sets"),
        ({"exercise": ["plank"], "sets": [3]}, {}, "no column reps"),
        (one, {"week_change": -1}, "week_change is -1"),
        (one, {"now": -1}, "now is -1"),
    ):
        with pytest.raises(br.InvalidArgument, match=words):
            br.advise.plan_sets(block(), target, **how)
