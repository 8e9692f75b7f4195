#pragma once
/// The measures of area `spine`: formula, source, how far it was checked, and the test that reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"
#include "backrisk/spine/fatigue.hpp"
#include "backrisk/spine/lifting_job.hpp"
#include "backrisk/spine/muscle.hpp"
#include "backrisk/spine/pattern.hpp"
#include "backrisk/spine/strength.hpp"
#include "backrisk/spine/technique.hpp"

namespace backrisk::spine {

inline constexpr source sets_source{"definition of this library", "", verification::assumption};

inline constexpr std::array<measure_info, 16> measures{{
    {"spine.niosh", "kg or lb", "RWL = LC HM VM DM AM FM CM; LI = L / RWL", lifting_manual,
     "Niosh.WorksheetModePrintsWhatTheManualPrints"},
    {"spine.composite_lifting_index", "", "STLI_1 + sum FILI_i (1/FM(F_1..i) - 1/FM(F_1..i-1))",
     lifting_manual, "CompositeIndex.ThreeTaskExampleOfPage28"},
    {"spine.variable_lifting_index", "", "composite index of six FILI categories", lifting_variable_source,
     "VariableIndex.SixOrFewerKindsOfLiftsEqualTheCompositeOfTheKinds"},
    {"spine.sequential_lifting_index", "", "LI_1 + (LImax_1 - LI_1) K", lifting_sequential_source,
     "SequentialIndex.HandExample"},
    {"spine.lumbar_load", "Nm, N", "M = sum m g x; C = |M|/r cos b + W cos a; S = W sin a - M/r sin b",
     lever_arm_source, "Lumbar.AgreesWithTheFreeBodyTwinEverywhere"},
    {"spine.fatigue_damage", "", "n / N_f, N_f = 902416 exp(-0.162 x 100 C / UT)", fatigue_source,
     "Fatigue.CyclesToFailureOfTheTable"},
    {"spine.damage_probability", "", "1 / (1 + exp(-(a + b log10 D)))", remembered_damage_risk.from,
     "Fatigue.ProbabilityOfTheRememberedCurve"},
    {"spine.daily_dose", "N h", "T (sum F^p t / T)^(1/p)", dose_source, "Dose.WeightedMeanOfTheDay"},
    {"spine.compressive_strength", "N", "men 10530 - 97.4 age, women 7030 - 59.1 age; or the pooled mean",
     age_sex_strength_source, "Strength.SaysHowFarItWasChecked"},
    {"spine.flexion_damage_factor", "", "N_f(0) / N_f(angle), log-linear", flexion_fatigue{}.from,
     "Technique.FlexionFactorPassesThroughItsMeans"},
    {"spine.technique_score", "", "rating / 10", technique_source, "Technique.ScoreIsATenthOfTheRating"},
    {"spine.repetitions_by_pattern", "repetitions", "sum of repetitions by movement pattern", pattern_source,
     "Exercises.RepetitionsAddUpByPattern"},
    {"spine.heaviest_lift", "kg", "max mass over 28 days", sets_source, "Sets.AgreeWithTheNaiveTwin"},
    {"spine.lifts_per_day", "1/day", "sum repetitions / days on record", sets_source,
     "Sets.AgreeWithTheNaiveTwin"},
    {"spine.lifting_flexion", "deg", "sum flexion x repetitions / sum repetitions", sets_source,
     "Sets.AgreeWithTheNaiveTwin"},
    {"spine.spine_dose", "as its input", "sum of doses over 28 days", sets_source,
     "Sets.AgreeWithTheNaiveTwin"},
}};

}  // namespace backrisk::spine
