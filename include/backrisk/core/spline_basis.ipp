#pragma once
#include <Eigen/QR>
#include <algorithm>

#include "backrisk/core/spline_basis.hpp"

namespace backrisk {

BACKRISK_INLINE Eigen::MatrixXd b_spline(std::span<const double> x, const spline_options& options) {
    splines::check("b_spline", options);
    const std::vector<double> knots = splines::with_boundary(options, options.degree);
    const auto columns = static_cast<Eigen::Index>(options.knots.size()) + options.degree + 1;
    const Eigen::MatrixXd all = splines::by_row(x, columns, [&](double value) {
        return splines::row(knots, options.degree, splines::interval(knots, options.degree, value), value, 0);
    });
    return options.intercept ? all : Eigen::MatrixXd(all.rightCols(columns - 1));
}

BACKRISK_INLINE Eigen::MatrixXd natural_spline(std::span<const double> x, const spline_options& options) {
    splines::check("natural_spline", options);
    const std::vector<double> knots = splines::with_boundary(options, 3);
    const auto at = [&](double value, int order) {
        return splines::row(knots, 3, splines::interval(knots, 3, value), value, order);
    };
    const Eigen::Index drop = options.intercept ? 0 : 1;
    const Eigen::Index columns = static_cast<Eigen::Index>(options.knots.size()) + 4 - drop;
    const Eigen::MatrixXd all = splines::by_row(x, columns, [&](double value) {
        const double end = std::clamp(value, options.low, options.high);
        Eigen::RowVectorXd row = at(end, 0);
        if (value != end) row += (value - end) * at(end, 1);
        return Eigen::RowVectorXd(row.tail(columns));
    });
    // The basis is turned so that its first two columns carry the second derivatives at the ends; the rest
    // has none. Householder reflections as in R's qr(), so that the columns are R's.
    Eigen::MatrixXd bends(columns, 2);
    bends.col(0) = at(options.low, 2).tail(columns).transpose();
    bends.col(1) = at(options.high, 2).tail(columns).transpose();
    const Eigen::HouseholderQR<Eigen::MatrixXd> turn(bends);
    const Eigen::MatrixXd q = turn.householderQ();
    return all * q.rightCols(columns - 2);
}

BACKRISK_INLINE std::vector<double> quantile_knots(std::span<const double> x, int count, double low,
                                                   double high) {
    std::vector<double> inside;
    for (const double value : x)
        if (value >= low && value <= high) inside.push_back(value);
    check_argument(count <= 0 || inside.size() >= 2, "spline", "values inside the boundary", inside.size(),
                   "2 or more, to place knots");
    std::ranges::sort(inside);
    std::vector<double> knots;
    for (int k = 1; k <= count; ++k) {
        const double at = static_cast<double>(k) / (count + 1) * static_cast<double>(inside.size() - 1);
        const auto below = static_cast<std::size_t>(at);
        const double share = at - static_cast<double>(below);
        const double above = inside[std::min(below + 1, inside.size() - 1)];
        knots.push_back(inside[below] + share * (above - inside[below]));
    }
    return knots;
}

BACKRISK_INLINE Eigen::MatrixXd difference_precision(Eigen::Index size, int order) {
    check_argument(order >= 1 && order < size, "difference_penalty", "order", order,
                   "1 or more and below the number of coefficients, " + show(size));
    Eigen::MatrixXd d = Eigen::MatrixXd::Identity(size, size);
    for (int k = 0; k < order; ++k) d = (d.bottomRows(d.rows() - 1) - d.topRows(d.rows() - 1)).eval();
    return d.transpose() * d;
}

}  // namespace backrisk
