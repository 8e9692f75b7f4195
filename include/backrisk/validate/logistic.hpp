#pragma once
/// Logistic regression of a handful of columns, for recalibration only.
#include <algorithm>
#include <cmath>
#include <string_view>

#include <Eigen/Core>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// ln(1 + e^eta), without overflow.
[[nodiscard]] inline double softplus(double eta) noexcept {
    return std::max(eta, 0.0) + std::log1p(std::exp(-std::abs(eta)));
}

struct logistic_fit {
    Eigen::VectorXd coef;
    Eigen::MatrixXd covariance;  ///< inverse information; the sandwich with weights or persons
    double deviance = 0;
};

/// logit P(event) = offset + X b by Newton's method; X is n x k, k small. `of.predicted` is not read. Throws
/// `numeric_error` when it does not converge: a column separates the events, or columns are collinear.
[[nodiscard]] logistic_fit fit_logistic(std::string_view function, const observed& of,
                                        const Eigen::MatrixXd& columns, const Eigen::VectorXd& offset);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/logistic.ipp"
#endif
