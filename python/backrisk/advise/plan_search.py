"""Which plan is chosen: the core's search, as answers of the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backrisk import _core
from backrisk._shared.typing import CohortLike, LabelLike
from backrisk.advise.plan_task import Answer, Task, outcome_of
from backrisk.advise.projection import Projection, project
from backrisk.risk.model import Model


@dataclass(frozen=True)
class Found:
    """What came out: without a limit of the risk (`free`), and the plan (None: the risk forbids all)."""

    free: Answer
    chosen: Answer | None
    reached: bool
    ahead: Projection | None
    lowest: float
    """Lowest of the highest risks of the plans tried."""


def search(
    model: Model | None, cohort: CohortLike, person: LabelLike, task: Task, *, counts: Sequence[int],
    steps: Sequence[float], most_risk: float | None, horizon_days: int, level: float,
) -> Found:  # fmt: skip
    """The plan for the goal, else for the nearest one: numbers of sessions and steps are tried in order, and
    under a limit of the risk lower rises of the sessions (`cohort/plan_search.hpp`)."""
    found = cohort._data.search_plan(
        task.question(counts, steps), model=None if model is None else model._core, person=cohort._at(person),
        first_day=task.start, rpe=task.rpe, in_load=task.in_load, most_risk=most_risk,
        horizon_days=horizon_days, level=level,
    )  # fmt: skip
    free = _answer(task, found.free)
    chosen = None if found.chosen is None else _answer(task, found.chosen)
    ahead = None
    if chosen is not None and model is not None:
        ahead = project(model, cohort, person, chosen.sessions(), horizon_days=horizon_days, level=level)
    return Found(free, chosen, found.reached, ahead, found.lowest_risk)


def _answer(task: Task, found: _core.cohort.PlanChoice) -> Answer:
    return Answer(replace(task, step_min=found.step_min), found.days, task.unit, outcome_of(found.answer))
