"""From a cohort to answers: what `Model.score`, `Model.assess` and `Model.start` do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import REASONS
from backrisk._shared.threads import all_cores
from backrisk._shared.views import offers
from backrisk.cohort.scores import Scores
from backrisk.cohort.stream import Stream
from backrisk.risk.assessment import Assessment, assessment_of

if TYPE_CHECKING:
    from backrisk.cohort.data import Cohort


@offers("Model.score")
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
        threads=all_cores() if threads is None else threads,
        people=None if people is None else sorted({cohort._at(one) for one in people}),
    )
    flags = cohort._red_flags.of(columns["person"], columns["day"])
    return Scores(model, cohort._ids, columns, horizon_days, level, flags)


@offers("Model.assess")
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
    at = cohort._at(person)
    when = int(cohort._data.span(at)[1])
    if day is not None:
        when = int(_tables.days([day], _tables.Source("assess", "day"))[0])
    row, reason = cohort._data.row(model._core, at, when)
    found = assessment_of(
        _core.risk.assess(model._core, row, horizon_days, level, []), model._core.schema.factors()
    )
    why = REASONS[int(reason)]
    if why:
        nothing = float("nan")
        found = replace(found, risk=nothing, low=nothing, high=nothing, reason=why)
    flags, advice = cohort._red_flags.on(at, when)
    return replace(
        found,
        flags=(*flags, *found.flags),
        advice=(*advice, *found.advice),
        conditions=cohort._red_flags.conditions(at, when),
    )


@offers("Model.start")
def start(
    model: Any,
    person_id: Any,
    person: Mapping[str, Any] | None = None,
    *,
    horizon_days: int = 28,
    level: float = 0.95,
    episodes_known: bool = True,
) -> Stream:
    """See `Model.start`."""
    return Stream(
        model, person_id, person, horizon_days=horizon_days, level=level, episodes_known=episodes_known
    )
