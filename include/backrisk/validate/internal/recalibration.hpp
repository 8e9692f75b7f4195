#pragma once
/// Logistic models of an outcome on the logit of its prediction.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "backrisk/core/ties.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/logistic.hpp"
#include "backrisk/validate/internal/slope.hpp"

namespace backrisk::validate {

namespace recalibration {

/// ln(O / E) has the standard error sqrt(sum of (y - share)^2) / O, with expected counts as given
/// (Debray 2017, doi:10.1136/bmj.i6460). Wider than need be where predictions explain much of the outcome.
[[nodiscard]] inline estimate ratio_of_events(const observed& of, const totals& all, double expected,
                                              double level) {
    check_level(level);
    const auto none = [](double value, estimate_note note) {
        return estimate{value, missing_value, missing_value, missing_value, note};
    };
    if (!(expected > 0)) return none(missing_value, estimate_note::not_finite);
    if (all.events == 0) return none(0, estimate_note::no_events);
    std::vector<double> psi(of.size());
    for (std::size_t i = 0; i < of.size(); ++i)
        psi[i] = of.w(i) * (of.event[i] - all.share()) / all.event_weight;
    const std::size_t units = count_units(of.size(), of.weight, of.person);
    double sum = 0;
    if (of.person.empty()) {
        for (const double one : psi) sum += one * one;
    } else {
        for (const double one : person_sums(psi, of.person)) sum += one * one;
        sum *= static_cast<double>(units) / (static_cast<double>(units) - 1);
    }
    spread found = of_units(std::sqrt(sum), units, 1);
    if (all.events == all.rows && found.note == estimate_note::no_variation)
        found.note = estimate_note::no_non_events;
    return wald_of_log(all.event_weight / expected, found, level);
}

/// Smallest and largest logit of one class.
struct range {
    double least = HUGE_VAL, most = -HUGE_VAL;
};

/// Of the non-events, and of the events.
[[nodiscard]] inline std::array<range, 2> ranges(const observed& of, std::span<const double> logit) {
    std::array<range, 2> out;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (of.w(i) == 0) continue;
        range& own = out[of.event[i] == 1];
        own = {std::min(own.least, logit[i]), std::max(own.most, logit[i])};
    }
    return out;
}

/// Whether logits differ by no more than rounding, so that no slope can be had.
[[nodiscard]] inline bool no_slope(const range& none, const range& some) noexcept {
    const double least = std::min(none.least, some.least), most = std::max(none.most, some.most);
    const double size = std::max({1.0, std::abs(least), std::abs(most)});
    return !(most - least > tie_tolerance * size);
}

/// A coefficient; of the sandwich by the rule of estimate.hpp.
[[nodiscard]] inline estimate coefficient(const observed& of, const logistic_fit& fit, Eigen::Index k,
                                          double level) {
    const double se = std::sqrt(fit.covariance(k, k));
    if (of.weight.empty() && of.person.empty()) return wald(fit.coef[k], se, level);
    const std::size_t units = count_units(of.size(), of.weight, of.person);
    return wald(fit.coef[k], of_units(se, units, 1, static_cast<std::size_t>(fit.coef.size())), level);
}

/// Intercept, or intercept and slope, of rows that count alike; none where others are wanted, or where the
/// quick search gives up.
[[nodiscard]] inline std::optional<logistic_fit> quick_model(const observed& of,
                                                             std::span<const double> logit,
                                                             line_moves which) {
    if (!of.weight.empty() || !of.person.empty()) return std::nullopt;
    const auto line = quick_line(logit, of.event, {}, {}, which);
    if (!line) return std::nullopt;
    const auto [a, b, c] = line_information(logit, of.event, *line);
    logistic_fit out;
    if (which == line_moves::intercept) {
        out.coef = Eigen::VectorXd::Constant(1, line->intercept);
        out.covariance = Eigen::MatrixXd::Constant(1, 1, 1 / a);
        return out;
    }
    out.coef = Eigen::Vector2d(line->intercept, line->slope);
    out.covariance = Eigen::MatrixXd(2, 2);
    out.covariance << c, -b, -b, a;
    out.covariance /= a * c - b * b;
    out.start_deviance = line_deviance(logit, of.event, {});
    out.deviance = line_deviance(logit, of.event, *line);
    return out;
}

/// logit P(event) = a + logit. `of.predicted` is not read.
[[nodiscard]] inline logistic_fit shift_model(std::string_view function, const observed& of,
                                              std::span<const double> logit) {
    if (auto quick = quick_model(of, logit, line_moves::intercept)) return *quick;
    const auto n = static_cast<Eigen::Index>(of.size());
    return fit_logistic(function, of, Eigen::MatrixXd::Ones(n, 1),
                        Eigen::Map<const Eigen::VectorXd>(logit.data(), n));
}

/// logit P(event) = a + b logit; none where all logits are equal. `of.predicted` is not read.
[[nodiscard]] inline std::optional<logistic_fit> slope_model(std::string_view function, const observed& of,
                                                             std::span<const double> logit) {
    if (auto quick = quick_model(of, logit, line_moves::both)) return quick;
    const auto [none, some] = ranges(of, logit);
    if (no_slope(none, some)) return std::nullopt;
    if (none.most <= some.least || some.most <= none.least)
        throw numeric_error(std::string(function) +
                            ": the predictions separate events from non-events, the slope is infinite");
    const auto n = static_cast<Eigen::Index>(of.size());
    Eigen::MatrixXd columns(n, 2);
    columns << Eigen::VectorXd::Ones(n), Eigen::Map<const Eigen::VectorXd>(logit.data(), n);
    return fit_logistic(function, of, columns, Eigen::VectorXd::Zero(n), link::logit, ideal_line);
}

}  // namespace recalibration

}  // namespace backrisk::validate
