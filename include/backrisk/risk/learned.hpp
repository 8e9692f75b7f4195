#pragma once
/// How a model learned from a cohort: what went in, what moved, and how far to trust it.
#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

namespace backrisk::risk {

/// Something of the cohort that did not count, and how often.
struct left_out {
    std::string what;
    std::int64_t count = 0;
    friend bool operator==(const left_out&, const left_out&) = default;
};

struct learned {
    std::string prior;   ///< "literature", "ridge" or "flat"
    std::string level;   ///< "intercept", "slope" or "all"
    std::string reason;  ///< why this level
    std::string assumption;
    std::int64_t people = 0;       ///< with at least one day at risk
    std::int64_t person_days = 0;  ///< at risk
    std::int64_t landmarks = 0;    ///< rows of the likelihood
    std::int64_t episodes = 0;
    std::vector<left_out> episodes_left_out;
    double effective_episodes = 0;    ///< (sum e_i)^2 / sum e_i^2 over people: Kish's effective sample size
    double effective_parameters = 0;  ///< tr (I + P)^-1 I: how many the cohort determined
    /// ln of what averaging over the posterior of level and coefficients does to the mean hazard of the days
    /// learned from: the risk is stated with it, so that stated risks add up to the episodes seen.
    double mean_excess = 0;
    double cluster_ratio = 0;   ///< robust over model variance, mean over what was learned; 1 where right
    double log_likelihood = 0;  ///< at the posterior mean
    double prior_log_likelihood = 0;  ///< at the prior mean
    int iterations = 0;
    bool converged = false;
    bool again = false;  ///< the model had learned from a cohort before
    int every_days = 1;
    int lead_in_days = 0;
    double prior_log_daily_hazard = 0;     ///< of the level that was stated before
    double prior_setting_sd = 0;           ///< infinite where flat
    Eigen::VectorXd prior_mean, prior_sd;  ///< a coefficient each
    Eigen::VectorXd known;                 ///< share of the person-days on which its factor was known
    Eigen::VectorXd intercept_covariance;  ///< posterior, of the intercept with each coefficient
};

}  // namespace backrisk::risk
