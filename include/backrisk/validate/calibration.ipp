#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/logistic.hpp"
#include "backrisk/validate/losses.hpp"
#include "backrisk/validate/slope.hpp"

namespace backrisk::validate {

namespace recalibration {

BACKRISK_INLINE BACKRISK_WIDE void fill_logits(std::size_t rows, double clip, const double* __restrict p,
                                               double* __restrict out) {
    for (std::size_t i = 0; i < rows; ++i) {
        const double above = p[i] < clip ? clip : p[i], held = above > 1 - clip ? 1 - clip : above;
        out[i] = logarithm(held / (1 - held));
    }
}

}  // namespace recalibration

BACKRISK_INLINE std::vector<double> logits(std::string_view function, std::span<const double> p,
                                           double clip) {
    check_argument(clip >= 0 && clip < 0.5, function, "clip", clip, "0, or a number below 0.5");
    if (clip == 0)
        check::column(function, "predicted", p,
                      "between 0 and 1, ends excluded: 0 and 1 have no logit (see `clip`)",
                      [](double one) { return (one > 0) & (one < 1); });
    std::vector<double> out(p.size());
    recalibration::fill_logits(p.size(), clip, p.data(), out.data());
    return out;
}

namespace recalibration {

/// ln(O / E) has the standard error sqrt(sum of (y - share)^2) / O, with expected counts as given
/// (Debray 2017, doi:10.1136/bmj.i6460). Wider than need be where predictions explain much of the outcome.
[[nodiscard]] inline estimate observed_expected(const observed& of, const totals& all, double expected,
                                                double level) {
    double sum = 0;
    const auto psi = [&](std::size_t i) { return of.w(i) * (of.event[i] - all.share()) / all.event_weight; };
    if (of.person.empty()) {
        for (std::size_t i = 0; i < of.size(); ++i) sum += psi(i) * psi(i);
    } else {
        std::vector<double> own(of.size());
        for (std::size_t i = 0; i < of.size(); ++i) own[i] = psi(i);
        for (const double one : person_sums(own, of.person)) sum += one * one;
        const auto units = static_cast<double>(count_units(of.size(), of.weight, of.person));
        sum *= units / (units - 1);
    }
    return wald_of_log(all.event_weight / expected, std::sqrt(sum), level);
}

/// Smallest and largest logit of one class.
struct range {
    double least = HUGE_VAL, most = -HUGE_VAL;
    friend bool operator==(const range&, const range&) = default;
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

[[nodiscard]] inline estimate coefficient(const logistic_fit& fit, Eigen::Index k, double level) {
    return wald(fit.coef[k], std::sqrt(fit.covariance(k, k)), level);
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
    if (none == some && none.least == none.most) return std::nullopt;
    if (none.most <= some.least || some.most <= none.least)
        throw numeric_error(std::string(function) +
                            ": the predictions separate events from non-events, the slope is infinite");
    const auto n = static_cast<Eigen::Index>(of.size());
    Eigen::MatrixXd columns(n, 2);
    columns << Eigen::VectorXd::Ones(n), Eigen::Map<const Eigen::VectorXd>(logit.data(), n);
    return fit_logistic(function, of, columns, Eigen::VectorXd::Zero(n), link::logit, ideal_line);
}

}  // namespace recalibration

BACKRISK_INLINE calibration_result calibration(const observed& of, const calibration_options& options) {
    constexpr auto name = "calibration";
    const totals all = check::probabilities(name, of);
    check::both_classes(name, all);
    const std::vector<double> logit = logits(name, of.predicted, options.clip);
    calibration_result out{.rows = all.rows, .events = all.events, .share = all.share()};
    const double predicted = of.weight.empty()
                                 ? losses::sum(of.size(), of.predicted.data())
                                 : losses::weighted_sum(of.size(), of.weight.data(), of.predicted.data());
    out.mean_predicted = predicted / all.weight;
    out.observed_expected = recalibration::observed_expected(of, all, predicted, options.level);
    const auto large = recalibration::shift_model(name, of, logit);
    out.in_the_large = recalibration::coefficient(large, 0, options.level);
    const auto line = recalibration::slope_model(name, of, logit);
    if (!line) {
        out.slope.note = out.intercept.note = "all predictions are equal: no slope";
        return out;
    }
    out.intercept = recalibration::coefficient(*line, 0, options.level);
    out.slope = recalibration::coefficient(*line, 1, options.level);
    out.unreliability = line->start_deviance - line->deviance;
    return out;
}

BACKRISK_INLINE estimate wilson(double events, double rows, double level) {
    if (rows == 0) return {missing_value, missing_value, missing_value, missing_value, "no rows"};
    const double z = wald(0, 1, level).high, share = events / rows, grown = 1 + z * z / rows;
    const double middle = (share + z * z / (2 * rows)) / grown;
    const double reach = z / grown * std::sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows));
    return {share,
            std::sqrt(share * (1 - share) / rows),
            events == 0 ? 0 : middle - reach,
            events == rows ? 1 : middle + reach,
            {}};
}

BACKRISK_INLINE std::vector<calibration_group> calibration_groups(const observed& of, std::size_t groups,
                                                                  double level) {
    constexpr auto name = "calibration_groups";
    (void)check::probabilities(name, of);
    check_argument(of.weight.empty(), name, "weight.size", of.weight.size(), "0: counts are of rows");
    check_argument(groups >= 1, name, "groups", groups, "1 or more");
    std::vector<std::size_t> row(of.size());
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
    std::sort(row.begin(), row.end(),
              [&](std::size_t a, std::size_t b) { return of.predicted[a] < of.predicted[b]; });
    std::vector<double> sorted(of.size());
    for (std::size_t i = 0; i < row.size(); ++i) sorted[i] = of.predicted[row[i]];

    std::vector<calibration_group> out;
    std::size_t first = 0;
    for (std::size_t g = 1; g <= groups; ++g) {
        const double bound = quantile_of_sorted(sorted, static_cast<double>(g) / static_cast<double>(groups));
        std::size_t events = 0, last = first;
        double sum = 0;
        for (; last < row.size() && (sorted[last] <= bound || g == groups); ++last) {
            events += of.event[row[last]] == 1;
            sum += sorted[last];
        }
        if (last == first) continue;
        const auto rows = static_cast<double>(last - first);
        out.push_back({sorted[first], sorted[last - 1], last - first, events, sum / rows,
                       wilson(static_cast<double>(events), rows, level)});
        first = last;
    }
    return out;
}

}  // namespace backrisk::validate
