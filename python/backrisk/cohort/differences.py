"""Differences within a cohort: two people, one person on two days, and what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import REASONS
from backrisk._shared.design import FloatMatrix
from backrisk._shared.table import Table
from backrisk._shared.typing import DateLike, LabelLike
from backrisk._shared.views import offers
from backrisk.cohort.scoring import _date, _day_of
from backrisk.risk.comparison import Comparison, comparison_of
from backrisk.risk.model import Model

if TYPE_CHECKING:
    from backrisk.cohort.data import Cohort


@offers("Model.compare")
def compare(
    model: Model,
    cohort: Cohort,
    a: LabelLike,
    b: LabelLike,
    day: DateLike | None,
    horizon_days: int,
    *,
    level: float,
) -> Comparison:
    """See `Model.compare`."""
    people = [cohort._at(one) for one in (a, b)]
    when = [_day_of(cohort, at, day, "compare") for at in people]
    first, second = _known_rows(model, cohort, people, when, "compare")
    found = _core.risk.compare(model._core, first, second, horizon_days, level)
    names = [cohort._ids[at] for at in people]
    return comparison_of(found, first=names[0], second=names[1], model_id=model.model_id)


@offers("Model.change")
def change(
    model: Model,
    cohort: Cohort,
    person: LabelLike,
    since: DateLike | int,
    day: DateLike | None,
    horizon_days: int,
    *,
    level: float,
) -> Comparison:
    """See `Model.change`."""
    at = cohort._at(person)
    now = _day_of(cohort, at, day, "change")
    if isinstance(since, (int, np.integer)) and not isinstance(since, bool):
        before = now - int(since)
    else:
        before = int(_tables.days([since], _tables.Source("change", "since"))[0])
    if before >= now:
        rule = f"must be 1 or more days, or a day before {_date(now)}"
        raise _core.InvalidArgument(f"change: since is {since!r}, but {rule}")
    rows = _known_rows(model, cohort, [at, at], [now, before], "change")
    found = _core.risk.change(model._core, rows[0], rows[1], now - before, horizon_days, level)
    return comparison_of(found, first=str(_date(now)), second=str(_date(before)), model_id=model.model_id)


def _known_rows(model: Model, cohort: Cohort, people: list[int], when: list[int], name: str) -> FloatMatrix:
    """Rows of values of person-days; raises where a person was not monitored or has no risk on that day."""
    found = cohort._data.rows(model._core, np.array(people, np.uint32), np.array(when, np.int32))
    for at, day, reason in zip(people, when, found.reason_code.tolist(), strict=True):
        if REASONS[reason]:
            rule = f"must be a day with a risk: {REASONS[reason]}"
            raise _core.InvalidArgument(f"{name}: day is {_date(day)} of {cohort._ids[at]!r}, but {rule}")
    return found.rows


@offers("Model.worth_knowing")
def worth_knowing(model: Model, cohort: Cohort, day: DateLike | None, horizon_days: int) -> Table:
    """See `Model.worth_knowing`."""
    people = np.arange(len(cohort._ids), dtype=np.uint32)
    when = np.array([_day_of(cohort, int(at), day, "worth_knowing") for at in people], np.int32)
    known = cohort._data.rows(model._core, people, when)
    rows = known.rows[[not REASONS[code] for code in known.reason_code.tolist()]]
    found = _core.risk.worth_knowing_of(model._core, rows, horizon_days)
    shown = sorted(found.questions, key=lambda q: -q.reduction)
    return Table(
        {
            "factor": [q.factor for q in shown],
            "label": [q.label for q in shown],
            "unknown": np.array([q.people for q in shown], dtype=np.int64),
            "reduction": np.array([q.reduction for q in shown], dtype=float),
            "share": np.array([q.share for q in shown], dtype=float),
        },
        title=f"worth knowing of {len(rows)} people: variance between them {found.between:.2f}, "
        f"unknown of each {found.unknown:.2f}",
    )
