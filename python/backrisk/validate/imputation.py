"""One report from those of imputed tables, by Rubin's rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from statistics import NormalDist

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.places import shown
from backrisk._shared.table import Table
from backrisk.validate.rows import Estimate
from backrisk.validate.validation_report import ValidationReport

__all__ = ["pool_imputed"]

_ON_LOGIT = ("share", "auc", "concordance_harrell", "concordance_uno", "auc_at_horizon")
_ON_LOG = ("observed_expected",)
_FROM_ZERO = ("ici", "e50", "e90", "emax", "brier", "log_loss", "brier_at_horizon")
_UNKNOWN = float("nan")


def pool_imputed(reports: Iterable[ValidationReport]) -> ValidationReport:
    """One report from a `report` of each of m imputed tables of the same rows, by Rubin's rules.

    value = g^-1(mean of g(value)), T = mean of se^2 + (1 + 1/m) variance between tables, interval by
    Student's t with Rubin's degrees of freedom. g is the logit for the share and for concordances, the
    logarithm for O:E, and nothing for the rest.

    Parameters
    ----------
    reports : iterable of ValidationReport
        Two or more, of the same rows.

    Returns
    -------
    ValidationReport
        What has no standard error is averaged; what is unknown in one table is unknown. The table of
        thresholds is averaged, its net benefit pooled; curves, figures and subgroups are those of the first
        table, which a warning says.

    Raises
    ------
    InvalidArgument
        For fewer than two reports, or reports of different rows, level, horizon or thresholds.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696; scales Debray 2017, doi:10.1136/bmj.i6460.

    Examples
    --------
    >>> from backrisk.validate import report
    >>> y, p = [0, 0, 1, 0, 1, 1, 0, 1] * 5, [0.1, 0.2, 0.3, 0.3, 0.4, 0.6, 0.7, 0.8] * 5
    >>> both = pool_imputed([report(y, p, n_boot=0), report(y, [0.2, *p[1:]], n_boot=0)])
    >>> both.rows, both.imputations, round(both["auc"].value, 3)
    (40, 2, 0.781)
    """
    every = list(reports)
    for one in every:
        if not isinstance(one, ValidationReport):
            rule = "must be reports of `report` or `Model.validate`"
            raise _core.InvalidArgument(f"pool_imputed: reports hold {shown(one)}, but {rule}")
    if len(every) < 2:
        raise _core.InvalidArgument(f"pool_imputed: number of reports is {len(every)}, but must be 2 or more")
    first = every[0]
    for k, one in enumerate(every[1:], start=1):
        for what in ("rows", "events", "people", "level", "horizon"):
            if (a := getattr(one, what)) != (b := getattr(first, what)):
                raise _core.InvalidArgument(f"pool_imputed: {what} of report {k} is {a}, but must be {b}")
        if not np.array_equal(one.thresholds["threshold"], first.thresholds["threshold"]):
            raise _core.InvalidArgument(f"pool_imputed: report {k} has other thresholds than the first")
    names = [name for name in first.metrics if all(name in one.metrics for one in every)]
    metrics = {
        name: (_pooled(name, [one[name] for one in every], first.level), f"{first.metrics[name][1]}{_HOW}")
        if first.metrics[name][1] != "count"
        else first.metrics[name]
        for name in names
    }
    words = f"{len(every)} imputed tables are pooled; curves, figures and groups are those of the first"
    return dataclasses.replace(
        first,
        metrics=metrics,
        thresholds=_thresholds([one.thresholds for one in every], first.level),
        warnings=(*first.warnings, words),
        imputations=len(every),
    )


_HOW = "; Rubin 1987, doi:10.1002/9780470316696"


def _pooled(name: str, found: list[Estimate], level: float) -> Estimate:
    """Rubin's rules on the scale of the measure."""
    value = np.array([one.value for one in found])
    error = np.array([one.se for one in found])
    if unknown := int(np.isnan(value).sum()):
        why = next(one.note for one in found if one.value != one.value)
        note = f"unknown in {unknown} of {len(found)} imputed tables: {why}"
        return Estimate(_UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, note)
    if not (error > 0).all():
        note = "; ".join(dict.fromkeys(one.note for one in found if one.note))
        return Estimate(float(value.mean()), _UNKNOWN, _UNKNOWN, _UNKNOWN, note)
    if name in _ON_LOGIT and ((value > 0) & (value < 1)).all():
        at, low, high, se = _rubin(np.log(value / (1 - value)), error / (value * (1 - value)), level)
        middle, low, high = (float(1 / (1 + np.exp(-x))) for x in (at, low, high))
        return Estimate(middle, se * middle * (1 - middle), low, high)
    if name in _ON_LOG and (value > 0).all():
        at, low, high, se = _rubin(np.log(value), error, level)
        return Estimate(float(np.exp(at)), se, float(np.exp(low)), float(np.exp(high)))
    at, low, high, se = _rubin(value, error, level)
    return Estimate(at, se, max(low, 0.0) if name in _FROM_ZERO else low, high)


def _rubin(value: FloatColumn, error: FloatColumn, level: float) -> tuple[float, float, float, float]:
    """Mean, ends of the interval, standard error."""
    found = _core.fit.pool([np.array([v]) for v in value], [np.array([[e * e]]) for e in error])
    se = np.sqrt(np.diag(found.covariance))
    ends = _core.fit.student(found.coef, se, found.degrees, level)
    return float(found.coef[0]), float(ends.low[0]), float(ends.high[0]), float(se[0])


def _thresholds(tables: list[Table], level: float) -> Table:
    columns = {name: np.mean([table[name] for table in tables], axis=0) for name in tables[0].columns}
    z = NormalDist().inv_cdf(0.5 + level / 2)
    for row in range(len(columns["threshold"])):
        value = np.array([table["net_benefit"][row] for table in tables])
        ends = [(table["net_benefit_low"][row], table["net_benefit_high"][row]) for table in tables]
        error = np.array([(high - low) / (2 * z) for low, high in ends])
        low, high = _UNKNOWN, _UNKNOWN
        if (error > 0).all():
            _, low, high, _ = _rubin(value, error, level)
        columns["net_benefit_low"][row], columns["net_benefit_high"][row] = low, high
    return Table(columns, title=tables[0].title)
