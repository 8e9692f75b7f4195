"""Drift: do predictions stay right over calendar time?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.days import as_days
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import Codes, as_labels
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, DatesLike, LabelsLike
from backrisk.fit.glm_fit import glm
from backrisk.validate.calibrations import calibration
from backrisk.validate.discrimination import auc
from backrisk.validate.rows import LEVEL, Estimate, Options, estimate, level_of, number, rows, tried, word

PERIODS = ("month", "quarter", "half-year", "year")
MEASURES = ("observed_expected", "in_the_large", "slope", "auc")
_YEAR = 365.25


@dataclass(frozen=True)
class Drift:
    """How calibration and discrimination went over calendar time; made by `drift`.

    Attributes
    ----------
    by_period : Table
        A row a period: period (its first day), rows, people, events, mean_predicted, share, and of
        observed_expected, in_the_large, slope, auc the value, low and high; note. What `plot.drift` draws.
    trend : Estimate
        Change of calibration in the large a year, in log odds: 0 where the predictions stay right.
    trend_p : float
        Two-sided, of no trend.
    slope_trend : Estimate
        Change of the calibration slope a year.
    period : str
    """

    by_period: Table
    trend: Estimate
    trend_p: float
    slope_trend: Estimate
    period: str = field(default="quarter")

    def describe(self) -> str:
        """The trend in one sentence.

        Returns
        -------
        str
        """
        if self.trend.value != self.trend.value:
            return f"Whether calibration drifts is not known: {self.trend.note}."
        odds, low, high = (100 * (np.exp(x) - 1) for x in (self.trend.value, self.trend.low, self.trend.high))
        if low != low:
            return f"The odds of an event against those predicted change by {odds:+.0f} % a year."
        sure = "" if low > 0 or high < 0 else ", within what chance allows"
        change = f"change by {odds:+.0f} % a year ({low:+.0f} to {high:+.0f}){sure}"
        return f"The odds of an event against those predicted {change}."


def drift(
    event: ColumnLike,
    predicted: ColumnLike,
    dates: DatesLike,
    *,
    period: str = "quarter",
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    clip: float | None = None,
    level: float = LEVEL,
) -> Drift:
    """Calibration and discrimination by calendar period, and whether they drift.

    The trend is b of logit P(event) = a + b t + logit p, t the years since the first row; that of the slope
    is d of logit P(event) = a + b t + c logit p + d t logit p.

    Parameters
    ----------
    event, predicted, weights, clip
        As in `calibration`.
    dates : dates of n
        The day of each prediction.
    period : {"quarter", "month", "half-year", "year"}
        Of the calendar.
    groups : labels of n, optional
        The person of each row; intervals keep rows of one person together.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Drift
        A measure that a period cannot give is NaN there, and the note says why.

    Raises
    ------
    InvalidArgument
        For a bad column or period, or one class only.

    References
    ----------
    Davis 2017, doi:10.1093/jamia/ocx030.

    Examples
    --------
    >>> random = np.random.default_rng(2)
    >>> days = np.datetime64("2024-01-01") + random.integers(0, 730, 2000).astype("timedelta64[D]")
    >>> p = random.uniform(0.1, 0.6, 2000)
    >>> found = drift(random.random(2000) < p, p, days, period="year")
    >>> found.by_period["period"].astype(str).tolist(), bool(found.trend.low < 0 < found.trend.high)
    (['2024-01-01', '2025-01-01'], True)
    """
    name = "drift"
    of = rows(event, predicted, weights, groups)
    word(name, "period", period, PERIODS)
    held = None if clip is None else number(name, "clip", clip)
    at = level_of(name, level)
    days = np.asarray(as_days(dates, "dates"), dtype=np.int64)
    if len(days) != len(of.event):
        raise _core.InvalidArgument(f"{name}: dates has {len(days)} rows, but event has {len(of.event)}")
    calibration(of.event, of.predicted, weights=weights, clip=held)  # refuses what no period could bear
    starts, code = np.unique(_period_starts(days, period), return_inverse=True)
    person = None if groups is None else as_labels(groups, "groups", len(days), "event").codes
    w = of.weight if len(of.weight) else None
    lines = [_line(of.event, of.predicted, w, person, code == k, held, at) for k in range(len(starts))]
    columns: dict[str, object] = {"period": starts}
    columns |= {key: [line[key] for line in lines] for key in lines[0]}
    years = (days - days.min()) / _YEAR
    logit = _logit(of.predicted, held or 0.0)
    trend, p = _trend(of.event, logit, years, w, person, at)
    return Drift(
        Table(columns, title=f"by {period}"),
        trend,
        p,
        _slope_trend(of.event, logit, years, w, person, at),
        period,
    )


def _period_starts(days: npt.NDArray[np.int64], period: str) -> npt.NDArray[np.datetime64]:
    """The first day of the period of each day, as datetime64[D]."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    span = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}[period]
    first = (months // span * span).astype("datetime64[M]")
    return first.astype("datetime64[D]")


def _line(
    y: FloatColumn,
    p: FloatColumn,
    w: FloatColumn | None,
    person: Codes | None,
    here: npt.NDArray[np.bool_],
    clip: float | None,
    level: float,
) -> Options:
    named: Options = {
        "weights": None if w is None else w[here],
        "groups": None if person is None else person[here],
        "level": level,
    }
    y, p = y[here], p[here]
    weight = np.ones(len(y)) if w is None else w[here]
    total = weight.sum()
    out: Options = {
        "rows": len(y),
        "people": len(y) if person is None else len(np.unique(person[here])),
        "events": int(y.sum()),
        "mean_predicted": float(p @ weight / total) if total > 0 else np.nan,
        "share": float(y @ weight / total) if total > 0 else np.nan,
    }
    found = {"auc": tried(lambda: auc(y, p, **named))}
    for one in MEASURES[1:3]:
        found[one] = tried(lambda one=one: getattr(calibration(y, p, clip=clip, **named), one))  # type: ignore[misc]
    of = rows(y, p, named["weights"], named["groups"])
    found["observed_expected"] = tried(lambda: estimate(_core.validate.observed_expected(*of.all, level)))
    for one in MEASURES:
        out |= {one: found[one].value, f"{one}_low": found[one].low, f"{one}_high": found[one].high}
    out["note"] = "; ".join(dict.fromkeys(found[one].note for one in MEASURES if found[one].note))
    return out


def _logit(p: FloatColumn, clip: float) -> FloatColumn:
    held = np.clip(p, clip, 1 - clip)
    return np.asarray(np.log(held) - np.log1p(-held))


def _trend(
    y: FloatColumn,
    logit: FloatColumn,
    years: FloatColumn,
    w: FloatColumn | None,
    person: Codes | None,
    level: float,
) -> tuple[Estimate, float]:
    return _coefficient(years[:, np.newaxis], 1, y, logit, w, person, level)


def _slope_trend(
    y: FloatColumn,
    logit: FloatColumn,
    years: FloatColumn,
    w: FloatColumn | None,
    person: Codes | None,
    level: float,
) -> Estimate:
    columns = np.column_stack([years, logit, years * logit])
    return _coefficient(columns, 3, y, np.zeros_like(logit), w, person, level)[0]


def _coefficient(
    x: FloatMatrix,
    k: int,
    y: FloatColumn,
    offset: FloatColumn,
    w: FloatColumn | None,
    person: Codes | None,
    level: float,
) -> tuple[Estimate, float]:
    """Coefficient k of a logistic regression, or NaN with the reason."""
    nan = float("nan")
    try:
        covariance = "cluster" if person is not None else "sandwich" if w is not None else "model"
        fit = glm(x, y, offset=offset, weights=w, clusters=person, covariance=covariance)  # type: ignore[arg-type]
    except (_core.InvalidArgument, _core.NumericError) as error:
        return Estimate(nan, nan, nan, nan, str(error)), nan
    row = fit.summary(level).row(k)
    if not fit.converged:
        return Estimate(float(row["coef"]), nan, nan, nan, "the fit did not converge"), nan
    se = float(np.sqrt(fit.covariance[k, k]))
    return Estimate(float(row["coef"]), se, float(row["low"]), float(row["high"])), float(row["p"])
