#pragma once
/// Spline bases as R defines them: B-splines, natural splines, Harrell's restricted cubic splines, P-splines.
///
/// x: n values in one unit with the knots; the result has n rows and one column a basis function. A value
/// that is not finite gives a row of NaN. B-splines and natural splines stand in core/spline_basis.hpp, where
/// the measures reach them too. Sources: Stone & Koo 1985 and Harrell 2015, 10.1007/978-3-319-19425-7
/// (restricted cubic); Eilers & Marx 1996 Stat Sci 11:89, 10.1214/ss/1038425655 (P-splines).
#include <Eigen/Core>
#include <span>

#include "backrisk/core/config.hpp"
#include "backrisk/core/spline_basis.hpp"

namespace backrisk::fit {

using backrisk::b_spline;
using backrisk::difference_precision;
using backrisk::natural_spline;
using backrisk::quantile_knots;
using backrisk::spline_options;

/// x and, for each knot t_j but the last two, with (u)+ = max(u, 0),
///     ((x - t_j)+^3 - (x - t_k-1)+^3 (t_k - t_j) / (t_k - t_k-1) + (x - t_k)+^3 (t_k-1 - t_j) / (t_k -
///     t_k-1)) / (t_k - t_1)^2
/// k >= 3 knots, k - 1 columns. Throws `invalid_argument`.
[[nodiscard]] Eigen::MatrixXd restricted_cubic_spline(std::span<const double> x,
                                                      std::span<const double> knots);

/// B-splines on `segments` equal intervals of [low, high] whose knots go on beyond it: segments + degree
/// columns. With the precision lambda D'D of `difference_precision` they are P-splines.
[[nodiscard]] Eigen::MatrixXd p_spline(std::span<const double> x, int segments, double low, double high,
                                       int degree);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/spline.ipp"
#endif
