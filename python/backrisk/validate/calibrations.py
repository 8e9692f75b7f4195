"""Calibration of probabilities: intercept, slope, O:E, the flexible curve, groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.rows import (
    LEVEL,
    Estimate,
    Options,
    codes_of,
    estimate,
    level_of,
    number,
    options,
    rows,
    weights_of,
    whole,
    word,
)

SMOOTHERS = ("loess", "spline")


@dataclass(frozen=True)
class Calibration:
    """What came against what was predicted; made by `calibration`.

    Attributes
    ----------
    rows, events : int
        Of positive weight.
    mean_predicted, share : float
        Mean prediction, share of events.
    observed_expected : Estimate
        O:E; its `se` is that of its logarithm.
    in_the_large, intercept, slope : Estimate
        See `calibration`.
    unreliability : float
        Likelihood ratio chi-square (2 df) of intercept 0, slope 1.
    """

    rows: int
    events: int
    mean_predicted: float
    share: float
    observed_expected: Estimate
    in_the_large: Estimate
    intercept: Estimate
    slope: Estimate
    unreliability: float


def calibration(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
    clip: float | None = None,
) -> Calibration:
    """Calibration in the large, intercept and slope, and the ratio O:E, with intervals.

    In the large: a of logit P(event) = a + logit p. Intercept and slope: a, b of logit P(event) = a + b logit
    p. O:E = events / sum of p.

    Parameters
    ----------
    event : column of n
        0 or 1; a missing outcome is an error.
    predicted : column of n
        Probabilities; 0 and 1 have no logit.
    weights, groups, level
        As in `brier`; with `groups` or `weights` standard errors are of the (clustered) sandwich.
    clip : float, optional
        Holds predictions within [clip, 1 - clip], below 0.5; without it 0 and 1 are refused.

    Returns
    -------
    Calibration
        Equal predictions (to rounding) have no slope: NaN and a note.

    Raises
    ------
    InvalidArgument
        For a column that breaks its rule, one class only, or a prediction of 0 or 1 without `clip`.
    NumericError
        Where predictions separate the events.

    Notes
    -----
    The interval of O:E is on the logarithm, and rather too wide where predictions differ much.

    References
    ----------
    Van Calster 2019, doi:10.1186/s12916-019-1466-7; O:E: Debray 2017, doi:10.1136/bmj.i6460.

    Examples
    --------
    >>> answer = calibration([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])
    >>> round(answer.slope.value, 3), round(answer.observed_expected.value, 3)
    (1.187, 1.111)
    """
    of = rows(event, predicted, weights, groups)
    held = None if clip is None else number("calibration", "clip", clip)
    found = _core.validate.calibration(*of.all, level_of("calibration", level), **options(clip=held))
    return Calibration(
        found.rows,
        found.events,
        found.mean_predicted,
        found.share,
        estimate(found.observed_expected),
        estimate(found.in_the_large),
        estimate(found.intercept),
        estimate(found.slope),
        found.unreliability,
    )


@dataclass(frozen=True)
class CalibrationCurve:
    """The share of events that follows each prediction, with its band, and distances from the diagonal.

    Attributes
    ----------
    predicted, share, low, high : array of points
        The curve and its pointwise band.
    ici, e50, e90, emax : float
        Mean, median, 90 % quantile and maximum of |curve(p) - p| over the rows.
    """

    predicted: FloatColumn
    share: FloatColumn
    low: FloatColumn
    high: FloatColumn
    ici: float
    e50: float
    e90: float
    emax: float


def calibration_curve(
    event: ColumnLike,
    predicted: ColumnLike,
    method: str = "loess",
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    span: float | None = None,
    knots: int | None = None,
    clip: float | None = None,
    level: float = LEVEL,
    points: int | None = None,
) -> CalibrationCurve:
    """Flexible calibration curve with a pointwise band, and ICI, E50, E90, Emax over the rows.

    Parameters
    ----------
    event, predicted
        As in `calibration`.
    method : {"loess", "spline"}
        "loess": local quadratic, tricube weights over the share `span` of the rows, held within [0, 1]; above
        2000 distinct predictions it is fitted at 2000 of them and straight between. "spline": logistic
        regression on a restricted cubic spline of logit p with `knots` at Harrell's quantiles.
    weights : column of n, optional
        With "spline" only: fit, knots and distances are weighted. For a risk by a horizon where some were
        lost before, `at_horizon` gives events and weights; the band takes them as known.
    groups : labels of n, optional
        The band of "spline" keeps rows of one person together.
    span : float, optional
        Above 0 (0.75).
    knots : int, optional
        3 to 5 (5).
    clip : float, optional
        As in `calibration`, with "spline".
    level : float
        Of the band, in (0, 1).
    points : int, optional
        Of the curve, 2 to 100 000 (101).

    Returns
    -------
    CalibrationCurve

    Raises
    ------
    InvalidArgument
        As `calibration`, and for an option out of range.
    NumericError
        For too few distinct predictions.

    References
    ----------
    Cleveland 1979, doi:10.1080/01621459.1979.10481038; Austin & Steyerberg 2019, doi:10.1002/sim.8281; with
    weights Gerds 2014, doi:10.1002/sim.6152.

    Examples
    --------
    >>> event, predicted = [0, 0, 0, 1, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9]
    >>> round(calibration_curve(event, predicted, span=1).ici, 3)
    0.101
    """
    name, of = "calibration_curve", rows(event, predicted)
    given: Options = options(
        span=None if span is None else number(name, "span", span),
        knots=None if knots is None else whole(name, "knots", knots, 3, 5),
        clip=None if clip is None else number(name, "clip", clip),
        points=None if points is None else whole(name, "points", points, 2, 100_000),
    )
    found = _core.validate.flexible_curve(
        of.event,
        of.predicted,
        codes_of(groups, len(of.event)),
        weights_of(weights),
        method=word(name, "method", method, SMOOTHERS),
        level=level_of(name, level),
        **given,
    )
    columns = (found.predicted, found.share, found.low, found.high)
    return CalibrationCurve(*columns, found.ici, found.e50, found.e90, found.emax)


def calibration_groups(
    event: ColumnLike, predicted: ColumnLike, groups: int = 10, *, level: float = LEVEL
) -> dict[str, FloatColumn]:
    """Events and rows between quantiles of the predictions, with Wilson's interval of each share.

    Parameters
    ----------
    event, predicted
        As in `brier`.
    groups : int
        Bins at most, from 1 on, at type 7 quantiles; equal predictions stay together, so there may be fewer.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    dict of str to array
        `low`, `high` (smallest and largest prediction), `rows`, `events`, `mean_predicted`, `share`,
        `share_low`, `share_high`.

    Raises
    ------
    InvalidArgument
        As `brier`.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> calibration_groups([0, 1, 0, 1], [0.1, 0.2, 0.8, 0.9], groups=2)["events"].tolist()
    [1, 1]
    """
    of, name = rows(event, predicted), "calibration_groups"
    bins = _core.validate.calibration_groups(
        of.event, of.predicted, whole(name, "groups", groups, 1), level_of(name, level)
    )
    plain = ("low", "high", "rows", "events", "mean_predicted")
    table = {one: np.array([getattr(bin_, one) for bin_ in bins]) for one in plain}
    shares = {"share": "value", "share_low": "low", "share_high": "high"}
    return table | {
        one: np.array([getattr(bin_.share, part) for bin_ in bins]) for one, part in shares.items()
    }
