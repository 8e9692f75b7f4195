#pragma once
/// Spline bases as R defines them: B-splines, natural splines, Harrell's restricted cubic splines, P-splines.
///
/// x: n values in one unit with the knots; the result has n rows and one column a basis function. A value
/// that is not finite gives a row of NaN. Sources: de Boor 1978, A Practical Guide to Splines,
/// 10.1007/978-1-4612-6333-3; Hastie 1992 in Statistical Models in S (natural splines); Stone & Koo 1985 and
/// Harrell 2015, 10.1007/978-3-319-19425-7 (restricted cubic); Eilers & Marx 1996 Stat Sci 11:89,
/// 10.1214/ss/1038425655 (P-splines).
#include <Eigen/Core>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"

namespace backrisk::fit {

struct spline_options {
    std::vector<double> knots;  ///< inside the boundary, ascending
    double low = 0, high = 0;   ///< boundary knots
    int degree = 3;             ///< B-splines only
    bool intercept = false;     ///< keep the column that makes the rows sum to 1
};

/// B-splines: knots + degree columns, one more with the intercept. Outside the boundary the end polynomials
/// go on. Throws `invalid_argument`.
[[nodiscard]] Eigen::MatrixXd b_spline(std::span<const double> x, const spline_options& options);

/// Cubic B-splines whose second derivative is zero at the boundary, straight beyond it: knots + 1 columns,
/// one more with the intercept. Throws `invalid_argument`.
[[nodiscard]] Eigen::MatrixXd natural_spline(std::span<const double> x, const spline_options& options);

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

/// D'D, D the differences of `order` of `size` neighbouring coefficients.
[[nodiscard]] Eigen::MatrixXd difference_precision(Eigen::Index size, int order);

/// As R's `quantile` (type 7): `count` knots at equal shares of the values inside [low, high].
[[nodiscard]] std::vector<double> quantile_knots(std::span<const double> x, int count, double low,
                                                 double high);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/spline.ipp"
#endif
