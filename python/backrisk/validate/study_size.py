"""How many people a study needs."""

from __future__ import annotations

from backrisk import _core
from backrisk.validate.rows import number


def _numbers(function: str, **given: float | None) -> dict[str, float]:
    """Those that were given, each a number."""
    return {name: number(function, name, value) for name, value in given.items() if value is not None}


def sample_size(
    share: float,
    parameters: float,
    cox_snell: float,
    *,
    shrinkage: float | None = None,
    optimism: float | None = None,
    margin: float | None = None,
    absolute_error: float | None = None,
) -> dict[str, float]:
    """People needed to develop a model of a binary outcome, by each of four criteria, and by all.

    risk: (1.96 / margin)^2 share (1 - share). error: exp((-0.508 + 0.259 ln share + 0.504 ln parameters - ln
    absolute_error) / 0.544). shrinkage: parameters / ((S - 1) ln(1 - R2 / S)). optimism: that with S =
    R2 / (R2 + optimism max R2).

    Parameters
    ----------
    share : float
        Of events, in (0, 1).
    parameters : float
        Candidates before any selection, 1 or more.
    cox_snell : float
        The R2 to be expected, at most `max_cox_snell`.
    shrinkage, optimism, margin, absolute_error : float, optional
        Wanted: shrinkage (0.9), optimism of Nagelkerke's R2 (0.05), half the width of the interval of the
        overall risk (0.05), mean |predicted - true risk| (0.05).

    Returns
    -------
    dict of str to float
        People by `risk`, `error`, `shrinkage`, `optimism`, and `people` by all; `events`,
        `events_per_parameter`, `max_cox_snell`.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    References
    ----------
    Riley 2020, doi:10.1136/bmj.m441.

    Examples
    --------
    >>> size = sample_size(0.174, 24, 0.288)
    >>> [size[name] for name in ("risk", "error", "shrinkage", "optimism", "people")]
    [221.0, 801.0, 623.0, 662.0, 801.0]
    """
    name = "sample_size"
    plain = _numbers(name, share=share, parameters=parameters, cox_snell=cox_snell)
    asked = _numbers(
        name, shrinkage=shrinkage, optimism=optimism, margin=margin, absolute_error=absolute_error
    )
    found = _core.validate.sample_size_development(**plain, **asked)
    criteria = ("risk", "error", "shrinkage", "optimism", "people", "events", "events_per_parameter")
    return {one: getattr(found, one) for one in (*criteria, "max_cox_snell")}


def sample_size_survival(
    rate: float,
    follow_up: float,
    horizon: float,
    parameters: float,
    cox_snell: float,
    *,
    shrinkage: float | None = None,
    optimism: float | None = None,
    margin: float | None = None,
) -> dict[str, float]:
    """People needed to develop a model of when something happens, by each of three criteria, and by all.

    risk: the overall risk by the `horizon` t, 1 - exp(-(rate +- 1.96 sqrt(rate / (n follow_up))) t), within
    `margin`. shrinkage: parameters / ((S - 1) ln(1 - R2 / S)). optimism: that with S = R2 / (R2 + optimism
    max R2), max R2 = 1 - exp(2 (e ln e - e)), e = rate follow_up, events a person, at most 1.

    Parameters
    ----------
    rate, follow_up, horizon : float
        Events a unit of time, mean follow-up of a person, horizon of the prediction; above 0, in one unit.
    parameters, cox_snell, shrinkage, optimism, margin
        As in `sample_size`.

    Returns
    -------
    dict of str to float
        People by `risk`, `shrinkage`, `optimism`, and `people` by all; `events`, `events_per_parameter`,
        `follow_up` in all, `max_cox_snell`.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    Notes
    -----
    To validate such a model the published methods simulate (Riley 2022, doi:10.1002/sim.9275): not here.

    References
    ----------
    Riley 2019, doi:10.1002/sim.7992.

    Examples
    --------
    >>> size = sample_size_survival(rate=0.065, follow_up=2.07, horizon=2, parameters=30, cox_snell=0.051)
    >>> size["shrinkage"], size["optimism"], round(size["events"])
    (5143.0, 1039.0, 692)
    """
    name = "sample_size_survival"
    times = _numbers(name, rate=rate, follow_up=follow_up, horizon=horizon)
    plain = _numbers(name, parameters=parameters, cox_snell=cox_snell)
    asked = _numbers(name, shrinkage=shrinkage, optimism=optimism, margin=margin)
    found = _core.validate.sample_size_survival(**times, **plain, **asked)
    criteria = ("risk", "shrinkage", "optimism", "people", "events", "events_per_parameter", "follow_up")
    return {one: getattr(found, one) for one in (*criteria, "max_cox_snell")}


def sample_size_validation(
    share: float,
    auc: float,
    logit_mean: float,
    logit_sd: float,
    *,
    observed_expected_width: float | None = None,
    slope_width: float | None = None,
    auc_width: float | None = None,
) -> dict[str, float]:
    """People needed to validate a model, for 95 % intervals no wider than asked for, and by all.

    observed_expected: (1 - share) / (share se^2), se of ln(O:E). slope: I_aa / (se^2 (I_aa I_bb - I_ab^2)).
    auc: by the variance of Newcombe.

    Parameters
    ----------
    share : float
        Of events, in (0, 1).
    auc : float
        Expected, from 0.5 to below 1.
    logit_mean, logit_sd : float
        Of the logit of the predictions, taken as normal.
    observed_expected_width, slope_width, auc_width : float, optional
        Widths of the intervals (0.2, 0.4, 0.1).

    Returns
    -------
    dict of str to float
        People by `observed_expected`, `slope`, `auc`, and `people` by all; `events`.

    Raises
    ------
    InvalidArgument
        For a number out of range.

    References
    ----------
    Riley 2021, doi:10.1002/sim.9025; Newcombe 2006, doi:10.1002/sim.2324.

    Examples
    --------
    >>> sample_size_validation(0.2, 0.75, -1.6, 1.0)["people"]
    1542.0
    """
    name = "sample_size_validation"
    plain = _numbers(name, share=share, auc=auc, logit_mean=logit_mean, logit_sd=logit_sd)
    asked = _numbers(
        name,
        observed_expected_width=observed_expected_width,
        slope_width=slope_width,
        auc_width=auc_width,
    )
    found = _core.validate.sample_size_validation(**plain, **asked)
    return {one: getattr(found, one) for one in ("observed_expected", "slope", "auc", "people", "events")}
