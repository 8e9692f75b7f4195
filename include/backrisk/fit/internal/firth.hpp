#pragma once
/// Firth's bias reduction of a logistic model: finite estimates whatever the separation.
///
///     maximise l(b) + 1/2 ln det I(b), score  sum_i w_i z_i (y_i - p_i) + sum_i z_i h_i (1/2 - p_i)
///
/// with the leverages h_i = w_i p_i (1 - p_i) z_i' I^-1 z_i. Sources: Firth 1993 Biometrika 80:27,
/// 10.1093/biomet/80.1.27; Heinze & Schemper 2002 Stat Med 21:2409, 10.1002/sim.1047.
#include <Eigen/Cholesky>
#include <limits>

#include "backrisk/fit/internal/sandwich.hpp"

namespace backrisk::fit {

/// Adds the penalty's value and slope to the log-likelihood at `b`. The information stays that of the
/// likelihood: a step by it climbs, and the covariance is its inverse.
inline void add_firth(const row_reader& rows, const model_kind& kind, const Eigen::VectorXd& b,
                      derivatives& at) {
    const Eigen::LLT<Eigen::MatrixXd> factor(at.information);
    if (factor.info() != Eigen::Success) {
        at.value = -std::numeric_limits<double>::infinity();
        return;
    }
    at.value += factor.matrixLLT().diagonal().array().log().sum();
    Eigen::VectorXd z(b.size());
    for (std::size_t i = 0; i < rows.data.x.rows; ++i) {
        rows.read(i, z);
        const double p = mean_of(kind, rows.eta(i, z, b));
        const double leverage = rows.weight(i) * p * (1 - p) * z.dot(factor.solve(z));
        at.gradient += leverage * (0.5 - p) * z;
    }
}

}  // namespace backrisk::fit
