"""Published ratios from one scale to another; see `backrisk.evidence.tables` for which to use when."""

from __future__ import annotations

from typing import NamedTuple

from backrisk import _core
from backrisk._shared.options import Maybe


class LogEffect(NamedTuple):
    """A log hazard ratio and its standard error, NaN where the source gives no interval."""

    estimate: float
    standard_error: float


class Interval(NamedTuple):
    """A point with the lower and upper end of its interval."""

    point: float
    low: float
    high: float


def to_log_hazard_ratio(
    measure: str,
    value: float,
    low: Maybe = None,
    high: Maybe = None,
    *,
    p0: float | None = None,
    level: float = _core.evidence.default_level,
) -> LogEffect:
    """A published ratio with its interval as log hazard ratio and standard error.

    ln HR = ln(ln(1 - p1) / ln(1 - p0)) with p1 = OR p0 / (1 - p0 + OR p0) or RR p0; hazard and rate ratios
    are taken as they are; SE = (ln HR(high) - ln HR(low)) / (2 z).

    Parameters
    ----------
    measure : "odds_ratio", "risk_ratio", "hazard_ratio" or "rate_ratio"
        Or OR, RR, HR, IRR.
    value : float, above 0
        The ratio.
    low, high : float, optional
        Ends of its interval; without them the standard error is NaN.
    p0 : float, in (0, 1)
        Risk in the study's reference group over the study's horizon; needed for odds and risk ratios.
    level : float, 0.95
        Of the interval.

    Returns
    -------
    LogEffect
        `estimate` and `standard_error`.

    Raises
    ------
    InvalidArgument
        For another measure, a ratio that is not positive, ends that do not enclose the value, p0 outside (0,
        1) or RR p0 >= 1.

    Notes
    -----
    Source of OR to RR: Zhang & Yu 1998 JAMA 280:1690, doi:10.1001/jama.280.19.1690; biased for an adjusted
    OR.

    Examples
    --------
    >>> effect = to_log_hazard_ratio("odds_ratio", 3.5, 1.9, 6.4, p0=0.25)
    >>> round(effect.estimate, 3), round(effect.standard_error, 3)
    (0.989, 0.216)
    """
    nan = float("nan")
    ends = (nan if low is None else low, nan if high is None else high)
    found = _core.evidence.to_log_hazard_ratio(measure, value, *ends, nan if p0 is None else p0, level)
    return LogEffect(found.estimate, found.standard_error)


def effect_log_hazard_ratio(id: str, *, p0: float | None = None) -> LogEffect:
    """A row of the effect table as log hazard ratio and standard error.

    The interval is read at its own level (three rows are at 90 %); a range gives no standard error.

    Parameters
    ----------
    id : str
        Of the row, such as "E043".
    p0 : float, in (0, 1)
        Risk in the study's reference group; needed for odds and risk ratios.

    Returns
    -------
    LogEffect
        `estimate` and `standard_error`.

    Raises
    ------
    InvalidArgument
        For a row without a published ratio, and as `to_log_hazard_ratio` does.

    Examples
    --------
    >>> round(effect_log_hazard_ratio("E043").estimate, 3)
    0.495
    """
    found = _core.evidence.effect_log_hazard_ratio(id, float("nan") if p0 is None else p0)
    return LogEffect(found.estimate, found.standard_error)


def odds_ratio_2x2(
    a: float, b: float, c: float, d: float, *, level: float = _core.evidence.default_level
) -> Interval:
    """Odds ratio a d / (b c) of a two by two table, with its interval.

    Interval: exp(ln OR -/+ z sqrt(1/a + 1/b + 1/c + 1/d)).

    Parameters
    ----------
    a, b : float, above 0
        Exposed people with and without the outcome.
    c, d : float, above 0
        Unexposed people with and without it.
    level : float, 0.95
        Of the interval.

    Returns
    -------
    Interval
        `point`, `low` and `high`.

    Raises
    ------
    InvalidArgument
        Unless all counts are positive.

    Notes
    -----
    Source: Woolf 1955 Ann Hum Genet 19:251, doi:10.1111/j.1469-1809.1955.tb01348.x.

    Examples
    --------
    >>> [round(x, 1) for x in odds_ratio_2x2(21, 45, 1, 47)]
    [21.9, 2.8, 169.9]
    """
    found = _core.evidence.odds_ratio_2x2(a, b, c, d, level)
    return Interval(found.point, found.low, found.high)


def risk_from_odds_ratio(odds_ratio: float, p0: float) -> float:
    """Risk of the exposed, OR p0 / (1 - p0 + OR p0), from the risk of the unexposed.

    Parameters
    ----------
    odds_ratio : float, above 0
    p0 : float, in (0, 1)
        Risk of the unexposed.

    Returns
    -------
    float
        A probability.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    A definition; see Zhang & Yu 1998, doi:10.1001/jama.280.19.1690, for its use with published ratios.

    Examples
    --------
    >>> round(risk_from_odds_ratio(3.5, 0.25), 3)
    0.538
    """
    return float(_core.evidence.risk_from_odds_ratio(odds_ratio, p0))


def risk_from_hazard_ratio(hazard_ratio: float, p0: float) -> float:
    """Risk of the exposed, 1 - (1 - p0)^HR, under proportional hazards.

    Parameters
    ----------
    hazard_ratio : float, above 0
    p0 : float, in (0, 1)
        Risk of the unexposed over the horizon that is asked about.

    Returns
    -------
    float
        A probability, over the same horizon.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Examples
    --------
    >>> round(risk_from_hazard_ratio(2.69, 0.25), 3)
    0.539
    """
    return float(_core.evidence.risk_from_hazard_ratio(hazard_ratio, p0))


def risk_ratio_from_odds_ratio(odds_ratio: float, p0: float) -> float:
    """RR = OR / (1 - p0 + OR p0); biased for an adjusted odds ratio.

    Parameters
    ----------
    odds_ratio : float, above 0
    p0 : float, in (0, 1)
        Risk of the unexposed.

    Returns
    -------
    float
        The risk ratio.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    Source: Zhang & Yu 1998 JAMA 280:1690, doi:10.1001/jama.280.19.1690.

    Examples
    --------
    >>> round(risk_ratio_from_odds_ratio(3.5, 0.25), 2)
    2.15
    """
    return float(_core.evidence.risk_ratio_from_odds_ratio(odds_ratio, p0))
