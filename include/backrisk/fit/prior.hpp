#pragma once
/// Penalty and prior are one thing: a Gaussian prior N(mean, precision^-1) with any precision.
///
/// No precision is maximum likelihood; `ridge` is a penalty lambda/2 sum b^2; a literature prior has the mean
/// and the inverse covariance of what is published. A singular precision is flat along its null space.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>

#include "backrisk/core/error.hpp"

namespace backrisk::fit {

struct prior {
    Eigen::VectorXd mean;       ///< one a coefficient, the intercept first; empty: no prior
    Eigen::MatrixXd precision;  ///< symmetric, positive semidefinite

    [[nodiscard]] bool none() const noexcept { return mean.size() == 0; }
};

/// Throws `invalid_argument` unless the prior is empty or has `coefficients` finite means and a symmetric
/// positive semidefinite precision of that size.
inline void check_prior(const char* function, const prior& one, Eigen::Index coefficients) {
    if (one.none() && one.precision.size() == 0) return;
    check_argument(one.mean.size() == coefficients, function, "prior.mean.size", one.mean.size(),
                   show(coefficients) + ", one a coefficient");
    check_argument(one.precision.rows() == coefficients && one.precision.cols() == coefficients, function,
                   "prior.precision.rows", one.precision.rows(),
                   show(coefficients) + " x " + show(coefficients));
    check_argument(one.mean.allFinite() && one.precision.allFinite(), function, "prior",
                   std::string_view("not finite"), "finite numbers");
    const double size = one.precision.cwiseAbs().maxCoeff();
    const double skew = (one.precision - one.precision.transpose()).cwiseAbs().maxCoeff();
    check_argument(skew <= 1e-10 * size, function, "prior.precision", skew,
                   "symmetric, but differs from its transpose by that");
    const Eigen::LDLT<Eigen::MatrixXd> factor(one.precision);
    const double lowest = factor.vectorD().size() > 0 ? factor.vectorD().minCoeff() : 0.0;
    check_argument(lowest >= -1e-10 * size, function, "prior.precision", lowest,
                   "positive semidefinite; a pivot has that value");
}

/// -1/2 (b - mean)' precision (b - mean): the log density up to its constant.
[[nodiscard]] inline double log_kernel(const prior& one, const Eigen::VectorXd& coefficients) {
    if (one.none()) return 0;
    const Eigen::VectorXd off = coefficients - one.mean;
    return -0.5 * off.dot(one.precision * off);
}

/// The full log density; NaN where the precision is singular, because the constant does not exist.
[[nodiscard]] inline double log_density(const prior& one, const Eigen::VectorXd& coefficients) {
    const Eigen::LLT<Eigen::MatrixXd> factor(one.precision);
    if (one.none() || factor.info() != Eigen::Success) return std::nan("");
    constexpr double half_log_two_pi = 0.91893853320467274;
    const double half_log_determinant = factor.matrixLLT().diagonal().array().log().sum();
    return log_kernel(one, coefficients) + half_log_determinant -
           half_log_two_pi * static_cast<double>(coefficients.size());
}

}  // namespace backrisk::fit
