"""Decisions: what acting on predictions gains, and what a threshold means for people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.rows import LEVEL, level_of, number, options, rows

_PARTS = (("", "value"), ("_low", "low"), ("_high", "high"))


def _thresholds(thresholds: ColumnLike | float) -> FloatColumn:
    return as_column([thresholds] if isinstance(thresholds, (int, float)) else thresholds, "thresholds")


def _prevalence(function: str, prevalence: float | None) -> dict[str, float]:
    return options(prevalence=None if prevalence is None else number(function, "prevalence", prevalence))


def decision_curve(
    event: ColumnLike,
    predicted: ColumnLike,
    thresholds: ColumnLike | float,
    *,
    prevalence: float | None = None,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> dict[str, FloatColumn]:
    """Net benefit of acting where the prediction is at least t.

    net_benefit = (true positives - false positives t / (1 - t)) / n; acting on nobody has 0, on everybody
    `treat_all`. With a `prevalence` phi: sensitivity phi - (1 - specificity) (1 - phi) t / (1 - t).

    Parameters
    ----------
    event : column of n
        0 or 1; a missing outcome is an error.
    predicted : column of n
        Probabilities; one below a threshold by rounding alone (1.5e-8 of it) counts as at it.
    thresholds : column of k or float
        To act at, in (0, 1).
    prevalence : float, optional
        Share of events among those to act on, in (0, 1), taken as known: for a case-control study, or another
        place. Without it, the share of these rows.
    weights, groups, level
        As in `brier`.

    Returns
    -------
    dict of str to array of k
        `threshold`, `net_benefit`, `treat_all`, `standardised` (over the prevalence), `gain` (over acting on
        everybody), `avoided_per_100` = 100 gain (1 - t) / t (unneeded actions spared at equal benefit); those
        with an interval also with `_low` and `_high`, NaN where nothing varies.

    Raises
    ------
    InvalidArgument
        For a bad column or option, or no event.

    References
    ----------
    Vickers & Elkin 2006, doi:10.1177/0272989X06295361; standardised Kerr 2016, doi:10.1200/JCO.2015.65.5654.

    Examples
    --------
    >>> curve = decision_curve([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8], [0.2, 0.5])
    >>> curve["net_benefit"].tolist(), curve["treat_all"].tolist()
    ([0.4375, 0.0], [0.375, 0.0])
    """
    of, name = rows(event, predicted, weights, groups), "decision_curve"
    points = _core.validate.decision_curve(
        of.event,
        of.predicted,
        _thresholds(thresholds),
        of.weight,
        of.person,
        level=level_of(name, level),
        **_prevalence(name, prevalence),
    )
    return curve_columns(points)


def curve_columns(points: Sequence[_core.validate.DecisionPoint]) -> dict[str, FloatColumn]:
    """Columns of the points of a decision curve."""

    def column(name: str) -> FloatColumn:
        return np.array([getattr(point, name) for point in points], dtype=np.float64)

    def interval(name: str, of: str) -> dict[str, FloatColumn]:
        found = [getattr(point, of) for point in points]
        return {
            name + end: np.array([getattr(one, part) for one in found], dtype=np.float64)
            for end, part in _PARTS
        }

    return {
        "threshold": column("threshold"),
        **interval("net_benefit", "net_benefit"),
        "treat_all": column("treat_all"),
        **interval("standardised", "standardised"),
        **interval("gain", "over_treat_all"),
        "avoided_per_100": column("avoided_per_100"),
    }


def net_benefit_difference(
    event: ColumnLike,
    first: ColumnLike,
    second: ColumnLike,
    thresholds: ColumnLike | float,
    *,
    prevalence: float | None = None,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Table:
    """Is acting on the second predictions better than acting on the first, at each threshold?

    difference = net benefit of the second - of the first, with its interval by the influence of each row, a
    person's rows together.

    Parameters
    ----------
    event : column of n
        0 or 1; a missing outcome is an error.
    first, second : column of n
        Probabilities of the same rows by two models.
    thresholds, prevalence, weights, groups, level
        As in `decision_curve`.

    Returns
    -------
    Table
        A row a threshold: threshold, first, second, difference, se, low, high, p (two-sided), note. Where
        both flag the same rows the difference is 0, without an interval.

    Raises
    ------
    InvalidArgument
        As `decision_curve`.

    Notes
    -----
    p is of one threshold: choose it before looking, or allow for how many were looked at (`holm`).

    References
    ----------
    Vickers 2008, doi:10.1186/1472-6947-8-53.

    Examples
    --------
    >>> event, first = [0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8]
    >>> found = net_benefit_difference(event, first, [0.1, 0.2, 0.6, 0.3, 0.7, 0.8], [0.5])
    >>> found["difference"].round(3).tolist()
    [0.333]
    """
    of, name = rows(event, first, weights, groups), "net_benefit_difference"
    found = _core.validate.net_benefit_difference(
        of.event,
        of.predicted,
        as_column(second, "second"),
        _thresholds(thresholds),
        of.weight,
        of.person,
        level=level_of(name, level),
        **_prevalence(name, prevalence),
    )
    plain = ("threshold", "first", "second")
    columns = {one: np.array([getattr(point, one) for point in found]) for one in plain}
    parts = {"difference": "value", "se": "se", "low": "low", "high": "high"}
    columns |= {one: np.array([getattr(p.difference, part) for p in found]) for one, part in parts.items()}
    columns["p"] = np.array([point.p for point in found])
    columns["note"] = np.array([point.difference.note for point in found], dtype=object)
    return Table(columns, title="difference in net benefit")


_COUNTS = ("flagged", "true_positives", "false_positives", "missed", "spared")
_SHARES = ("sensitivity", "specificity", "positive_value", "negative_value")


def threshold_table(
    event: ColumnLike,
    predicted: ColumnLike,
    thresholds: ColumnLike | float,
    *,
    people: float = 1000,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> dict[str, FloatColumn]:
    """What acting at each threshold means for so many people, in natural frequencies.

    Parameters
    ----------
    event, predicted, thresholds, weights, groups, level
        As in `decision_curve`.
    people : float
        Of how many people like these the counts are; for those of the rows themselves `len(event)`.

    Returns
    -------
    dict of str to array of k
        `threshold`; `flagged`, `true_positives`, `false_positives`, `missed` and `spared` of `people`;
        `sensitivity`, `specificity`, `positive_value`, `negative_value`, each with Wilson's interval `_low`
        and `_high` (with weights or persons at the number of rows that would give the standard error they
        have); `flagged_per_event`, NaN where no event is flagged.

    Raises
    ------
    InvalidArgument
        As `decision_curve`; rows without any event are allowed.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> table = threshold_table([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8], [0.5], people=100)
    >>> [float(table[name][0]) for name in ("flagged", "true_positives", "missed", "sensitivity")]
    [50.0, 25.0, 25.0, 0.5]
    """
    of, name = rows(event, predicted, weights, groups), "threshold_table"
    found = _core.validate.threshold_table(
        of.event,
        of.predicted,
        _thresholds(thresholds),
        of.weight,
        of.person,
        people=number(name, "people", people, 1, 1e12),
        level=level_of(name, level),
    )
    table = {
        one: np.array([getattr(row, one) for row in found], dtype=np.float64)
        for one in ("threshold", *_COUNTS)
    }
    for one in _SHARES:
        for end, part in _PARTS:
            table[one + end] = np.array([getattr(getattr(row, one), part) for row in found], dtype=np.float64)
    table["flagged_per_event"] = np.array([row.flagged_per_event for row in found], dtype=np.float64)
    return table


def threshold_of_costs(unneeded: float, missed: float) -> float:
    """The risk at which acting and not acting cost the same: unneeded / (unneeded + missed).

    Parameters
    ----------
    unneeded : float
        What acting costs where nothing would have happened, above 0.
    missed : float
        What an event costs more where nobody acted, above 0, in the same unit. Missing one event as bad as 9
        unneeded actions: act from 0.1 on.

    Returns
    -------
    float
        For `decision_curve` and `threshold_table`.

    Raises
    ------
    InvalidArgument
        For costs that are not above 0.

    References
    ----------
    Pauker & Kassirer 1975, doi:10.1056/NEJM197507312930501.

    Examples
    --------
    >>> threshold_of_costs(unneeded=1, missed=9)
    0.1
    """
    name = "threshold_of_costs"
    return _core.validate.threshold_of_costs(
        number(name, "unneeded", unneeded), number(name, "missed", missed)
    )
