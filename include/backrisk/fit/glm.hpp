#pragma once
/// Generalised linear models with a Gaussian prior: fit, covariance, prediction.
///
///     y_i ~ family(mean g^-1(eta_i)), eta = b0 + X b + offset, maximising sum_i w_i l_i(eta_i) + ln prior(b)
///
/// X n x p, y, offset and weights n; b has p + 1 entries, the intercept first (p without). Missing: any value
/// that is not finite is an error that names its row and column. Sources: McCullagh & Nelder 1989,
/// 10.1007/978-1-4899-3242-6; Firth 1993 Biometrika 80:27, 10.1093/biomet/80.1.27; White 1982 Econometrica
/// 50:1, 10.2307/1912526; Liang & Zeger 1986 Biometrika 73:13, 10.1093/biomet/73.1.13.
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/fit/glm_pass.hpp"

namespace backrisk::fit {

/// Which covariance of the coefficients. A = information + prior precision, I = information.
enum class covariance_kind : std::uint8_t {
    model,     ///< A^-1; with a prior, the Laplace posterior
    sampling,  ///< A^-1 I A^-1: of a penalised estimate over repeated samples
    sandwich,  ///< A^-1 (sum s_i^2 x_i x_i') A^-1
    cluster,   ///< A^-1 (sum over clusters u_g u_g') A^-1, u_g = sum of s_i x_i
};

inline constexpr std::array<std::pair<covariance_kind, std::string_view>, 4> covariance_names{{
    {covariance_kind::model, "model"},
    {covariance_kind::sampling, "sampling"},
    {covariance_kind::sandwich, "sandwich"},
    {covariance_kind::cluster, "cluster"},
}};

struct glm_options {
    model_kind kind = model_kinds[1];
    bool intercept = true;
    prior with;          ///< one entry a coefficient, the intercept first
    bool firth = false;  ///< logit only: adds half the log determinant of the information
    bool expected_information =
        true;  ///< in the covariance, as R does; false: observed, the Laplace posterior
    covariance_kind covariance = covariance_kind::model;
    bool small_sample = false;          ///< sandwich n/(n-q); cluster G/(G-1) (n-1)/(n-q)
    std::vector<std::int64_t> cluster;  ///< one code a row, for `covariance_kind::cluster`
    int threads = 1;
    newton_options newton;
    std::vector<std::string> names;  ///< of the columns, for messages
};

struct glm_result {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;        ///< of the kind asked for
    Eigen::MatrixXd model_covariance;  ///< A^-1
    double log_likelihood = 0, null_log_likelihood = 0;
    double deviance = 0, null_deviance = 0;
    double dispersion = 1;            ///< Gaussian: RSS / (rows - effective parameters)
    double pearson = 0;               ///< sum of squared Pearson residuals / (rows - effective parameters)
    double log_prior = 0;             ///< log kernel of the prior at the maximum
    double log_evidence = 0;          ///< Laplace's approximation; NaN without a proper prior
    double effective_parameters = 0;  ///< trace of A^-1 I
    double decrement = 0;             ///< distance to the maximum in standard errors
    std::size_t rows = 0, clusters = 0;
    int iterations = 0;
    bool converged = false;
};

/// Fits. Throws `invalid_argument` for bad input; `numeric_error` for columns that others determine and for
/// an outcome that the columns separate (both name the columns, and a prior or `firth` is the remedy), and
/// when no maximum was found.
[[nodiscard]] glm_result fit_glm(const glm_rows& rows, const glm_options& options);

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
