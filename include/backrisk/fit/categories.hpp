#pragma once
/// Outcomes in categories: proportional odds where they are ordered, multinomial logit where they are not.
///
///     ordinal        P(Y <= k) = 1 / (1 + exp(-(zeta_k - eta))),  eta = x b + offset      one b for every k
///     multinomial    P(Y = k) = exp(eta_k) / sum of exp(eta_j),   eta_k = a_k + x b_k,  eta_0 = 0
///
/// k counts from 0; there are K categories and K - 1 thresholds zeta, ascending. Coefficients: ordinal b,
/// then zeta (p + K - 1 of them); multinomial a_1, b_1, a_2, b_2, ... ((K - 1)(p + 1)). Weights multiply the
/// log-likelihood of a row; the covariance is the inverse of the observed information plus the prior's
/// precision, or with clusters the sandwich over them. A missing value is an error. Sources: McCullagh 1980 J
/// R Stat Soc B 42:109, 10.1111/j.2517-6161.1980.tb01109.x; Agresti 2013 Categorical Data Analysis, chapter
/// 8, 10.1002/0471249688.
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

enum class category_model : std::uint8_t { ordinal, multinomial };

/// `offset` (ordinal alone) and `weights` may be empty: 0 and 1.
struct category_rows {
    matrix_view x;
    std::span<const std::int64_t> y;  ///< 0 to categories - 1
    std::size_t categories = 0;
    std::span<const double> offset{}, weights{};
};

struct category_options {
    category_model model = category_model::ordinal;
    fit::prior prior{};                       ///< one entry a coefficient, in their own units
    std::span<const std::int64_t> cluster{};  ///< one code a row; empty: none
    fit::control control{};
    std::vector<std::string> names{};  ///< of the columns, for messages
};

struct category_result {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;        ///< robust over the clusters where they were given, else the naive one
    Eigen::MatrixXd naive_covariance;  ///< inverse of information plus precision
    std::string reason;                ///< why `covariance` is missing; empty where it is not
    double log_likelihood = 0, null_log_likelihood = 0, log_prior = 0;
    double effective_parameters = 0;  ///< trace of naive covariance times information
    double decrement = 0;             ///< distance to the maximum in standard errors
    std::size_t n_rows = 0, n_clusters = 0;
    int iterations = 0;
    bool converged = false;
};

/// Fits. Throws `invalid_argument` for bad input and a category that no row has; `numeric_error` for columns
/// that others determine, for separation (both name the columns), and where no maximum was found.
[[nodiscard]] category_result fit_categories(const category_rows& rows, const category_options& options);

/// (n, K) Probabilities with their standard errors by the delta method; a row with a missing value is
/// missing.
struct category_prediction {
    Eigen::MatrixXd probability, standard_error;
};
[[nodiscard]] category_prediction predict_categories(category_model model, std::size_t categories,
                                                     const matrix_view& x, std::span<const double> offset,
                                                     const Eigen::VectorXd& coefficients,
                                                     const Eigen::MatrixXd& covariance);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/categories.ipp"
#endif
