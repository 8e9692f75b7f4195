#pragma once
/// How the hazard of a new episode falls with the time since the last one.
///
///     log HR(t) = (k - 1) · ln(max(t, floor) / reference)   for t < reference, else 0
///
/// with t in days since recovery: the log hazard ratio of a Weibull hazard against its own value at 365 days.
/// k = 0.543 follows from two numbers of da Silva 2019 (J Physiother 65:159, 10.1016/j.jphys.2019.04.010,
/// 250 recovered adults): median time to recurrence 139 days and 69 % recurrent after 12 months,
///     k = ln(ln 0.31 / ln 0.50) / ln(365 / 139);
/// when the 12-month share runs over its interval of 62 to 74 %, k runs over 0.35 to 0.69.
/// Deviations: the paper reports no Weibull model, so k is derived; the hazard of a Weibull has no limit at
/// recovery, so the floor of 14 days is ours; beyond the year that was observed the ratio stays at one.
/// Part of the decay is selection (frail people recur first), so it predicts and need not be causal.
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/series.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::history {

inline constexpr source recency_source{"da Silva 2019 J Physiother 65:159 (Weibull shape derived)",
                                       "10.1016/j.jphys.2019.04.010", verification::derived};

struct recency_options {
    double shape = 0.5433131647406684;  ///< Weibull shape k in (0, 1]; 1 means that time does not matter
    int floor_days = 14;                ///< below it the ratio stays what it is at the floor
    int reference_days = 365;           ///< the ratio is one from here on
};

/// The decay as a table of whole days: a lookup for a diary, the formula for fractions of a day.
class recency_curve {
  public:
    explicit recency_curve(recency_options options = {}) : options_(options) {
        constexpr auto here = "recency";
        check_argument(options.shape > 0 && options.shape <= 1, here, "shape", options.shape,
                       "above 0 and at most 1");
        check_argument(options.floor_days >= 1, here, "floor_days", options.floor_days, "1 or more");
        check_argument(options.reference_days > options.floor_days, here, "reference_days",
                       options.reference_days, "above floor_days");
        table_.reserve(static_cast<std::size_t>(options.reference_days) + 1);
        for (int day = 0; day <= options.reference_days; ++day) table_.push_back(formula(day));
    }

    /// Log hazard ratio after `days` without pain; +inf (never an episode) gives 0, NaN is not recorded,
    /// negative is out of range.
    [[nodiscard]] measured operator()(double days) const noexcept {
        if (!(days >= 0)) return measured(std::isnan(days) ? reason::not_recorded : reason::out_of_range);
        const double capped = std::min(days, static_cast<double>(options_.reference_days));
        const auto whole = static_cast<std::size_t>(capped);
        return static_cast<double>(whole) == capped ? table_[whole] : formula(capped);
    }
    /// A missing time keeps its reason: inside an episode there is no time since recovery.
    [[nodiscard]] measured operator()(measured days) const noexcept {
        if (days.reason != reason::none) return measured(days.reason);
        return (*this)(days.value);
    }
    [[nodiscard]] const recency_options& options() const noexcept { return options_; }

  private:
    [[nodiscard]] double formula(double days) const noexcept {
        const double floor = options_.floor_days;
        return (options_.shape - 1) * std::log((days < floor ? floor : days) / options_.reference_days);
    }
    recency_options options_;
    std::vector<double> table_;
};

/// The same over a column of days since recovery.
[[nodiscard]] inline measured_series recency(std::span<const double> days, recency_options options = {}) {
    const recency_curve curve(options);
    measured_series result(days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
        const measured one = curve(days[i]);
        result.set(i, one, one.reason == reason::none ? 1.0 : 0.0);
    }
    return result;
}

}  // namespace backrisk::history
