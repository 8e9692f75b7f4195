#pragma once
/// Published effects E001 to E010: previous episodes, how many, how recent.
///
/// Columns: id, factor, contrast, measure, unit, point, low, high, level of the interval | population,
/// outcome, horizon, design | source | certainty, use, note.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence::rows::history {
using enum measure_kind;
using enum certainty;
using enum design;
using enum model_use;
using enum verification;
inline constexpr std::string_view recovered_adults = "250 adults recovered within 1 month";
inline constexpr std::string_view size_not_read =
    "predictive p<0.01; HR not in abstract - read table before use";

// clang-format off
inline constexpr std::array<effect, 10> table{{
    {"E001", "previous_lbp", "history of an LBP episode vs none",
     odds_ratio, "", 3.5, 1.9, 6.4, 0.95,
     "adult athletes, all sports", "LBP", "mixed", meta_analysis,
     wilson_2021, low, multiplier, "individual-study ORs ranged 1.6-4.0; I2 for prevalence 97-99%"},
    {"E002", "previous_lbp", "history of LBP vs none",
     odds_ratio, "", 2.06, 1.22, 3.48, 0.95,
     "76 international rowers NZ", "new LBP episode", "12 months", cohort,
     newlands_2015, low, multiplier, "prospective; use as external check on Wilson"},
    {"E003", "previous_lbp", "history of LBP vs none",
     risk_ratio, "", 2.0, missing_value, missing_value, 0,
     "2715 UK adults LBP-free >=1 month", "new LBP episode, consulting and non-consulting", "12 months",
     cohort,
     papageorgiou_1996, moderate, multiplier, "abstract says 'twice the rate'; CI not in abstract"},
    {"E004", "other_msk_pain", "neck pain or other-site pain at baseline vs none",
     risk_ratio, "", 2.0, missing_value, missing_value, 0,
     "2715 UK adults LBP-free >=1 month", "new LBP episode", "12 months", cohort,
     papageorgiou_1996, moderate, multiplier, "'doubled'; little change after adjustment for distress"},
    {"E005", "previous_episodes_count", ">2 previous episodes vs fewer",
     odds_ratio, "", 3.18, 2.11, 4.78, 0.95,
     "469 recovered of 999 acute LBP primary care AU", "recurrence", "12 months", cohort,
     machado_2017, low, multiplier,
     "OR and interval read in the abstract; 33 % had a recurrence within 12 months; the only predictor of "
     "recurrence that reviews agree on"},
    {"E006", "previous_episodes_count", ">2 previous episodes",
     hazard_ratio, "", missing_value, missing_value, missing_value, 0,
     recovered_adults, "recurrence", "12 months", cohort,
     da_silva_2019, low, direction_only, size_not_read},
    {"E007", "sitting", "sitting >5 h/day",
     hazard_ratio, "", missing_value, missing_value, missing_value, 0,
     recovered_adults, "recurrence", "12 months", cohort,
     da_silva_2019, low, direction_only, size_not_read},
    {"E008", "awkward_posture_exposure", "frequent awkward postures",
     hazard_ratio, "", missing_value, missing_value, missing_value, 0,
     recovered_adults, "recurrence", "12 months", cohort,
     da_silva_2019, low, direction_only, size_not_read},
    {"E009", "recency_of_episode", "30 days vs 365 days since recovery",
     hazard_ratio, "", 3.1, 2.2, 5.1, 0,
     "adults recovered within 1 month", "recurrence hazard", "12 months", cohort,
     {"computed from da Silva 2019 (median 139 d; 69% at 12 mo)", "10.1016/j.jphys.2019.04.010", derived},
     very_low, time_decay, "Weibull k=0.54 scale=273 d; range = sensitivity to S(12mo) 62-74%, not a CI; "
     "partly frailty selection, not causal"},
    {"E010", "persistent_history", "non-trivial LBP at both 41 and 45 y vs not",
     odds_ratio, "", 18.4, missing_value, missing_value, 0,
     "293 Danish adults", "non-trivial LBP at 49 y", "4 years", cohort,
     {"Danish 9-year cohort (PMC5251228)", ""}, low, check_only,
     "seeking-care definition OR 17.6; <11% of people"},
}};
// clang-format on

}  // namespace backrisk::evidence::rows::history
