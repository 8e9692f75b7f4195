#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "backrisk/core/basis.hpp"
#include "backrisk/core/spline_basis.hpp"

namespace backrisk {

namespace bases {

[[nodiscard]] inline std::vector<double> known_sorted(std::span<const double> x) {
    std::vector<double> known;
    for (const double value : x)
        if (std::isfinite(value)) known.push_back(value);
    std::ranges::sort(known);
    return known;
}

/// How many knots or breaks make `df` columns.
[[nodiscard]] inline int inner_count(const basis& of, std::string_view role) {
    if (of.df == 0) return of.kind == basis_kind::strata && !of.intercept ? 1 : 0;
    const int others = (of.kind == basis_kind::bs ? of.degree : of.kind == basis_kind::ns ? 1 : 0);
    const int count = of.df - others - int{of.intercept};
    check_argument(count >= 0, role, "df", of.df,
                   show(others + int{of.intercept}) + " or more, the columns without a knot");
    return count;
}

inline void place_boundary(basis& of, const std::vector<double>& known) {
    const double low = known.empty() ? missing_value : known.front();
    const double high = known.empty() ? missing_value : known.back();
    if (std::isnan(of.low)) of.low = low;
    if (std::isnan(of.high)) of.high = high;
}

inline void check_knots(const basis& of, std::string_view role) {
    for (std::size_t k = 0; k < of.knots.size(); ++k)
        check_argument(std::isfinite(of.knots[k]) && (k == 0 || of.knots[k] > of.knots[k - 1]), role, "knots",
                       of.knots[k], "finite and ascending");
}

inline void place_threshold(basis& of, const std::vector<double>& known, std::string_view role) {
    if (of.knots.empty()) of.knots = quantile_knots(known, 1, of.low, of.high);
    if (of.side == 0) of.side = of.knots.size() > 1 ? 'd' : 'h';
    check_argument(of.side == 'h' || of.side == 'l' || of.side == 'd', role, "side",
                   std::string_view(&of.side, 1), "'h', 'l' or 'd'");
    check_argument(of.knots.size() <= (of.side == 'd' ? 2U : 1U), role, "knots.size", of.knots.size(),
                   "one threshold, or two for side 'd'");
}

/// All knots of a ps basis: equal steps, `degree` of them beyond each end of the boundary.
[[nodiscard]] inline std::vector<double> p_knots(const basis& of) {
    const int segments = of.df - of.degree + 1 - int{of.intercept};
    std::vector<double> knots;
    for (int k = -of.degree; k <= segments + of.degree; ++k)
        knots.push_back(of.low + (of.high - of.low) * k / static_cast<double>(segments));
    return knots;
}

inline void place_p(basis& of, const std::vector<double>& known, std::string_view role) {
    if (of.df == 0) of.df = 10;
    check_argument(of.df - of.degree - int{of.intercept} >= 0, role, "df", of.df,
                   show(of.degree + int{of.intercept}) + " or more");
    check_argument(of.difference >= 1, role, "difference", of.difference, "1 or more");
    place_boundary(of, known);
    const double margin = 0.001 * (of.high - of.low);
    of.low -= margin;
    of.high += margin;
    check_argument(of.low < of.high, role, "boundary", of.low, "finite and below the upper one");
}

[[nodiscard]] inline Eigen::RowVectorXd strata_row(const basis& of, double x) {
    const auto above = std::ranges::upper_bound(of.knots, x) - of.knots.begin();
    Eigen::RowVectorXd all = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(of.knots.size()) + 1);
    all[above] = 1;
    if (of.knots.empty() || (of.reference == 0 && of.intercept)) return all;
    const Eigen::Index left_out = std::max(of.reference, 1) - 1, start = int{of.intercept};
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Ones(all.size() - 1 + start);
    row.segment(start, left_out) = all.head(left_out);
    row.tail(all.size() - 1 - left_out) = all.tail(all.size() - 1 - left_out);
    return row;
}

[[nodiscard]] inline Eigen::RowVectorXd integer_row(const basis& of, double x) {
    const auto size = static_cast<Eigen::Index>(of.knots.size());
    const Eigen::Index drop = of.intercept || size == 1 ? 0 : 1;
    const auto at = std::ranges::find(of.knots, x) - of.knots.begin();
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Constant(size, at == size ? missing_value : 0.0);
    if (at < size) row[at] = 1;
    return row.tail(size - drop);
}

/// The rows of the kinds that need no spline.
[[nodiscard]] inline Eigen::RowVectorXd simple_row(const basis& of, double x) {
    if (of.kind == basis_kind::strata) return strata_row(of, x);
    if (of.kind == basis_kind::integer) return integer_row(of, x);
    std::vector<double> row;
    if (of.intercept) row.push_back(1);
    if (of.kind == basis_kind::lin) row.push_back(x);
    if (of.kind == basis_kind::poly)
        for (int power = 1; power <= of.degree; ++power) row.push_back(std::pow(x / of.scale, power));
    if (of.kind == basis_kind::thr) {
        if (of.side != 'h') row.push_back(std::max(of.knots.front() - x, 0.0));
        if (of.side != 'l') row.push_back(std::max(x - of.knots.back(), 0.0));
    }
    return Eigen::Map<Eigen::RowVectorXd>(row.data(), static_cast<Eigen::Index>(row.size()));
}

[[nodiscard]] inline Eigen::MatrixXd p_columns(const basis& of, std::span<const double> x) {
    const std::vector<double> knots = p_knots(of);
    const Eigen::Index size = of.df + 1 - int{of.intercept};
    const Eigen::MatrixXd all = splines::by_row(x, size, [&](double value) -> Eigen::RowVectorXd {
        if (value < knots.front() || value > knots.back()) return Eigen::RowVectorXd::Zero(size);
        return splines::row(knots, of.degree, splines::interval(knots, 0, value), value, 0);
    });
    return all.rightCols(of.df);
}

[[nodiscard]] inline Eigen::MatrixXd own_columns(const basis& of, std::span<const double> x) {
    check_argument(static_cast<bool>(of.own), "basis", "own", std::string_view("empty"), "a function");
    std::vector<double> asked;  // a missing value never reaches the caller's function
    for (const double value : x)
        if (std::isfinite(value)) asked.push_back(value);
    const Eigen::MatrixXd found = of.own(asked);
    check_argument(found.rows() == static_cast<Eigen::Index>(asked.size()), "basis", "rows of the function",
                   found.rows(), show(asked.size()) + ", one a value");
    Eigen::MatrixXd out(static_cast<Eigen::Index>(x.size()), found.cols());
    Eigen::Index next = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (std::isfinite(x[i]))
            out.row(static_cast<Eigen::Index>(i)) = found.row(next++);
        else
            out.row(static_cast<Eigen::Index>(i)).setConstant(missing_value);
    return out;
}

}  // namespace bases

BACKRISK_INLINE basis placed(basis of, std::span<const double> x, std::string_view role) {
    const std::vector<double> known = bases::known_sorted(x);
    const bool spline = of.kind == basis_kind::ns || of.kind == basis_kind::bs || of.kind == basis_kind::ps;
    if (of.degree == 0) of.degree = spline ? 3 : 1;
    check_argument(of.degree >= 1 && of.degree <= 10, role, "degree", of.degree, "between 1 and 10");
    if (of.kind == basis_kind::ps) {
        bases::place_p(of, known, role);
        return of;
    }
    bases::place_boundary(of, known);
    bases::check_knots(of, role);
    if (of.kind == basis_kind::thr) bases::place_threshold(of, known, role);
    if (of.kind == basis_kind::poly && std::isnan(of.scale)) of.scale = std::max(-of.low, of.high);
    if (of.kind == basis_kind::poly) check_argument(of.scale > 0, role, "scale", of.scale, "positive");
    const bool knotted =
        of.kind == basis_kind::ns || of.kind == basis_kind::bs || of.kind == basis_kind::strata;
    if (knotted && of.knots.empty()) {
        const double low = of.kind == basis_kind::strata && !known.empty() ? known.front() : of.low;
        const double high = of.kind == basis_kind::strata && !known.empty() ? known.back() : of.high;
        of.knots = quantile_knots(known, bases::inner_count(of, role), low, high);
        bases::check_knots(of, role);
    }
    if (of.kind == basis_kind::strata)
        check_between(role, "reference", of.reference, 0, static_cast<double>(of.knots.size()) + 1);
    if (of.kind == basis_kind::integer && of.knots.empty()) {
        of.knots = known;
        of.knots.erase(std::unique(of.knots.begin(), of.knots.end()), of.knots.end());
    }
    return of;
}

BACKRISK_INLINE Eigen::MatrixXd basis_columns(const basis& of, std::span<const double> x) {
    switch (of.kind) {
        case basis_kind::ns:
            return natural_spline(x, {of.knots, of.low, of.high, 3, of.intercept});
        case basis_kind::bs:
            return b_spline(x, {of.knots, of.low, of.high, of.degree, of.intercept});
        case basis_kind::ps:
            return bases::p_columns(of, x);
        case basis_kind::function:
            return bases::own_columns(of, x);
        default:
            break;
    }
    constexpr double inside[1] = {0.0};
    const Eigen::Index size = bases::simple_row(of, inside[0]).size();
    return splines::by_row(x, size, [&](double value) { return bases::simple_row(of, value); });
}

BACKRISK_INLINE std::vector<double> equal_knots(double low, double high, int count) {
    check_argument(low < high, "equal_knots", "low", low, "below high, " + show(high));
    check_argument(count >= 1, "equal_knots", "count", count, "1 or more");
    std::vector<double> knots;
    for (int k = 1; k <= count; ++k) knots.push_back(low + (high - low) / (count + 1) * k);
    return knots;
}

BACKRISK_INLINE std::vector<double> log_knots(double low, double high, int count) {
    check_argument(low < high, "log_knots", "low", low, "below high, " + show(high));
    check_argument(count >= 1, "log_knots", "count", count, "1 or more");
    std::vector<double> knots;
    for (int k = 1; k <= count; ++k)
        knots.push_back(low + std::exp((1 + std::log(high - low)) / (count + 1) * k - 1));
    return knots;
}

}  // namespace backrisk
