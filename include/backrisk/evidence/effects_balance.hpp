#pragma once
/// Published effects E081 to E092: asymmetry, strength, endurance, range of motion.
///
/// Columns: id, factor, contrast, measure, unit, point, low, high, level of the interval | population,
/// outcome, horizon, design | source | certainty, use, note.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence::rows::balance {
using enum measure_kind;
using enum certainty;
using enum design;
using enum model_use;
using enum verification;

// clang-format off
inline constexpr std::array<effect, 12> table{{
    {"E081", "hip_extensor_asymmetry", "L-R % difference, women",
     p_value, "", missing_value, missing_value, missing_value, 0,
     "63 female NCAA athletes (5 cases)", "LBP treated by trainer", "12 months", cohort,
     {"Nadler 2001 Am J Phys Med Rehabil 80:572", "10.1097/00002060-200108000-00005"}, very_low,
     direction_only,
     "P=0.05 with 5 events: prior only, mean small, wide; men (8/100 cases) and abductors null"},
    {"E082", "hip_extensor_weakness", "CLBP vs healthy, left",
     mean_difference, "%", 21.6, 6.6, 36.5, 0.95,
     "40 CLBP vs 40", "strength difference", "cross-sectional", cross_sectional,
     {"BMC Musculoskelet Disord 2023 s12891-023-06920-x", "10.1186/s12891-023-06920-x"}, very_low,
     reverse_causation, "abductors left 30.4 (11.9-49); Trendelenburg/step-down not different"},
    {"E083", "hip_trunk_strength", "LBP vs no-LBP female athletes",
     none, "", missing_value, missing_value, missing_value, 0,
     "26 vs 30 female athletes", "strength difference", "cross-sectional", cross_sectional,
     {"Kazemkhani 2022 Med J Islam Repub Iran 36:62", "10.47176/mjiri.36.62"}, very_low, counter_evidence,
     "no difference; within LBP r=-0.26 to -0.48 with disability"},
    {"E084", "trunk_endurance", "low vs high",
     none, "", missing_value, missing_value, missing_value, 0,
     "26 cohorts", "future LBP", ">=1 year", systematic_review,
     {"Hamberg-van Reenen 2007 Pain 130:93", "10.1016/j.pain.2006.11.004"}, moderate, beta_zero_prior,
     "'strong evidence of NO relationship'; strength and mobility inconclusive"},
    {"E085", "trunk_endurance_sorensen", "good isometric endurance, men",
     none, "", missing_value, missing_value, missing_value, 0,
     "449 men 479 women Glostrup", "first-ever LBP", "12 months", cohort,
     {"Biering-Sorensen 1984 Spine 9:106", ""}, low, direction_only,
     "protective in men only; men with hypermobile backs more LBP"},
    {"E086", "trunk_endurance_sorensen", "poor static endurance (<58 s) vs medium/good",
     odds_ratio, "", 3.4, 1.2, 10.0, 0.95,
     "126 LBP-free adults", "LBP", "12 months", cohort,
     {"Luoto 1995 Clin Biomech 10:323", "", unverified}, very_low, shrink_hard,
     "conflicts with Hamberg-van Reenen"},
    {"E087", "muscle_strength_youth", "low vs average isometric strength at 17-19 y",
     risk_ratio, "", 0.93, 0.87, 0.99, 0.95,
     "5489 Swedish men", "any musculoskeletal pain", "mean 17 years", cohort,
     {"Swedish conscripts (PMC3668417)", ""}, moderate, counter_evidence, "back/hip pain null"},
    {"E088", "lateral_flexion_rom", "greater vs reduced",
     odds_ratio, "", 0.41, 0.24, 0.73, 0.95,
     "5459 in 12 cohorts", "new LBP", ">=12 months", meta_analysis,
     sadler_2017, low, multiplier, "the unit of the contrast could not be read in any source: no coefficient may be scaled to degrees"},
    {"E089", "hamstring_rom", "per unit (presumably degree SLR) more ROM",
     odds_ratio, "", 0.96, 0.94, 0.98, 0.95,
     "5459 in 12 cohorts", "new LBP", ">=12 months", meta_analysis,
     sadler_2017, low, multiplier, "unit assumed; cap extrapolation to +/-15 units"},
    {"E090", "hip_ir_rom", "limited hip internal rotation",
     none, "", missing_value, missing_value, missing_value, 0,
     "24 cross-sectional studies", "non-specific LBP", "cross-sectional", systematic_review,
     {"Avman 2019 review hip ROM NSLBP", ""}, very_low, direction_only, "only IR associated"},
    {"E091", "hip_extension_rom", "CLBP vs control",
     mean_difference, "deg", -10.8, missing_value, missing_value, 0,
     "30 vs 30 active adults", "hip extension ROM", "cross-sectional", case_control,
     {"Roach 2015 Int J Sports Phys Ther 10:13", ""}, very_low, reverse_causation,
     "6.8 vs -4.2 deg, p<0.001"},
    {"E092", "lumbar_mobility_hipflexor",
     "decreased lumbar flexion/extension; hip flexor tightness; high body weight",
     none, "", missing_value, missing_value, missing_value, 0,
     "7 athlete cohorts", "LBP", "mixed", systematic_review,
     {"Moradi 2015 Rehabil Res Pract 850184", ""}, low, direction_only,
     "strong: previous LBP, low lumbar flexion/extension; moderate: hip flexor "
     "tightness, body weight; insufficient: age, sex, volume"},
}};
// clang-format on

}  // namespace backrisk::evidence::rows::balance
