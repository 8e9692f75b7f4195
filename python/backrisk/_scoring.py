"""From a cohort to answers: what `Model.score`, `Model.assess` and `Model.start` do."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from backrisk import _core, _tables, history
from backrisk._assessment import Assessment
from backrisk._columns import REASONS
from backrisk._scores import Scores

if TYPE_CHECKING:
    from backrisk.cohort import Cohort


def score(
    model: Any,
    cohort: Cohort,
    horizon_days: int = 28,
    days: Any = "last",
    *,
    level: float = 0.95,
    contributions: bool = False,
    people: Sequence[Any] | None = None,
    threads: int | None = None,
) -> Scores:
    """See `Model.score`."""
    when: Any = days
    if not (isinstance(days, str) and days in ("last", "all")):
        listed = [days] if isinstance(days, (str, dt.date, np.datetime64)) else days
        listed = np.asarray(listed) if isinstance(listed, np.ndarray) else list(listed)
        when = np.unique(_tables.days(listed, _tables.Source("score", "days")))
    columns = cohort._data.score(
        model._core,
        horizon_days=horizon_days,
        level=level,
        days=when,
        contributions=contributions,
        threads=_all_cores() if threads is None else threads,
    )
    if people is not None:
        columns = _of_people(columns, [cohort._at(one) for one in people])
    return Scores(model, cohort._ids, columns, horizon_days, level, _red_flags(model, cohort, columns))


def _of_people(columns: dict[str, Any], who: list[int]) -> dict[str, Any]:
    keep = np.isin(columns["person"], who)
    rows = {name: v[..., keep] for name, v in columns.items() if name != "typical"}
    return {**rows, "typical": columns["typical"]}


def _all_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def assess(
    model: Any,
    cohort: Cohort,
    person: Any,
    day: Any = None,
    horizon_days: int = 28,
    *,
    level: float = 0.95,
) -> Assessment:
    """See `Model.assess`."""
    from backrisk.risk import _assessment

    at = cohort._at(person)
    when = int(cohort._data.span(at)[1])
    if day is not None:
        when = int(_tables.days([day], _tables.Source("assess", "day"))[0])
    row, reason = cohort._data.row(model._core, at, when)
    found = _assessment(
        _core.risk.assess(model._core, row, horizon_days, level, []), model._core.schema.factors()
    )
    why = REASONS[int(reason)]
    if why:
        unknown = dict.fromkeys(("risk", "low", "high"), float("nan"))
        found = replace(found, **unknown, reason=why)
    flags, advice = _triage(cohort, at, when, dict(zip(model.factor_names, row.tolist(), strict=True)))
    return replace(found, flags=(*flags, *found.flags), advice=(*advice, *found.advice))


def _known_conditions(cohort: Cohort, at: int, day: int) -> tuple[list[str], list[str]]:
    """Names of what a person has, and of what was looked for and is absent, on a day."""
    columns = cohort._conditions
    present: list[str] = []
    absent: list[str] = []
    if not columns:
        return present, absent
    for i in np.flatnonzero(columns["person"] == at).tolist():
        since, until = (columns[c][i] if c in columns else _tables.NO_DAY for c in ("since", "until"))
        if day < since or (until != _tables.NO_DAY and until >= since and day >= until):
            continue
        try:
            name = history.condition(columns["condition"][i])
        except _core.InvalidArgument:
            continue  # a finding of check()
        denied = "present" in columns and columns["present"][i] == 0
        (absent if denied else present).append(name)
    return present, [name for name in absent if name not in present]


def _triage(
    cohort: Cohort, at: int, day: int, factors: Mapping[str, float]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Red flags of a person on a day, in words, and the advice that comes with them."""
    present, absent = _known_conditions(cohort, at, day)
    if not present:
        return (), ()
    female = factors.get("female", float("nan"))
    sex = "unknown" if female != female else ("female" if female else "male")
    age = factors.get("age_years", float("nan"))
    answer = history.red_flags(present, age, sex, denied=absent)
    if answer.level == "none_reported":
        return (), ()
    level = answer.level.replace("_", " ")
    reasons = (f"red flag, {level}: {one.finding} may mean {one.concern}" for one in answer.flags)
    return tuple(reasons), (answer.advice,)


def _red_flags(model: Any, cohort: Cohort, columns: Mapping[str, npt.NDArray[Any]]) -> dict[int, str]:
    """The most urgent red flag of each scored person-day that has one, by row."""
    if not cohort._conditions:
        return {}
    names = model.factor_names
    seen: dict[tuple[int, tuple[str, ...], tuple[str, ...]], str] = {}
    found: dict[int, str] = {}
    for i in np.flatnonzero(np.isin(columns["person"], cohort._conditions["person"])).tolist():
        at, day = int(columns["person"][i]), int(columns["day"][i])
        present, absent = _known_conditions(cohort, at, day)
        key = (at, tuple(present), tuple(absent))
        if key not in seen:
            row = cohort._data.row(model._core, at, day)[0]
            flags, _ = _triage(cohort, at, day, dict(zip(names, row.tolist(), strict=True)))
            seen[key] = flags[0] if flags else ""
        if seen[key]:
            found[i] = seen[key]
    return found
