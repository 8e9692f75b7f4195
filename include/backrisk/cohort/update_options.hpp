#pragma once
/// How a model is to learn from a cohort.
#include <array>
#include <cstdint>
#include <string_view>

#include "backrisk/cohort/person_days.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::cohort {

enum class update_level : std::uint8_t { automatic, intercept, slope, all };
inline constexpr std::array<std::string_view, 4> update_level_names{"auto", "intercept", "slope", "all"};

/// `literature`: what the model says. `ridge`: N(0, (prior_sd / SD of the column in the population)^2) and a
/// flat intercept: the cohort's own numbers. `flat`: nothing at all (maximum likelihood); columns that others
/// determine are left out.
enum class update_prior : std::uint8_t { literature, ridge, flat };
inline constexpr std::array<std::string_view, 3> update_prior_names{"literature", "ridge", "flat"};

inline constexpr std::string_view update_assumption =
    "Days after the last monitored day are censored: who left is assumed to have had the same hazard, given "
    "what was known, as who stayed. Missing factors are assumed missing at random given the known ones.";

struct update_options {
    update_level level = update_level::automatic;
    update_prior prior = update_prior::literature;
    int washout_days = -1;              ///< below 0: the model's
    double prior_sd = 0.35;             ///< of ridge, for one SD of the column
    double setting_sd = missing_value;  ///< prior SD of the intercept; missing: the model's
    double events_per_parameter = 10;
    person_day_options days{};
    fit::newton_options newton{};
};

}  // namespace backrisk::cohort
