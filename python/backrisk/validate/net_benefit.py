"""Decisions: what acting on predictions gains, and what a threshold means for people."""

from __future__ import annotations

from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.raw import is_scalar
from backrisk.validate.rows import rows


def decision_curve(
    event: Any,
    predicted: Any,
    thresholds: Any,
    *,
    weights: Any | None = None,
    groups: Any | None = None,
    level: float = 0.95,
) -> dict[str, FloatColumn]:
    """Net benefit of acting where the prediction is at least t, a row for each of `thresholds` in (0, 1).

    net_benefit = (true positives - false positives t / (1 - t)) / n (Vickers & Elkin 2006,
    doi:10.1177/0272989X06295361); acting on nobody has 0, on everybody `treat_all`. standardised: over
    the share of events (Kerr 2016, doi:10.1200/JCO.2015.65.5654). `gain` is over acting on everybody, and
    avoided_per_100 = 100 gain (1 - t) / t: unneeded actions spared at equal benefit. Columns ending in _low
    and _high are intervals, by rows or by persons in `groups`. `event` (n of 0 or 1), `predicted` (n
    probabilities). Takes no NaN. Raises `InvalidArgument`.

    >>> curve = decision_curve([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8], [0.2, 0.5])
    >>> curve["net_benefit"].tolist(), curve["treat_all"].tolist()
    ([0.4375, 0.0], [0.375, 0.0])
    """
    of = rows(event, predicted, weights, groups)
    at = np.atleast_1d(np.asarray(thresholds, dtype=np.float64))
    points = _core.validate.decision_curve(
        of.event, of.predicted, as_column(at, "thresholds"), of.weight, of.person, level
    )
    benefit = ("net_benefit", "net_benefit_low", "net_benefit_high")
    standard = ("standardised", "standardised_low", "standardised_high")
    gain = ("gain", "gain_low", "gain_high")
    names = ("threshold", *benefit, "treat_all", *standard, *gain, "avoided_per_100")
    table = np.array(points, dtype=np.float64).reshape(-1, len(names))
    return dict(zip(names, table.T, strict=True))


def threshold_table(
    event: Any, predicted: Any, thresholds: Any, *, people: int = 1000, level: float = 0.95
) -> dict[str, FloatColumn]:
    """What acting at each threshold means for so many `people`, in natural frequencies.

    Columns: flagged, true_positives, false_positives, missed and spared, of `people` people like these (for
    counts of the rows themselves pass `people=len(event)`); sensitivity, specificity, positive_value,
    negative_value, each with Wilson's interval _low and _high (1927, doi:10.1080/01621459.1927.10502953); and
    flagged_per_event, NaN where no event is flagged. Columns and errors as `decision_curve`.

    >>> table = threshold_table([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8], [0.5], people=100)
    >>> [float(table[name][0]) for name in ("flagged", "true_positives", "missed", "sensitivity")]
    [50.0, 25.0, 25.0, 0.5]
    """
    of = rows(event, predicted)
    at = as_column([thresholds] if is_scalar(thresholds) else thresholds, "thresholds")
    if people < 1:
        raise _core.InvalidArgument(f"threshold_table: people is {people}, but must be 1 or more")
    found = _core.validate.threshold_table(of.event, of.predicted, at, level)
    each = people / len(of.event)
    counts = ("flagged", "true_positives", "false_positives", "missed", "spared")
    shares = ("sensitivity", "specificity", "positive_value", "negative_value")
    table = {"threshold": np.array([row[0] for row in found], dtype=np.float64)}
    for k, name in enumerate(counts, start=1):
        table[name] = np.array([row[k] * each for row in found], dtype=np.float64)
    for k, name in enumerate(shares, start=1 + len(counts)):
        for suffix, part in (("", 0), ("_low", 2), ("_high", 3)):
            table[name + suffix] = np.array([row[k][part] for row in found], dtype=np.float64)
    table["flagged_per_event"] = np.array([row[-1] for row in found], dtype=np.float64)
    return table


def threshold_of_costs(unneeded: float, missed: float) -> float:
    """The risk at which acting and not acting cost the same: unneeded / (unneeded + missed).

    `unneeded`: what acting costs where nothing would have happened; `missed`: what an event costs more where
    nobody acted; both in one unit, above 0. Missing one event as bad as 9 unneeded actions: act from 0.1 on.
    Use it in `decision_curve` and `threshold_table`. Raises `InvalidArgument`. Source: Pauker & Kassirer
    1975, doi:10.1056/NEJM197507312930501.

    >>> threshold_of_costs(unneeded=1, missed=9)
    0.1
    """
    return float(_core.validate.threshold_of_costs(unneeded, missed))
