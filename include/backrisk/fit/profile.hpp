#pragma once
/// Profile-likelihood intervals of a generalised linear model.
#include "backrisk/fit/glm.hpp"

namespace backrisk::fit {

/// Rows (low, high), one a coefficient: where twice the fall of the maximal log-likelihood plus log prior is
/// the chi-square(1) quantile of `level`; infinite where it never falls that far. `options` and `at` are
/// those of the fit. Not for a Gaussian outcome, whose variance is estimated. Source: Venzon & Moolgavkar
/// 1988 Appl Stat 37:87, 10.2307/2347496.
[[nodiscard]] Eigen::MatrixXd profile_intervals(const glm_rows& rows, const glm_options& options,
                                                const glm_result& at, double level);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/profile.ipp"
#endif
