#pragma once
/// The cross-basis of a distributed lag non-linear model: lagged exposures as columns of a design.
///
/// Row i holds sum over lags l of b_v(x_{i-l}) c_m(l), one column a pair (v, m), m fastest; x is one value a
/// day, in any unit. Lags never cross people: a row whose window leaves the person's days, or holds a day
/// nobody knows, is missing whole (NaN), never zero. Sources: Gasparrini, Armstrong & Kenward 2010 Stat Med
/// 29:2224, 10.1002/sim.3940; Gasparrini 2014 Stat Med 33:881, 10.1002/sim.5963.
#include <Eigen/Core>

#include "backrisk/core/config.hpp"
#include "backrisk/core/exposure_lag.hpp"
#include "backrisk/core/series.hpp"

namespace backrisk::load {

/// Rows in memory one after the other, as designs are read.
using design_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// `daily`: n values, oldest first in each group; the answer has n rows and does not depend on `threads`.
/// Throws `invalid_argument`.
[[nodiscard]] design_matrix cross_basis(std::span<const double> daily, const exposure_lag& surface,
                                        group_starts starts = {}, int threads = 1);

/// The same from exposure histories: `histories` has a row an observation and a column a lag, the first lag
/// first. Throws `invalid_argument`.
[[nodiscard]] design_matrix cross_basis_histories(const Eigen::Ref<const design_matrix>& histories,
                                                  const exposure_lag& surface, int threads = 1);

}  // namespace backrisk::load

#ifndef BACKRISK_COMPILED
#include "backrisk/load/cross_basis.ipp"
#endif
