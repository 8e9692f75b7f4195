"""Outcomes at a horizon when some were lost before it: inverse probability of censoring weights."""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.typing import ColumnLike
from backrisk.validate.rows import number, weights_of


def at_horizon(
    stop: ColumnLike, event: ColumnLike, horizon: float, *, weights: ColumnLike | None = None
) -> tuple[FloatColumn, FloatColumn]:
    """Who had an event by the horizon, and what each row weighs since some were lost before.

    w / G(T-) for events by then, w / G(horizon-) for rows watched to it, 0 for rows lost before. G is the
    Kaplan-Meier curve of being lost; at equal times events come before losses.

    Parameters
    ----------
    stop : column of n
        Times from 0, not negative; compared with the horizon and each other as in `concordance`.
    event : column of n
        0 or 1: whether the row ended with the event. Losses must say nothing of the outcome.
    horizon : float
        Above 0, in the unit of `stop`.
    weights : column of n, optional
        w, not negative; 1 each without.

    Returns
    -------
    event : array of n
        0 or 1: an event by the horizon.
    weight : array of n
        Adds up to the sum of w, and the weighted share of events is 1 - Kaplan-Meier at the horizon.

    Raises
    ------
    InvalidArgument
        For a bad horizon, time or outcome, or when nobody is watched to the horizon.

    References
    ----------
    Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5.

    Examples
    --------
    >>> event, weight = at_horizon([2, 3, 5, 9], [1, 0, 1, 0], horizon=6)
    >>> event.tolist(), weight.round(9).tolist()
    ([1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.5, 1.5])
    """
    found = _core.validate.at_horizon(
        as_column(stop, "stop"),
        as_column(event, "event"),
        weights_of(weights),
        number("at_horizon", "horizon", horizon),
    )
    return found.event, found.weight
