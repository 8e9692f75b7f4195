#pragma once
/// A generalised linear model in which each stratum has its own intercept, and no column for it.
///
///     eta_i = alpha_stratum(i) + x_i b + offset_i
///
/// Each look at b finds every alpha exactly, so the search has p coefficients, however many strata there
/// are; the answer is that of a column a stratum. With d = sum of w c over a stratum and m = sum of w c x / d
/// (c minus the second derivative of a row's likelihood) the information of b is sum of w c (x - m)(x - m)',
/// and its covariance the block of the whole one. A stratum whose outcome does not vary (all 0, all 1, no
/// event) has no finite alpha; it tells nothing about b and is counted.
///
/// Many small strata: the estimate of a binomial model is then too large (Neyman & Scott 1948 Econometrica
/// 16:1, 10.2307/1914288; pairs double it), and conditional logistic regression is the remedy. Gaussian and
/// Poisson estimates are not affected.
#include "backrisk/core/config.hpp"
#include "backrisk/fit/glm_options.hpp"

namespace backrisk::fit {

struct stratum_effects {
    std::vector<std::int64_t> code;  ///< ascending
    std::vector<double> alpha;       ///< minus or plus infinity where the outcome does not vary
    std::vector<double> weight;      ///< d, over the dispersion
    Eigen::MatrixXd mean;            ///< m, one row a stratum
    std::size_t empty = 0;           ///< strata without a finite alpha
};

struct stratified_fit {
    glm_result fit;  ///< coefficients of the columns alone
    stratum_effects strata;
};

/// Fits; `strata` has a code a row and the options' `intercept` does not count. Throws `invalid_argument` for
/// bad input, a prior with a Gaussian outcome, Firth, the binomial log link and the covariance "sampling";
/// `numeric_error` as `fit_glm`.
[[nodiscard]] stratified_fit fit_glm_strata(const glm_rows& rows, std::span<const std::int64_t> strata,
                                            const glm_options& options);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/glm_strata.ipp"
#endif
