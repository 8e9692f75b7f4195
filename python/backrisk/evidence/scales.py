"""Ratios, risks and hazards from one scale to another; see `backrisk.evidence.tables` for which to use when."""

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


class Weibull(NamedTuple):
    """Survival exp(-(t / scale)^shape); a shape below 1 is a hazard that falls with time."""

    shape: float
    scale_days: float


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


def daily_hazard(risk: float, horizon_days: int) -> float:
    """The constant hazard a day, -ln(1 - risk) / horizon, behind a risk over a horizon.

    Parameters
    ----------
    risk : float, in (0, 1)
    horizon_days : days, 1 or more
        Over which the risk is stated.

    Returns
    -------
    float
        Events a day.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Examples
    --------
    >>> round(daily_hazard(0.51, 365), 6)
    0.001954
    """
    return float(_core.evidence.daily_hazard(risk, horizon_days))


def risk_at_horizon(hazard_per_day: float, horizon_days: int) -> float:
    """Risk 1 - exp(-hazard * horizon) of at least one event at a constant hazard.

    Parameters
    ----------
    hazard_per_day : float, 0 or more
        Events a day.
    horizon_days : days, 0 or more

    Returns
    -------
    float
        A probability.

    Raises
    ------
    InvalidArgument
        For a negative number.

    Examples
    --------
    >>> round(risk_at_horizon(daily_hazard(0.51, 365), 28), 3)
    0.053
    """
    return float(_core.evidence.risk_at_horizon(hazard_per_day, horizon_days))


def weibull_from(median_days: int, later_days: int, survival_at_later: float) -> Weibull:
    """The Weibull survival exp(-(t / scale)^shape) through its median and one more point.

    shape = (ln(-ln S) - ln ln 2) / ln(later / median), scale = median / (ln 2)^(1 / shape).

    Parameters
    ----------
    median_days : days, above 0
        Where half survive.
    later_days : days, above 0
        The other point.
    survival_at_later : float, in (0, 1)
        S: the share that survives it.

    Returns
    -------
    Weibull
        `shape` and `scale_days`.

    Raises
    ------
    InvalidArgument
        Unless the days are positive and S lies on its side of one half.

    Notes
    -----
    Used for the recurrence of da Silva 2019 J Physiother 65:159, doi:10.1016/j.jphys.2019.04.010: median 139
    days, 31 % free at a year.

    Examples
    --------
    >>> [round(x, 3) for x in weibull_from(139, 365, 0.31)]
    [0.543, 272.888]
    """
    found = _core.evidence.weibull_from(median_days, later_days, survival_at_later)
    return Weibull(found.shape, found.scale_days)


def heavy_load_odds_ratio(age_years: float) -> float:
    """Odds ratio of sudden back pain within two hours of handling a heavy load.

    13.6 exp(-0.0404 (age - 20)): the line runs through the published 13.6 at 20 and 2.7 at 60 years and is
    constant outside these ages. It adds hazard for two hours and never multiplies an annual risk.

    Parameters
    ----------
    age_years : years, 0 or more

    Returns
    -------
    float
        The odds ratio.

    Raises
    ------
    InvalidArgument
        For a negative or missing age.

    Notes
    -----
    Source: Steffens 2015 Arthritis Care Res 67:403, doi:10.1002/acr.22533; the line is ours.

    Examples
    --------
    >>> round(heavy_load_odds_ratio(40), 1)
    6.1
    """
    return float(_core.evidence.heavy_load_odds_ratio(age_years))


def recalibrated_risk(risk: float, intercept: float, slope: float) -> float:
    """A predicted risk after recalibration: the inverse logit of intercept + slope * logit(risk).

    Parameters
    ----------
    risk : float, in (0, 1)
        As predicted.
    intercept, slope : float
        Of the recalibration.

    Returns
    -------
    float
        A probability.

    Raises
    ------
    InvalidArgument
        For a risk out of range.

    Examples
    --------
    >>> round(recalibrated_risk(0.30, -0.55, 0.89), 3)  # PICKUP outside its own cohort
    0.213
    """
    return float(_core.evidence.recalibrated_risk(risk, intercept, slope))


def concordance_from_sd(sd: float, mean_risk: float | None = None) -> float:
    """Concordance of a model whose linear predictor is normal.

    Phi(sd / sqrt 2) for a rare outcome; with `mean_risk` that of a logistic model at this mean risk, by
    numeric integration.

    Parameters
    ----------
    sd : float, 0 or more
        Standard deviation of the linear predictor.
    mean_risk : float, in (0, 1), optional
        None: a rare outcome.

    Returns
    -------
    float
        From 0.5 to 1.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    Source: Austin & Steyerberg 2012 BMC Med Res Methodol 12:82, doi:10.1186/1471-2288-12-82.

    Examples
    --------
    >>> round(concordance_from_sd(0.58), 2), round(concordance_from_sd(0.58, mean_risk=0.25), 2)
    (0.66, 0.65)
    """
    if mean_risk is None:
        return float(_core.evidence.concordance_from_sd(sd))
    return float(_core.evidence.concordance_from_sd(sd, mean_risk))


def sd_from_concordance(concordance: float) -> float:
    """Spread sqrt 2 Phi^-1(C) of the linear predictor behind a concordance, for a rare outcome.

    Parameters
    ----------
    concordance : float, from 0.5 to 1
        C, 1 excluded.

    Returns
    -------
    float
        A standard deviation.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    Source as `concordance_from_sd`.

    Examples
    --------
    >>> round(sd_from_concordance(0.66), 2)
    0.58
    """
    return float(_core.evidence.sd_from_concordance(concordance))
