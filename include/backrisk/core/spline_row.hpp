#pragma once
/// One row of a B-spline basis by de Boor's recursion, and the rules of its knots.
///
/// Source: de Boor 1978, A Practical Guide to Splines, 10.1007/978-1-4612-6333-3.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk {

struct spline_options {
    std::vector<double> knots;  ///< inside the boundary, ascending
    double low = 0, high = 0;   ///< boundary knots
    int degree = 3;             ///< B-splines only
    bool intercept = false;     ///< keep the column that makes the rows sum to 1
};

namespace splines {

/// Derivative number `order` at x of every B-spline of `degree` on `knots`, by the polynomials of the
/// interval [knots[at], knots[at + 1]), wherever x is.
[[nodiscard]] inline Eigen::RowVectorXd row(const std::vector<double>& knots, int degree, std::size_t at,
                                            double x, int order) {
    const auto count = static_cast<Eigen::Index>(knots.size());
    Eigen::RowVectorXd basis = Eigen::RowVectorXd::Zero(count - 1);
    basis[static_cast<Eigen::Index>(at)] = 1;
    for (int d = 1; d <= degree; ++d) {
        const bool differentiate = d > degree - order;
        Eigen::RowVectorXd next = Eigen::RowVectorXd::Zero(count - 1 - d);
        for (Eigen::Index j = 0; j < next.size(); ++j) {
            const auto k = static_cast<std::size_t>(j), step = static_cast<std::size_t>(d);
            const double left = knots[k + step] - knots[k], right = knots[k + step + 1] - knots[k + 1];
            if (left > 0) next[j] += (differentiate ? d : x - knots[k]) / left * basis[j];
            if (right > 0) next[j] += (differentiate ? -d : knots[k + step + 1] - x) / right * basis[j + 1];
        }
        basis = next;
    }
    return basis;
}

/// The interval of x among the inner knots of a sequence whose ends are `degree` extra knots.
[[nodiscard]] inline std::size_t interval(const std::vector<double>& knots, int degree, double x) {
    const auto first = knots.begin() + degree, last = knots.end() - degree - 1;
    const auto above = std::upper_bound(first + 1, last, x);
    return static_cast<std::size_t>(above - knots.begin()) - 1;
}

inline void check(const char* function, const spline_options& options) {
    check_argument(options.degree >= 1 && options.degree <= 10, function, "degree", options.degree,
                   "between 1 and 10");
    check_argument(std::isfinite(options.low) && std::isfinite(options.high) && options.low < options.high,
                   function, "boundary", options.low,
                   "finite and below the upper boundary, " + show(options.high));
    double before = options.low;
    for (const double knot : options.knots) {
        check_argument(knot > before && knot < options.high, function, "knots", knot,
                       "ascending and inside the boundary " + show(options.low) + ", " + show(options.high));
        before = knot;
    }
}

/// The boundary `degree` + 1 times at each end, as R repeats it.
[[nodiscard]] inline std::vector<double> with_boundary(const spline_options& options, int degree) {
    std::vector<double> knots(static_cast<std::size_t>(degree) + 1, options.low);
    knots.insert(knots.end(), options.knots.begin(), options.knots.end());
    knots.insert(knots.end(), static_cast<std::size_t>(degree) + 1, options.high);
    return knots;
}

template <class Row>
[[nodiscard]] Eigen::MatrixXd by_row(std::span<const double> x, Eigen::Index columns, const Row& row_of_x) {
    Eigen::MatrixXd out(static_cast<Eigen::Index>(x.size()), columns);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        if (std::isfinite(x[i]))
            out.row(at) = row_of_x(x[i]);
        else
            out.row(at).setConstant(missing_value);
    }
    return out;
}

}  // namespace splines

}  // namespace backrisk
