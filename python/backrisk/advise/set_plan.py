"""Sets by exercise beside a plan of sessions; see `backrisk.advise.plan_sets`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.options import Maybe
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import Array, FrameLike
from backrisk.advise.planning import AllWeeks, Plan

_MOST_SETS = 200


@dataclass(frozen=True)
class SetPlan:
    """`sets`: a row a day and exercise (week, date, exercise, sets, reps, mass_kg, trunk_flexion_deg, dose),
    ready for `project`; `weeks`: sets, spine_dose and held_by of each week. `reached` says whether the target
    can be reached, `nearest` the most sets a week that can, `growth` the rise from week to week."""

    sets: Table
    weeks: Table
    reached: bool
    nearest: float
    target: float
    growth: float
    intended_use: str = _core.risk.intended_use

    def headline(self) -> str:
        """Reached or not, and what is in the way."""
        if self.reached:
            rise = f", rising by up to {self.growth:.1%} a week" if self.growth > 0 else ""
            return f"{self.target:g} sets a week can be reached in {len(self.weeks)} weeks{rise}"
        best = self.weeks["sets"] == self.nearest
        held = sorted({one for one in self.weeks["held_by"][best].tolist() if one})
        return (
            f"{self.target:g} sets a week are not possible in {len(self.weeks)} weeks: {' and '.join(held)}; "
            f"the nearest is {self.nearest:g}"
        )

    def to_text(self) -> str:
        """The headline, the weeks, and what it is for."""
        return f"{self.headline()}\n{self.weeks!r}\nUse: {self.intended_use}."

    def __repr__(self) -> str:
        return f"{self.headline()}\n{self.weeks!r}"


def plan_sets(
    plan: Plan,
    target: FrameLike,
    *,
    now: float = 0.0,
    week_change: float | None = 0.10,
    spine_dose: float | None = None,
    body_mass_kg: Maybe = None,
    height_m: Maybe = None,
    sex: str = "unspecified",
    kind: str = "compression",
) -> SetPlan:
    """Sets by exercise on the days of a `plan`, up to a weekly `target`, within limits; answers a `SetPlan`.

    `target`: a frame or mapping with a row an exercise: exercise, sets (a week, whole), reps, mass_kg?,
    trunk_flexion_deg?. `now` is the number of sets in the week before the plan. A week has as many sets as
    these limits allow, dealt out near the shares of the target, and no more than an even rise needs:

    - week_change 0.10: sets <= (1 + g) x the week before; one set of each exercise is always allowed
    - spine_dose: sum of sets x reps x compression in N (`spine.set_dose`; with `kind` "damage" the share of
      the fatigue life); None is no limit. No published study gives one for training, so there is no default

    The greatest plan by the argument of `plan`, exact. An exercise whose compression is not known has a
    missing dose; under a limit of the dose it raises. The risk limit of `plan` looks at sessions alone: give
    the sets to `project` to see both. Raises `InvalidArgument` for an unknown exercise (with the nearest
    names), sets or limits out of range, and a plan without sessions. Definition of ours.

    >>> import backrisk as br
    >>> cohort = br.simulate_cohort(n_people=5, n_days=90)
    >>> ahead = br.advise.plan(None, cohort, "p3", goal={"week_min": 200}, weeks=8)
    >>> trunk = {"exercise": ["curl-up", "plank"], "sets": [6, 6], "reps": [10, 1]}
    >>> br.advise.plan_sets(ahead, trunk, now=10).weeks["sets"].tolist()
    [11.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0]
    """
    from backrisk import spine

    if not len(plan.sessions):
        raise _core.InvalidArgument("plan_sets: the plan has no sessions to put sets on")
    rows = _target(target)
    dose = spine.set_dose(
        rows["exercise"], np.ones(len(rows["sets"])), rows["reps"], rows["mass_kg"], rows["flexion"],
        body_mass_kg=body_mass_kg, height_m=height_m, sex=sex, kind=kind,
    )  # fmt: skip
    if spine_dose is not None and np.isnan(dose["dose"]).any():
        row = int(np.argmax(np.isnan(dose["dose"])))
        raise _core.InvalidArgument(
            f"plan_sets: a limit of the spine dose needs the compression of {rows['exercise'][row]!r}, but: "
            f"{dose['reason'][row]}"
        )
    found = _core.advise.plan_sets(
        target=rows["sets"], dose=dose["dose"], now=now,
        week_change=np.nan if week_change is None else week_change,
        spine_dose=np.nan if spine_dose is None else spine_dose, weeks=len(plan.weeks),
    )  # fmt: skip
    counts = found.sets.reshape(len(plan.weeks), -1)
    known = np.where(counts > 0, counts * dose["dose"], 0.0)
    weeks = AllWeeks(
        {
            "week": plan.weeks["week"],
            "from": plan.weeks["from"],
            "sets": counts.sum(axis=1),
            "spine_dose": known.sum(axis=1),
            "held_by": list(found.held_by),
        },
        title="sets",
    )
    whole = float(rows["sets"].sum())
    days = _on_days(plan, rows, counts, np.asarray(dose["dose"]))
    return SetPlan(days, weeks, bool(found.reached), float(found.reach), whole, float(found.growth))


def _target(target: FrameLike) -> Row:
    raw = _tables.columns_of(target, "target")
    for name in ("exercise", "sets", "reps"):
        if name not in raw:
            raise _core.InvalidArgument(f"plan_sets: target has no column {name}; there are {', '.join(raw)}")
    names = [str(one) for one in np.asarray(raw["exercise"], dtype=object)]
    unknown = np.full(len(names), np.nan)
    columns = {"sets": "sets", "reps": "reps", "mass_kg": "mass_kg", "flexion": "trunk_flexion_deg"}
    numbers = {key: as_column(raw[name], name) if name in raw else unknown for key, name in columns.items()}
    for name in ("sets", "reps"):
        wrong = ~((numbers[name] >= 1) & (numbers[name] <= 10 * _MOST_SETS))
        if wrong.any():
            value = numbers[name][int(np.argmax(wrong))]
            raise _core.InvalidArgument(f"plan_sets: target {name} is {value:g}, but must be 1 or more")
    return {"exercise": names, **numbers}


def _on_days(plan: Plan, rows: Row, counts: Array, dose: FloatColumn) -> Table:
    """Set j of exercise i goes to training day (i + j) of its week, round and round."""
    found: dict[tuple[int, int, int], int] = {}
    dates = [plan.sessions["date"][plan.sessions["week"] == week] for week in plan.weeks["week"]]
    dates = [d if len(d) else first[None] for d, first in zip(dates, plan.weeks["from"], strict=True)]
    for week, days in enumerate(dates):
        for i, sets in enumerate(counts[week].astype(int).tolist()):
            for j in range(sets):
                key = (week, (i + j) % len(days), i)
                found[key] = found.get(key, 0) + 1
    keys = sorted(found)
    which = [i for _, _, i in keys]
    sets = np.array([found[key] for key in keys], dtype=np.float64)
    columns = {
        "week": [week + 1 for week, _, _ in keys],
        "date": np.array([dates[week][day] for week, day, _ in keys], dtype="datetime64[D]"),
        "exercise": [rows["exercise"][i] for i in which],
        "sets": sets,
        **{name: rows[key][which] for name, key in (("reps", "reps"), ("mass_kg", "mass_kg"))},
        "trunk_flexion_deg": rows["flexion"][which],
        "dose": sets * dose[which],
    }
    return Table(columns, title="planned sets")
