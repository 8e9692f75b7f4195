#pragma once
/// What a Cox regression is asked, and what it answers.
#include <Eigen/Core>
#include <string>
#include <vector>

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

}  // namespace backrisk::fit
