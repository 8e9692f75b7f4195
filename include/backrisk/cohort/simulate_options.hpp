#pragma once
/// How a cohort is simulated, and the truth behind it.
#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

#include "backrisk/cohort/tables.hpp"
#include "backrisk/core/missing.hpp"

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

}  // namespace backrisk::cohort
