#pragma once
/// Generalised estimating equations: means over a population from repeated outcomes of the same people.
///
///     sum over clusters of D' V^-1 (y - mu) = 0,   V = phi A^1/2 R(alpha) A^1/2,   D = dmu/db
///
/// A: the variance function of the family divided by the weight of the row; R: the identity (independence) or
/// alpha off the diagonal (exchangeable). phi and alpha are moments of the Pearson residuals r: phi = sum r^2
/// / N, alpha = sum over pairs of a cluster of r_j r_k / (phi times the number of pairs); with `small_sample`
/// N and the pairs less the number of coefficients. With a prior its score is added to the equations. The
/// covariance is the sandwich over the clusters, right whatever the true correlation; `naive_covariance`
/// holds where R is right. Sources: Liang & Zeger 1986 Biometrika 73:13, 10.1093/biomet/73.1.13; Zeger &
/// Liang 1986 Biometrics 42:121, 10.2307/2531248.
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "backrisk/fit/glm_options.hpp"

namespace backrisk::fit {

enum class working_correlation : std::uint8_t { independence, exchangeable };

inline constexpr std::array<std::pair<working_correlation, std::string_view>, 2> correlation_names{{
    {working_correlation::independence, "independence"},
    {working_correlation::exchangeable, "exchangeable"},
}};

struct gee_result {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;        ///< the sandwich over the clusters
    Eigen::MatrixXd naive_covariance;  ///< phi (sum D' V^-1 D)^-1, of the working correlation
    std::string reason;                ///< why `covariance` is missing; empty where it is not
    double correlation = 0;            ///< alpha
    double dispersion = 1;             ///< phi
    double decrement = 0;              ///< distance to the root in naive standard errors
    double n_events = 0;               ///< sum of w y; NaN for a Gaussian outcome
    std::size_t n_rows = 0, n_clusters = 0, largest = 0;  ///< `largest`: rows of the largest cluster
    int iterations = 0;
    bool converged = false;
};

/// Fits.
/// @param rows Rows of weight 0 are left out; a missing value is an error.
/// @param options `kind`, `intercept`, `prior`, `cluster`, `small_sample`, `control` and `names` count.
/// @param correlation Of the rows of one cluster.
/// @return Coefficients, covariances, alpha and phi.
/// Throws `invalid_argument` for bad input; `numeric_error` as `fit_glm` (which finds the start), for an
/// alpha at which R is no correlation, and where no root was found.
[[nodiscard]] gee_result fit_gee(const glm_rows& rows, const glm_options& options,
                                 working_correlation correlation);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/gee.ipp"
#endif
