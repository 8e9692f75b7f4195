#pragma once
#include <algorithm>
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/fit/survival.hpp"

namespace backrisk::fit {

BACKRISK_INLINE survival_curves kaplan_meier(const survival_rows& table) {
    const risk_set set = sort_risk_set(table);
    const auto at_risk = weights_at_risk(set);
    survival_curves out;
    out.last = set.last;
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

BACKRISK_INLINE survival_scale parse_survival_scale(std::string_view name) {
    if (name == "plain") return survival_scale::plain;
    if (name == "log") return survival_scale::log;
    check_argument(name == "log_log", "fit.kaplan_meier", "scale", name, "'plain', 'log' or 'log_log'");
    return survival_scale::log_log;
}

BACKRISK_INLINE interval_ends survival_interval(double survival, double greenwood, double level,
                                                survival_scale scale) {
    check_argument(level > 0 && level < 1, "fit.kaplan_meier", "level", level, "between 0 and 1");
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

BACKRISK_INLINE interval_columns survival_intervals(std::span<const double> survival,
                                                    std::span<const double> greenwood, double level,
                                                    survival_scale scale) {
    check_same_size("fit.kaplan_meier", "greenwood", greenwood, survival);
    interval_columns out;
    for (std::size_t k = 0; k < survival.size(); ++k) {
        const interval_ends ends = survival_interval(survival[k], greenwood[k], level, scale);
        out.low.push_back(ends.low), out.high.push_back(ends.high);
    }
    return out;
}

namespace survival_detail {

/// First time at which a falling curve is at `target` or below; the middle of its step where it equals it.
[[nodiscard]] inline double reached(std::span<const double> time, std::span<const double> curve,
                                    double target) {
    constexpr double tolerance = 1.5e-8;  // square root of the machine's, as R compares
    for (std::size_t k = 0; k < time.size(); ++k) {
        if (!(curve[k] <= target + tolerance)) continue;
        std::size_t next = k + 1;
        while (next < time.size() && std::abs(curve[next] - curve[k]) <= tolerance) ++next;
        const bool level = std::abs(curve[k] - target) <= tolerance && next < time.size();
        return level ? (time[k] + time[next]) / 2 : time[k];
    }
    return missing_value;
}

}  // namespace survival_detail

BACKRISK_INLINE time_quantile quantile_of_time(std::span<const double> time, std::span<const double> survival,
                                               std::span<const double> greenwood, double share, double level,
                                               survival_scale scale) {
    check_argument(share > 0 && share < 1, "fit.kaplan_meier", "share", share,
                   "between 0 and 1, ends excluded");
    const interval_columns ends = survival_intervals(survival, greenwood, level, scale);
    const double target = 1 - share;
    return {survival_detail::reached(time, survival, target),
            survival_detail::reached(time, ends.low, target),
            survival_detail::reached(time, ends.high, target)};
}

BACKRISK_INLINE restricted_mean mean_until(std::span<const double> time, std::span<const double> survival,
                                           std::span<const double> at_risk, std::span<const double> events,
                                           double until) {
    check_positive("fit.mean_until", "until", until);
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
