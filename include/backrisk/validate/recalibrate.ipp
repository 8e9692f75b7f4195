#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/recalibration.hpp"
#include "backrisk/validate/recalibrate.hpp"

namespace backrisk::validate {

namespace recalibration {

/// link(p); -inf and inf at 0 and 1.
[[nodiscard]] inline double linked(link scale, double p) noexcept {
    if (scale == link::cloglog) return std::log(-std::log1p(-p));
    return p > 0 ? logarithm(p / (1 - p)) : p == 0 ? -HUGE_VAL : p;
}

/// What the coefficients multiply, for one probability.
[[nodiscard]] inline std::array<double, 3> terms_of(recalibration_method method, link scale, double p) {
    if (method == recalibration_method::beta) return {1, std::log(p), -std::log1p(-p)};
    return {1, linked(scale, p), 0};
}

struct columns {
    Eigen::MatrixXd x;
    Eigen::VectorXd offset;
};

[[nodiscard]] inline columns columns_of(const observed& of, const recalibration_options& options,
                                        const std::vector<int>& used) {
    const auto n = static_cast<Eigen::Index>(of.size());
    const auto k = static_cast<Eigen::Index>(used.size());
    columns out{Eigen::MatrixXd(n, k), Eigen::VectorXd::Zero(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const double p =
            std::clamp(of.predicted[static_cast<std::size_t>(i)], options.clip, 1 - options.clip);
        const auto term = terms_of(options.method, options.scale, p);
        for (Eigen::Index j = 0; j < k; ++j)
            out.x(i, j) = term[static_cast<std::size_t>(used[static_cast<std::size_t>(j)])];
        if (options.method == recalibration_method::intercept) out.offset[i] = term[1];
    }
    return out;
}

/// Fits; a negative slope of `beta` is taken out (the most negative first) and the rest fitted again.
inline void fit_line(const observed& of, const recalibration_options& options, std::span<const double> logit,
                     recalibration_fit& out) {
    const bool is_beta = options.method == recalibration_method::beta;
    const link scale = is_beta ? link::logit : options.scale;
    std::vector<int> used{0};
    if (options.method != recalibration_method::intercept) used.push_back(1);
    if (is_beta) used.push_back(2);
    const std::size_t size = used.size();
    logistic_fit fit;
    const auto quick = is_beta || scale != link::logit
                           ? std::nullopt
                           : quick_model(of, logit, size == 1 ? line_moves::intercept : line_moves::both);
    if (quick) fit = *quick;
    while (!quick) {
        const auto [x, offset] = columns_of(of, options, used);
        fit = fit_logistic(
            "recalibrate", of, x, offset, scale,
            x.cols() == 2 && !is_beta ? std::span<const double>(ideal_line) : std::span<const double>{});
        Eigen::Index least = 0;
        if (!is_beta || used.size() == 1) break;
        const double slope = fit.coef.tail(fit.coef.size() - 1).minCoeff(&least);
        if (slope >= 0) break;
        used.erase(used.begin() + 1 + least);
    }
    out.coefficients.assign(size, {0, 0, 0, 0, estimate_note::held_at_zero});
    out.covariance.assign(size * size, 0);
    for (std::size_t j = 0; j < used.size(); ++j) {
        const auto a = static_cast<Eigen::Index>(j), place = static_cast<Eigen::Index>(used[j]);
        out.coefficients[static_cast<std::size_t>(place)] =
            recalibration::coefficient(of, fit, a, options.level);
        for (std::size_t k = 0; k < used.size(); ++k)
            out.covariance[static_cast<std::size_t>(place) * size + static_cast<std::size_t>(used[k])] =
                fit.covariance(a, static_cast<Eigen::Index>(k));
    }
}

/// Pools adjacent violators (Ayer 1955, doi:10.1214/aoms/1177728423); keeps the corners of the levels.
inline void fit_isotonic(const observed& of, recalibration_fit& out) {
    struct level {
        double low, high, weight, sum;
        [[nodiscard]] double mean() const { return sum / weight; }
    };
    std::vector<std::size_t> row;
    for (std::size_t i = 0; i < of.size(); ++i)
        if (of.w(i) > 0) row.push_back(i);
    std::sort(row.begin(), row.end(),
              [&](std::size_t a, std::size_t b) { return of.predicted[a] < of.predicted[b]; });
    std::vector<level> levels;
    for (std::size_t k = 0; k < row.size();) {
        level one{of.predicted[row[k]], of.predicted[row[k]], 0, 0};
        for (; k < row.size() && of.predicted[row[k]] == one.low; ++k) {
            one.weight += of.w(row[k]);
            one.sum += of.w(row[k]) * of.event[row[k]];
        }
        while (!levels.empty() && levels.back().mean() >= one.mean()) {
            one = {levels.back().low, one.high, levels.back().weight + one.weight,
                   levels.back().sum + one.sum};
            levels.pop_back();
        }
        levels.push_back(one);
    }
    for (const level& one : levels) {
        out.from.push_back(one.low);
        out.to.push_back(one.mean());
        if (one.high == one.low) continue;
        out.from.push_back(one.high);
        out.to.push_back(one.mean());
    }
}

[[nodiscard]] inline double interpolated(const recalibration_fit& fit, double p) noexcept {
    const auto above = std::upper_bound(fit.from.begin(), fit.from.end(), p);
    if (above == fit.from.begin()) return fit.to.front();
    if (above == fit.from.end()) return fit.to.back();
    const auto k = static_cast<std::size_t>(above - fit.from.begin());
    const double part = (p - fit.from[k - 1]) / (fit.from[k] - fit.from[k - 1]);
    return fit.to[k - 1] + part * (fit.to[k] - fit.to[k - 1]);
}

}  // namespace recalibration

BACKRISK_INLINE recalibration_fit recalibrate(const observed& of, const recalibration_options& options) {
    constexpr auto name = "recalibrate";
    const totals all = check::probabilities(name, of);
    check::both_classes(name, all);
    check_level(options.level);
    recalibration_fit out{options.method, options.scale, all.rows, all.events};
    if (options.method == recalibration_method::isotonic) {
        recalibration::fit_isotonic(of, out);
        return out;
    }
    const std::vector<double> logit = logits(name, of.predicted, options.clip);
    if (options.method != recalibration_method::intercept) {
        const auto [none, some] = recalibration::ranges(of, logit);
        if (recalibration::no_slope(none, some))
            throw invalid_argument(
                "recalibrate: all predictions are equal, so that only the intercept can "
                "be estimated: method must be 'intercept'");
        if (none.most <= some.least || some.most <= none.least)
            throw numeric_error(
                "recalibrate: the predictions separate events from non-events, the slope is infinite");
    }
    recalibration::fit_line(of, options, logit, out);
    return out;
}

BACKRISK_INLINE recalibrated_probability recalibrated(const recalibration_fit& fit, double p, double level) {
    if (std::isnan(p)) return {};
    check_between("recalibrated", "predicted", p, 0, 1);
    if (fit.method == recalibration_method::isotonic) return {recalibration::interpolated(fit, p)};
    const link scale = fit.method == recalibration_method::beta ? link::logit : fit.scale;
    const auto term = recalibration::terms_of(fit.method, fit.scale, p);
    const std::size_t k = fit.coefficients.size();
    double eta = fit.method == recalibration_method::intercept ? term[1] : 0, variance = 0;
    for (std::size_t a = 0; a < k; ++a) {
        if (fit.coefficients[a].value != 0) eta += fit.coefficients[a].value * term[a];
        for (std::size_t b = 0; b < k; ++b)
            if (fit.covariance[a * k + b] != 0) variance += fit.covariance[a * k + b] * term[a] * term[b];
    }
    const double value = inverse(scale, eta);
    if (std::isinf(eta)) return {value, value, value};
    const estimate around = wald(eta, std::sqrt(variance), level);
    return {value, inverse(scale, around.low), inverse(scale, around.high)};
}

BACKRISK_INLINE recalibrated_probability recalibrated(const recalibration_fit& fit,
                                                      const recalibrated_probability& score, double level) {
    const auto of_map = recalibrated(fit, score.value, level);
    const double low = recalibrated(fit, score.low, level).value;
    const double high = recalibrated(fit, score.high, level).value;
    if (fit.method == recalibration_method::isotonic) {
        const double least = 0.5 / static_cast<double>(fit.rows);
        const auto held = [least](double p) { return std::clamp(p, least, 1 - least); };
        return {held(of_map.value), held(low), held(high)};
    }
    if (of_map.low == of_map.high) return {of_map.value, std::min(low, high), std::max(low, high)};
    const link scale = fit.method == recalibration_method::beta ? link::logit : fit.scale;
    const double middle = recalibration::linked(scale, of_map.value);
    const auto end = [&](double of_score, double of_fit) {
        const double a = recalibration::linked(scale, of_score) - middle;
        const double b = recalibration::linked(scale, of_fit) - middle;
        return std::hypot(a, b);
    };
    return {of_map.value, inverse(scale, middle - end(std::min(low, high), of_map.low)),
            inverse(scale, middle + end(std::max(low, high), of_map.high))};
}

}  // namespace backrisk::validate
