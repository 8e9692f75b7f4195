"""What is unlike the days before: monotony, strain, changes, spikes; see `backrisk.load` for which to use when."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.columns import Measured, as_column, by_group, given_options, grouping
from backrisk._shared.typing import ColumnLike, LabelsLike


def monotony(
    x: ColumnLike,
    window: int | None = None,
    *,
    ddof: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean / standard deviation of the last `window` days, a pure number.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; NaN days are left out.
    window : days, 7
        Today included.
    ddof : 0 or 1, 1
        1 is the sample deviation, 0 the population one (as SoccerMon computes it).
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n numbers. Constant loads give infinity (all zero: NaN) with the reason "no variation".

    Raises
    ------
    InvalidArgument
        For a negative or infinite load or a window below 2.

    Notes
    -----
    Source: Foster 1998, Med Sci Sports Exerc 30:1164; SoccerMon, doi:10.5281/zenodo.10033832.

    Examples
    --------
    >>> float(monotony([40, 40, 45, 45, 50, 60, 70])[-1]).__round__(4)
    4.4721
    """
    return by_group(_core.load.monotony, x, groups, window=window, ddof=ddof, min_coverage=min_coverage)


def strain(
    x: ColumnLike,
    window: int | None = None,
    *,
    ddof: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Load of the last `window` days times their monotony, in the unit of the load.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first. With NaN days the load is the observed mean times the window.
    window : days, 7
        Today included.
    ddof : 0 or 1, 1
        Of the standard deviation, as in `monotony`.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n numbers; where the monotony is infinite or NaN, so is the strain, with its reason.

    Raises
    ------
    InvalidArgument
        As `monotony`.

    Notes
    -----
    Source: Foster 1998, Med Sci Sports Exerc 30:1164; SoccerMon, doi:10.5281/zenodo.10033832.

    Examples
    --------
    >>> float(strain([40, 40, 45, 45, 50, 60, 70], ddof=0)[-1]).__round__(4)
    1690.6606
    """
    return by_group(_core.load.strain, x, groups, window=window, ddof=ddof, min_coverage=min_coverage)


def week_change(
    x: ColumnLike,
    form: str | None = None,
    *,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """This week (u, load of the last `window` days) against the week before (v).

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first. A week with NaN days counts its observed mean times its length.
    form : "percent", "symmetrised", "difference" or "ratio", "percent"
        100 (u - v) / v; 100 (u - v) / (u + v); u - v in the unit of the load; u / v.
    window : days, 7
        The length of a week.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n numbers; the coverage is that of the worse week. Division by an empty week is infinite or NaN, with
        a reason.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load, an unknown form or a window below 1.

    Notes
    -----
    Names of ours; checked on the athletes of Williams 2017, doi:10.1136/bjsports-2016-096589.

    Examples
    --------
    >>> x = [30] * 7 + [50] * 7
    >>> [float(week_change(x, form)[-1]) for form in ("percent", "symmetrised", "difference")]
    [66.66666666666667, 25.0, 140.0]
    """
    return by_group(_core.load.week_change, x, groups, form=form, window=window, min_coverage=min_coverage)


def session_spike(
    x: ColumnLike,
    window: int | None = None,
    *,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Today's longest session over the longest one of the `window` days before, minus 1.

    Parameters
    ----------
    x : column of n days
        Distance, minutes or load of each day's longest session, 0 on a rest day; see `daily_load`. NaN
        before today is left out, and the coverage falls.
    window : days, 30
        Before today.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n relative rises: 0.1 is 10 % longer than anything lately, -1 a rest day. NaN today: NaN, "not
        recorded". Over 0 it is infinite or NaN, with a reason.

    Raises
    ------
    InvalidArgument
        For a negative or infinite value or a window below 1.

    Notes
    -----
    Source: Frandsen 2025, doi:10.1136/bjsports-2024-109380.

    Examples
    --------
    >>> float(session_spike([10, 8] * 15 + [13])[-1]).__round__(6)
    0.3
    """
    return by_group(_core.load.session_spike, x, groups, window=window, min_coverage=min_coverage)


def consecutive_days(x: ColumnLike, *, groups: LabelsLike | None = None) -> Measured:
    """Training days in a row, today included; 0 on a rest day.

    Parameters
    ----------
    x : column of n daily loads or counts
        Oldest first. A run under way on the first day is counted from there.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n whole numbers. A run with a NaN day in it has no known length: NaN, "not recorded", until the next
        rest day.

    Raises
    ------
    InvalidArgument
        For a negative or infinite value.

    Notes
    -----
    Definition of ours.

    Examples
    --------
    >>> consecutive_days([5, 5, 0, 5, float("nan"), 5, 0]).value
    array([ 1.,  2.,  0.,  1., nan, nan,  0.])
    """
    return by_group(_core.load.consecutive_days, x, groups)


def share(
    channel: ColumnLike,
    total: ColumnLike,
    window: int | None = None,
    *,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Sum of `channel` / sum of `total` over the last `window` days: how one-sided a week is.

    Parameters
    ----------
    channel, total : columns of n, of one unit
        Say hinge lifts and all lifts. Days on which either is NaN are left out.
    window : days, 7
        Today included.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n numbers from 0 to 1; coverage = days on which both are known / window. 0 / 0 is NaN with a reason.

    Raises
    ------
    InvalidArgument
        For a negative value, columns of two lengths, or a channel above its total.

    Notes
    -----
    Definition of ours.

    Examples
    --------
    >>> share([10, 0, 5], [20, 10, 10], window=3).value
    array([  nan,   nan, 0.375])
    """
    parts = as_column(channel, "channel")
    whole = as_column(total, "total")
    if len(parts) != len(whole):
        raise _core.InvalidArgument(f"share: channel has {len(parts)} rows, but total has {len(whole)}")
    people = grouping(groups, len(parts), "channel")
    options = given_options(window=window, min_coverage=min_coverage)
    found = _core.load.share(people.gather(parts), people.gather(whole), people.starts, **options)
    return people.scatter(Measured.of(found))
