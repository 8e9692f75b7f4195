#pragma once
/// Published effects E137 to E149: trials after recovery, imaging as a predictor, trials of exercise and of
/// load management, activity and vibration on the direct outcome.
///
/// Columns: id, factor, contrast, measure, unit, point, low, high, level of the interval | population,
/// outcome, horizon, design | source | certainty, use, note.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence::rows::recurrence {
using enum measure_kind;
using enum certainty;
using enum design;
using enum model_use;
inline constexpr source de_campos_2020{"de Campos 2020 (randomised trial)", ""};
inline constexpr source huang_2020{"Huang 2020 Br J Sports Med", "10.1136/bjsports-2018-100035"};
inline constexpr std::string_view self_management = "McKenzie-based self-management vs minimal";
inline constexpr std::string_view recovered_262 = "262 recovered adults";
inline constexpr std::string_view read_and_null = "abstract read; null";
inline constexpr std::string_view activity_cohorts = "36 cohorts n=158475";
inline constexpr std::string_view pain_past_year = "LBP in the past 1-12 months";

// clang-format off
inline constexpr std::array<effect, 13> table{{
    {"E137", "self_management_after_recovery", self_management,
     hazard_ratio, "", 0.95, 0.72, 1.26, 0.95,
     recovered_262, "any recurrence", "12 months", randomised_trial,
     de_campos_2020, moderate, intervention, "abstract read; journal reference to be completed; null"},
    {"E138", "self_management_after_recovery", self_management,
     hazard_ratio, "", 1.11, 0.80, 1.54, 0.95,
     recovered_262, "activity-limiting recurrence", "12 months", randomised_trial,
     de_campos_2020, moderate, intervention, read_and_null},
    {"E139", "self_management_after_recovery", self_management,
     hazard_ratio, "", 0.69, 0.46, 1.04, 0.95,
     recovered_262, "care-seeking recurrence", "12 months", randomised_trial,
     de_campos_2020, moderate, intervention, read_and_null},
    {"E140", "post_treatment_exercise", "12 weeks of exercise and education after recovery vs control",
     hazard_ratio, "", 1.09, 0.7, 1.8, 0.95,
     "111 recovered adults", "recurrence", "12 months", randomised_trial,
     {"Ferreira 2021 JOSPT 51:188", "10.2519/jospt.2021.10187"}, low, intervention,
     "abstract read; null; must be pooled with E100 before any sentence about exercise after an episode"},
    {"E141", "mri_findings_any", "lumbar MRI findings vs none",
     none, "", missing_value, missing_value, missing_value, 0,
     "3369 adults", "severity of future LBP", "6 years", cohort,
     {"Kasch 2022 Spine 47:201", "10.1097/BRS.0000000000004198"}, moderate, check_only,
     "null, with and without pain at the start: an imaging factor may not be moved by prevalence ratios "
     "alone"},
    {"E142", "high_intensity_zone", "present vs absent",
     hazard_ratio, "", 1.84, 0.94, 3.59, 0.95,
     "76 recovered adults", "recurrence", "12 months", cohort,
     {"Hancock 2015 Spine J 15:2360", ""}, very_low, shrink_hard,
     "herniation stayed below the a-priori threshold in the same study; number of episodes above it"},
    {"E143", "acwr_load_management", "load managed by acute:chronic ratio vs usual",
     risk_ratio, "", 1.01, 0.91, 1.12, 0.95,
     "482 youth footballers", "any health problem", "10 months", cluster_randomised_trial,
     {"Dalen-Lorentsen 2021 Br J Sports Med", "10.1136/bjsports-2020-103003"}, moderate, intervention,
     "null: a bound on the ratio in a plan is a preference, not protection"},
    {"E144", "exercise_alone", "vs control",
     odds_ratio, "", 0.59, 0.36, 0.92, 0.95,
     "40 RCTs, network", "LBP episode", "mixed", trial_network_meta_analysis,
     huang_2020, low, intervention, "abstract read"},
    {"E145", "exercise_plus_education", "vs control",
     odds_ratio, "", 0.59, 0.41, 0.82, 0.95,
     "40 RCTs, network", "LBP episode", "mixed", trial_network_meta_analysis,
     huang_2020, low, intervention, "abstract read"},
    {"E146", "leisure_activity", "moderate vs none",
     risk_ratio, "", 0.94, 0.84, 1.05, 0.95,
     activity_cohorts, pain_past_year, "years", meta_analysis,
     shiri_2017, moderate, multiplier,
     "the direct outcome of any_episode: use it there instead of E105-E108"},
    {"E147", "leisure_activity", "high vs none",
     risk_ratio, "", 1.06, 0.89, 1.25, 0.95,
     activity_cohorts, pain_past_year, "years", meta_analysis,
     shiri_2017, moderate, multiplier, "the direct outcome of any_episode"},
    {"E148", "whole_body_vibration", "highest vs lowest",
     odds_ratio, "", missing_value, 1.0, 1.4, 0,
     "workers, 26 studies", "chronic LBP >=3 mo", "years", longitudinal_meta_analysis,
     jahn_2023, moderate, check_only,
     "a range over exposures, not an interval; longitudinal: it outweighs the prevalence odds ratio 2.17 and "
     "E080"},
    {"E149", "previous_episodes_count", ">2 previous episodes vs fewer",
     odds_ratio, "", 2.87, 1.73, 4.78, 0.95,
     "469 recovered of 999 acute LBP primary care AU", "care-seeking recurrence", "12 months", cohort,
     machado_2017, low, multiplier, "abstract read"},
}};
// clang-format on

}  // namespace backrisk::evidence::rows::recurrence
