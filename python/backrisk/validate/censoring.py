"""Outcomes at a horizon when some were lost before it: inverse probability of censoring weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column


def at_horizon(stop: Any, event: Any, horizon: float) -> tuple[FloatColumn, FloatColumn]:
    """(event by the horizon, weight) of each row: 1 / G(T-) for events by then, 1 / G(horizon-) for rows
    watched to it, 0 for rows lost before.

    G is the Kaplan-Meier curve of being lost; at equal times events come before losses. Over all rows the
    weights add up to n, and the weighted share of events is 1 - Kaplan-Meier at the horizon. Losses must say
    nothing of the outcome. Raises `InvalidArgument` for a bad horizon or time, or when nobody is watched to
    the horizon. Source: Graf 1999,
    doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5.

    >>> event, weight = at_horizon([2, 3, 5, 9], [1, 0, 1, 0], horizon=6)
    >>> event.tolist(), weight.round(9).tolist()
    ([1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.5, 1.5])
    """
    time, happened = as_column(stop, "times"), as_column(event, "event")
    if len(time) != len(happened):
        raise _core.InvalidArgument(f"report: times has {len(time)} rows, but y has {len(happened)}")
    if not (np.isfinite(horizon) and horizon > 0):
        raise _core.InvalidArgument(f"report: horizon is {horizon}, but must be above 0")
    bad = np.flatnonzero(~(time >= 0) | ~np.isfinite(time))
    if len(bad):
        at = int(bad[0])
        raise _core.InvalidArgument(
            f"report: times[{at}] is {time[at]:g}, but must be finite and not negative"
        )
    lost_at, lost = np.unique(time[happened == 0], return_counts=True)
    order = np.sort(time)
    earlier_events = np.sort(time[happened == 1])
    watched = len(time) - np.searchsorted(order, lost_at, side="left")
    tied_events = np.searchsorted(earlier_events, lost_at, side="right") - np.searchsorted(
        earlier_events, lost_at, side="left"
    )
    curve = np.r_[1.0, np.cumprod(1 - lost / (watched - tied_events))]
    came = (happened == 1) & (time <= horizon)
    stayed = (time > horizon) | ((time == horizon) & ~came)
    if not stayed.any():
        raise _core.InvalidArgument(f"report: nobody is watched to the horizon of {horizon:g}")
    weight = np.zeros(len(time))
    weight[came] = 1 / curve[np.searchsorted(lost_at, time[came], side="left")]
    weight[stayed] = 1 / curve[np.searchsorted(lost_at, horizon, side="left")]
    return came.astype(np.float64), weight
