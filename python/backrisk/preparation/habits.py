"""Warm-up, rest and patterns, from sessions and loads; see `backrisk.preparation` for which to use when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import (
    Grouping,
    Measured,
    as_flags,
    as_minutes,
    by_group,
    given_options,
    grouping,
)
from backrisk._shared.days import as_days
from backrisk._shared.labels import label_column
from backrisk._shared.places import Argument
from backrisk._shared.raw import is_missing, listed
from backrisk._shared.typing import ColumnLike, DatesLike, LabelsLike


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


def _by_day(days: npt.NDArray[np.int32], groups: LabelsLike | None) -> tuple[npt.NDArray[np.intp], Grouping]:
    """The order of rows by person and time, rows of one day as they are; and the same as a grouping."""
    in_time = np.argsort(days, kind="stable")
    labels = None if groups is None else label_column(groups, "groups", len(days), "date")[in_time]
    people = grouping(labels, len(days), "date")
    order = in_time if people.order is None else in_time[people.order]
    return order, Grouping(order, people.starts)


def warm_up_score(
    date: DatesLike,
    warm_up_min: ColumnLike,
    *,
    specific_min: ColumnLike | None = None,
    is_session: ColumnLike | None = None,
    minimum_min: float | None = None,
    minimum_specific_min: float | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> WarmUp:
    """How often, and how regularly, sessions began with a warm-up.

    share = sessions with at least `minimum_min` minutes / sessions with an entry, over the window up to and
    including the row's date; regularity = 1 - switches between consecutive sessions / their number: 1 for a
    habit, kept or not, 0 for strict alternation. Every row answers for the end of its day.

    Parameters
    ----------
    date : column of n dates
        One row a session, in any order: ISO text, dates or datetimes.
    warm_up_min : column of n durations
        Minutes, time spans or texts h:mm:ss; NaN is not recorded. With `specific_min` the general part.
    specific_min : column of n durations, optional
        Minutes of the specific part; both parts must reach their minimum.
    is_session : column of n truth values, optional
        Rows where it is false only ask for the answer on their date.
    minimum_min, minimum_specific_min : minutes, 5
        What counts as a warm-up.
    window : days, 28
        The row's date included.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    WarmUp
        Two columns of n; coverage = sessions with an entry / all sessions. No session in the window: "not
        applicable"; no entry: "not recorded"; few entries: "too few observed days in the window".

    Raises
    ------
    InvalidArgument
        For columns of two lengths, an unreadable date or a negative duration.

    Notes
    -----
    Definitions of this library. The evidence is not about the back: rate ratio 0.61 of all injuries in
    football for a 20 minute programme, 0.99 for another (Thorborg 2017, doi:10.1136/bjsports-2016-097066).

    Examples
    --------
    >>> habit = warm_up_score(["2026-03-02", "2026-03-04", "2026-03-06"], [10, 0, 12])
    >>> habit.share.value.round(2).tolist(), habit.regularity.value.tolist()
    ([1.0, 0.5, 0.67], [nan, 0.0, 0.0])
    """
    days = as_days(date, "date")
    order, rows = _by_day(days, groups)
    general = as_minutes(warm_up_min, "warm_up_min")
    specific = None if specific_min is None else as_minutes(specific_min, "specific_min")
    asked = np.ones(len(days), np.uint8) if is_session is None else as_flags(is_session, "is_session")
    for name, column in (("warm_up_min", general), ("specific_min", specific), ("is_session", asked)):
        if column is not None and len(column) != len(days):
            rule = f"date has {len(days)}"
            raise _core.InvalidArgument(f"warm_up_score: {name} has {len(column)} rows, but {rule}")
    options = given_options(
        window=window, minimum_min=minimum_min, minimum_specific_min=minimum_specific_min,
        min_coverage=min_coverage,
    )  # fmt: skip
    habit = _core.preparation.warm_up_score(
        days[order],
        general[order],
        np.empty(0) if specific is None else specific[order],
        asked[order],
        rows.starts,
        **options,
    )
    return WarmUp(rows.scatter(Measured.of(habit.share)), rows.scatter(Measured.of(habit.regularity)))


def recovery_days(
    load: ColumnLike,
    *,
    hard_load: float | None = None,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Recovery:
    """Rest days among the last `window` days, and whole days since the last hard one.

    Parameters
    ----------
    load : column of n daily loads
        Oldest first; 0 is rest, NaN unknown.
    hard_load : in the unit of the load, optional
        What is hard is for you to say: there is no default.
    window : days, 7
        Today included.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Recovery
        rest_days: days of zero load; with unknown days the observed share is scaled to the window.
        since_hard: days since load >= `hard_load`, 0 on that day; NaN, "too few observed days in the
        window", before the first hard day and after a day of unknown load, which may have been hard. A
        negative load is NaN, "outside the possible range".

    Raises
    ------
    InvalidArgument
        For an option out of range.

    Notes
    -----
    Definitions of this library.

    Examples
    --------
    >>> rest = recovery_days([300, 0, 600, 0, 200, 0, 400], hard_load=500)
    >>> rest.rest_days[6].item(), rest.since_hard.value.tolist()
    (3.0, [nan, nan, 0.0, 1.0, 2.0, 3.0, 4.0])
    """
    kernel = _core.preparation.rest_days
    rest = by_group(kernel, load, groups, "load", window=window, min_coverage=min_coverage)
    if hard_load is None:
        return Recovery(rest, None)
    hard = by_group(_core.preparation.days_since_hard, load, groups, "load", hard_load=hard_load)
    return Recovery(rest, hard)


def pattern_rest(date: DatesLike, pattern: LabelsLike, *, groups: LabelsLike | None = None) -> PatternRest:
    """Days since the same movement pattern was last trained, and days on end with it.

    Parameters
    ----------
    date : column of n dates
        One row a session, in any order.
    pattern : column of n labels
        "squat", "hinge", an exercise name; None or NaN: unknown.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    PatternRest
        days_since: whole days since an earlier day with the pattern; "not applicable" the first time.
        in_a_row: consecutive days with it, today included. A session of unknown pattern in between may have
        been the same: NaN, "too few observed days in the window".

    Raises
    ------
    InvalidArgument
        For columns of two lengths or an unreadable date.

    Notes
    -----
    Definitions of this library.

    Examples
    --------
    >>> rest = pattern_rest(["2026-03-02", "2026-03-03", "2026-03-06"], ["hinge", "hinge", "hinge"])
    >>> rest.days_since.value.tolist(), rest.in_a_row.value.tolist()
    ([nan, 1.0, 3.0], [1.0, 2.0, 1.0])
    """
    days = as_days(date, "date")
    labels = [None if is_missing(one) else str(one) for one in listed(pattern, Argument("pattern"))]
    if len(labels) != len(days):
        raise _core.InvalidArgument(f"pattern_rest: pattern has {len(labels)} rows, but date has {len(days)}")
    known = {label: code for code, label in enumerate(sorted({one for one in labels if one is not None}))}
    codes = np.array([-1 if one is None else known[one] for one in labels], dtype=np.int32)
    order, rows = _by_day(days, groups)
    rest = _core.preparation.pattern_rest(days[order], codes[order], len(known), rows.starts)
    return PatternRest(
        rows.scatter(Measured.of(rest.days_since)), rows.scatter(Measured.of(rest.in_a_row))
    )


def sleep_debt(
    sleep_hours: ColumnLike,
    need_hours: float,
    *,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Sum over the last `window` nights of max(0, need - slept), in hours; long nights do not pay back.

    Parameters
    ----------
    sleep_hours : column of n nights
        Hours, oldest first; NaN where not recorded: then the mean shortfall is scaled to the window.
    need_hours : hours
        No default: needs differ between people, and this library has read no source for one number.
    window : nights, 7
        The last one included.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n sums in hours. Outside 0 to 24 hours: NaN, "outside the possible range".

    Raises
    ------
    InvalidArgument
        For an option out of range.

    Notes
    -----
    Definition of this library.

    Examples
    --------
    >>> sleep_debt([6, 7, 8, 9, 10, 5, 8], need_hours=8)[6].item()
    6.0
    """
    return by_group(
        _core.preparation.sleep_debt, sleep_hours, groups, "sleep_hours",
        need_hours=need_hours, window=window, min_coverage=min_coverage,
    )  # fmt: skip
