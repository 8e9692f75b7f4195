"""AUC and the ROC curve: do those with an event have the higher predictions?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk.validate.rows import Estimate, codes_of, estimate, rows, weights_of


@dataclass(frozen=True)
class AucTest:
    """Two AUCs, their difference, and the test that it is zero. `df` is NaN for a normal statistic."""

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
    event: Any, predicted: Any, *, weights: Any | None = None, groups: Any | None = None, level: float = 0.95
) -> Estimate:
    """Area under the ROC curve: P(an event is predicted higher than a non-event) + P(equal) / 2.

    `event` (n of 0 or 1) and `predicted` (n numbers, any scale, higher means more likely). Variance of
    DeLong (1988, doi:10.2307/2531595), Wald interval within [0, 1]. With `groups` (a label a row) rows of one
    person are kept together (Obuchowski 1997, doi:10.2307/2533958); with `weights` shares are weighted. Takes
    no NaN. Raises `InvalidArgument` for a bad column, or when all or no rows are events. O(n log n).

    >>> answer = auc([0, 0, 1, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.9])
    >>> round(answer.value, 4), round(answer.se, 4)
    (0.8333, 0.2357)
    """
    return estimate(_core.validate.auc(*rows(event, predicted, weights, groups).all, level))


def auc_covariance(
    event: Any, predictions: Any, *, weights: Any | None = None, groups: Any | None = None
) -> tuple[FloatColumn, FloatColumn]:
    """AUCs of k predictions of the same rows (k), and their covariance (k x k); sources as `auc`.

    `predictions` is a sequence of k columns of n numbers. Missing values, weights, groups and errors as
    `auc`.

    >>> areas, covariance = auc_covariance([0, 0, 1, 1], [[0.1, 0.6, 0.4, 0.8], [1, 2, 3, 4]])
    >>> areas.tolist(), covariance.shape
    ([0.75, 1.0], (2, 2))
    """
    columns = [as_column(one, "predictions") for one in predictions]
    areas, covariance = _core.validate.auc_covariance(
        as_column(event, "event"), columns, weights_of(weights), codes_of(groups)
    )
    return areas, covariance.reshape(len(columns), len(columns))


def auc_test(
    event: Any,
    predicted: Any,
    other: Any,
    *,
    other_event: Any | None = None,
    weights: Any | None = None,
    groups: Any | None = None,
    level: float = 0.95,
) -> AucTest:
    """Do two AUCs differ? Paired (same rows) unless `other_event` gives the outcomes of other people.

    Paired: z = (A1 - A2) / sqrt(V1 + V2 - 2 C12) (DeLong 1988, doi:10.2307/2531595); `weights` and `groups`
    as in `auc`. Unpaired: t with Welch's degrees of freedom (Robin 2011, doi:10.1186/1471-2105-12-77), for
    rows of one person each. Two-sided p. Raises as `auc`.

    >>> test = auc_test([0, 0, 0, 1, 1, 1], [1, 3, 2, 4, 3, 5], [3, 2, 1, 2, 1, 4])
    >>> round(test.difference.value, 4), round(test.p, 3)
    (0.3889, 0.118)
    """
    if other_event is None:
        paired = rows(event, predicted, weights, groups)
        found = _core.validate.auc_test_paired(
            paired.event, paired.predicted, as_column(other, "other"), paired.weight, paired.person, level
        )
    else:
        if weights is not None or groups is not None:
            raise _core.InvalidArgument("auc_test: weights and groups are for paired predictions only")
        a, b = rows(event, predicted), rows(other_event, other)
        found = _core.validate.auc_test_unpaired(a.event, a.predicted, b.event, b.predicted, level)
    answers: dict[str, Any] = {k: estimate(v) if isinstance(v, tuple) else v for k, v in found.items()}
    return AucTest(**answers)


def partial_auc(
    event: Any, predicted: Any, low: float, high: float, *, weights: Any | None = None
) -> PartialAuc:
    """Area under the ROC curve where the false positive rate lies between `low` and `high`.

    Trapezoids, cut by straight lines; `standardised` = (1 + (area - chance) / (best - chance)) / 2 (McClish
    1989, doi:10.1177/0272989X8900900307). For an interval: `bootstrap`. Columns and errors as `auc`.

    >>> partial_auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0, 0.5)
    PartialAuc(area=0.25, standardised=0.6666666666666666)
    """
    of = rows(event, predicted, weights)
    return PartialAuc(*_core.validate.partial_auc(of.event, of.predicted, of.weight, low, high))


def roc_curve(event: Any, predicted: Any, *, weights: Any | None = None) -> RocCurve:
    """Sensitivity against false positive rate at every threshold, from none flagged to all flagged.

    Columns and errors as `auc`; source: Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747.

    >>> roc_curve([0, 1, 1], [0.2, 0.2, 0.7]).sensitivity.tolist()
    [0.0, 0.5, 1.0]
    """
    of = rows(event, predicted, weights)
    return RocCurve(*(np.asarray(c) for c in _core.validate.roc_curve(of.event, of.predicted, of.weight)))
