#pragma once
/// What a Cox regression is asked, and what it answers.
#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/fit/control.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

/// How equal event times are treated.
enum class tie_rule : unsigned char {
    efron,
    breslow,
    exact  ///< discrete times, exact_ties.hpp; the baseline given the coefficients is Breslow's
};

[[nodiscard]] constexpr std::string_view to_string(tie_rule rule) noexcept {
    return rule == tie_rule::efron ? "efron" : rule == tie_rule::breslow ? "breslow" : "exact";
}
[[nodiscard]] tie_rule parse_ties(std::string_view name);

/// The sums over the risk sets at one eta. Rows are those of the risk set, slots too.
struct risk_sums {
    std::vector<double> relative;     ///< (rows) w exp(eta)
    std::vector<double> total, dead;  ///< (slots) S and S of the dead
    std::vector<double> hazard;       ///< (slots) sum of c/S_l: the increment of the baseline hazard
    std::vector<double> own;          ///< (slots) sum of (l/d) c/S_l: what the dead do not take of it
    std::vector<double> variance;     ///< (slots) sum of c/S_l^2
    double log_likelihood = 0;
};

struct cox_options {
    tie_rule ties = tie_rule::efron;
    fit::prior prior{};  ///< of the coefficients, in their own units; empty: maximum likelihood
    fit::control control{};
};

struct cox_fit {
    Eigen::VectorXd coefficients;      ///< log hazard ratios
    Eigen::MatrixXd covariance;        ///< robust over the clusters where they were given, else the naive one
    Eigen::MatrixXd naive_covariance;  ///< inverse of information plus precision
    std::string reason;                ///< why `covariance` is missing; empty where it is not
    double log_likelihood = missing_value;
    double null_log_likelihood = missing_value;  ///< at beta = 0
    double log_posterior = missing_value;        ///< log likelihood plus log kernel of the prior
    double score_test = missing_value;           ///< chi square at beta = 0; NaN with a prior
    double wald_test = missing_value;            ///< chi square by `covariance`; NaN with a prior
    double effective_parameters = 0;             ///< trace of naive covariance times information
    double decrement = missing_value;            ///< of the last step, in standard errors
    std::size_t n_rows = 0, n_events = 0, n_clusters = 0;
    int iterations = 0;
    bool converged = false;
    tie_rule ties = tie_rule::efron;
    Eigen::VectorXd standardised;             ///< coefficients of (x - centre) / scale
    Eigen::MatrixXd standardised_covariance;  ///< `covariance` of these
    risk_sums sums;                           ///< at the coefficients
};

}  // namespace backrisk::fit
