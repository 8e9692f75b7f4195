#pragma once
/// A cohort whose truth is known: people, diaries and episodes drawn from a model.
#include <cstdint>
#include <functional>
#include <vector>

#include "backrisk/cohort/tables.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::cohort {

struct simulate_options {
    std::size_t people = 200;
    int days = 365;
    std::uint64_t seed = 1;
    day_number first_day = 20089;  ///< 2025-01-01
    double setting_shift =
        0;  ///< added to the log hazard of everybody: another place than the published ones
    bool draw_coefficients = false;  ///< true coefficients from the model's posterior instead of its mean
    double missing_share =
        0;  ///< of the people, have no tests and no wellness records (completely at random)
    double mean_episode_days = 21;  ///< geometric; ours
    int threads = 1;                ///< the answer does not depend on it
    /// Called now and then with the share that is done; may throw to stop.
    std::function<void(double share)> progress{};
};

/// What no real cohort tells.
struct truth {
    Eigen::VectorXd coefficients;
    double log_daily_hazard = 0;      ///< with the setting's shift
    std::vector<double> mean_hazard;  ///< a person's mean daily hazard over the days at risk
    std::size_t events = 0;
    std::size_t days_at_risk = 0;
};

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
