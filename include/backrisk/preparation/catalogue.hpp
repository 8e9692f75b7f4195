#pragma once
/// Every public measure of this area with its formula, its source and the test that reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::preparation {

inline constexpr source of_ours{"definition of this library", "", verification::assumption};

inline constexpr std::array<measure_info, 8> measures{{
    {"preparation.warm_up_score.share", "", "sessions with a warm-up / sessions with an entry, last 28 days",
     of_ours, "preparation_warm_up_test: naive twin over the raw sessions"},
    {"preparation.warm_up_score.regularity", "", "1 - switches / consecutive pairs, last 28 days", of_ours,
     "preparation_warm_up_test: naive twin, alternation 0, habit 1"},
    {"preparation.recovery_days.rest_days", "d", "days of zero load among the last 7", of_ours,
     "preparation_recovery_test: naive twin"},
    {"preparation.recovery_days.since_hard", "d", "days since load >= hard_load", of_ours,
     "preparation_recovery_test: naive twin"},
    {"preparation.pattern_rest", "d", "days since the same pattern; days on end with it", of_ours,
     "preparation_recovery_test: naive twin"},
    {"preparation.sleep_debt", "h", "sum over the last 7 nights of max(0, need - slept), no carry", of_ours,
     "preparation_recent_test: naive twin"},
    {"preparation.recent_mean", "unit of the entries", "mean of the entries of the last 7 days", of_ours,
     "preparation_recent_test: naive twin"},
    {"preparation.readiness", "sd", "mean over items of +-(x - mean) / sd of the 28 days before", of_ours,
     "preparation_readiness_test: naive twin, scale and sign invariance"},
}};

}  // namespace backrisk::preparation
