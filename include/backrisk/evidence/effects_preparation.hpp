#pragma once
/// Published effects E093 to E110: exercise, warm-up and leisure activity.
///
/// Columns: id, factor, contrast, measure, unit, point, low, high, level of the interval | population,
/// outcome, horizon, design | source | certainty, use, note.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence::rows::preparation {
using enum measure_kind;
using enum certainty;
using enum design;
using enum model_use;
using enum verification;
inline constexpr std::string_view activity_cohorts = "36 cohorts n=158475";
inline constexpr std::string_view chronic_only = "protects from chronic, not any LBP";

// clang-format off
inline constexpr std::array<effect, 18> table{{
    {"E093", "core_stability", "core stability programme vs none",
     none, "", missing_value, missing_value, missing_value, 0,
     "athletes", "first LBP", "mixed", unspecified,
     {"no direct pooled estimate found", "", unverified}, very_low, use_exercise_rows, ""},
    {"E094", "exercise_plus_education", "vs control",
     risk_ratio, "", 0.55, 0.41, 0.74, 0.95,
     "adults without LBP, 21 RCTs n=30850", "LBP episode", "<=12 months", trial_meta_analysis,
     steffens_2016, moderate, intervention, "effect fades beyond 1 year"},
    {"E095", "exercise_alone", "vs control",
     risk_ratio, "", 0.65, 0.5, 0.86, 0.95,
     "adults", "LBP episode", "<=12 months", trial_meta_analysis,
     steffens_2016, low, intervention, ""},
    {"E096", "exercise_alone", "vs control",
     risk_ratio, "", 0.22, 0.06, 0.76, 0.95,
     "adults", "LBP sick leave", "long term", trial_meta_analysis,
     steffens_2016, very_low, intervention, ""},
    {"E097", "education_alone", "vs control",
     none, "", missing_value, missing_value, missing_value, 0,
     "adults", "LBP episode", "mixed", trial_meta_analysis,
     steffens_2016, moderate, beta_zero_prior, "no effect; back belts/insoles also no effect (memory)"},
    {"E098", "exercise_alone", "vs control",
     risk_ratio, "", 0.67, 0.53, 0.85, 0.95,
     "general population, 8 RCTs n=1634", "LBP", "mixed", trial_meta_analysis,
     shiri_2018, moderate, intervention, "strength + stretching/aerobic 2-3x/week"},
    {"E099", "exercise_plus_education", "vs control",
     risk_ratio, "", 0.73, 0.59, 0.91, 0.95,
     "6 trials n=1381", "LBP", "mixed", trial_meta_analysis,
     shiri_2018, moderate, intervention, ""},
    {"E100", "post_treatment_exercise", "vs none",
     risk_ratio, "", 0.5, 0.34, 0.73, 0.95,
     "people with previous LBP, 2 studies n=130", "share of people with a recurrence", "12 months",
     trial_meta_analysis,
     {"Choi 2010 Cochrane CD006555", "10.1002/14651858.CD006555.pub2"}, low, intervention,
     "summary of findings: a risk ratio of persons, not a rate ratio; at 2-5 years RR 0.75 (0.53-1.07); two "
     "later trials are null (E137-E140): never show it without them"},
    {"E101", "progressive_walking", "6-month programme + education vs none",
     hazard_ratio, "", 0.72, 0.6, 0.85, 0.95,
     "701 recently recovered", "activity-limiting recurrence", "12-36 months", randomised_trial,
     {"Pocovi 2024 Lancet 404:134", "10.1016/S0140-6736(24)00755-4"}, moderate, intervention,
     "median 208 vs 112 d; adverse events 52 vs 54%"},
    {"E102", "warmup_fifa11plus", "FIFA 11+ vs usual warm-up",
     rate_ratio, "", 0.61, 0.48, 0.77, 0.95,
     "recreational/sub-elite football, 4 cluster RCTs", "all injuries", "season", trial_meta_analysis,
     thorborg_2017, low, indirect_shrink,
     "NOT LBP-specific: indirect; 20-min strength+neuromuscular, not stretching"},
    {"E103", "warmup_fifa11", "FIFA 11 vs usual",
     rate_ratio, "", 0.99, 0.8, 1.23, 0.95,
     "football, 2 RCTs", "all injuries", "season", trial_meta_analysis,
     thorborg_2017, low, counter_evidence, "content matters, not just 'a warm-up'"},
    {"E104", "warmup_none", "skipping warm-up vs warm-up",
     none, "", missing_value, missing_value, missing_value, 0,
     "exercisers", "LBP", "session", unspecified,
     {"no direct LBP effect size found", "", unverified}, very_low, indirect_shrink,
     "use ln IRR of E-FIFA11+ halved, wide SD; disclose"},
    {"E105", "leisure_activity", "moderate/high vs none",
     risk_ratio, "", 0.89, 0.82, 0.97, 0.95,
     activity_cohorts, "frequent/chronic LBP", "years", meta_analysis,
     shiri_2017, moderate, multiplier, chronic_only},
    {"E106", "leisure_activity", "moderate vs none",
     risk_ratio, "", 0.86, 0.79, 0.94, 0.95,
     activity_cohorts, "frequent/chronic LBP", "years", meta_analysis,
     shiri_2017, moderate, multiplier, chronic_only},
    {"E107", "leisure_activity", "high vs none",
     risk_ratio, "", 0.84, 0.75, 0.93, 0.95,
     activity_cohorts, "frequent/chronic LBP", "years", meta_analysis,
     shiri_2017, moderate, multiplier, chronic_only},
    {"E108", "leisure_activity", "moderate/high vs none",
     risk_ratio, "", 0.98, 0.93, 1.03, 0.95,
     activity_cohorts, "LBP past 1-12 months", "years", meta_analysis,
     shiri_2017, moderate, multiplier, chronic_only},
    {"E109", "leisure_activity", "medium vs lowest",
     risk_ratio, "", 0.9, 0.85, 0.96, 0.95,
     "15 cohorts", "LBP", "years", meta_analysis,
     alzahrani_2019, moderate, multiplier, "U-shape"},
    {"E110", "leisure_activity", "highest vs lowest",
     risk_ratio, "", 1.01, 0.93, 1.1, 0.95,
     "15 cohorts", "LBP", "years", meta_analysis,
     alzahrani_2019, moderate, multiplier, "U-shape"},
}};
// clang-format on

}  // namespace backrisk::evidence::rows::preparation
