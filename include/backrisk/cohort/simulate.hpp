#pragma once
/// A cohort whose truth is known: people, diaries and episodes drawn from a model.
#include "backrisk/cohort/simulate_options.hpp"
#include "backrisk/cohort/tables.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::cohort {

struct simulated {
    cohort::tables tables;
    cohort::truth truth;
};

inline constexpr double most_simulated_days = 2e9;  ///< person-days of one cohort

/// Draws a cohort. People come from the model's target population; sessions, sets, nights and moods scatter
/// about each person's own means; the episode of a day happens with the model's hazard given everything up to
/// the day before, so that `score` meets its own assumptions. Training does not react to pain. Same seed,
/// same cohort, on every platform. Throws `invalid_argument` for a share outside [0, 1], no people or no
/// days, and more person-days than `most_simulated_days`.
[[nodiscard]] simulated simulate(const risk::model& of, const simulate_options& options = {});

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/simulate.ipp"
#endif
