"""What the literature says about back pain, and how it becomes a log hazard ratio.

What to use when:

- every published effect, with source, certainty and what it may be used for: `effects`, one row `find_effect`
- every publication behind these: `sources`
- how often back pain happens: `baselines`, `incidences`
- a ratio from a paper on the scale of the model: `to_log_hazard_ratio`; a row of the table:
  `effect_log_hazard_ratio`
- counts from a paper: `odds_ratio_2x2`; a ratio to a risk: `risk_from_odds_ratio`, `risk_from_hazard_ratio`
- a risk over one horizon as a risk over another: `daily_hazard`, `risk_at_horizon`, `weibull_from`
- how well a model with this spread can discriminate: `concordance_from_sd`, `sd_from_concordance`

An association is not a cause, and a row from memory (`may_ship` false) is shown and never used as a
coefficient.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from backrisk import _core
from backrisk._shared.options import Maybe
from backrisk._shared.records import MeasureInfo, table_of
from backrisk._shared.table import Table
from backrisk.evidence.columns import EFFECT_COLUMNS, Effect

__all__ = [
    "Effect",
    "Interval",
    "LogEffect",
    "Weibull",
    "baselines",
    "concordance_from_sd",
    "daily_hazard",
    "derived_effects",
    "effect_log_hazard_ratio",
    "effects",
    "find_effect",
    "heavy_load_odds_ratio",
    "incidences",
    "measures",
    "odds_ratio_2x2",
    "recalibrated_risk",
    "risk_at_horizon",
    "risk_from_hazard_ratio",
    "risk_from_odds_ratio",
    "risk_ratio_from_odds_ratio",
    "sd_from_concordance",
    "sources",
    "to_log_hazard_ratio",
    "weibull_from",
]


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


def effects(factor: str | None = None, use: str | None = None) -> Table:
    """The published effects, one row each; all 149, or those of one `factor`, of one `use`, or both.

    Columns: id, factor, contrast, measure, unit (of a mean difference), point, low, high, interval_level
    (0.95 or 0.90; 0 where there is no interval, or where low and high are a range and not an interval),
    population, outcome, horizon, study_type, source, doi, status (verified, partial, derived, unverified),
    certainty, use, may_ship, note. A number that is not published is NaN. Raises `InvalidArgument` for an
    unknown factor or use.

    >>> effects(factor="depression").take(slice(0, 2))["point"]
    array([1.59, 2.51])
    """
    everything = _all_effects()
    kept = np.ones(len(everything), dtype=bool)
    for column, wanted in (("factor", factor), ("use", use)):
        if wanted is not None:
            known = np.unique(everything[column])
            if wanted not in known:
                rule = f"must be one of {', '.join(known)}"
                raise _core.InvalidArgument(f"evidence.effects: {column} is {wanted!r}, but {rule}")
            kept &= everything[column] == wanted
    return everything.take(kept)


def _all_effects() -> Table:
    return table_of(_core.evidence.effects(), EFFECT_COLUMNS, title="published effects")


def find_effect(id: str) -> Effect:
    """The effect of this id ("E001" to "E149"). Raises `InvalidArgument` for another id.

    >>> find_effect("E001").contrast
    'history of an LBP episode vs none'
    """
    known = _core.evidence.effects()
    for one in known:
        if one.id == id:
            return one
    rule = f"must be from {known[0].id} to {known[-1].id}"
    raise _core.InvalidArgument(f"evidence.find_effect: id is {id!r}, but {rule}")


def baselines() -> Table:
    """Published incidence, prevalence and recurrence, as they stand, each in its own unit.

    Columns: item, value, low, high, unit, population, source, doi, status, note. `low` and `high` are a 95 %
    interval, or a range where item or unit says so or no value is given. What is not published is NaN.

    >>> baselines().row(3)["value"], baselines().row(3)["unit"]
    (42.1, '%/2 years (518/1230)')
    """
    names = ("item", "value", "low", "high", "unit", "population", "source", "doi", "status", "note")
    return table_of(_core.evidence.baselines(), names, title="published baselines")


def incidences() -> Table:
    """The incidences that can anchor a model, by setting and outcome; what is absent is not published.

    Returns
    -------
    Table
        setting, outcome, yearly_risk, low, high (95 % interval of the average of the setting), setting_sd,
        source, doi, status, note. The studies behind each are in `incidence_studies`.

    Notes
    -----
    A prevalence is never read as an incidence. `setting_sd` is sqrt(tau^2 + SE^2): tau the SD of the log
    hazard between the cohorts of an outcome (Paule & Mandel 1982, doi:10.6028/jres.087.022), SE the error of
    the setting's own average. Where an outcome has fewer than three cohorts the tau of any episode is
    assumed, and the note says so.

    Examples
    --------
    >>> table = incidences()
    >>> dict(zip(table["setting"][:2].tolist(), table["yearly_risk"][:2].round(2).tolist(), strict=True))
    {'athletes': 0.39, 'general_adults': 0.25}
    """
    names = (
        "setting", "outcome", "yearly_risk", "low", "high", "setting_sd", "source", "doi", "status", "note",
    )  # fmt: skip
    return table_of(_core.evidence.incidences(), names, title="incidences by setting and outcome")


def derived_effects() -> Table:
    """Effects that no paper prints, computed from published incidences; columns as `effects`.

    Returns
    -------
    Table
        Rows D001 and D002: women against men, without and with a consultation.

    Examples
    --------
    >>> derived_effects()["id"].tolist()
    ['D001', 'D002']
    """
    return table_of(_core.evidence.derived_effects(), EFFECT_COLUMNS, title="derived effects")


def sources() -> Table:
    """Every source of the effects and baselines, one row a publication.

    Columns: source, doi (empty where none is known), effects (ids, separated by blanks), baselines (a count).

    >>> sources().row(0)["source"], sources().row(0)["effects"]
    ('Wilson 2021 Br J Sports Med 55:601', 'E001 E049')
    """
    cited: dict[str, str] = {}  # by DOI where there is one: two spellings of a citation are one publication
    dois: dict[str, str] = {}
    ids: dict[str, list[str]] = {}
    figures: dict[str, int] = {}
    everything = _all_effects()
    for table, names in ((everything, everything["id"]), (baselines(), None)):
        for row, (source, doi) in enumerate(zip(table["source"], table["doi"], strict=True)):
            key = str(doi or source)
            cited.setdefault(key, source)
            dois.setdefault(key, doi)
            if names is None:
                figures[key] = figures.get(key, 0) + 1
            else:
                ids.setdefault(key, []).append(names[row])
    return Table(
        {
            "source": list(cited.values()),
            "doi": list(dois.values()),
            "effects": [" ".join(ids.get(key, [])) for key in cited],
            "baselines": [figures.get(key, 0) for key in cited],
        },
        title="sources",
    )


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

    `measure` is "odds_ratio", "risk_ratio", "hazard_ratio" or "rate_ratio" (or OR, RR, HR, IRR); `p0` the
    risk in the study's reference group over the study's horizon, needed for odds and risk ratios; `level`
    that of the interval. ln HR = ln(ln(1 - p1) / ln(1 - p0)) with p1 = OR p0 / (1 - p0 + OR p0) or RR p0;
    hazard and rate ratios are taken as they are; SE = (ln HR(high) - ln HR(low)) / (2 z). Without `low` and
    `high` the standard error is NaN. Raises `InvalidArgument` for another measure, a ratio that is not
    positive, ends that do not enclose the value, p0 outside (0, 1) or RR p0 >= 1.

    Source of OR to RR: Zhang & Yu 1998 JAMA 280:1690, doi:10.1001/jama.280.19.1690; biased for an adjusted
    OR.

    >>> effect = to_log_hazard_ratio("odds_ratio", 3.5, 1.9, 6.4, p0=0.25)
    >>> round(effect.estimate, 3), round(effect.standard_error, 3)
    (0.989, 0.216)
    """
    nan = float("nan")
    ends = (nan if low is None else low, nan if high is None else high)
    found = _core.evidence.to_log_hazard_ratio(measure, value, *ends, nan if p0 is None else p0, level)
    return LogEffect(found.estimate, found.standard_error)


def effect_log_hazard_ratio(id: str, *, p0: float | None = None) -> LogEffect:
    """The row of this id as log hazard ratio and standard error, at the study's baseline risk `p0`.

    The interval is read at its own level (three rows are at 90 %); a range gives no standard error. Raises
    `InvalidArgument` for a row without a published ratio, and as `to_log_hazard_ratio` does.

    >>> round(effect_log_hazard_ratio("E043").estimate, 3)
    0.495
    """
    found = _core.evidence.effect_log_hazard_ratio(id, float("nan") if p0 is None else p0)
    return LogEffect(found.estimate, found.standard_error)


def odds_ratio_2x2(
    a: float, b: float, c: float, d: float, *, level: float = _core.evidence.default_level
) -> Interval:
    """Odds ratio a d / (b c) of exposed (a with, b without the outcome) and unexposed (c with, d without).

    Interval exp(ln OR -/+ z sqrt(1/a + 1/b + 1/c + 1/d)). Raises `InvalidArgument` unless all counts are
    positive. Source: Woolf 1955 Ann Hum Genet 19:251, doi:10.1111/j.1469-1809.1955.tb01348.x.

    >>> [round(x, 1) for x in odds_ratio_2x2(21, 45, 1, 47)]
    [21.9, 2.8, 169.9]
    """
    found = _core.evidence.odds_ratio_2x2(a, b, c, d, level)
    return Interval(found.point, found.low, found.high)


def risk_from_odds_ratio(odds_ratio: float, p0: float) -> float:
    """Risk of the exposed, OR p0 / (1 - p0 + OR p0), from the risk `p0` of the unexposed.

    Raises `InvalidArgument` unless the ratio is positive and 0 < p0 < 1. A definition; see Zhang & Yu 1998,
    doi:10.1001/jama.280.19.1690, for its use with published ratios.

    >>> round(risk_from_odds_ratio(3.5, 0.25), 3)
    0.538
    """
    return float(_core.evidence.risk_from_odds_ratio(odds_ratio, p0))


def risk_from_hazard_ratio(hazard_ratio: float, p0: float) -> float:
    """Risk of the exposed, 1 - (1 - p0)^HR, over the horizon of `p0`, under proportional hazards.

    Raises `InvalidArgument` unless the ratio is positive and 0 < p0 < 1.

    >>> round(risk_from_hazard_ratio(2.69, 0.25), 3)
    0.539
    """
    return float(_core.evidence.risk_from_hazard_ratio(hazard_ratio, p0))


def risk_ratio_from_odds_ratio(odds_ratio: float, p0: float) -> float:
    """RR = OR / (1 - p0 + OR p0), `p0` the risk of the unexposed; biased for an adjusted odds ratio.

    Raises `InvalidArgument` unless the ratio is positive and 0 < p0 < 1.
    Source: Zhang & Yu 1998 JAMA 280:1690, doi:10.1001/jama.280.19.1690.

    >>> round(risk_ratio_from_odds_ratio(3.5, 0.25), 2)
    2.15
    """
    return float(_core.evidence.risk_ratio_from_odds_ratio(odds_ratio, p0))


def daily_hazard(risk: float, horizon_days: int) -> float:
    """The constant hazard a day, -ln(1 - risk) / horizon, behind a risk over a horizon.

    Raises `InvalidArgument` unless 0 < risk < 1 and the horizon is at least one day.

    >>> round(daily_hazard(0.51, 365), 6)
    0.001954
    """
    return float(_core.evidence.daily_hazard(risk, horizon_days))


def risk_at_horizon(hazard_per_day: float, horizon_days: int) -> float:
    """Risk 1 - exp(-hazard * horizon) of at least one event at a constant hazard a day.

    Raises `InvalidArgument` for a negative hazard or horizon.

    >>> round(risk_at_horizon(daily_hazard(0.51, 365), 28), 3)
    0.053
    """
    return float(_core.evidence.risk_at_horizon(hazard_per_day, horizon_days))


def weibull_from(median_days: int, later_days: int, survival_at_later: float) -> Weibull:
    """The Weibull survival exp(-(t / scale)^shape) through its median and one more point.

    shape = (ln(-ln S) - ln ln 2) / ln(later / median), scale = median / (ln 2)^(1 / shape). Raises
    `InvalidArgument` unless the days are positive and S lies on its side of one half. Used for the
    recurrence of da Silva 2019 J Physiother 65:159, doi:10.1016/j.jphys.2019.04.010: median 139 days, 31 %
    free at a year.

    >>> [round(x, 3) for x in weibull_from(139, 365, 0.31)]
    [0.543, 272.888]
    """
    found = _core.evidence.weibull_from(median_days, later_days, survival_at_later)
    return Weibull(found.shape, found.scale_days)


def heavy_load_odds_ratio(age_years: float) -> float:
    """Odds ratio of sudden back pain within two hours of handling a heavy load, 13.6 exp(-0.0404 (age - 20)).

    The line runs through the published 13.6 at 20 and 2.7 at 60 years and is constant outside these ages.
    It adds hazard for two hours and never multiplies an annual risk. Raises `InvalidArgument` for a negative
    or missing age.
    Source: Steffens 2015 Arthritis Care Res 67:403, doi:10.1002/acr.22533; the line is ours.

    >>> round(heavy_load_odds_ratio(40), 1)
    6.1
    """
    return float(_core.evidence.heavy_load_odds_ratio(age_years))


def recalibrated_risk(risk: float, intercept: float, slope: float) -> float:
    """A predicted risk after recalibration: the inverse logit of intercept + slope * logit(risk).

    Raises `InvalidArgument` unless 0 < risk < 1.

    >>> round(recalibrated_risk(0.30, -0.55, 0.89), 3)  # PICKUP outside its own cohort
    0.213
    """
    return float(_core.evidence.recalibrated_risk(risk, intercept, slope))


def concordance_from_sd(sd: float, mean_risk: float | None = None) -> float:
    """Concordance of a model whose linear predictor is normal with this standard deviation.

    Phi(sd / sqrt 2) for a rare outcome; with `mean_risk` that of a logistic model at this mean risk, by
    numeric integration. Raises `InvalidArgument` for a negative sd or a risk outside (0, 1). Source: Austin &
    Steyerberg 2012 BMC Med Res Methodol 12:82, doi:10.1186/1471-2288-12-82.

    >>> round(concordance_from_sd(0.58), 2), round(concordance_from_sd(0.58, mean_risk=0.25), 2)
    (0.66, 0.65)
    """
    if mean_risk is None:
        return float(_core.evidence.concordance_from_sd(sd))
    return float(_core.evidence.concordance_from_sd(sd, mean_risk))


def sd_from_concordance(concordance: float) -> float:
    """Spread sqrt 2 Phi^-1(C) of the linear predictor behind a concordance C, for a rare outcome.

    Raises `InvalidArgument` unless 0.5 <= C < 1. Source as `concordance_from_sd`.

    >>> round(sd_from_concordance(0.66), 2)
    0.58
    """
    return float(_core.evidence.sd_from_concordance(concordance))


def measures() -> list[MeasureInfo]:
    """Every public measure of this area: name, unit, formula, source, doi, status and reproducing test.

    >>> measures()[0].name
    'evidence.to_log_hazard_ratio'
    """
    return _core.evidence.measures()
