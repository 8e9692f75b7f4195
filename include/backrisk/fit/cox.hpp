#pragma once
/// Cox regression: hazard ratios without a form of the baseline.
///
///     hazard of row i at t = lambda0_stratum(t) exp(offset_i + x_i beta)
///
/// beta maximises the log partial likelihood (partial_likelihood.hpp) plus the log kernel of the prior; its
/// covariance is the inverse of information plus precision. Recurrent events are rows: (start, stop] on one
/// clock is Andersen-Gill, a stratum an event number is Prentice-Williams-Peterson. Several rows a person
/// need `clusters`: the robust covariance is V (sum over clusters of u u') V with u the sum of w times the
/// score residuals (Lin & Wei 1989, 10.1080/01621459.1989.10478874).
///
/// Columns that others determine are left out, the later one of them: coefficient NaN, listed in `aliased`.
/// Where the likelihood climbs for ever (separation) the fit stops, says so and is not converged.
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/newton.hpp"
#include "backrisk/fit/partial_likelihood.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

struct cox_options {
    tie_rule ties = tie_rule::efron;
    prior belief{};  ///< of the coefficients, in their own units; empty: maximum likelihood
    newton_options newton{};
    int threads = 1;  ///< same bits for any number
};

struct cox_fit {
    Eigen::VectorXd coefficients;       ///< log hazard ratios; NaN where aliased
    Eigen::MatrixXd covariance;         ///< inverse of information plus precision
    Eigen::MatrixXd robust_covariance;  ///< (0, 0) without clusters
    double log_likelihood = missing_value;
    double log_likelihood_null = missing_value;  ///< at beta = 0
    double log_posterior = missing_value;        ///< log likelihood plus log kernel of the prior
    double score_test = missing_value;           ///< chi square at beta = 0; NaN with a prior
    double wald_test = missing_value;            ///< chi square; robust with clusters; NaN with a prior
    bool converged = false;
    int iterations = 0;
    double decrement = missing_value;     ///< of the last step, in standard errors
    std::vector<Eigen::Index> aliased;    ///< columns that others determine
    std::vector<Eigen::Index> unbounded;  ///< columns whose coefficients run away (separation)
    std::string message;                  ///< why not to trust the fit; empty when it stands
    tie_rule ties = tie_rule::efron;
    Eigen::VectorXd standardised;             ///< coefficients of (x - centre) / scale, 0 where aliased
    Eigen::MatrixXd standardised_covariance;  ///< robust with clusters, 0 where aliased
    risk_sums sums;                           ///< at the coefficients
};

/// Fits the model. `clusters` (rows, as the caller ordered them) may be empty. Throws `invalid_argument` for
/// a prior or clusters of the wrong size.
[[nodiscard]] cox_fit fit_cox(const risk_set& set, const cox_options& options = {},
                              std::span<const std::int64_t> clusters = {});

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/cox.ipp"
#endif
