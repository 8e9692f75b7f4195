#pragma once
/// Generalised linear models with a normal random intercept a cluster, by adaptive Gauss-Hermite quadrature.
///
///     log L = sum over clusters of ln of the integral of prod_j f(y_j | eta_j + sd u) phi(u) du
///
/// The nodes stand around the mode of each cluster's u, as wide as its curvature says. Score and observed
/// information are posterior means over the nodes (Louis 1982), those of the integral itself: with 20 nodes
/// or more they are also those of its approximation. Sources: Pinheiro & Bates 1995 J Comput Graph Stat
/// 4:12, 10.1080/10618600.1995.10474663; Louis 1982 J R Stat Soc B
/// 44:226, 10.1111/j.2517-6161.1982.tb01203.x.
#include <cstdint>
#include <vector>

#include "backrisk/fit/glm_options.hpp"

namespace backrisk::fit {

struct random_intercept_result {
    Eigen::VectorXd coefficients;              ///< given the random intercept, not over the population
    Eigen::MatrixXd covariance;                ///< of the coefficients, the uncertainty of `sd` included
    Eigen::MatrixXd naive_covariance;          ///< the same
    double sd = 0;                             ///< standard deviation of the random intercepts
    double sd_error = 0;                       ///< its standard error; NaN at 0, the edge of what it may be
    std::vector<std::int64_t> cluster;         ///< ascending
    std::vector<double> effect, effect_error;  ///< posterior mean and standard deviation of sd u, a cluster
    double log_likelihood = 0, null_log_likelihood = 0, log_prior = 0;
    double effective_parameters = 0;  ///< coefficients and the sd
    double decrement = 0;             ///< distance to the maximum in standard errors
    double n_events = 0;              ///< sum of w y
    std::size_t n_rows = 0, n_clusters = 0;
    int iterations = 0;
    bool converged = false;
};

/// Fits.
/// @param rows Weights multiply the log-likelihood of a row (numbers of trials).
/// @param options `kind` (binomial or poisson), `intercept`, `prior` (of the coefficients; the sd is flat),
/// `cluster`, `control` and `names` count.
/// @param nodes Of the quadrature, 20 to 100.
/// @return Coefficients, their covariance, and what was found of each cluster.
/// Throws `invalid_argument` for bad input, a Gaussian outcome, fewer than two clusters, and outcomes of 0 or
/// 1 of which no cluster has two; `numeric_error` as `fit_glm` (which finds the start), and where no maximum
/// was found.
[[nodiscard]] random_intercept_result fit_random_intercept(const glm_rows& rows, const glm_options& options,
                                                           int nodes);

/// Nodes x of Gauss-Hermite quadrature and ln of weight times exp(x^2); `count` of each.
struct hermite_rule {
    std::vector<double> node, log_weight;
};
[[nodiscard]] hermite_rule gauss_hermite(int count);

/// (n) The mean over the population, the integral of g^-1(eta + sd u) phi(u) du, by 40 nodes.
[[nodiscard]] std::vector<double> marginal_mean(const model_kind& kind, std::span<const double> eta,
                                                double sd);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/random_intercept.ipp"
#endif
