"""Overall accuracy of probabilities."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.rows import LEVEL, Estimate, estimate, level_of, rows


def brier(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Mean of (predicted - event)^2: 0 at best.

    Parameters
    ----------
    event : column of n
        0 or 1; a missing outcome is an error.
    predicted : column of n
        Probabilities in [0, 1]; a missing prediction is an error.
    weights : column of n, optional
        Sampling weights, not negative; a row of weight 0 is absent.
    groups : labels of n, optional
        The person of each row; the interval keeps rows of one person together.
    level : float
        Of the interval, in (0, 1).

    Returns
    -------
    Estimate
        Value, standard error, interval within [0, inf).

    Raises
    ------
    InvalidArgument
        For a column that breaks its rule, with the row.

    References
    ----------
    Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.

    Examples
    --------
    >>> round(brier([0, 1, 1], [0.2, 0.6, 0.9]).value, 4)
    0.07
    """
    return estimate(
        _core.validate.brier(*rows(event, predicted, weights, groups).all, level_of("brier", level))
    )


def scaled_brier(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Estimate:
    """1 - Brier / (share (1 - share)), the index of prediction accuracy: 1 at best, 0 for the share alone.

    Parameters
    ----------
    event, predicted, weights, groups, level
        As in `brier`.

    Returns
    -------
    Estimate
        Value, standard error, interval within (-inf, 1]; negative: worse than the share of events.

    Raises
    ------
    InvalidArgument
        As `brier`, and without both an event and a non-event.

    References
    ----------
    Kattan & Gerds 2018, doi:10.1186/s41512-018-0029-2.

    Examples
    --------
    >>> round(scaled_brier([0, 1, 1], [0.2, 0.6, 0.9]).value, 4)
    0.685
    """
    of = rows(event, predicted, weights, groups)
    return estimate(_core.validate.scaled_brier(*of.all, level_of("scaled_brier", level)))


def log_loss(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Mean of -ln(probability given to what happened), in nats: 0 at best.

    Parameters
    ----------
    event, predicted, weights, groups, level
        As in `brier`.

    Returns
    -------
    Estimate
        Infinite, with a note, where something predicted impossible happened: nothing is clipped.

    Raises
    ------
    InvalidArgument
        As `brier`.

    References
    ----------
    Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x.

    Examples
    --------
    >>> round(log_loss([0, 1, 1], [0.2, 0.6, 0.9]).value, 4)
    0.2798
    """
    of = rows(event, predicted, weights, groups)
    return estimate(_core.validate.log_loss(*of.all, level_of("log_loss", level)))


def r_squared(
    event: ColumnLike, predicted: ColumnLike, *, weights: ColumnLike | None = None
) -> dict[str, float]:
    """Forms of R^2 of predictions as they stand: nothing is refitted.

    Parameters
    ----------
    event, predicted, weights
        As in `brier`.

    Returns
    -------
    dict of str to float
        With log likelihood l of the predictions and l0 of the share of events: `cox_snell` = 1 - exp(2 (l0 -
        l) / n), `nagelkerke` = that over its maximum, `mcfadden` = 1 - l / l0, `tjur` = mean prediction of
        events - of non-events. Negative: worse than the share alone.

    Raises
    ------
    InvalidArgument
        As `scaled_brier`.

    References
    ----------
    Nagelkerke 1991, doi:10.1093/biomet/78.3.691; Tjur 2009, doi:10.1198/tast.2009.08210.

    Examples
    --------
    >>> {name: round(value, 3) for name, value in r_squared([0, 1, 1], [0.2, 0.6, 0.9]).items()}
    {'cox_snell': 0.51, 'nagelkerke': 0.708, 'mcfadden': 0.56, 'tjur': 0.55}
    """
    of = rows(event, predicted, weights)
    found = _core.validate.r_squared(of.event, of.predicted, of.weight)
    return {name: getattr(found, name) for name in ("cox_snell", "nagelkerke", "mcfadden", "tjur")}


def spiegelhalter_z(event: ColumnLike, predicted: ColumnLike) -> float:
    """Standard normal if the predictions are true: sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p)).

    Parameters
    ----------
    event, predicted
        As in `brier`.

    Returns
    -------
    float
        NaN when every prediction is 0, 0.5 or 1.

    Raises
    ------
    InvalidArgument
        As `brier`.

    References
    ----------
    Spiegelhalter 1986, doi:10.1002/sim.4780050506.

    Examples
    --------
    >>> round(spiegelhalter_z([0, 1, 1], [0.2, 0.6, 0.9]), 4)
    -0.7926
    """
    of = rows(event, predicted)
    return _core.validate.spiegelhalter_z(of.event, of.predicted)
