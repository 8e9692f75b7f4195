"""Predictions of when: concordance, and accuracy of a risk by a time, under censoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk.validate.rows import NO_WEIGHTS, Estimate, codes_of, estimate, weights_of


@dataclass(frozen=True)
class Concordance:
    """C with its interval, and the (weighted) pairs behind it."""

    c: Estimate
    concordant: float
    discordant: float
    tied: float
    tied_events: float


def concordance(
    predicted: Any,
    stop: Any,
    event: Any,
    *,
    start: Any | None = None,
    method: str | None = None,
    until: float | None = None,
    competing: Any | None = None,
    weights: Any | None = None,
    groups: Any | None = None,
    level: float = 0.95,
) -> Concordance:
    """C = (concordant + tied / 2) / all pairs of an event at t and a row at risk after t.

    `predicted` (n, higher means an earlier event), `stop` and `start` (n times; at risk in (start, stop]),
    `event` (n of 0 or 1). A pair weighs T(t), by `method`: "harrell" 1 (1996, doi:10.1002/(SICI)1097-0258(
    19960229)15:4<361::AID-SIM168>3.0.CO;2-4), "uno" 1 / G^2 (2011, doi:10.1002/sim.4154), "peto" N S / n,
    "schemper" N S / (G n) (2009, doi:10.1002/sim.3623), "equal" 1 / n; n at risk, S and G the Kaplan-Meier
    curves of events and of censoring before t. Events after `until` are left out. The variance is the
    infinitesimal jackknife with T as given; with `groups` (a label a row) the rows of one person are kept
    together, which recurrent events and rows of (start, stop] need.

    `competing` (n of 0 or 1, Harrell's C of one row a person only): another event ended the row, after which
    the predicted one cannot come; such a person stays at risk for ever, as one who never has it (Wolbers
    2009, doi:10.1097/EDE.0b013e3181a39056). Takes no NaN. Raises `InvalidArgument`. O(n log n).

    >>> round(concordance([3, 1, 2, 0], stop=[2, 9, 4, 6], event=[1, 0, 1, 1]).c.value, 3)
    0.833
    """
    last = as_column(stop, "stop")
    if competing is not None:
        if start is not None or method not in (None, "harrell"):
            raise _core.InvalidArgument("concordance: competing goes with method 'harrell' and without start")
        last = _never(last, as_column(event, "event"), as_column(competing, "competing"))
    options: dict[str, Any] = {"method": method, "until": until}
    given = {name: value for name, value in options.items() if value is not None}
    c, *pairs = _core.validate.concordance(
        as_column(predicted, "predicted"),
        last,
        as_column(event, "event"),
        NO_WEIGHTS if start is None else as_column(start, "start"),
        weights_of(weights),
        codes_of(groups),
        level=level,
        **given,
    )
    return Concordance(estimate(c), *pairs)


def _never(stop: FloatColumn, event: FloatColumn, competing: FloatColumn) -> FloatColumn:
    """Times after all others for those whom another event ended."""
    if len(competing) != len(stop) or len(event) != len(stop):
        raise _core.InvalidArgument(f"concordance: competing has {len(competing)} rows, but stop {len(stop)}")
    if not np.isin(competing, (0, 1)).all() or (competing * event).any():
        raise _core.InvalidArgument("concordance: competing must be 0, or 1 where event is 0")
    return np.where(competing == 1, stop.max(initial=0) + 1, stop)


@dataclass(frozen=True)
class TimePoint:
    """Accuracy of a risk by `time`; `events`, `others` (ended by another event), `censored` and `survivors`
    are how many were by then."""

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
    risk: Any,
    stop: Any,
    event: Any,
    times: Any,
    *,
    competing: Any | None = None,
    weights: Any | None = None,
    groups: Any | None = None,
    level: float = 0.95,
) -> list[TimePoint]:
    """Brier score, AUC and O:E of a predicted risk by each of `times`, weighted for who was lost before.

    Events by t weigh 1 / G(T-), those watched past t 1 / G(t), G the Kaplan-Meier curve of censoring. Brier
    (Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5) with that of
    the Kaplan-Meier risk for everybody, AUC (Uno 2007, doi:10.1198/016214507000000149), O:E = (1 -
    Kaplan-Meier) / mean risk. Standard errors know that G is estimated (Blanche 2015,
    doi:10.1111/biom.12232).

    `competing` (n of 0 or 1): another event ended the row, after which the predicted one cannot come (its
    `event` is 0). Who had it by t counts as known not to have the event, at 1 / G(T-), and the observed risk
    is the cumulative incidence of Aalen & Johansen instead of 1 - Kaplan-Meier, which would be too high
    (Blanche 2013, doi:10.1002/sim.5958; Wolbers 2009, doi:10.1097/EDE.0b013e3181a39056).

    `risk` (n probabilities for one time, or n x times), `stop` (n times from 0),
    `event` (n of 0 or 1), times in the unit of `stop`. Takes no NaN. Raises `InvalidArgument`; where nobody
    is watched past a time, its answers are NaN with a note.

    >>> at = time_dependent([0.7, 0.2, 0.4, 0.1], stop=[2, 9, 3, 6], event=[1, 0, 0, 1], times=[5])[0]
    >>> round(at.brier.value, 4), round(at.auc.value, 6), at.observed
    (0.0413, 1.0, 0.25)
    """
    horizons = np.atleast_1d(np.asarray(times, dtype=np.float64))
    table = np.asarray(risk, dtype=np.float64)
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2 or table.shape[1] != len(horizons):
        raise _core.InvalidArgument(
            f"time_dependent: risk has shape {table.shape}, but must have a column for each of "
            f"{len(horizons)} times"
        )
    when, what = as_column(stop, "stop"), as_column(event, "event")
    w, person = weights_of(weights), codes_of(groups)
    other = NO_WEIGHTS if competing is None else as_column(competing, "competing")
    answers: list[TimePoint] = []
    for column, time in zip(table.T, horizons, strict=True):
        found: dict[str, Any] = _core.validate.time_dependent(
            column, when, what, time, w, person, level, other
        )
        found = {k: estimate(v) if isinstance(v, tuple) else v for k, v in found.items()}
        answers.append(TimePoint(**found))
    return answers


def integrate(points: Sequence[TimePoint]) -> dict[str, float]:
    """One number over the times of `time_dependent`: brier, null_brier, scaled_brier, auc.

    Brier scores: trapezoids over the times, divided by their span (Graf 1999,
    doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5); scaled_brier = 1 - brier /
    null_brier. auc: mean weighted by the fall of the Kaplan-Meier curve since the time before (Uno 2007,
    doi:10.1198/016214507000000149). For an interval: `bootstrap`. `points`: two or more, times rising. A NaN
    at a time makes NaN. Raises `InvalidArgument`.

    >>> risk = [[0.6, 0.7], [0.1, 0.2], [0.3, 0.4], [0.1, 0.1]]
    >>> points = time_dependent(risk, stop=[2, 9, 3, 6], event=[1, 0, 0, 1], times=[2.5, 5])
    >>> {name: round(value, 4) for name, value in integrate(points).items()}
    {'brier': 0.0544, 'null_brier': 0.1875, 'scaled_brier': 0.71, 'auc': 1.0}
    """
    times = np.array([point.time for point in points])
    if len(times) < 2 or (np.diff(times) <= 0).any():
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
        "scaled_brier": 1 - mean / expected,
        "auc": float(area @ falls / risk[-1]),
    }
