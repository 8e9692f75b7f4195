#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "backrisk/core/ties.hpp"
#include "backrisk/validate/accuracy.hpp"
#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/internal/delong.hpp"
#include "backrisk/validate/internal/loss.hpp"
#include "backrisk/validate/internal/ratio.hpp"
#include "backrisk/validate/internal/recalibration.hpp"
#include "backrisk/validate/subgroup.hpp"

namespace backrisk::validate {

namespace subgroup {

/// Influence of each row on coefficient `k` of logit P(event) = offset + X b: inverse information x score.
[[nodiscard]] inline std::vector<double> of_coefficient(const observed& of, const Eigen::MatrixXd& x,
                                                        const Eigen::VectorXd& offset,
                                                        const Eigen::VectorXd& b) {
    const Eigen::LDLT<Eigen::MatrixXd> solver(newton::sweep(of, x, offset, b).information);
    const Eigen::VectorXd last = solver.solve(Eigen::VectorXd::Unit(b.size(), b.size() - 1));
    const Eigen::VectorXd eta = offset + x * b, along = x * last;
    std::vector<double> psi(of.size());
    for (std::size_t i = 0; i < psi.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        psi[i] = of.w(i) * (of.event[i] - 1 / (1 + std::exp(-eta[row]))) * along[row];
    }
    return psi;
}

[[nodiscard]] inline measured of_calibration(const observed& of, group_metric metric,
                                             const subgroup_options& options) {
    calibration_result fit;
    try {
        fit = calibration(of, {options.level, options.clip});
    } catch (const numeric_error&) {
        return nothing(estimate_note::separated);
    }
    const bool large = metric == group_metric::in_the_large;
    measured out{large ? fit.in_the_large : fit.slope, {}};
    if (of.person.empty() || std::isnan(out.found.value)) return out;
    const std::vector<double> logit = logits("subgroups", of.predicted, options.clip);
    const auto n = static_cast<Eigen::Index>(of.size());
    const Eigen::Map<const Eigen::VectorXd> lp(logit.data(), n);
    Eigen::MatrixXd line(n, 2);
    line << Eigen::VectorXd::Ones(n), lp;
    out.psi = large ? of_coefficient(of, Eigen::MatrixXd::Ones(n, 1), lp,
                                     Eigen::VectorXd::Constant(1, out.found.value))
                    : of_coefficient(of, line, Eigen::VectorXd::Zero(n),
                                     Eigen::Vector2d(fit.intercept.value, out.found.value));
    return out;
}

[[nodiscard]] inline measured of_observed_expected(const observed& of, const totals& all, double level) {
    measured out{observed_expected(of, level), std::vector<double>(of.size())};
    if (all.events == 0) return {out.found, {}};
    for (std::size_t i = 0; i < of.size(); ++i)
        out.psi[i] = of.w(i) * (of.event[i] - all.share()) / all.event_weight * out.found.value;
    return out;
}

[[nodiscard]] inline measured of_scaled_brier(const observed& of, const totals& all, double level) {
    measured out{scaled_brier(of, level), std::vector<double>(of.size())};
    const double share = all.share(), null = share * (1 - share), ratio = 1 - out.found.value;
    for (std::size_t i = 0; i < of.size(); ++i) {
        const double own = accuracy::squared(of.predicted[i] - of.event[i]) - ratio * null;
        out.psi[i] = -of.w(i) * (own - ratio * (1 - 2 * share) * (of.event[i] - share)) / (null * all.weight);
    }
    return out;
}

/// The metrics of acting at a threshold.
[[nodiscard]] inline measured of_acting(const observed& of, group_metric metric,
                                        const subgroup_options& options) {
    const double t = options.threshold, level = options.level;
    const auto y = [&](std::size_t i) { return of.event[i]; };
    const auto flag = [&](std::size_t i) -> double { return at_least(of.predicted[i], t); };
    const auto one = [](std::size_t) -> double { return 1; };
    switch (metric) {
        case group_metric::flagged:
            return ratio(of, level, true, flag, one);
        case group_metric::sensitivity:
            return ratio(
                of, level, true, [&](std::size_t i) { return flag(i) * y(i); }, y);
        case group_metric::specificity:
            return ratio(
                of, level, true, [&](std::size_t i) { return (1 - flag(i)) * (1 - y(i)); },
                [&](std::size_t i) { return 1 - y(i); });
        case group_metric::positive_value:
            return ratio(
                of, level, true, [&](std::size_t i) { return flag(i) * y(i); }, flag);
        default:
            return ratio(
                of, level, false, [&](std::size_t i) { return flag(i) * (y(i) - (1 - y(i)) * t / (1 - t)); },
                one);
    }
}

[[nodiscard]] inline measured measure(const observed& of, group_metric metric,
                                      const subgroup_options& options) {
    if (of.size() == 0) return nothing(estimate_note::no_rows);
    const totals all = check::rows("subgroups", of);
    const bool both = all.events > 0 && all.events < all.rows;
    const auto one = [](std::size_t) -> double { return 1; };
    switch (metric) {
        case group_metric::share:
            return ratio(
                of, options.level, true, [&](std::size_t i) { return of.event[i]; }, one);
        case group_metric::brier:
            return ratio(
                of, options.level, false,
                [&](std::size_t i) { return accuracy::squared(of.predicted[i] - of.event[i]); }, one);
        case group_metric::log_loss:
            return ratio(
                of, options.level, false,
                [&](std::size_t i) { return accuracy::surprise(of.event[i], of.predicted[i]); }, one);
        case group_metric::auc: {
            if (!both) break;
            measured out{auc(of, options.level), {}};
            if (!of.person.empty()) out.psi = delong::influence_of(of, of.predicted, all).psi;
            return out;
        }
        case group_metric::scaled_brier:
            if (!both) break;
            return of_scaled_brier(of, all, options.level);
        case group_metric::observed_expected:
            return of_observed_expected(of, all, options.level);
        case group_metric::in_the_large:
        case group_metric::slope:
            if (!both) break;
            return of_calibration(of, metric, options);
        default:
            return of_acting(of, metric, options);
    }
    return nothing(all.events == 0 ? estimate_note::no_events : estimate_note::no_non_events);
}

/// Correlation of two metrics of disjoint rows: persons with rows on both sides make it.
[[nodiscard]] inline double correlation(const chosen_rows& a, const measured& in_a, const chosen_rows& b,
                                        const measured& in_b, std::size_t units) {
    if (in_a.psi.empty() || in_b.psi.empty() || a.person.empty() || units < 2) return 0;
    std::vector<double> first = person_sums(in_a.psi, a.person), second = person_sums(in_b.psi, b.person);
    double aa = 0, bb = 0, ab = 0;
    for (const double one : first) aa += one * one;
    for (const double one : second) bb += one * one;
    for (std::size_t g = 0; g < std::min(first.size(), second.size()); ++g) ab += first[g] * second[g];
    return aa > 0 && bb > 0 ? std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0) : 0;
}

[[nodiscard]] inline estimate difference(const estimate& a, const estimate& b, double r) {
    estimate out{.value = a.value - b.value};
    out.note = a.note;
    if (a.note == estimate_note::none && b.note != estimate_note::none)
        out.note = estimate_note::rest_unknown;
    if (out.note != estimate_note::none) return out;
    const auto reach = [r](double x, double y) {
        return std::sqrt(std::max(0.0, x * x + y * y - 2 * r * x * y));
    };
    out.low = out.value - reach(a.value - a.low, b.high - b.value);
    out.high = out.value + reach(a.high - a.value, b.value - b.low);
    return out;
}

}  // namespace subgroup

BACKRISK_INLINE std::string_view cell_warning(std::size_t events, std::size_t others) noexcept {
    const std::size_t fewest = std::min(events, others);
    if (fewest < 10) return "fewer than 10 events or non-events: not to be trusted";
    if (fewest < 100) return "fewer than 100 events or non-events: imprecise";
    return {};
}

BACKRISK_INLINE std::vector<subgroup_row> subgroups(const observed& of, std::span<const std::size_t> group,
                                                    group_metric metric, const subgroup_options& options) {
    constexpr auto name = "subgroups";
    (void)check::probabilities(name, of);
    check_level(options.level);
    check_same_size(name, "group", group, of.event);
    if (metric >= group_metric::flagged)
        check_argument(options.threshold > 0 && options.threshold < 1, name, "threshold", options.threshold,
                       "between 0 and 1, ends excluded, for " + std::string(to_string(metric)));
    if (metric >= group_metric::in_the_large && metric <= group_metric::slope)
        (void)logits(name, of.predicted, options.clip);
    const std::size_t units = count_units(of.size(), of.weight, of.person);
    const std::size_t groups = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
    std::vector<subgroup_row> out;
    for (std::size_t code = 0; code < groups; ++code) {
        const chosen_rows own(of, [&](std::size_t i) { return group[i] == code; });
        const chosen_rows rest(of, [&](std::size_t i) { return group[i] != code; });
        subgroup_row row{.rows = own.event.size(), .people = count_units(own.event.size(), {}, own.person)};
        row.events = static_cast<std::size_t>(std::count(own.event.begin(), own.event.end(), 1.0));
        const auto in_own = subgroup::measure(own.view(), metric, options);
        const auto in_rest = subgroup::measure(rest.view(), metric, options);
        row.found = in_own.found;
        row.difference = subgroup::difference(in_own.found, in_rest.found,
                                              subgroup::correlation(own, in_own, rest, in_rest, units));
        out.push_back(row);
    }
    return out;
}

}  // namespace backrisk::validate
