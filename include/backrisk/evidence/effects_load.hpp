#pragma once
/// Published effects E036 to E052: spikes, ratios, volume and experience of training.
///
/// Columns: id, factor, contrast, measure, unit, point, low, high, level of the interval | population,
/// outcome, horizon, design | source | certainty, use, note.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence::rows::load {
using enum measure_kind;
using enum certainty;
using enum design;
using enum model_use;
using enum verification;
inline constexpr std::string_view senior_bowlers = "28 cricket fast bowlers (43 seasons)";
inline constexpr std::string_view junior_bowlers = "29 male fast bowlers 15-18 y";
inline constexpr std::string_view ratio_artefacts = "any injury not LBP; ratio artefacts";
inline constexpr std::string_view runners = "5205 adult runners, 588071 sessions";
inline constexpr std::string_view running_injury = "self-reported overuse running injury (all sites)";
inline constexpr std::string_view against_small_rise = "reference = regression or <=10% rise";

// clang-format off
inline constexpr std::array<effect, 17> table{{
    {"E036", "acwr_spike", "internal training-stress balance >200% vs 50-99%",
     risk_ratio, "", 4.5, 3.43, 5.9, 0.95,
     senior_bowlers, "any injury, next week", "1 week", cohort,
     hulin_2014, very_low, shrink_hard, ratio_artefacts},
    {"E037", "acwr_spike", "external training-stress balance >200% vs 50-99%",
     risk_ratio, "", 3.3, 1.5, 7.25, 0.95,
     senior_bowlers, "any injury, next week", "1 week", cohort,
     hulin_2014, very_low, shrink_hard, ratio_artefacts},
    {"E038", "acwr_spike", "acute>chronic internal load vs not",
     risk_ratio, "", 2.2, 1.91, 2.53, 0.95,
     senior_bowlers, "any injury, next week", "1 week", cohort,
     hulin_2014, very_low, shrink_hard, ratio_artefacts},
    {"E039", "acwr_spike", "acute>chronic external load vs not",
     risk_ratio, "", 2.1, 1.81, 2.44, 0.95,
     senior_bowlers, "any injury, next week", "1 week", cohort,
     hulin_2014, very_low, shrink_hard, ratio_artefacts},
    {"E040", "acwr_spike", "ACWR >=142% vs <87%",
     risk_ratio, "", 1.66, 1.06, 2.59, 0.90,
     junior_bowlers, "any injury", "1 week", cohort,
     warren_2018, very_low, shrink_hard, "90% CIs, not 95%"},
    {"E041", "acwr_spike", "ACWR 109-142% vs <87%",
     risk_ratio, "", 1.46, 0.93, 2.29, 0.90,
     junior_bowlers, "any injury", "1 week", cohort,
     warren_2018, very_low, shrink_hard, "90% CIs, not 95%"},
    {"E042", "acwr_spike", "high chronic (>83 balls) x high ACWR vs low chronic",
     risk_ratio, "", 0.35, 0.17, 0.74, 0.90,
     junior_bowlers, "any injury", "1 week", cohort,
     warren_2018, very_low, shrink_hard, "90% CIs, not 95%"},
    {"E043", "single_session_spike", "session >10-30% above longest of last 30 d",
     hazard_ratio, "", 1.64, 1.31, 2.05, 0.95,
     runners, running_injury, "per session", cohort,
     frandsen_2025, moderate, multiplier_indirect, against_small_rise},
    {"E044", "single_session_spike", "session >30-100% above",
     hazard_ratio, "", 1.52, 1.16, 2.0, 0.95,
     runners, running_injury, "per session", cohort,
     frandsen_2025, moderate, multiplier_indirect, against_small_rise},
    {"E045", "single_session_spike", "session >100% above",
     hazard_ratio, "", 2.28, 1.5, 3.48, 0.95,
     runners, running_injury, "per session", cohort,
     frandsen_2025, moderate, multiplier_indirect, against_small_rise},
    {"E046", "week_to_week_change", "any category",
     none, "", missing_value, missing_value, missing_value, 0,
     "5205 adult runners", "overuse running injury", "1 week", cohort,
     frandsen_2025, moderate, do_not_use, "no relationship; ACWR showed NEGATIVE dose-response"},
    {"E047", "acwr_artefact", "real ACWR",
     odds_ratio, "", 2.45, 1.28, 4.71, 0.95,
     "football data re-analysis", "injury", "week", re_analysis,
     {"Impellizzeri 2021 Sports Med 51:581", "10.1007/s40279-020-01378-6"}, low, do_not_use,
     "contrived fixed chronic load gave OR 1.95 (1.18-3.52); c-stat 0.574 (ACWR) / 0.544 vs 0.5"},
    {"E048", "training_hours", "total hours per month",
     correlation, "", 0.83, missing_value, missing_value, 0,
     "76 rowers", "new LBP per month", "12 months", cohort,
     newlands_2015, very_low, direction_only, "ecological (12 points), p<0.01"},
    {"E049", "training_volume_years", "high volume / load increase / years of exposure",
     none, "", missing_value, missing_value, missing_value, 0,
     "athletes", "LBP", "mixed", systematic_review,
     wilson_2021, low, direction_only, "significant in single studies, not pooled"},
    {"E050", "monotony_strain", "Foster monotony/strain",
     none, "", missing_value, missing_value, missing_value, 0,
     "athletes", "illness/any injury", "week", cohort,
     {"Foster 1998 Med Sci Sports Exerc 30:1164", "", unverified}, very_low, descriptive_only,
     "no LBP-specific effect size known: set beta=0 by default"},
    {"E051", "sport_inexperience", "short CrossFit participation vs longer",
     odds_ratio, "", 1.82, 1.15, 2.92, 0.95,
     "3049 CrossFit participants", "any injury", "retrospective", cross_sectional,
     feito_2020, very_low, shrink_hard, "novice effect"},
    {"E052", "supervision", "official affiliate vs not",
     odds_ratio, "", 0.85, 0.65, 1.1, 0.95,
     "3049 CrossFit participants", "any injury", "retrospective", cross_sectional,
     feito_2020, very_low, direction_only, "not significant"},
}};
// clang-format on

}  // namespace backrisk::evidence::rows::load
