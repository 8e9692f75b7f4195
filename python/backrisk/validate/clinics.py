"""Many clinics: one number out of many, performance across them, and validation by leaving one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast, overload

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.design import FloatMatrix
from backrisk._shared.labels import as_labels
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk.validate.calibrations import calibration
from backrisk.validate.discrimination import auc
from backrisk.validate.federated import Pack, PooledPacks, pool_packs
from backrisk.validate.resampling import Fit
from backrisk.validate.rows import LEVEL, Estimate, Options, estimate, level_of, options, tried, word
from backrisk.validate.splits import cross_validate, leave_one_out

HETEROGENEITY = ("fixed", "dersimonian_laird", "paule_mandel", "ml", "reml")


@dataclass(frozen=True)
class Pooled:
    """The mean over sites, and how much sites differ; made by `pool`.

    Attributes
    ----------
    mean : Estimate
    tau_squared : float
        Variance between sites.
    q : float
        Cochran's Q.
    i_squared : float
        Share of the variance that is between sites, in %.
    low, high : float
        Interval for a new site.
    """

    mean: Estimate
    tau_squared: float
    q: float
    i_squared: float
    low: float
    high: float


@overload
def pool(value: Sequence[Pack], *, level: float = LEVEL) -> PooledPacks: ...
@overload
def pool(
    value: ColumnLike,
    variance: ColumnLike,
    *,
    method: str | None = None,
    adjusted: bool | None = None,
    level: float = LEVEL,
) -> Pooled: ...
def pool(
    value: ColumnLike | Sequence[Pack],
    variance: ColumnLike | None = None,
    *,
    method: str | None = None,
    adjusted: bool | None = None,
    level: float = LEVEL,
) -> Pooled | PooledPacks:
    """One measure of k sites by random effects; or the packs of clinics, as their rows put together.

    Weights 1 / (v + tau^2); the interval of a new site is mean +- q sqrt(tau^2 + se^2).

    Parameters
    ----------
    value : column of k, or sequence of Pack
        A measure of each site (a slope, a logit AUC, a log O:E); or what `pack` made in each clinic.
    variance : column of k, optional
        Its variance, above 0; not with packs.
    method : {"reml", "ml", "paule_mandel", "dersimonian_laird", "fixed"}, optional
        How tau^2 is found; "fixed" is 0. Not with packs.
    adjusted : bool, optional
        t quantiles and the variance of Hartung & Knapp (True). Not with packs.
    level : float
        Of the intervals, in (0, 1).

    Returns
    -------
    Pooled, or PooledPacks
        Sites that agree to rounding have no interval.

    Raises
    ------
    InvalidArgument
        For a bad column, fewer than two sites, or packs that were not made alike.

    References
    ----------
    Higgins 2009, doi:10.1111/j.1467-985X.2008.00552.x; Hartung & Knapp 2001, doi:10.1002/sim.791; Viechtbauer
    2005, doi:10.3102/10769986030003261.

    Examples
    --------
    >>> answer = pool([0.9, 1.1, 0.7], [0.01, 0.02, 0.01])
    >>> round(answer.mean.value, 3), round(answer.tau_squared, 4)
    (0.883, 0.0237)
    """
    packs = [one for one in value if isinstance(one, Pack)] if isinstance(value, (list, tuple)) else []
    if packs:
        others = isinstance(value, (list, tuple)) and len(packs) != len(value)
        if others or variance is not None or method is not None or adjusted is not None:
            raise _core.InvalidArgument("pool: packs are pooled alone, without variance, method and adjusted")
        return pool_packs(packs, level=level)
    if variance is None:
        raise _core.InvalidArgument("pool: variance is missing, but must be a column like value")
    given = options(
        method=None if method is None else word("pool", "method", method, HETEROGENEITY),
        adjusted=None if adjusted is None else bool(adjusted),
    )
    found = _core.validate.pool_estimates(
        as_column(cast(ColumnLike, value), "value"),
        as_column(variance, "variance"),
        level=level_of("pool", level),
        **given,
    )
    return _pooled(found)


def _pooled(found: _core.validate.MetaResult) -> Pooled:
    return Pooled(estimate(found.mean), found.tau_squared, found.q, found.i_squared, found.low, found.high)


@dataclass(frozen=True)
class AcrossClinics:
    """How good predictions are in each clinic, and in a clinic to come; made by `across_clinics`.

    Attributes
    ----------
    by_clinic : Table
        A row a clinic: clinic, rows, events, and of auc, observed_expected, in_the_large, slope the value,
        low and high, and a note.
    pooled : Table
        A row a measure: measure, clinics, mean, low, high, new_low, new_high (interval of a new clinic),
        tau (spread between clinics on the pooled scale), i_squared in %, note.
    predicted : array of n
        The predictions that were validated.
    """

    by_clinic: Table
    pooled: Table
    predicted: FloatColumn = field(repr=False)


_Scale = tuple[Callable[[Estimate], tuple[float, float]], Callable[[float], float]]


def _logit(of: Estimate) -> tuple[float, float]:
    inside = 0 < of.value < 1
    return (
        (float(np.log(of.value / (1 - of.value))), of.se / (of.value * (1 - of.value)))
        if inside
        else (np.nan, np.nan)
    )


def _log(of: Estimate) -> tuple[float, float]:
    return (float(np.log(of.value)), of.se) if of.value > 0 else (np.nan, np.nan)


_SCALES: dict[str, _Scale] = {
    "auc": (_logit, lambda x: float(1 / (1 + np.exp(-x)))),
    "observed_expected": (_log, lambda x: float(np.exp(x))),
    "in_the_large": (lambda of: (of.value, of.se), float),
    "slope": (lambda of: (of.value, of.se), float),
}


def across_clinics(
    event: ColumnLike,
    predicted: ColumnLike,
    clinics: LabelsLike,
    *,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    method: str = "reml",
    clip: float | None = None,
    level: float = LEVEL,
) -> AcrossClinics:
    """How good predictions are in each clinic, pooled by random effects, and in a clinic to come.

    AUC is pooled on the logit, O:E on the logarithm, calibration in the large and slope as they are.

    Parameters
    ----------
    event, predicted, weights, groups, clip
        As in `calibration`.
    clinics : labels of n
        The clinic (site, club, country) of each row.
    method : str
        How the variance between clinics is found, as in `pool`; intervals by t quantiles (Hartung & Knapp).
    level : float
        Of all intervals, in (0, 1).

    Returns
    -------
    AcrossClinics
        A measure that a clinic cannot give (no event, separated) is NaN there with a note and left out of the
        pooling, which says how many clinics it rests on.

    Raises
    ------
    InvalidArgument
        For a bad column, or a single clinic.

    References
    ----------
    Debray 2017, doi:10.1136/bmj.i6460; Snell 2018, doi:10.1177/0962280217705678.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> p = random.uniform(0.1, 0.9, 600)
    >>> found = across_clinics(random.random(600) < p, p, np.repeat(["a", "b", "c"], 200))
    >>> found.by_clinic["clinic"].tolist(), found.pooled["measure"].tolist()
    (['a', 'b', 'c'], ['auc', 'observed_expected', 'in_the_large', 'slope'])
    """
    name = "across_clinics"
    y, p = as_column(event, "event"), as_column(predicted, "predicted")
    word(name, "method", method, HETEROGENEITY)
    level_of(name, level)
    site = as_labels(clinics, "clinics", len(y), "event")
    if len(site.levels) < 2:
        raise _core.InvalidArgument(f"{name}: number of clinics is {len(site.levels)}, but must be 2 or more")
    w = None if weights is None else as_column(weights, "weights")
    person = None if groups is None else as_labels(groups, "groups", len(y), "event").codes
    found: list[dict[str, Estimate]] = []
    for k in range(len(site.levels)):
        here = np.flatnonzero(site.codes == k)
        named: Options = {
            "weights": None if w is None else w[here],
            "groups": None if person is None else person[here],
        }
        found.append(_of_clinic(y[here], p[here], named, clip, level))
    counts = [(int((site.codes == k).sum()), int(y[site.codes == k].sum())) for k in range(len(site.levels))]
    return AcrossClinics(_by_clinic(site.levels, counts, found), _over_clinics(found, method, level), p)


def _of_clinic(
    y: FloatColumn, p: FloatColumn, named: Options, clip: float | None, level: float
) -> dict[str, Estimate]:
    out = {"auc": tried(lambda: auc(y, p, level=level, **named))}
    for one in ("observed_expected", "in_the_large", "slope"):
        out[one] = tried(
            lambda one=one: getattr(calibration(y, p, clip=clip, level=level, **named), one)  # type: ignore[misc]
        )
    return out


def _by_clinic(labels: FloatColumn, counts: list[tuple[int, int]], found: list[dict[str, Estimate]]) -> Table:
    columns: dict[str, object] = {
        "clinic": labels,
        "rows": [rows for rows, _ in counts],
        "events": [events for _, events in counts],
    }
    for one in _SCALES:
        columns[one] = [clinic[one].value for clinic in found]
        columns[f"{one}_low"] = [clinic[one].low for clinic in found]
        columns[f"{one}_high"] = [clinic[one].high for clinic in found]
    columns["note"] = [
        "; ".join(dict.fromkeys(clinic[one].note for one in _SCALES if clinic[one].note)) for clinic in found
    ]
    return Table(columns, title=f"{len(found)} clinics")


def _over_clinics(found: list[dict[str, Estimate]], method: str, level: float) -> Table:
    lines = []
    for one, (scaled, back) in _SCALES.items():
        pairs = [scaled(clinic[one]) for clinic in found]
        known = [(y, se * se) for y, se in pairs if np.isfinite(y) and se > 0]
        if len(known) < 2:
            note = f"{len(known)} clinics have it with an interval, but 2 are needed"
            lines.append((one, len(known), *[np.nan] * 7, note))
            continue
        of = pool([y for y, _ in known], [v for _, v in known], method=method, level=level)
        ends = (of.mean.value, of.mean.low, of.mean.high, of.low, of.high)
        numbers = (*map(back, ends), float(np.sqrt(of.tau_squared)), of.i_squared)
        lines.append((one, len(known), *numbers, of.mean.note))
    names = ("measure", "clinics", "mean", "low", "high", "new_low", "new_high", "tau", "i_squared", "note")
    return Table(dict(zip(names, map(list, zip(*lines, strict=True)), strict=True)), title="across clinics")


def internal_external(
    fit: Fit,
    x: FloatMatrix,
    event: ColumnLike,
    clinics: LabelsLike,
    *,
    groups: LabelsLike | None = None,
    method: str = "reml",
    clip: float | None = None,
    level: float = LEVEL,
) -> AcrossClinics:
    """Internal-external validation: each clinic is predicted by the model of the others.

    The model is fitted without a clinic and validated in it, for each clinic in turn, and the measures are
    pooled by random effects: what to expect of the model in a clinic that had no part in it.

    Parameters
    ----------
    fit : function of (x, event)
        Returns a function from x to probabilities, and repeats every step that looked at the outcome, as in
        `optimism`.
    x : n rows
    event : column of n
        0 or 1.
    clinics : labels of n
        The clinic of each row.
    groups, method, clip, level
        As in `across_clinics`.

    Returns
    -------
    AcrossClinics
        `predicted` holds each row's prediction by the model that did not see its clinic.

    Raises
    ------
    InvalidArgument
        As `across_clinics`; errors of `fit` are not caught.

    References
    ----------
    Steyerberg & Harrell 2016, doi:10.1016/j.jclinepi.2015.04.005; Takada 2021,
    doi:10.1016/j.jclinepi.2021.03.025; random effects Debray 2017, doi:10.1136/bmj.i6460.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> x = random.normal(size=(600, 1))
    >>> y = random.random(600) < 1 / (1 + np.exp(-x[:, 0]))
    >>> def logistic(x, y):
    ...     from backrisk.fit import glm
    ...     fit = glm(x, y)
    ...     return lambda new: fit.predict(new).mean
    >>> found = internal_external(logistic, x, y, np.repeat([1, 2, 3], 200))
    >>> bool(0.6 < found.pooled["mean"][0] < 0.9)
    True
    """
    predicted = cross_validate(fit, x, event, leave_one_out(clinics))
    return across_clinics(event, predicted, clinics, groups=groups, method=method, clip=clip, level=level)
