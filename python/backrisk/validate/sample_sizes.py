"""How many people a study needs, and one number out of many sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk.validate.rows import Estimate, estimate


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


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
    """People needed to develop a model of a binary outcome, by each of four criteria, and by all (`people`).

    risk: (1.96 / margin)^2 share (1 - share). error: exp((-0.508 + 0.259 ln share + 0.504 ln parameters - ln
    absolute_error) / 0.544). shrinkage: parameters / ((S - 1) ln(1 - R2 / S)). optimism: that with S =
    R2 / (R2 + optimism max R2). `share` events; `parameters` before any selection; `cox_snell` the R2 to be
    expected, at most `max_cox_snell`. Defaults: shrinkage 0.9, the others 0.05. Raises `InvalidArgument`.
    Source: Riley 2020, doi:10.1136/bmj.m441.

    >>> size = sample_size(0.174, 24, 0.288)
    >>> [size[name] for name in ("risk", "error", "shrinkage", "optimism", "people")]
    [221.0, 801.0, 623.0, 662.0, 801.0]
    """
    options = _given(shrinkage=shrinkage, optimism=optimism, margin=margin, absolute_error=absolute_error)
    found: dict[str, float] = _core.validate.sample_size_development(share, parameters, cox_snell, **options)
    return found


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

    `rate` of events a unit of time, mean `follow_up` a person, `horizon` of the prediction, all in one unit;
    the rest as in `sample_size`. Raises `InvalidArgument`. Source: Riley 2019, doi:10.1002/sim.7992. To
    validate such a model the published methods simulate (Riley 2022, doi:10.1002/sim.9275): not here.

    >>> size = sample_size_survival(rate=0.065, follow_up=2.07, horizon=2, parameters=30, cox_snell=0.051)
    >>> size["shrinkage"], size["optimism"], round(size["events"])
    (5143.0, 1039.0, 692)
    """
    options = _given(shrinkage=shrinkage, optimism=optimism, margin=margin)
    found: dict[str, float] = _core.validate.sample_size_survival(
        rate, follow_up, horizon, parameters, cox_snell, **options
    )
    return found


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
    """People needed to validate a model, for 95 % intervals no wider than asked for, and by all (`people`).

    observed_expected: (1 - share) / (share se^2), se of ln(O:E) (width 0.2). slope: I_aa / (se^2 (I_aa I_bb -
    I_ab^2)), for predictions whose logit is normal with `logit_mean` and `logit_sd` (width 0.4). auc: by the
    variance of Newcombe (2006, doi:10.1002/sim.2324; width 0.1). Raises `InvalidArgument`. Source: Riley
    2021, doi:10.1002/sim.9025.

    >>> sample_size_validation(0.2, 0.75, -1.6, 1.0)["people"]
    1542.0
    """
    options = _given(
        observed_expected_width=observed_expected_width, slope_width=slope_width, auc_width=auc_width
    )
    found: dict[str, float] = _core.validate.sample_size_validation(
        share, auc, logit_mean, logit_sd, **options
    )
    return found


@dataclass(frozen=True)
class Pooled:
    """The mean over sites, how much sites differ, and the interval (low, high) for a new site."""

    mean: Estimate
    tau_squared: float
    q: float
    i_squared: float
    low: float
    high: float


def pool(
    value: Any,
    variance: Any,
    *,
    method: str | None = None,
    adjusted: bool | None = None,
    level: float = 0.95,
) -> Pooled:
    """Random-effects mean of one measure of k sites (a slope, a logit AUC, a log O:E).

    Weights 1 / (v + tau^2); tau^2 by `method`: "reml" (default), "ml", "paule_mandel", "dersimonian_laird",
    "fixed" (0). `adjusted` (default) uses t quantiles and the variance of Hartung & Knapp (2001,
    doi:10.1002/sim.791). I^2 in %. The interval of a new site is mean +- q sqrt(tau^2 + se^2) (Higgins 2009,
    doi:10.1111/j.1467-985X.2008.00552.x). `value`, `variance` (k each). Takes no NaN. Raises
    `InvalidArgument`.

    >>> answer = pool([0.9, 1.1, 0.7], [0.01, 0.02, 0.01])
    >>> round(answer.mean.value, 3), round(answer.tau_squared, 4)
    (0.883, 0.0237)
    """
    found = _core.validate.pool(
        as_column(value, "value"),
        as_column(variance, "variance"),
        level=level,
        **_given(method=method, adjusted=adjusted),
    )
    mean, *rest = found
    return Pooled(estimate(mean), *rest)
