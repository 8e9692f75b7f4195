"""Which plan is chosen: numbers of sessions, steps, and rises of the sessions under a limit of the risk."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from backrisk import _core
from backrisk._shared.typing import CohortLike, LabelLike
from backrisk.advise.plan_task import Answer, Task
from backrisk.advise.projection import Projection, by_day, project
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


@dataclass
class Search:
    """Tries numbers of sessions and, under a risk limit, rises of the sessions; keeps the best."""

    model: Model | None
    cohort: CohortLike
    person: LabelLike
    counts: list[int]
    risk: float | None
    horizon_days: int
    level: float
    lowest: float = np.inf

    def best(self, tasks: list[Task]) -> Found:
        """The plan for the goal, else for the nearest one; `tasks` differ in their step."""
        free, ahead = self._first(tasks, None)
        chosen: Answer | None = free
        if self.risk is not None:
            chosen, ahead = self._first(tasks, self.risk)
        reached = chosen is not None and chosen.reached
        if chosen is not None and not reached and chosen.reach > 0:  # the plan for the nearest goal instead
            nearest = replace(chosen.task, goal=(chosen.task.goal[0], chosen.reach), limits=tasks[0].limits)
            chosen, ahead = self._first([nearest], self.risk)
        assert free is not None
        if ahead is None and chosen is not None and self.model is not None:
            ahead = self._project(chosen)
        return Found(free, chosen, reached, ahead, self.lowest)

    def _first(self, tasks: list[Task], risk: float | None) -> tuple[Answer | None, Projection | None]:
        """The first answer that reaches the goal, else the one that comes nearest; None: the risk forbids
        all.

        Under a limit of the risk the fastest plan is tried beside the gentlest: its risk may be lower.
        """
        best: tuple[Answer | None, Projection | None] = (None, None)
        for limits in self._ladder(tasks[0].limits, risk):
            for task in tasks:
                for sessions in self.counts:
                    for gentle in (True,) if risk is None else (True, False):
                        one = replace(task, limits=limits).answer(sessions, gentle)
                        if not (gentle or one.reached):  # the same plan as the gentlest
                            continue
                        if best[0] is not None and not one.reached and one.reach <= best[0].reach:
                            continue
                        ahead = self._within(one, risk)
                        if risk is not None and ahead is None:
                            continue
                        if one.reached:
                            return one, ahead
                        best = (one, ahead)
        return best

    def _within(self, one: Answer, risk: float | None) -> Projection | None:
        """The projection, when it stays below the limit."""
        if risk is None:
            return None
        highest = self._highest(one)
        self.lowest = min(self.lowest, highest)
        return self._project(one) if highest <= risk else None

    def _highest(self, one: Answer) -> float:
        """Highest risk of the planned days: the number of the projection, without its table."""
        at = self.cohort._at(self.person)
        sessions = one.sessions()
        if not len(sessions):
            return 0.0
        rows = {
            "day": sessions["date"].astype(np.int64),
            "minutes": sessions["duration_min"],
            "load": sessions["load"],
            "warm_up": np.full(len(sessions), np.nan),
        }
        days = by_day(rows, None, int(self.cohort._data.span(at)[1]), one.task.in_load)
        found = self.cohort._data.project(
            self._known._core, at, days, history_days=0, horizon_days=self.horizon_days, level=self.level
        )
        return float(np.fmax.reduce(found.column("risk"), initial=0.0))

    @property
    def _known(self) -> Model:
        """The model, which a limit of the risk and a projection need."""
        assert self.model is not None
        return self.model

    def _ladder(self, limits: dict[str, float], risk: float | None) -> list[dict[str, float]]:
        """The limits as given; under a risk limit also with each lower rise at which the hazard changes."""
        if risk is None:
            return [limits]
        given = limits["session_spike"]
        steps = [s for s in _core.advise.session_rises(self._known._core) if not s >= given] + [0.0]
        tighter = [{**limits, "session_spike": s} for s in sorted(set(steps), reverse=True) if s != given]
        hold = {**limits, "session_spike": 0.0, "week_change": 0.0, "always_session_min": 0.0}
        return [limits, *tighter, hold]

    def _project(self, one: Answer) -> Projection:
        return project(
            self._known, self.cohort, self.person, one.sessions(),
            horizon_days=self.horizon_days, level=self.level,
        )  # fmt: skip
