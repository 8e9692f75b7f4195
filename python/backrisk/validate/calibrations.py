"""Overall accuracy and calibration of probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk.validate.rows import Estimate, codes_of, estimate, rows, weights_of


def brier(
    event: Any, predicted: Any, *, weights: Any | None = None, groups: Any | None = None, level: float = 0.95
) -> Estimate:
    """Mean of (predicted - event)^2: 0 at best, with an interval.

    `event` (n of 0 or 1), `predicted` (n probabilities). With `groups` the interval keeps rows of one person
    together. Takes no NaN. Raises `InvalidArgument`. Source: Brier 1950,
    doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.

    >>> round(brier([0, 1, 1], [0.2, 0.6, 0.9]).value, 4)
    0.07
    """
    return estimate(_core.validate.brier(*rows(event, predicted, weights, groups).all, level))


def scaled_brier(
    event: Any, predicted: Any, *, weights: Any | None = None, groups: Any | None = None, level: float = 0.95
) -> Estimate:
    """1 - Brier / (share (1 - share)), the index of prediction accuracy: 1 at best, 0 for the share alone.

    Columns and errors as `brier`, and both an event and a non-event are needed. Source: Kattan & Gerds 2018,
    doi:10.1186/s41512-018-0029-2.

    >>> round(scaled_brier([0, 1, 1], [0.2, 0.6, 0.9]).value, 4)
    0.685
    """
    return estimate(_core.validate.scaled_brier(*rows(event, predicted, weights, groups).all, level))


def log_loss(
    event: Any, predicted: Any, *, weights: Any | None = None, groups: Any | None = None, level: float = 0.95
) -> Estimate:
    """Mean of -ln(probability given to what happened), in nats: 0 at best.

    Infinite, with a note, where something predicted impossible happened: nothing is clipped. Columns and
    errors as `brier`. Source: Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x.

    >>> round(log_loss([0, 1, 1], [0.2, 0.6, 0.9]).value, 4)
    0.2798
    """
    return estimate(_core.validate.log_loss(*rows(event, predicted, weights, groups).all, level))


def r_squared(event: Any, predicted: Any, *, weights: Any | None = None) -> dict[str, float]:
    """Forms of R^2 of predictions as they stand (nothing is refitted), by name.

    With log likelihood l of the predictions and l0 of the share of events: cox_snell = 1 - exp(2 (l0 - l) /
    n), nagelkerke = that over its maximum (1991, doi:10.1093/biomet/78.3.691), mcfadden = 1 - l / l0, tjur =
    mean prediction of events - of non-events (2009, doi:10.1198/tast.2009.08210). Negative: worse than the
    share alone. Columns and errors as `scaled_brier`.

    >>> {name: round(value, 3) for name, value in r_squared([0, 1, 1], [0.2, 0.6, 0.9]).items()}
    {'cox_snell': 0.51, 'nagelkerke': 0.708, 'mcfadden': 0.56, 'tjur': 0.55}
    """
    of = rows(event, predicted, weights)
    found: dict[str, float] = _core.validate.r_squared(of.event, of.predicted, of.weight)
    return found


def spiegelhalter_z(event: Any, predicted: Any) -> float:
    """Standard normal if the predictions are true: sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p)).

    Columns and errors as `brier`; NaN when every prediction is 0, 0.5 or 1. Source: Spiegelhalter 1986,
    doi:10.1002/sim.4780050506.

    >>> round(spiegelhalter_z([0, 1, 1], [0.2, 0.6, 0.9]), 4)
    -0.7926
    """
    of = rows(event, predicted)
    return _core.validate.spiegelhalter_z(of.event, of.predicted)


@dataclass(frozen=True)
class Calibration:
    """What came against what was predicted; `observed_expected.se` is that of its logarithm."""

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
    event: Any,
    predicted: Any,
    *,
    weights: Any | None = None,
    groups: Any | None = None,
    level: float = 0.95,
    clip: float | None = None,
) -> Calibration:
    """Calibration in the large, intercept and slope, and the ratio O:E, with intervals.

    In the large: a of logit P(event) = a + logit p. Intercept and slope: a, b of logit P(event) = a + b logit
    p. O:E = events / sum of p, its interval on the logarithm (Debray 2017, doi:10.1136/bmj.i6460; rather too
    wide where predictions differ much).
    `unreliability` is the likelihood ratio chi-square (2 df) of a = 0, b = 1. `event` (n of 0 or 1),
    `predicted` (n probabilities; 0 and 1 have no logit, `clip` = c holds them within [c, 1 - c]). With
    `groups` or `weights` standard errors are of the (clustered) sandwich. Takes no NaN. Raises
    `InvalidArgument`, and `NumericError` where predictions separate the events. Source: Van Calster 2019,
    doi:10.1186/s12916-019-1466-7.

    >>> answer = calibration([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])
    >>> round(answer.slope.value, 3), round(answer.observed_expected.value, 3)
    (1.187, 1.111)
    """
    given = {} if clip is None else {"clip": clip}
    found = _core.validate.calibration(*rows(event, predicted, weights, groups).all, level, **given)
    answers: dict[str, Any] = {k: estimate(v) if isinstance(v, tuple) else v for k, v in found.items()}
    return Calibration(**answers)


@dataclass(frozen=True)
class CalibrationCurve:
    """The share of events that follows each prediction, with its band, and distances from the diagonal."""

    predicted: FloatColumn
    share: FloatColumn
    low: FloatColumn
    high: FloatColumn
    ici: float
    e50: float
    e90: float
    emax: float


def calibration_curve(
    event: Any,
    predicted: Any,
    method: str = "loess",
    *,
    weights: Any | None = None,
    groups: Any | None = None,
    span: float | None = None,
    knots: int | None = None,
    clip: float | None = None,
    level: float = 0.95,
    points: int | None = None,
) -> CalibrationCurve:
    """Flexible calibration curve with a pointwise band, and ICI, E50, E90, Emax over the rows.

    "loess": local quadratic, tricube weights over the share `span` (0.75) of the rows, held within [0, 1]
    (Cleveland 1979, doi:10.1080/01621459.1979.10481038); above 2000 distinct predictions it is fitted at 2000
    of them and straight between. "spline": logistic regression on a restricted cubic spline of logit p with
    `knots` (3 to 5; 5) at Harrell's quantiles; the band keeps rows of one person in `groups` together. ICI =
    mean |curve(p) - p|, E50 and E90 its quantiles, Emax its largest (Austin & Steyerberg 2019,
    doi:10.1002/sim.8281).

    `weights` go with "spline" only: fit, knots and distances are weighted. For a risk by a horizon where some
    were lost before, `at_horizon` gives events and weights (Gerds 2014, doi:10.1002/sim.6152; the band takes
    them as known). Columns as `calibration`; raises `InvalidArgument`, and `NumericError` for too few
    distinct predictions.

    >>> event, predicted = [0, 0, 0, 1, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9]
    >>> round(calibration_curve(event, predicted, span=1).ici, 3)
    0.101
    """
    of = rows(event, predicted)
    options = {"span": span, "knots": knots, "clip": clip, "points": points}
    given = {name: value for name, value in options.items() if value is not None}
    return CalibrationCurve(
        *_core.validate.flexible_curve(
            of.event, of.predicted, codes_of(groups), weights_of(weights), method=method, level=level, **given
        )
    )


def calibration_groups(
    event: Any, predicted: Any, groups: int = 10, *, level: float = 0.95
) -> dict[str, FloatColumn]:
    """Rows between quantiles of the predictions: columns low, high, rows, events, mean_predicted, share, ....

    Up to `groups` bins at type 7 quantiles; equal predictions stay together, so there may be fewer. `share`
    of events comes with Wilson's interval (1927, doi:10.1080/01621459.1927.10502953) as share_low and
    share_high. Columns and errors as `brier`.

    >>> calibration_groups([0, 1, 0, 1], [0.1, 0.2, 0.8, 0.9], groups=2)["events"].tolist()
    [1, 1]
    """
    of = rows(event, predicted)
    bins = _core.validate.calibration_groups(of.event, of.predicted, groups, level)
    names = ("low", "high", "rows", "events", "mean_predicted", "share", "share_low", "share_high")
    return {name: np.array(column) for name, column in zip(names, zip(*bins, strict=True), strict=True)}
