"""Predictions of when: concordance, and accuracy of a risk by a time, under censoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix, as_matrix
from backrisk._shared.interrupt import interruptible
from backrisk._shared.typing import ColumnLike, FrameLike, LabelsLike
from backrisk.validate.rows import (
    LEVEL,
    NO_WEIGHTS,
    Estimate,
    codes_of,
    estimate,
    level_of,
    number,
    options,
    weights_of,
    word,
)

TIME_WEIGHTS = ("harrell", "uno", "peto", "schemper", "equal")

_LONG = 100_000
"""Rows from which on all pairs take longer than a moment."""


@dataclass(frozen=True)
class Concordance:
    """C with its interval, and the (weighted) pairs behind it; made by `concordance`.

    Attributes
    ----------
    c : Estimate
        The concordance.
    concordant, discordant, tied : float
        Pairs, weighed by `method`; tied in the prediction.
    tied_events : float
        Pairs of events at one time, not used.
    joined_times : int
        Distinct times that were within rounding of another and counted as equal.
    """

    c: Estimate
    concordant: float
    discordant: float
    tied: float
    tied_events: float
    joined_times: int = 0


def concordance(
    predicted: ColumnLike,
    stop: ColumnLike,
    event: ColumnLike,
    *,
    start: ColumnLike | None = None,
    method: str | None = None,
    until: float | None = None,
    competing: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Concordance:
    """C = (concordant + tied / 2) / all pairs of an event at t and a row at risk after t.

    Parameters
    ----------
    predicted : column of n
        Numbers, higher means an earlier event; a missing one is an error, as in every column here.
    stop : column of n
        Times; those that differ by rounding alone (1.5e-8, relative above 1) are one time, as R's timefix.
    event : column of n
        0 or 1: whether the row ended with the event.
    start : column of n, optional
        The row is at risk in (start, stop]; without it from before all times.
    method : {"harrell", "uno", "peto", "schemper", "equal"}, optional
        What a pair weighs: 1, 1 / G^2, N S / n, N S / (G n), 1 / n; n at risk, S and G the Kaplan-Meier
        curves of events and of censoring before t.
    until : float, optional
        Events after it are left out.
    competing : column of n, optional
        0 or 1: another event ended the row, after which the predicted one cannot come; such a person stays at
        risk for ever, as one who never has it. With Harrell's C of one row a person only.
    weights : column of n, optional
        Not negative.
    groups : labels of n, optional
        The person of each row, which recurrent events and rows of (start, stop] need.
    level : float
        Of the interval, in (0, 1).

    Returns
    -------
    Concordance
        The variance is the infinitesimal jackknife with the weights of pairs as given. Without a pair, with
        fewer than three persons, or where no pair disagrees with another, NaN and a note.

    Raises
    ------
    InvalidArgument
        For a bad column or option.

    Notes
    -----
    O(n log n).

    References
    ----------
    Harrell 1996, doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4; Uno 2011,
    doi:10.1002/sim.4154; Schemper 2009, doi:10.1002/sim.3623; competing events Wolbers 2009,
    doi:10.1097/EDE.0b013e3181a39056.

    Examples
    --------
    >>> round(concordance([3, 1, 2, 0], stop=[2, 9, 4, 6], event=[1, 0, 1, 1]).c.value, 3)
    0.833
    """
    name, last, happened = "concordance", as_column(stop, "stop"), as_column(event, "event")
    if competing is not None:
        if start is not None or method not in (None, "harrell"):
            raise _core.InvalidArgument("concordance: competing goes with method 'harrell' and without start")
        last = _never(last, happened, as_column(competing, "competing"))
    given = options(
        method=None if method is None else word(name, "method", method, TIME_WEIGHTS),
        until=None if until is None else number(name, "until", until),
    )
    columns = (
        as_column(predicted, "predicted"), last, happened,
        NO_WEIGHTS if start is None else as_column(start, "start"), weights_of(weights),
        codes_of(groups, len(last)),
    )  # fmt: skip
    at = level_of(name, level)
    found = interruptible(
        lambda: _core.validate.concordance(*columns, level=at, **given), long=len(last) > _LONG
    )
    pairs = (found.concordant, found.discordant, found.tied, found.tied_events)
    return Concordance(estimate(found.c), *pairs, found.joined_times)


def _never(stop: FloatColumn, event: FloatColumn, competing: FloatColumn) -> FloatColumn:
    """Times after all others for those whom another event ended."""
    if len(competing) != len(stop) or len(event) != len(stop):
        raise _core.InvalidArgument(f"concordance: competing has {len(competing)} rows, but stop {len(stop)}")
    if not np.isin(competing, (0, 1)).all() or (competing * event).any():
        raise _core.InvalidArgument("concordance: competing must be 0, or 1 where event is 0")
    return np.where(competing == 1, stop.max(initial=0) + 1, stop)


@dataclass(frozen=True)
class TimePoint:
    """Accuracy of a risk by `time`; made by `time_dependent`.

    Attributes
    ----------
    time : float
    brier, auc : Estimate
        Weighted for who was lost.
    null_brier, scaled_brier : float
        Brier score of the observed risk for everybody; 1 - brier / null_brier.
    mean_predicted, observed, observed_expected : float
        Mean risk, 1 - Kaplan-Meier (or the cumulative incidence), their ratio.
    events, censored, survivors, others : float
        How many (weights) had the event by then, were lost before, were watched past it, were ended by
        another event.
    """

    time: float
    brier: Estimate
    null_brier: float
    scaled_brier: float
    auc: Estimate
    mean_predicted: float
    observed: float
    observed_expected: float
    events: float
    censored: float
    survivors: float
    others: float = 0.0


def time_dependent(
    risk: ColumnLike | FrameLike | FloatMatrix | Sequence[Sequence[float]],
    stop: ColumnLike,
    event: ColumnLike,
    times: ColumnLike | float,
    *,
    competing: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> list[TimePoint]:
    """Brier score, AUC and O:E of a predicted risk by each of `times`, weighted for who was lost before.

    Events by t weigh 1 / G(T-), those watched past t 1 / G(t), G the Kaplan-Meier curve of censoring. O:E =
    (1 - Kaplan-Meier) / mean risk.

    Parameters
    ----------
    risk : column of n, or n x times
        Probabilities of an event by each time.
    stop : column of n
        Times from 0; compared with `times` and each other as in `concordance`.
    event : column of n
        0 or 1.
    times : column or float
        Above 0, in the unit of `stop`.
    competing : column of n, optional
        0 or 1: another event ended the row, after which the predicted one cannot come (its `event` is 0). Who
        had it by t counts as known not to have the event, at 1 / G(T-), and the observed risk is the
        cumulative incidence instead of 1 - Kaplan-Meier, which would be too high.
    weights, groups, level
        As in `concordance`.

    Returns
    -------
    list of TimePoint
        Where nobody is watched past a time, its answers are NaN with a note. Standard errors know that G is
        estimated.

    Raises
    ------
    InvalidArgument
        For a bad column or time.

    References
    ----------
    Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5; Uno 2007,
    doi:10.1198/016214507000000149; Blanche 2015, doi:10.1111/biom.12232; competing events Blanche 2013,
    doi:10.1002/sim.5958, Wolbers 2009, doi:10.1097/EDE.0b013e3181a39056.

    Examples
    --------
    >>> at = time_dependent([0.7, 0.2, 0.4, 0.1], stop=[2, 9, 3, 6], event=[1, 0, 0, 1], times=[5])[0]
    >>> round(at.brier.value, 4), round(at.auc.value, 6), at.observed
    (0.0413, 1.0, 0.25)
    """
    horizons = as_column([times] if isinstance(times, (int, float)) else times, "times")
    table = as_matrix(risk, "risk")[0]
    if table.shape[1] != len(horizons):
        raise _core.InvalidArgument(
            f"time_dependent: risk has shape {table.shape}, but must have a column for each of "
            f"{len(horizons)} times"
        )
    when, what = as_column(stop, "stop"), as_column(event, "event")
    w, person = weights_of(weights), codes_of(groups, len(when))
    other = NO_WEIGHTS if competing is None else as_column(competing, "competing")
    at = level_of("time_dependent", level)
    return [
        _point(_core.validate.time_dependent(column, when, what, time, w, person, at, other))
        for column, time in zip(table.T, horizons.tolist(), strict=True)
    ]


def _point(found: _core.validate.TimePoint) -> TimePoint:
    accuracy = (estimate(found.brier), found.null_brier, found.scaled_brier, estimate(found.auc))
    risks = (found.mean_predicted, found.observed, found.observed_expected)
    return TimePoint(
        found.time, *accuracy, *risks, found.events, found.censored, found.survivors, found.others
    )


def integrate(points: Sequence[TimePoint]) -> dict[str, float]:
    """One number over the times of `time_dependent`.

    Parameters
    ----------
    points : sequence of TimePoint
        Two or more, times rising. A NaN at a time makes NaN.

    Returns
    -------
    dict of str to float
        `brier`, `null_brier`: trapezoids over the times, divided by their span; `scaled_brier` = 1 - brier /
        null_brier; `auc`: mean weighted by the fall of the Kaplan-Meier curve since the time before. For an
        interval: `bootstrap`.

    Raises
    ------
    InvalidArgument
        For fewer than two times, or times that do not rise.

    References
    ----------
    Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5; AUC: Uno 2007,
    doi:10.1198/016214507000000149.

    Examples
    --------
    >>> risk = [[0.6, 0.7], [0.1, 0.2], [0.3, 0.4], [0.1, 0.1]]
    >>> points = time_dependent(risk, stop=[2, 9, 3, 6], event=[1, 0, 0, 1], times=[2.5, 5])
    >>> {name: round(value, 4) for name, value in integrate(points).items()}
    {'brier': 0.0544, 'null_brier': 0.1875, 'scaled_brier': 0.71, 'auc': 1.0}
    """
    times = np.array([point.time for point in points])
    if len(times) < 2 or not (np.diff(times) > 0).all():
        raise _core.InvalidArgument(
            f"integrate: times are {times.tolist()}, but must be two or more, and rise"
        )
    brier, null, area, risk = (
        np.array([float(getattr(point, name)) for point in points])
        for name in ("brier", "null_brier", "auc", "observed")
    )
    mean, expected = (float(np.trapezoid(column, times) / (times[-1] - times[0])) for column in (brier, null))
    falls = np.diff(risk, prepend=0)
    return {
        "brier": mean,
        "null_brier": expected,
        "scaled_brier": 1 - mean / expected if expected > 0 else np.nan,
        "auc": float(area @ falls / risk[-1]) if risk[-1] > 0 else np.nan,
    }
