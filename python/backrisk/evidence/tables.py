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

import numpy as np

from backrisk import _core
from backrisk._shared.records import MeasureInfo, table_of
from backrisk._shared.table import Table
from backrisk.evidence.columns import EFFECT_COLUMNS, Effect

__all__ = [
    "Effect",
    "baselines",
    "derived_effects",
    "effects",
    "find_effect",
    "incidences",
    "measures",
    "sources",
]


def effects(factor: str | None = None, use: str | None = None) -> Table:
    """The published effects, one row each.

    Parameters
    ----------
    factor : str, optional
        Of this factor alone.
    use : str, optional
        Of this use alone.

    Returns
    -------
    Table
        id, factor, contrast, measure, unit (of a mean difference), point, low, high, interval_level (0.95 or
        0.90; 0 where there is no interval, or where low and high are a range and not an interval),
        population, outcome, horizon, study_type, source, doi, status (verified, partial, derived,
        unverified), certainty, use, may_ship, note. A number that is not published is NaN.

    Raises
    ------
    InvalidArgument
        For an unknown factor or use.

    Examples
    --------
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
    """The effect of this id.

    Parameters
    ----------
    id : str
        "E001" to "E149".

    Returns
    -------
    Effect
        With an attribute for each column of `effects`.

    Raises
    ------
    InvalidArgument
        For another id.

    Examples
    --------
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


def measures() -> list[MeasureInfo]:
    """Every public measure of this area: name, unit, formula, source, doi, status and reproducing test.

    >>> measures()[0].name
    'evidence.to_log_hazard_ratio'
    """
    return _core.evidence.measures()
