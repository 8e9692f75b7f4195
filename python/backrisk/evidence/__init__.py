"""What the literature says about back pain, and how it becomes a log hazard ratio.

What to use when:

- every published effect, with source, certainty and what it may be used for: `effects`, one row `find_effect`
- every publication behind these: `sources`
- how often back pain happens: `baselines` (all figures), `incidences` (those that can anchor a model, made
  from `incidence_studies`), `literature_checks` (what a model is held against)
- all studies of one question together: `random_effects`, `standard_error_of_null`
- effects of your own for `risk.compose`: `read_effects`
- a ratio from a paper on the scale of the model: `to_log_hazard_ratio`; a row of the table:
  `effect_log_hazard_ratio`
- counts from a paper: `odds_ratio_2x2`; a ratio to a risk: `risk_from_odds_ratio`, `risk_from_hazard_ratio`
- a risk over one horizon as a risk over another: `daily_hazard`, `risk_at_horizon`, `weibull_from`
- how well a model with this spread can discriminate: `concordance_from_sd`, `sd_from_concordance`

An association is not a cause, and a row from memory (`may_ship` false) is shown and never used as a
coefficient.
"""

from __future__ import annotations

from backrisk.evidence.own import Effects, read_effects
from backrisk.evidence.pooling import (
    Synthesis,
    incidence_studies,
    literature_checks,
    random_effects,
    standard_error_of_null,
)
from backrisk.evidence.scales import (
    Interval,
    LogEffect,
    Weibull,
    concordance_from_sd,
    daily_hazard,
    effect_log_hazard_ratio,
    heavy_load_odds_ratio,
    odds_ratio_2x2,
    recalibrated_risk,
    risk_at_horizon,
    risk_from_hazard_ratio,
    risk_from_odds_ratio,
    risk_ratio_from_odds_ratio,
    sd_from_concordance,
    to_log_hazard_ratio,
    weibull_from,
)
from backrisk.evidence.tables import (
    Effect,
    baselines,
    derived_effects,
    effects,
    find_effect,
    incidences,
    measures,
    sources,
)

__all__ = [
    "Effect",
    "Effects",
    "Interval",
    "LogEffect",
    "Synthesis",
    "Weibull",
    "baselines",
    "concordance_from_sd",
    "daily_hazard",
    "derived_effects",
    "effect_log_hazard_ratio",
    "effects",
    "find_effect",
    "heavy_load_odds_ratio",
    "incidence_studies",
    "incidences",
    "literature_checks",
    "measures",
    "odds_ratio_2x2",
    "random_effects",
    "read_effects",
    "recalibrated_risk",
    "risk_at_horizon",
    "risk_from_hazard_ratio",
    "risk_from_odds_ratio",
    "risk_ratio_from_odds_ratio",
    "sd_from_concordance",
    "sources",
    "standard_error_of_null",
    "to_log_hazard_ratio",
    "weibull_from",
]
