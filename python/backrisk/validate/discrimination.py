"""AUC and the ROC curve: do those with an event have the higher predictions?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.rows import LEVEL, Estimate, codes_of, estimate, level_of, number, rows, weights_of


@dataclass(frozen=True)
class AucTest:
    """Two AUCs, their difference, and the test that it is zero; made by `auc_test`.

    Attributes
    ----------
    first, second, difference : Estimate
        The areas, and first - second.
    covariance : float
        Of the two areas; 0 when unpaired.
    statistic, df, p : float
        z or t; degrees of freedom, NaN for a normal statistic; two-sided p.
    """

    first: Estimate
    second: Estimate
    difference: Estimate
    covariance: float
    statistic: float
    df: float
    p: float


@dataclass(frozen=True)
class PartialAuc:
    """Area over a range of false positive rates; `standardised` is 0.5 at chance and 1 at best."""

    area: float
    standardised: float


@dataclass(frozen=True)
class RocCurve:
    """From (0, 0) to (1, 1): who is predicted `threshold` or more is flagged."""

    threshold: FloatColumn
    sensitivity: FloatColumn
    false_positive_rate: FloatColumn


def auc(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Area under the ROC curve: P(an event is predicted higher than a non-event) + P(equal) / 2.

    Parameters
    ----------
    event : column of n
        0 or 1; a missing outcome is an error.
    predicted : column of n
        Numbers of any scale, higher means more likely; a missing one is an error.
    weights : column of n, optional
        Not negative; shares are weighted.
    groups : labels of n, optional
        The person of each row: rows of one person are kept together.
    level : float
        Of the interval, in (0, 1).

    Returns
    -------
    Estimate
        Variance of DeLong, Wald interval within [0, 1]. NaN with a note for fewer than three persons, one
        person or row of a class, and where events and non-events do not overlap.

    Raises
    ------
    InvalidArgument
        For a bad column, or when all or no rows are events.

    Notes
    -----
    O(n log n).

    References
    ----------
    DeLong 1988, doi:10.2307/2531595; with persons Obuchowski 1997, doi:10.2307/2533958.

    Examples
    --------
    >>> answer = auc([0, 0, 1, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.9])
    >>> round(answer.value, 4), round(answer.se, 4)
    (0.8333, 0.2357)
    """
    of = rows(event, predicted, weights, groups)
    return estimate(_core.validate.auc(*of.all, level_of("auc", level)))


def auc_covariance(
    event: ColumnLike,
    predictions: Sequence[ColumnLike],
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
) -> tuple[FloatColumn, FloatColumn]:
    """AUCs of k predictions of the same rows, and their covariance.

    Parameters
    ----------
    event, weights, groups
        As in `auc`.
    predictions : sequence of k columns of n
        As `predicted` of `auc`.

    Returns
    -------
    areas : array of k
    covariance : array of k x k
        NaN where a class has one person or row only.

    Raises
    ------
    InvalidArgument
        As `auc`.

    References
    ----------
    As `auc`.

    Examples
    --------
    >>> areas, covariance = auc_covariance([0, 0, 1, 1], [[0.1, 0.6, 0.4, 0.8], [1, 2, 3, 4]])
    >>> areas.tolist(), covariance.shape
    ([0.75, 1.0], (2, 2))
    """
    columns = [as_column(one, f"predictions[{k}]") for k, one in enumerate(predictions)]
    y = as_column(event, "event")
    found = _core.validate.auc_covariance(y, columns, weights_of(weights), codes_of(groups, len(y)))
    return found.value, found.covariance.reshape(len(columns), len(columns))


def auc_test(
    event: ColumnLike,
    predicted: ColumnLike,
    other: ColumnLike,
    *,
    other_event: ColumnLike | None = None,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    level: float = LEVEL,
) -> AucTest:
    """Do two AUCs differ? Paired (same rows) unless `other_event` gives the outcomes of other people.

    Paired: z = (A1 - A2) / sqrt(V1 + V2 - 2 C12). Unpaired: t with Welch's degrees of freedom, for rows of
    one person each.

    Parameters
    ----------
    event, predicted : column of n
        As in `auc`.
    other : column of n
        The other predictions; of m other people when unpaired.
    other_event : column of m, optional
        Their outcomes.
    weights, groups
        As in `auc`; for paired predictions only.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    AucTest
        Predictions that order the rows alike have a difference of 0 without an interval, and p = 1.

    Raises
    ------
    InvalidArgument
        As `auc`.

    References
    ----------
    DeLong 1988, doi:10.2307/2531595; unpaired Robin 2011, doi:10.1186/1471-2105-12-77.

    Examples
    --------
    >>> test = auc_test([0, 0, 0, 1, 1, 1], [1, 3, 2, 4, 3, 5], [3, 2, 1, 2, 1, 4])
    >>> round(test.difference.value, 4), round(test.p, 3)
    (0.3889, 0.118)
    """
    at = level_of("auc_test", level)
    if other_event is None:
        paired = rows(event, predicted, weights, groups)
        found = _core.validate.auc_test_paired(
            paired.event, paired.predicted, as_column(other, "other"), paired.weight, paired.person, at
        )
    else:
        if weights is not None or groups is not None:
            raise _core.InvalidArgument("auc_test: weights and groups are for paired predictions only")
        a = rows(event, predicted)
        b = (as_column(other_event, "other_event"), as_column(other, "other"))
        found = _core.validate.auc_test_unpaired(a.event, a.predicted, *b, at)
    three = (estimate(found.first), estimate(found.second), estimate(found.difference))
    return AucTest(*three, found.covariance, found.statistic, found.df, found.p)


def partial_auc(
    event: ColumnLike, predicted: ColumnLike, low: float, high: float, *, weights: ColumnLike | None = None
) -> PartialAuc:
    """Area under the ROC curve where the false positive rate lies between `low` and `high`.

    Parameters
    ----------
    event, predicted, weights
        As in `auc`.
    low, high : float
        0 <= low < high <= 1.

    Returns
    -------
    PartialAuc
        Trapezoids, cut by straight lines; `standardised` = (1 + (area - chance) / (best - chance)) / 2. For
        an interval: `bootstrap`.

    Raises
    ------
    InvalidArgument
        As `auc`, and for ends out of range.

    References
    ----------
    McClish 1989, doi:10.1177/0272989X8900900307.

    Examples
    --------
    >>> partial_auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0, 0.5)
    PartialAuc(area=0.25, standardised=0.6666666666666666)
    """
    of, name = rows(event, predicted, weights), "partial_auc"
    ends = number(name, "low", low), number(name, "high", high)
    found = _core.validate.partial_auc(of.event, of.predicted, of.weight, *ends)
    return PartialAuc(found.area, found.standardised)


def roc_curve(event: ColumnLike, predicted: ColumnLike, *, weights: ColumnLike | None = None) -> RocCurve:
    """Sensitivity against false positive rate at every threshold, from none flagged to all flagged.

    Parameters
    ----------
    event, predicted, weights
        As in `auc`.

    Returns
    -------
    RocCurve

    Raises
    ------
    InvalidArgument
        As `auc`.

    References
    ----------
    Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747.

    Examples
    --------
    >>> roc_curve([0, 1, 1], [0.2, 0.2, 0.7]).sensitivity.tolist()
    [0.0, 0.5, 1.0]
    """
    of = rows(event, predicted, weights)
    found = _core.validate.roc_curve(of.event, of.predicted, of.weight)
    return RocCurve(found.threshold, found.sensitivity, found.false_positive_rate)
