#pragma once
/// Several fits into one answer: Rubin's rules for imputed tables, and the exact interval of a rate.
///
///     mean b, within W = mean V, between B = covariance of the b, total T = W + (1 + 1/m) B
///     r = (1 + 1/m) B / W,  lambda = (1 + 1/m) B / T,  df = (m - 1) (1 + 1/r)^2
///
/// With c degrees of freedom in the complete data (Barnard & Rubin 1999), 1/(1/df + 1/seen) of these and of
/// seen = (c + 1)/(c + 3) c (1 - lambda): never more than the data have.
///
/// Sources: Rubin 1987, Multiple Imputation, 10.1002/9780470316696; Barnard & Rubin 1999 Biometrika 86:948,
/// 10.1093/biomet/86.4.948; Garwood 1936 Biometrika 28:437,
/// 10.1093/biomet/28.3-4.437.
#include <Eigen/Core>
#include <limits>
#include <span>
#include <vector>

namespace backrisk::fit {

struct pooled {
    Eigen::VectorXd coefficients, degrees, increase, lambda;  ///< df, r and lambda, one a coefficient
    Eigen::MatrixXd within, between, total;
};

/// Degrees of freedom of one coefficient; `complete` those of the data without missing values.
[[nodiscard]] double pooled_degrees(double m, double increase, double lambda, double complete);

/// `complete_degrees`: those of the data without missing values; infinite: Rubin's of a large sample. Throws
/// `invalid_argument` unless there are two fits or more of one size and `complete_degrees` is positive.
[[nodiscard]] pooled pool(std::span<const Eigen::VectorXd> coefficients,
                          std::span<const Eigen::MatrixXd> covariances,
                          double complete_degrees = std::numeric_limits<double>::infinity());

/// t with P(T <= t) = p for Student's distribution; the normal quantile for infinite degrees of freedom.
[[nodiscard]] double student_quantile(double p, double degrees);

/// P(|T| > |t|).
[[nodiscard]] double student_two_sided(double t, double degrees);

/// Two-sided p and interval coefficient -+ t(level) error of each coefficient. Throws `invalid_argument`.
struct student_table {
    std::vector<double> p, low, high;
};
[[nodiscard]] student_table student(std::span<const double> coefficients, std::span<const double> errors,
                                    std::span<const double> degrees, double level);

struct rate_interval {
    double rate, low, high;
};

/// events / exposure with Garwood's exact Poisson interval.
[[nodiscard]] rate_interval exact_rate(double events, double exposure, double level);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/pool.ipp"
#endif
