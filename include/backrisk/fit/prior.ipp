#pragma once
#include <Eigen/Cholesky>
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

BACKRISK_INLINE void check_prior(const char* function, const prior& one, Eigen::Index coefficients) {
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

BACKRISK_INLINE double log_kernel(const prior& one, const Eigen::VectorXd& coefficients) {
    if (one.none()) return 0;
    const Eigen::VectorXd off = coefficients - one.mean;
    return -0.5 * off.dot(one.precision * off);
}

BACKRISK_INLINE double log_density(const prior& one, const Eigen::VectorXd& coefficients) {
    const Eigen::LLT<Eigen::MatrixXd> factor(one.precision);
    if (one.none() || factor.info() != Eigen::Success) return std::nan("");
    constexpr double half_log_two_pi = 0.91893853320467274;
    const double half_log_determinant = factor.matrixLLT().diagonal().array().log().sum();
    return log_kernel(one, coefficients) + half_log_determinant -
           half_log_two_pi * static_cast<double>(coefficients.size());
}

}  // namespace backrisk::fit
