#pragma once
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/spline.hpp"

namespace backrisk::fit {

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

BACKRISK_INLINE Eigen::MatrixXd b_spline(std::span<const double> x, const spline_options& options) {
    splines::check("fit.b_spline", options);
    const std::vector<double> knots = splines::with_boundary(options, options.degree);
    const auto columns = static_cast<Eigen::Index>(options.knots.size()) + options.degree + 1;
    const Eigen::MatrixXd all = splines::by_row(x, columns, [&](double value) {
        return splines::row(knots, options.degree, splines::interval(knots, options.degree, value), value, 0);
    });
    return options.intercept ? all : Eigen::MatrixXd(all.rightCols(columns - 1));
}

BACKRISK_INLINE Eigen::MatrixXd natural_spline(std::span<const double> x, const spline_options& options) {
    splines::check("fit.natural_spline", options);
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

BACKRISK_INLINE Eigen::MatrixXd restricted_cubic_spline(std::span<const double> x,
                                                        std::span<const double> knots) {
    constexpr const char* function = "fit.restricted_cubic_spline";
    check_argument(knots.size() >= 3, function, "knots.size", knots.size(), "3 or more");
    for (std::size_t k = 0; k < knots.size(); ++k)
        check_argument(std::isfinite(knots[k]) && (k == 0 || knots[k] > knots[k - 1]), function, "knots",
                       knots[k], "finite and ascending");
    const std::size_t count = knots.size();
    const double last = knots[count - 1], before = knots[count - 2];
    const double norm = (last - knots[0]) * (last - knots[0]);
    const auto cube = [](double u) { return u > 0 ? u * u * u : 0.0; };
    return splines::by_row(x, static_cast<Eigen::Index>(count) - 1, [&](double value) {
        Eigen::RowVectorXd row(static_cast<Eigen::Index>(count) - 1);
        row[0] = value;
        for (std::size_t j = 0; j + 2 < count; ++j)
            row[static_cast<Eigen::Index>(j) + 1] =
                (cube(value - knots[j]) - cube(value - before) * (last - knots[j]) / (last - before) +
                 cube(value - last) * (before - knots[j]) / (last - before)) /
                norm;
        return row;
    });
}

BACKRISK_INLINE Eigen::MatrixXd p_spline(std::span<const double> x, int segments, double low, double high,
                                         int degree) {
    splines::check("fit.p_spline", {{}, low, high, degree, true});
    check_argument(segments >= 1 && segments <= 10'000, "fit.p_spline", "segments", segments,
                   "between 1 and 10000");
    std::vector<double> knots;
    for (int k = -degree; k <= segments + degree; ++k)
        knots.push_back(low + (high - low) * k / static_cast<double>(segments));
    return splines::by_row(x, segments + degree, [&](double value) {
        return splines::row(knots, degree, splines::interval(knots, degree, value), value, 0);
    });
}

BACKRISK_INLINE Eigen::MatrixXd difference_precision(Eigen::Index size, int order) {
    check_argument(order >= 1 && order < size, "fit.difference_penalty", "order", order,
                   "1 or more and below the number of coefficients, " + show(size));
    Eigen::MatrixXd d = Eigen::MatrixXd::Identity(size, size);
    for (int k = 0; k < order; ++k) d = (d.bottomRows(d.rows() - 1) - d.topRows(d.rows() - 1)).eval();
    return d.transpose() * d;
}

BACKRISK_INLINE std::vector<double> quantile_knots(std::span<const double> x, int count, double low,
                                                   double high) {
    std::vector<double> inside;
    for (const double value : x)
        if (value >= low && value <= high) inside.push_back(value);
    check_argument(count <= 0 || inside.size() >= 2, "fit.spline", "values inside the boundary",
                   inside.size(), "2 or more, to place knots");
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

}  // namespace backrisk::fit
