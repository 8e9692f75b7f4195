#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/internal/losses.hpp"
#include "backrisk/validate/internal/quantile.hpp"
#include "backrisk/validate/internal/recalibration.hpp"

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

[[nodiscard]] inline double expected_events(const observed& of) {
    return of.weight.empty() ? losses::sum(of.size(), of.predicted.data())
                             : losses::weighted_sum(of.size(), of.weight.data(), of.predicted.data());
}

}  // namespace recalibration

BACKRISK_INLINE estimate observed_expected(const observed& of, double level) {
    const totals all = check::probabilities("observed_expected", of);
    return recalibration::ratio_of_events(of, all, recalibration::expected_events(of), level);
}

BACKRISK_INLINE calibration_result calibration(const observed& of, const calibration_options& options) {
    constexpr auto name = "calibration";
    const totals all = check::probabilities(name, of);
    check::both_classes(name, all);
    const std::vector<double> logit = logits(name, of.predicted, options.clip);
    calibration_result out{.rows = all.rows, .events = all.events, .share = all.share()};
    const double predicted = recalibration::expected_events(of);
    out.mean_predicted = predicted / all.weight;
    out.observed_expected = recalibration::ratio_of_events(of, all, predicted, options.level);
    const auto large = recalibration::shift_model(name, of, logit);
    out.in_the_large = recalibration::coefficient(of, large, 0, options.level);
    const auto line = recalibration::slope_model(name, of, logit);
    if (!line) {
        out.slope.note = out.intercept.note = estimate_note::equal_predictions;
        return out;
    }
    out.intercept = recalibration::coefficient(of, *line, 0, options.level);
    out.slope = recalibration::coefficient(of, *line, 1, options.level);
    out.unreliability = line->start_deviance - line->deviance;
    return out;
}

BACKRISK_INLINE estimate wilson(double events, double rows, double level) {
    if (rows == 0)
        return {missing_value, missing_value, missing_value, missing_value, estimate_note::no_rows};
    const double z = wald(0, 1, level).high, share = events / rows, grown = 1 + z * z / rows;
    const double middle = (share + z * z / (2 * rows)) / grown;
    const double reach = z / grown * std::sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows));
    return {share, std::sqrt(share * (1 - share) / rows), events == 0 ? 0 : middle - reach,
            events == rows ? 1 : middle + reach};
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
