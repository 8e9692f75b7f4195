#pragma once
#include <Eigen/QR>
#include <algorithm>
#include <numeric>

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/core/ties.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/curve.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/logistic.hpp"
#include "backrisk/validate/internal/quantile.hpp"

namespace backrisk::validate {

namespace local {

/// Local quadratic regression on rows sorted by x. Windows slide, so a fit costs the neighbourhood only.
class loess {
  public:
    loess(std::vector<double> x, std::vector<double> y, double span) : x_(std::move(x)), y_(std::move(y)) {
        check_argument(span > 0, "flexible_curve", "span", span, "positive");
        const auto n = static_cast<double>(x_.size());
        near_ = static_cast<std::size_t>(std::min(n, std::floor(n * span + 1e-5)));
        stretch_ = std::max(1.0, span);
        check_argument(near_ >= 3, "flexible_curve", "number of rows in a neighbourhood", near_, "3 or more");
    }

    /// Fit at `at`, and, where `weights` is given, the row weights l with fit = sum of l_i y_i over
    /// [first, first + weights.size()).
    [[nodiscard]] double fit(double at, Eigen::VectorXd* weights = nullptr,
                             std::size_t* first = nullptr) const {
        const auto middle = static_cast<std::size_t>(std::lower_bound(x_.begin(), x_.end(), at) - x_.begin());
        std::size_t from = middle > near_ ? middle - near_ : 0;
        while (from + near_ < x_.size() && at - x_[from] > x_[from + near_] - at) ++from;
        const double reach = std::max(at - x_[from], x_[from + near_ - 1] - at) * stretch_;
        const auto q = static_cast<Eigen::Index>(near_);
        Eigen::MatrixXd design(q, 3);
        Eigen::VectorXd root(q), target(q);
        for (Eigen::Index k = 0; k < q; ++k) {
            const double z = x_[from + static_cast<std::size_t>(k)] - at;
            root[k] = std::sqrt(tricube(std::abs(z), reach));
            const double scaled = reach > 0 ? z / reach : 0;
            design.row(k) << root[k], root[k] * scaled, root[k] * scaled * scaled;
            target[k] = root[k] * y_[from + static_cast<std::size_t>(k)];
        }
        const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
        if (qr.rank() < 3)
            throw numeric_error("flexible_curve: too few distinct predictions near " + show(at) +
                                " for a local quadratic; raise `span` or use the groups");
        if (weights != nullptr) {
            const Eigen::VectorXd unit = Eigen::VectorXd::Unit(3, 0);
            const Eigen::MatrixXd gram = design.transpose() * design;
            *weights = (design * gram.ldlt().solve(unit)).cwiseProduct(root);
            *first = from;
        }
        return qr.solve(target)[0];
    }
    [[nodiscard]] const std::vector<double>& x() const noexcept { return x_; }

  private:
    /// As the program of Cleveland: flat within a thousandth of the reach, nothing in its last thousandth.
    [[nodiscard]] static double tricube(double distance, double reach) noexcept {
        if (distance <= 0.001 * reach) return 1;
        if (distance >= 0.999 * reach) return 0;
        const double share = distance / reach, rest = 1 - share * share * share;
        return rest * rest * rest;
    }
    std::vector<double> x_, y_;
    std::size_t near_ = 0;
    double stretch_ = 1;
};

/// y at x, straight between the points of a rising `at`.
[[nodiscard]] inline double between(std::span<const double> at, std::span<const double> y, double x) {
    const auto above = static_cast<std::size_t>(std::lower_bound(at.begin(), at.end(), x) - at.begin());
    if (above == 0) return y.front();
    if (above == at.size()) return y.back();
    const double share = (x - at[above - 1]) / (at[above] - at[above - 1]);
    return y[above - 1] + share * (y[above] - y[above - 1]);
}

[[nodiscard]] inline double held(double share) noexcept { return std::clamp(share, 0.0, 1.0); }

/// Restricted cubic spline basis of Harrell: x, then k - 2 cubics, in units of the outer knots' distance
/// squared.
[[nodiscard]] inline Eigen::RowVectorXd spline_row(double x, std::span<const double> knots) {
    const std::size_t k = knots.size();
    const auto cube = [x](double knot) { return x > knot ? (x - knot) * (x - knot) * (x - knot) : 0.0; };
    const double last = knots[k - 1], before = knots[k - 2], scale = (last - knots[0]) * (last - knots[0]);
    Eigen::RowVectorXd row(static_cast<Eigen::Index>(k));
    row[0] = 1;
    row[1] = x;
    for (std::size_t j = 0; j + 2 < k; ++j)
        row[static_cast<Eigen::Index>(j + 2)] =
            (cube(knots[j]) - cube(before) * (last - knots[j]) / (last - before) +
             cube(last) * (before - knots[j]) / (last - before)) /
            scale;
    return row;
}

/// `quantile` of the share of rows below each knot.
template <class Quantile>
[[nodiscard]] std::vector<double> harrell_knots(int knots, Quantile&& quantile) {
    check_argument(knots >= 3 && knots <= 5, "flexible_curve", "knots", knots, "3, 4 or 5");
    static constexpr std::array<double, 12> shares{0.10, 0.5,  0.90,  0.05, 0.35,  0.65,
                                                   0.95, 0.05, 0.275, 0.5,  0.725, 0.95};
    static constexpr std::array<std::size_t, 3> begin{0, 3, 7};
    std::vector<double> out;
    for (std::size_t j = 0; j < static_cast<std::size_t>(knots); ++j)
        out.push_back(quantile(shares[begin[static_cast<std::size_t>(knots - 3)] + j]));
    if (std::adjacent_find(out.begin(), out.end(), std::greater_equal<>()) != out.end())
        throw numeric_error("flexible_curve: the predictions have too few distinct values for " +
                            std::to_string(knots) + " knots");
    return out;
}

/// Quantile of type 7 of sorted values whose weights add up to their number: equal weights give the plain
/// one.
[[nodiscard]] inline double weighted_quantile(std::span<const std::pair<double, double>> sorted,
                                              double share) {
    const double place = 1 + (static_cast<double>(sorted.size()) - 1) * share, low = std::floor(place);
    const auto at = [&](double rank) {
        double sum = 0;
        for (const auto& [value, weight] : sorted)
            if ((sum += weight) >= rank * (1 - 1e-12)) return value;
        return sorted.back().first;
    };
    const double first = at(low);
    return first + (place - low) * (at(low + 1) - first);
}

/// Values with their weights, which become 1 on average; sorted.
[[nodiscard]] inline std::vector<std::pair<double, double>> with_weights(std::span<const double> values,
                                                                         const observed& of) {
    std::vector<std::pair<double, double>> out;
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        out.emplace_back(values[i], of.w(i));
        sum += of.w(i);
    }
    for (auto& [value, weight] : out) weight *= static_cast<double>(values.size()) / sum;
    std::sort(out.begin(), out.end());
    return out;
}

/// Mean, quantiles and maximum of |curve(p) - p|.
inline void distances(std::vector<double> apart, calibration_curve& out) {
    out.ici = std::accumulate(apart.begin(), apart.end(), 0.0) / static_cast<double>(apart.size());
    std::sort(apart.begin(), apart.end());
    out.e50 = quantile_of_sorted(apart, 0.5);
    out.e90 = quantile_of_sorted(apart, 0.9);
    out.emax = apart.back();
}

/// The same of weighted values.
inline void distances(std::span<const double> apart, const observed& of, calibration_curve& out) {
    const auto sorted = with_weights(apart, of);
    out.ici = 0;
    for (const auto& [value, weight] : sorted) out.ici += value * weight;
    out.ici /= static_cast<double>(sorted.size());
    out.e50 = weighted_quantile(sorted, 0.5);
    out.e90 = weighted_quantile(sorted, 0.9);
    out.emax = sorted.back().first;
}

/// Distinct values, or `most` of them even in rank, ends included.
[[nodiscard]] inline std::vector<double> anchors(std::span<const double> sorted, int most) {
    std::vector<double> all(sorted.begin(), sorted.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    const auto count = static_cast<std::size_t>(most);
    if (all.size() <= count) return all;
    std::vector<double> some;
    for (std::size_t k = 0; k < count; ++k) some.push_back(all[k * (all.size() - 1) / (count - 1)]);
    return some;
}

[[nodiscard]] inline calibration_curve by_loess(std::vector<double> p, std::vector<double> y,
                                                std::vector<double> grid, const curve_options& options) {
    const loess smooth(std::move(p), std::move(y), options.span);
    const auto at = anchors(smooth.x(), options.most_fits);
    std::vector<double> fitted;
    fitted.reserve(at.size());
    for (const double one : at) fitted.push_back(held(smooth.fit(one)));
    std::vector<double> apart;
    apart.reserve(smooth.x().size());
    for (const double one : smooth.x()) apart.push_back(std::abs(between(at, fitted, one) - one));
    calibration_curve out;
    distances(std::move(apart), out);
    for (const double one : grid) {
        Eigen::VectorXd weights;
        std::size_t first = 0;
        const double share = smooth.fit(one, &weights, &first);
        double variance = 0;
        for (Eigen::Index k = 0; k < weights.size(); ++k) {
            const double near = between(at, fitted, smooth.x()[first + static_cast<std::size_t>(k)]);
            variance += weights[k] * weights[k] * near * (1 - near);
        }
        const estimate band = wald(share, std::sqrt(variance), options.level);
        out.share.push_back(held(share));
        out.low.push_back(held(band.low));
        out.high.push_back(held(band.high));
    }
    out.predicted = std::move(grid);
    return out;
}

[[nodiscard]] inline calibration_curve by_spline(const observed& of, std::span<const double> sorted,
                                                 std::vector<double> grid, const curve_options& options) {
    constexpr auto name = "flexible_curve";
    const auto x = logits(name, of.predicted, options.clip), at = logits(name, grid, options.clip);
    const auto lined = logits(name, sorted, options.clip);
    const auto weighed = of.weight.empty() ? std::vector<std::pair<double, double>>{} : with_weights(x, of);
    const auto knots = harrell_knots(options.knots, [&](double share) {
        return of.weight.empty() ? quantile_of_sorted(lined, share) : weighted_quantile(weighed, share);
    });
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::MatrixXd columns(n, options.knots);
    for (Eigen::Index i = 0; i < n; ++i) columns.row(i) = spline_row(x[static_cast<std::size_t>(i)], knots);
    const auto fit = fit_logistic(name, of, columns, Eigen::VectorXd::Zero(n));
    const auto share = [](double eta) { return 1 / (1 + std::exp(-eta)); };
    const Eigen::VectorXd eta = columns * fit.coef;
    std::vector<double> apart;
    for (std::size_t i = 0; i < of.size(); ++i)
        apart.push_back(std::abs(share(eta[static_cast<Eigen::Index>(i)]) - of.predicted[i]));
    calibration_curve out;
    if (of.weight.empty())
        distances(std::move(apart), out);
    else
        distances(apart, of, out);
    for (const double one : at) {
        const Eigen::RowVectorXd row = spline_row(one, knots);
        const double variance = row * fit.covariance * row.transpose();
        const estimate band = wald(row * fit.coef, std::sqrt(variance), options.level);
        out.share.push_back(share(band.value));
        out.low.push_back(share(band.low));
        out.high.push_back(share(band.high));
    }
    out.predicted = std::move(grid);
    return out;
}

}  // namespace local

BACKRISK_INLINE calibration_curve flexible_curve(const observed& given, const curve_options& options) {
    constexpr auto name = "flexible_curve";
    check::both_classes(name, check::probabilities(name, given));
    check_argument(given.weight.empty() || options.method == smoother::spline, name, "weight.size",
                   given.weight.size(), "0: loess takes no weights, the spline does");
    const chosen_rows counted(given, [](std::size_t) { return true; });
    const observed of = counted.view();
    check_argument(options.points >= 2, name, "points", options.points, "2 or more");
    check_argument(options.most_fits >= 2, name, "most_fits", options.most_fits, "2 or more");
    std::vector<std::size_t> row(of.size());
    std::iota(row.begin(), row.end(), std::size_t{0});
    std::sort(row.begin(), row.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(of.predicted[a], of.event[a]) < std::pair(of.predicted[b], of.event[b]);
    });
    std::vector<double> p, y, grid;
    for (const std::size_t i : row) {
        p.push_back(of.predicted[i]);
        y.push_back(of.event[i]);
    }
    if (!(p.back() - p.front() > tie_tolerance * p.back()))
        throw numeric_error("flexible_curve: all predictions are equal, no curve");
    for (int k = 0; k < options.points; ++k)
        grid.push_back(p.front() + (p.back() - p.front()) * k / (options.points - 1));
    grid.back() = p.back();
    return options.method == smoother::loess
               ? local::by_loess(std::move(p), std::move(y), std::move(grid), options)
               : local::by_spline(of, p, std::move(grid), options);
}

}  // namespace backrisk::validate
