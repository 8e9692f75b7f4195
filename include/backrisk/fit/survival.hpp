#pragma once
/// Survival without a model: Kaplan-Meier and Nelson-Aalen, with late entry, weights and groups.
///
///     S(t) = product over event times up to t of 1 - d/n       Var S = S^2 sum of d / (n (n - d))
///     H(t) = sum of d/n                                        Var H = sum of d / n^2
///
/// d: weight of the events at a time, n: weight of those at risk just before (start < t <= stop). Sources:
/// Kaplan & Meier 1958 (10.1080/01621459.1958.10501452), Aalen 1978 (10.1214/aos/1176344247), Greenwood's
/// variance as in Kalbfleisch & Prentice 2002 (10.1002/9781118032985).
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// One row an event time, groups in ascending order, time ascending.
struct survival_curves {
    std::vector<std::int64_t> group;
    std::vector<double> time, at_risk, events;
    std::vector<double> survival, greenwood;  ///< Var S / S^2; infinite once S is 0
    std::vector<double> cumulative_hazard, hazard_variance;
};

/// The curves of each group. `table` without covariates; its strata are the groups. Throws as
/// `sort_risk_set`.
[[nodiscard]] inline survival_curves kaplan_meier(const survival_rows& table) {
    const risk_set set = sort_risk_set(table);
    const auto at_risk = weights_at_risk(set);
    survival_curves out;
    for (std::size_t g = 0; g < set.stratum.size(); ++g) {
        double survival = 1, greenwood = 0, hazard = 0, variance = 0;
        for (std::uint32_t u = set.stratum_from[g + 1] - 1; u-- > set.stratum_from[g];) {
            // Weights that all left but for rounding are nobody.
            const double d = dead_weight(set, u), n = at_risk[u], left = n - d > 1e-12 * n ? n - d : 0;
            survival *= left / n;
            greenwood += d / (n * left);
            hazard += d / n;
            variance += d / (n * n);
            out.group.push_back(set.stratum[g]);
            out.time.push_back(set.time[u]);
            out.at_risk.push_back(n);
            out.events.push_back(d);
            out.survival.push_back(survival);
            out.greenwood.push_back(greenwood);
            out.cumulative_hazard.push_back(hazard);
            out.hazard_variance.push_back(variance);
        }
    }
    return out;
}

/// On which scale the interval of S is normal.
enum class survival_scale : unsigned char { plain, log, log_log };
[[nodiscard]] inline survival_scale parse_survival_scale(std::string_view name) {
    if (name == "plain") return survival_scale::plain;
    if (name == "log") return survival_scale::log;
    check_argument(name == "log_log", "fit::kaplan_meier", "scale", name, "'plain', 'log' or 'log_log'");
    return survival_scale::log_log;
}

struct interval_ends {
    double low, high;
};
/// Interval of S from Var S / S^2; NaN where S is 0.
[[nodiscard]] inline interval_ends survival_interval(double survival, double greenwood, double level,
                                                     survival_scale scale) {
    check_argument(level > 0 && level < 1, "fit::kaplan_meier", "level", level, "between 0 and 1");
    if (survival <= 0) return {missing_value, missing_value};
    const double wide = normal_quantile((1 + level) / 2) * std::sqrt(greenwood);
    if (scale == survival_scale::plain)
        return {std::max(0.0, survival * (1 - wide)), std::min(1.0, survival * (1 + wide))};
    if (scale == survival_scale::log)
        return {survival * std::exp(-wide), std::min(1.0, survival * std::exp(wide))};
    if (survival == 1) return {1, 1};
    const double log_survival = std::log(survival), step = std::exp(wide / -log_survival);
    return {std::exp(log_survival * step), std::exp(log_survival / step)};
}

struct restricted_mean {
    double mean, standard_error;
};
/// Mean time lived up to `until`: the area under S from 0, of one group's event times and columns. Its
/// variance is the sum of (area after t)^2 d / (n (n - d)).
[[nodiscard]] inline restricted_mean mean_until(std::span<const double> time,
                                                std::span<const double> survival,
                                                std::span<const double> at_risk,
                                                std::span<const double> events, double until) {
    check_positive("fit::mean_until", "until", until);
    double area = 0, variance = 0, later = until;
    for (std::size_t k = time.size(); k-- > 0;) {
        if (time[k] > until) continue;
        area += survival[k] * (later - time[k]);
        later = time[k];
        const double left = at_risk[k] - events[k];
        if (left > 1e-12 * at_risk[k]) variance += area * area * events[k] / (at_risk[k] * left);
    }
    return {area + later, std::sqrt(variance)};
}

}  // namespace backrisk::fit
