"""How prepared somebody comes to training: warm-up, rest, sleep and daily well-being.

What to use when:

- sessions with their warm-up minutes: `warm_up_score` (how often, and how regularly);
- daily loads: `recovery_days` (rest days, days since the last hard one);
- sessions with a movement pattern or exercise: `pattern_rest` (days since the same one, days on end with it);
- hours of sleep: `sleep_debt` against a need you name, `recent_mean` for the plain average;
- daily ratings: `wellness_z` for one, `readiness` for several, each against the person's own past;
- the risk model's inputs: share of warmed-up sessions in 28 days, `recent_mean` of sleep, mood and stress in
  7.

Daily columns hold one value a day, oldest first, NaN where nothing was recorded: missing is not zero, and a
session without a warm-up entry is not a skipped warm-up. Columns come back as `Measured`: `value`,
`coverage` and `reason`. Where less than `min_coverage` of a window was observed, days before the first one
included, the value is NaN and the reason says so. With `groups` (one label a row) many people are computed
at once; no window crosses from one person to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import Grouping, Measured, as_column, as_flags, as_minutes, by_group, grouping
from backrisk._shared.days import as_days
from backrisk._shared.labels import label_column
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike

__all__ = [
    "PatternRest",
    "Recovery",
    "WarmUp",
    "measures",
    "pattern_rest",
    "readiness",
    "recent_mean",
    "recovery_days",
    "sleep_debt",
    "warm_up_score",
    "wellness_items",
    "wellness_z",
]


@dataclass(frozen=True)
class WarmUp:
    """`share` of sessions with a warm-up and `regularity` of the habit, both from 0 to 1."""

    share: Measured
    regularity: Measured


@dataclass(frozen=True)
class Recovery:
    """`rest_days` in the window, and days `since_hard` (None when no `hard_load` was given)."""

    rest_days: Measured
    since_hard: Measured | None


@dataclass(frozen=True)
class PatternRest:
    """`days_since` the same pattern was trained on an earlier day, and days `in_a_row` with it."""

    days_since: Measured
    in_a_row: Measured


def _measure(name: str, x: Any, argument: str, groups: Any | None, **options: Any) -> Measured:
    kernel = getattr(_core.preparation, name)
    given = {key: value for key, value in options.items() if value is not None}
    return by_group(lambda column, starts: Measured(*kernel(column, starts, **given)), x, groups, argument)


def _by_day(days: npt.NDArray[np.int32], groups: Any | None) -> Grouping:
    """Rows of each person together, in order of time; rows of one day keep their order."""
    in_time = np.argsort(days, kind="stable")
    labels = None if groups is None else label_column(groups, "groups", len(days), "date")[in_time]
    people = grouping(labels, len(days), "date")
    return Grouping(in_time if people.order is None else in_time[people.order], people.starts)


def warm_up_score(
    date: object,
    warm_up_min: ColumnLike,
    *,
    specific_min: Any | None = None,
    is_session: Any | None = None,
    minimum_min: float | None = None,
    minimum_specific_min: float | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> WarmUp:
    """How often, and how regularly, sessions began with a warm-up.

    share = sessions with at least `minimum_min` (5) minutes / sessions with an entry, over the `window` (28)
    days up to and including the row's date; regularity = 1 - switches between consecutive sessions / their
    number: 1 for a habit, kept or not, 0 for strict alternation. Coverage: sessions with an entry / all
    sessions.

    One row a session, in any order: `date` (ISO text, dates or datetimes), `warm_up_min` in minutes (NaN:
    not recorded). With `specific_min`, `warm_up_min` is the general part and both parts must reach their
    minimum. Rows where `is_session` is false only ask for the answer on their date. Every row answers for
    the end of its day. Missing: no session in the window "not applicable", no entry "not recorded", few
    entries "too few observed days in the window". Raises `InvalidArgument`. Source: definitions of this
    library. The evidence is not about the back: rate ratio 0.61 of all injuries in football for a 20 minute
    programme, 0.99 for another (Thorborg 2017, doi:10.1136/bjsports-2016-097066).

    >>> habit = warm_up_score(["2026-03-02", "2026-03-04", "2026-03-06"], [10, 0, 12])
    >>> habit.share.value.round(2).tolist(), habit.regularity.value.tolist()
    ([1.0, 0.5, 0.67], [nan, 0.0, 0.0])
    """
    days = as_days(date, "date")
    rows = _by_day(days, groups)
    general = as_minutes(warm_up_min, "warm_up_min")
    specific = None if specific_min is None else as_minutes(specific_min, "specific_min")
    asked = np.ones(len(days), np.uint8) if is_session is None else as_flags(is_session, "is_session")
    for name, column in (("warm_up_min", general), ("specific_min", specific), ("is_session", asked)):
        if column is not None and len(column) != len(days):
            rule = f"date has {len(days)}"
            raise _core.InvalidArgument(f"warm_up_score: {name} has {len(column)} rows, but {rule}")
    options = {
        "window": window,
        "minimum_min": minimum_min,
        "minimum_specific_min": minimum_specific_min,
        "min_coverage": min_coverage,
    }
    share, regularity = _core.preparation.warm_up_score(
        days[rows.order],
        general[rows.order],
        np.empty(0) if specific is None else specific[rows.order],
        asked[rows.order],
        rows.starts,
        **{key: value for key, value in options.items() if value is not None},
    )
    return WarmUp(rows.scatter(Measured(*share)), rows.scatter(Measured(*regularity)))


def recovery_days(
    load: ColumnLike,
    *,
    hard_load: float | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Recovery:
    """Rest days among the last `window` (7) days, and whole days since the last hard one.

    `load`: n daily loads, 0 is rest, NaN unknown. rest_days: days of zero load; with unknown days the
    observed share is scaled to the window. since_hard: days since load >= `hard_load` (in the unit of the
    load, no default: what is hard is for you to say), 0 on that day; NaN, "too few observed days in the
    window", before the first hard day and after a day of unknown load, which may have been hard. A negative
    load is NaN, "outside the possible range". Raises `InvalidArgument`. Source: definitions of this library.

    >>> rest = recovery_days([300, 0, 600, 0, 200, 0, 400], hard_load=500)
    >>> rest.rest_days[6].item(), rest.since_hard.value.tolist()
    (3.0, [nan, nan, 0.0, 1.0, 2.0, 3.0, 4.0])
    """
    rest = _measure("rest_days", load, "load", groups, window=window, min_coverage=min_coverage)
    if hard_load is None:
        return Recovery(rest, None)
    return Recovery(rest, _measure("days_since_hard", load, "load", groups, hard_load=hard_load))


def pattern_rest(date: Any, pattern: Any, *, groups: Any | None = None) -> PatternRest:
    """Days since the same movement pattern was last trained, and days on end with it.

    One row a session, in any order: `date` and `pattern` (any labels: "squat", "hinge", an exercise name;
    None or NaN: unknown). days_since: whole days since an earlier day with the pattern; "not applicable" the
    first time. in_a_row: consecutive days with it, today included. A session of unknown pattern in between
    may have been the same: NaN, "too few observed days in the window". Raises `InvalidArgument`. Source:
    definitions of this library.

    >>> rest = pattern_rest(["2026-03-02", "2026-03-03", "2026-03-06"], ["hinge", "hinge", "hinge"])
    >>> rest.days_since.value.tolist(), rest.in_a_row.value.tolist()
    ([nan, 1.0, 3.0], [1.0, 2.0, 1.0])
    """
    days = as_days(date, "date")
    labels = [None if one is None or one != one else str(one) for one in list(pattern)]
    if len(labels) != len(days):
        raise _core.InvalidArgument(f"pattern_rest: pattern has {len(labels)} rows, but date has {len(days)}")
    known = {label: code for code, label in enumerate(sorted({one for one in labels if one is not None}))}
    codes = np.array([-1 if one is None else known[one] for one in labels], dtype=np.int32)
    rows = _by_day(days, groups)
    days_since, in_a_row = _core.preparation.pattern_rest(
        days[rows.order], codes[rows.order], len(known), rows.starts
    )
    return PatternRest(rows.scatter(Measured(*days_since)), rows.scatter(Measured(*in_a_row)))


def recent_mean(
    values: ColumnLike,
    *,
    item: str = "",
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean of the entries of the last `window` (7) days, today included, in their own unit.

    `values`: n daily entries, NaN where none. With `item` (see `wellness_items`) entries outside its
    possible range are set aside: that day is NaN, "outside the possible range". Raises `InvalidArgument`,
    for an unknown item with the nearest names. Source: definition.

    >>> recent_mean([7, 8, 6, 7, 8, 7, 6], item="sleep_hours")[6].item()
    7.0
    """
    return _measure(
        "recent_mean", values, "values", groups, item=item, window=window, min_coverage=min_coverage
    )


def sleep_debt(
    sleep_hours: ColumnLike,
    need_hours: float,
    *,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Sum over the last `window` (7) nights of max(0, need - slept), in hours; long nights do not pay back.

    `sleep_hours`: n nights, NaN where not recorded; with such nights the mean shortfall is scaled to the
    window. `need_hours` has no default: needs differ between people, and this library has read no source for
    one number. Outside 0 to 24 hours: NaN, "outside the possible range". Raises `InvalidArgument`. Source:
    definition of this library.

    >>> sleep_debt([6, 7, 8, 9, 10, 5, 8], need_hours=8)[6].item()
    6.0
    """
    return _measure(
        "sleep_debt",
        sleep_hours,
        "sleep_hours",
        groups,
        need_hours=need_hours,
        window=window,
        min_coverage=min_coverage,
    )


def wellness_z(
    values: ColumnLike,
    *,
    higher_is_better: bool | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Today against the person's own past: z = (x - mean) / sd of the `window` (28) days before today.

    `values`: n daily ratings on any scale, NaN where none; standard deviation with denominator count - 1.
    With `higher_is_better=False` the sign is turned, so that higher is always better. Missing: no entry
    today "not recorded", too few before it "too few observed days in the window", no spread "no variation in
    the window". Raises `InvalidArgument`. Source: definition.

    >>> wellness_z([4, 6, 4, 6, 7], window=4).value.round(3).tolist()
    [nan, nan, nan, 1.155, 1.732]
    """
    return _measure(
        "wellness_z",
        values,
        "values",
        groups,
        window=window,
        min_coverage=min_coverage,
        higher_is_better=higher_is_better,
    )


def readiness(
    items: Mapping[str, Any],
    *,
    higher_is_better: Mapping[str, bool] | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean of the available `wellness_z` scores of several items; higher is better.

    `items`: name to daily column, all of one length. Names of `wellness_items` know which end is good; name
    it in `higher_is_better` for others, or where your diary turns a scale round. Coverage: share of the
    items with a score today; with none, NaN and the reason of the first item. Equal weights are a choice of
    this library: no weighting was validated for back pain. Raises `InvalidArgument`.

    >>> readiness({"mood": [4, 6, 4, 6, 7], "stress": [5, 3, 5, 3, 2]}, window=4)[4].round(3).item()
    1.732
    """
    if not items:
        raise _core.InvalidArgument("readiness: items is empty, but must hold one column or more")
    turned = dict(higher_is_better or {})
    good = [turned[n] if n in turned else _core.preparation.is_higher_better(n) for n in items]
    columns = [as_column(values, name) for name, values in items.items()]
    for name, column in zip(items, columns, strict=True):
        if len(column) != len(columns[0]):
            rule = f"{next(iter(items))} has {len(columns[0])}"
            raise _core.InvalidArgument(f"readiness: {name} has {len(column)} rows, but {rule}")
    people = grouping(groups, len(columns[0]), next(iter(items)))
    options = {"window": window, "min_coverage": min_coverage}
    answer = _core.preparation.readiness(
        [people.gather(column) for column in columns],
        good,
        people.starts,
        **{key: value for key, value in options.items() if value is not None},
    )
    return people.scatter(Measured(*answer))


def wellness_items() -> Table:
    """The daily self-reports a `wellness` table may hold: name, unit, low, high (possible), higher_is_better.

    >>> wellness_items().row(3)["higher_is_better"]
    False
    """
    rows = _core.preparation.wellness_items()
    return Table({name: [row[name] for row in rows] for name in rows[0]}, title="wellness items")


def measures() -> list[dict[str, str]]:
    """Every measure of this area with its formula, source, status and the test that reproduces it.

    >>> measures()[0]["name"]
    'preparation.warm_up_score.share'
    """
    rows: list[dict[str, str]] = _core.preparation.measures()
    return rows
