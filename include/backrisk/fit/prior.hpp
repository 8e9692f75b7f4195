#pragma once
/// Penalty and prior are one thing: a Gaussian prior N(mean, precision^-1) with any precision.
///
/// No precision is maximum likelihood; `ridge` is a penalty lambda/2 sum b^2; a literature prior has the mean
/// and the inverse covariance of what is published. A singular precision is flat along its null space.
#include <Eigen/Core>

namespace backrisk::fit {

struct prior {
    Eigen::VectorXd mean;       ///< one a coefficient, the intercept first; empty: no prior
    Eigen::MatrixXd precision;  ///< symmetric, positive semidefinite

    [[nodiscard]] bool none() const noexcept { return mean.size() == 0; }
};

/// Throws `invalid_argument` unless the prior is empty or has `coefficients` finite means and a symmetric
/// positive semidefinite precision of that size.
void check_prior(const char* function, const prior& one, Eigen::Index coefficients);

/// -1/2 (b - mean)' precision (b - mean): the log density up to its constant.
[[nodiscard]] double log_kernel(const prior& one, const Eigen::VectorXd& coefficients);

/// The full log density; NaN where the precision is singular, because the constant does not exist.
[[nodiscard]] double log_density(const prior& one, const Eigen::VectorXd& coefficients);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/prior.ipp"
#endif
