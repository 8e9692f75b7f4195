"""From a cohort to answers: what `Model.score`, `Model.assess` and `Model.start` do."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import REASONS
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.places import shown
from backrisk._shared.raw import is_scalar
from backrisk._shared.threads import all_cores
from backrisk._shared.typing import DateLike, DatesLike, LabelLike
from backrisk._shared.views import offers
from backrisk.cohort.scores import Scores
from backrisk.cohort.stream import Stream
from backrisk.risk.assessment import Assessment
from backrisk.risk.comparison import comparison_of
from backrisk.risk.model import Model
from backrisk.risk.retold import without_numbers

if TYPE_CHECKING:
    from backrisk.cohort.data import Cohort


_TABLES = {
    "sessions": {"date", "load", "rpe", "duration_min"},
    "people": {"sex", "birth_date", "height_m", "mass_kg", "age_years"},
}


def check_cohort(model: Model, cohort: object, name: str) -> None:
    """Raises `InvalidArgument` for anything but a cohort, with the call that makes one of it."""
    if hasattr(cohort, "_data"):
        return
    columns = _column_names(cohort)
    hint = "br.read_cohort(folder) reads one, br.Cohort(people=..., sessions=...) makes one of frames"
    if isinstance(cohort, (str, os.PathLike)):
        hint = f"br.read_cohort({os.fspath(cohort)!r}) reads the tables of a folder"
    elif columns & set(model.factor_names) and "date" not in columns:
        hint = f"these are rows of factors: model.score_rows(frame) scores them; {hint}"
    elif table := next((t for t, own in _TABLES.items() if len(columns & own) > 1), ""):
        hint = f"br.Cohort({table}=frame) makes one of this frame"
    raise _core.InvalidArgument(f"{name}: cohort is {shown(cohort)}, but must be a Cohort; {hint}")


def _column_names(frame: object) -> set[str]:
    """Names of the columns of a frame or mapping; empty for anything else."""
    names = getattr(frame, "columns", None)
    if names is None:
        names = frame if isinstance(frame, Mapping) else ()
    try:
        return {str(one) for one in names}
    except TypeError:
        return set()


@offers("Model.score")
def score(
    model: Model,
    cohort: Cohort,
    horizon_days: int = HORIZON_DAYS,
    days: DateLike | DatesLike = "last",
    *,
    level: float = LEVEL,
    contributions: bool = False,
    people: Sequence[LabelLike] | None = None,
    threads: int | None = None,
) -> Scores:
    """See `Model.score`."""
    check_cohort(model, cohort, "Model.score")
    when: Any = days
    if not (isinstance(days, str) and days in ("last", "all")):
        listed = [days] if is_scalar(days) else days
        when = np.unique(_tables.days(listed, _tables.Source("score", "days")))
    found = cohort._data.score(
        model._core,
        horizon_days=horizon_days,
        level=level,
        days=when,
        contributions=contributions,
        threads=all_cores() if threads is None else threads,
        people=None if people is None else sorted({cohort._at(one) for one in people}),
    )
    columns = {name: getattr(found, name) for name in _COLUMNS}
    flags = cohort._gate.of(columns)
    return Scores(model, cohort, columns, horizon_days, level, flags)


_COLUMNS = (
    "typical", "person", "day", "risk", "low", "high", "hazard_ratio", "relative", "relative_low",
    "relative_high", "above_typical", "coverage", "reason", "triage", "extrapolates",
    "contributions",
)  # fmt: skip


_WEEK = 7


def _day_of(cohort: Cohort, at: int, day: DateLike | None, name: str) -> int:
    """The asked day as a number; None: the person's last monitored one."""
    if day is None:
        return int(cohort._data.span(at)[1])
    return int(_tables.days([day], _tables.Source(name, "day"))[0])


def _date(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)


@offers("Model.assess")
def assess(
    model: Model,
    cohort: Cohort,
    person: LabelLike,
    day: DateLike | None = None,
    horizon_days: int = HORIZON_DAYS,
    *,
    level: float = LEVEL,
) -> Assessment:
    """See `Model.assess`."""
    check_cohort(model, cohort, "Model.assess")
    at = cohort._at(person)
    when = _day_of(cohort, at, day, "assess")
    both = cohort._data.rows(
        model._core, np.array([at, at], np.uint32), np.array([when, when - _WEEK], np.int32)
    )
    rows, (why, before) = both.rows, (REASONS[code] for code in both.reason_code.tolist())
    since = None
    if not why and not before:
        change = _core.risk.change(model._core, rows[0], rows[1], _WEEK, horizon_days, level)
        since = comparison_of(change, first="now", second="last week", model_id=model.model_id)
    found: Assessment = model._assessment(
        rows[0], horizon_days, level,
        person_id=cohort._ids[at], day=_date(when), since_last_week=since,
    )  # fmt: skip
    if why:
        found = without_numbers(found, why)
    flags, advice = cohort._gate.on(at, when)
    told = cohort._gate.findings(at, when)
    return replace(
        found,
        flags=(*flags, *found.flags),
        advice=(*advice, *found.advice),
        conditions=told.conditions,
        findings=told,
    )


@offers("Model.start")
def start(
    model: Model,
    person_id: LabelLike,
    person: Mapping[str, object] | None = None,
    *,
    horizon_days: int = HORIZON_DAYS,
    level: float = LEVEL,
    episodes_known: bool = True,
) -> Stream:
    """See `Model.start`."""
    return Stream(
        model, person_id, person, horizon_days=horizon_days, level=level, episodes_known=episodes_known
    )
