#pragma once
/// Generalised linear models with a Gaussian prior: fit, covariance, prediction.
///
///     y_i ~ family(mean g^-1(eta_i)), eta = b0 + X b + offset, maximising sum_i w_i l_i(eta_i) + ln prior(b)
///
/// X n x p, y, offset and weights n; b has p + 1 entries, the intercept first (p without). Missing: any value
/// that is not finite is an error that names its row and column. Sources: McCullagh & Nelder 1989,
/// 10.1007/978-1-4899-3242-6; Firth 1993 Biometrika 80:27, 10.1093/biomet/80.1.27; White 1982 Econometrica
/// 50:1, 10.2307/1912526; Liang & Zeger 1986 Biometrika 73:13, 10.1093/biomet/73.1.13.
#include <vector>

#include "backrisk/fit/glm_options.hpp"

namespace backrisk::fit {

/// Fits. Throws `invalid_argument` for bad input; `numeric_error` for columns that others determine and for
/// an outcome that the columns separate (both name the columns, and a prior or `firth` is the remedy), and
/// when no maximum was found.
[[nodiscard]] glm_result fit_glm(const glm_rows& rows, const glm_options& options);

/// Sum of w (y - mu)^2 / V(mu) over the rows that count, divided by rows - effective parameters: about 1
/// where the family is right, more where outcomes vary more than it says (then use sandwich or cluster).
[[nodiscard]] double pearson_dispersion(const glm_rows& rows, const glm_options& options,
                                        const Eigen::VectorXd& coefficients, double effective_parameters);

/// eta = x b + offset and its standard error sqrt(x' V x) for each row. `offset` may be empty.
struct linear_prediction {
    std::vector<double> eta, standard_error;
};
[[nodiscard]] linear_prediction predict_linear(const matrix_view& x, std::span<const double> offset,
                                               bool intercept, const Eigen::VectorXd& coefficients,
                                               const Eigen::MatrixXd& covariance, int threads);

/// Standard error, z, two-sided p and interval coefficient -+ z(level) error of each coefficient.
struct wald_table {
    std::vector<double> standard_error, z, p, low, high;
};
[[nodiscard]] wald_table wald(std::span<const double> coefficients, std::span<const double> variances,
                              double level);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/glm.ipp"
#endif
