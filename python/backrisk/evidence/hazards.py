"""Hazards, risks and spreads; see `backrisk.evidence.tables` for which to use when."""

from __future__ import annotations

from typing import NamedTuple

from backrisk import _core


class Weibull(NamedTuple):
    """Survival exp(-(t / scale)^shape); a shape below 1 is a hazard that falls with time."""

    shape: float
    scale_days: float


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
