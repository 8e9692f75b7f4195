"""What a person is used to: averages of a column of daily loads; see `backrisk.load` for which to use when."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.columns import Measured, by_group
from backrisk._shared.typing import ColumnLike, LabelsLike


def rolling_mean(
    x: ColumnLike,
    window: int | None = None,
    *,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Mean of the observed loads of the last `window` days.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; NaN days are left out.
    window : days, 7
        Today included.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each; no window crosses from one to the next.

    Returns
    -------
    Measured
        n means in the unit of `x`; coverage = observed days / window.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load or a window below 1.

    Notes
    -----
    Source: Windt & Gabbett 2019, doi:10.1136/bjsports-2017-098925.

    Examples
    --------
    >>> rolling_mean([30, 60, 0, 30], window=3).value
    array([nan, nan, 30., 30.])
    """
    return by_group(_core.load.rolling_mean, x, groups, window=window, min_coverage=min_coverage)


def ewma(
    x: ColumnLike,
    span: float | None = None,
    *,
    half_life: float | None = None,
    start: str | float | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Exponentially weighted mean: E_t = E_{t-1} + alpha (x_t - E_{t-1}).

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; on a NaN day the average holds.
    span : days
        alpha = 2 / (span + 1). Give either this or `half_life`.
    half_life : days
        alpha = 1 - exp(-ln 2 / half_life).
    start : "first", "zero" or a number, "first"
        The average before the first day; "first" is the first observed load.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n averages in the unit of `x`; the coverage is the same average of "was observed", from 0.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load, and unless one of `span` and `half_life` is given.

    Notes
    -----
    Source: Williams 2017, doi:10.1136/bjsports-2016-096589.

    Examples
    --------
    >>> ewma([30, 30, 60], span=3, min_coverage=0).value
    array([30., 30., 45.])
    """
    return by_group(
        _core.load.ewma, x, groups,
        span=span, half_life=half_life, start=start, min_coverage=min_coverage,
    )  # fmt: skip


def acwr(
    x: ColumnLike,
    acute: int | None = None,
    chronic: int | None = None,
    method: str | None = None,
    *,
    start: str | float | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Acute:chronic workload ratio, a pure number.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; NaN days are left out of the means.
    acute, chronic : days, 7 and 28
        Lengths of the two means.
    method : "coupled", "uncoupled" or "ewma", "coupled"
        "coupled": mean of the last `acute` / mean of the last `chronic` days. "uncoupled": the chronic mean
        is that of the `chronic` - `acute` days before the acute ones. "ewma": `ewma` with these spans.
    start : "first", "zero" or a number, "first"
        Of "ewma": the average before the first day.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n ratios; the coverage is the smaller one of the two. Over a chronic load of 0 the ratio is infinite,
        0 / 0 NaN, both with a reason.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load, an unknown method or windows that do not nest.

    Notes
    -----
    Sources: Windt & Gabbett 2019, doi:10.1136/bjsports-2017-098925; Williams 2017,
    doi:10.1136/bjsports-2016-096589.

    Examples
    --------
    >>> x = [50] * 28 + [100] * 7
    >>> [round(float(acwr(x, method=m)[-1]), 4) for m in ("coupled", "uncoupled", "ewma")]
    [1.6, 2.0, 1.3394]
    """
    return by_group(
        _core.load.acwr, x, groups,
        acute=acute, chronic=chronic, method=method, start=start, min_coverage=min_coverage,
    )  # fmt: skip


def redi(
    x: ColumnLike,
    rate: float,
    *,
    window: int | None = None,
    min_coverage: float | None = None,
    groups: LabelsLike | None = None,
) -> Measured:
    """Robust exponential decreasing index: mean of the observed loads with weights exp(-rate k), k days ago.

    Parameters
    ----------
    x : column of n daily loads
        In any unit, oldest first; NaN days lose their weight.
    rate : a day, above 0
        Its authors show 0.05, 0.1 and 0.5.
    window : days, optional
        Limits the days used; all so far by default.
    min_coverage : between 0 and 1, 0.75
        Below it the value is NaN.
    groups : column of n labels, optional
        One person each.

    Returns
    -------
    Measured
        n numbers in the unit of `x`; the coverage is the observed part of the weight of all days, those
        before the first included.

    Raises
    ------
    InvalidArgument
        For a negative or infinite load or a rate that is not above 0.

    Notes
    -----
    Source: Moussa 2019, doi:10.1136/bmjsem-2019-000573.

    Examples
    --------
    >>> round(float(redi([30] * 21 + [50] * 7, rate=0.1)[-1]), 8)
    40.72018931
    """
    return by_group(_core.load.redi, x, groups, rate=rate, window=window, min_coverage=min_coverage)
