#pragma once
/// Regression of an outcome of 0 or 1 on a handful of columns, for recalibration only.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

#include <Eigen/Core>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/link.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// ln(1 + e^eta), without overflow.
[[nodiscard]] inline double softplus(double eta) noexcept {
    return std::max(eta, 0.0) + std::log1p(std::exp(-std::abs(eta)));
}

/// Intercept and slope of predictions that are true: where the fit of a recalibration line starts.
inline constexpr std::array ideal_line{0.0, 1.0};

struct logistic_fit {
    Eigen::VectorXd coef;
    Eigen::MatrixXd covariance;  ///< inverse information; the sandwich with weights or persons
    double deviance = 0;
    double start_deviance = 0;  ///< of the coefficients that it started from
};

namespace newton {

/// Deviance, score and information of the rows, in one sweep.
struct sums {
    double deviance = 0;
    Eigen::VectorXd score;
    Eigen::MatrixXd information;
};
[[nodiscard]] sums sweep(const observed& of, const Eigen::MatrixXd& x, const Eigen::VectorXd& offset,
                         const Eigen::VectorXd& b, link scale = link::logit);

}  // namespace newton

/// link(P(event)) = offset + X b by Fisher scoring; X is n x k, k small. `of.predicted` is not read. Throws
/// `numeric_error` when it does not converge: a column separates the events, or columns are collinear. Starts
/// at zero, or at `start`.
[[nodiscard]] logistic_fit fit_logistic(std::string_view function, const observed& of,
                                        const Eigen::MatrixXd& columns, const Eigen::VectorXd& offset,
                                        link scale = link::logit, std::span<const double> start = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/internal/logistic.ipp"
#endif
