#pragma once
/// Do groups have the same hazard? The log-rank test, in strata, with late entry and weights of time.
///
///     U_g = sum over event times of w (d_g - d n_g/n)
///     V_gh = sum of w^2 d (n - d)/(n - 1) (n_g/n) ((g = h) - n_h/n)        chi square = U' V^- U
///
/// summed over the strata; w = S(t-)^rho with S the Kaplan-Meier curve of the stratum. rho = 0 is the
/// log-rank test, the score test of a Cox model when no events tie; rho = 1 is Peto and Peto's. Sources:
/// Mantel 1966 Cancer Chemother Rep 50:163; Harrington & Fleming 1982 Biometrika
/// 69:553, 10.1093/biomet/69.3.553.
#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// One entry a group; `degrees` the rank of the covariance of observed less expected.
struct log_rank_test {
    Eigen::VectorXd observed, expected;
    Eigen::MatrixXd covariance;
    double chi_square = 0, p = 1;
    int degrees = 0;
};

/// `table` without covariates and weights; `group` 0 to groups - 1, one a row. Throws as `sort_risk_set`, and
/// for fewer than two groups or a `rho` that is negative or not finite.
[[nodiscard]] log_rank_test log_rank(const survival_rows& table, std::span<const std::int64_t> group,
                                     std::size_t groups, double rho = 0);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/log_rank.ipp"
#endif
