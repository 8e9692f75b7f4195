#pragma once
/// B-splines and natural splines as R defines them, and knots at quantiles as R places them.
///
/// x: n values in one unit with the knots; the result has n rows and one column a basis function. A value
/// that is not finite gives a row of NaN. Sources: de Boor 1978, A Practical Guide to Splines,
/// 10.1007/978-1-4612-6333-3; Hastie 1992 in Statistical Models in S (natural splines).
#include <Eigen/Core>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/spline_row.hpp"

namespace backrisk {

/// B-splines: knots + degree columns, one more with the intercept. Outside the boundary the end polynomials
/// go on. Throws `invalid_argument`.
[[nodiscard]] Eigen::MatrixXd b_spline(std::span<const double> x, const spline_options& options);

/// Cubic B-splines whose second derivative is zero at the boundary, straight beyond it: knots + 1 columns,
/// one more with the intercept. Throws `invalid_argument`.
[[nodiscard]] Eigen::MatrixXd natural_spline(std::span<const double> x, const spline_options& options);

/// As R's `quantile` (type 7): `count` knots at equal shares of the values inside [low, high].
[[nodiscard]] std::vector<double> quantile_knots(std::span<const double> x, int count, double low,
                                                 double high);

/// D'D, D the differences of `order` of `size` neighbouring coefficients.
[[nodiscard]] Eigen::MatrixXd difference_precision(Eigen::Index size, int order);

}  // namespace backrisk

#ifndef BACKRISK_COMPILED
#include "backrisk/core/spline_basis.ipp"
#endif
