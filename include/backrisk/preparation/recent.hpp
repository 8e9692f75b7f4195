#pragma once
/// Means and sums of a daily self-report over the last days: sleep, mood, stress, sleep debt, rest days.
///
/// A day without an entry is unobserved; an entry outside the possible range is set aside, that day's answer
/// is NaN with `out_of_range`, and later windows count it as unobserved. Days before the first one count as
/// unobserved as well. Below `min_coverage` the answer is NaN with `low_coverage`.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "backrisk/core/people.hpp"
#include "backrisk/core/sliding.hpp"

namespace backrisk::preparation {

struct recent_options {
    days window{7};
    double min_coverage = default_min_coverage;
    double low = std::numeric_limits<double>::lowest();  ///< least possible entry
    double high = std::numeric_limits<double>::max();    ///< greatest possible entry
};

/// Nights have 24 hours at most.
inline constexpr recent_options sleep_options{.low = 0, .high = 24};

/// The observed part of a window: sum, count, coverage. What is summed may be a function of the entry.
class observed_window {
  public:
    observed_window(std::string_view function, const recent_options& options)
        : window_(check::window(function, "window", options.window)), options_(options) {
        check::share(function, "min_coverage", options.min_coverage);
        check_argument(options.low < options.high, function, "low", options.low, "below high");
    }
    template <class Part>
    void update(double entry, Part&& part) {
        const bool possible = entry >= options_.low && entry <= options_.high;
        refused_ = !possible && !std::isnan(entry);
        const double amount = part(entry);
        window_.update(total{possible ? amount : 0.0, possible});
    }
    /// As `days_without` updates without an entry; a long gap costs no more than two windows.
    void skip(std::int64_t days_without) {
        const auto window = static_cast<std::int64_t>(window_.window());
        if (days_without > 2 * window) days_without = window + days_without % window;
        for (; days_without > 0; --days_without) window_.update({});
        refused_ = false;
    }
    [[nodiscard]] double coverage() const noexcept { return count() / size(); }
    [[nodiscard]] double count() const noexcept { return static_cast<double>(window_.value().count); }
    [[nodiscard]] double size() const noexcept { return static_cast<double>(window_.window()); }
    [[nodiscard]] double mean() const noexcept { return window_.value().sum / count(); }
    /// `none` when the window may be used.
    [[nodiscard]] reason judge() const noexcept {
        if (refused_) return reason::out_of_range;
        return count() == 0 || coverage() < options_.min_coverage ? reason::low_coverage : reason::none;
    }

  private:
    sliding<total> window_;
    recent_options options_;
    bool refused_ = false;
};

/// mean = sum of the entries of the last n days / their number, today included.
class recent_mean_state {
  public:
    explicit recent_mean_state(const recent_options& options = {}) : window_("recent_mean", options) {}
    void update(double entry) {
        window_.update(entry, [](double x) { return x; });
    }
    void skip(std::int64_t days_without) { window_.skip(days_without); }
    [[nodiscard]] double coverage() const noexcept { return window_.coverage(); }
    [[nodiscard]] measured value() const noexcept {
        const reason why = window_.judge();
        return why == reason::none ? measured(window_.mean()) : measured(why);
    }

  private:
    observed_window window_;
};

/// Sleep debt in hours over the last n nights:
///
///     debt = n * mean over the observed nights of max(0, need - slept)
///
/// With every night observed that is the plain sum. A long night does not pay for a short one. `need_hours`
/// is an argument without default: needs differ, and no recommendation was read for this library.
class sleep_debt_state {
  public:
    explicit sleep_debt_state(double need_hours, const recent_options& options = sleep_options)
        : window_("sleep_debt", options), need_hours_(need_hours) {
        check_between("sleep_debt", "need_hours", need_hours, 0, 24);
    }
    void update(double slept_hours) {
        window_.update(slept_hours, [this](double slept) { return std::max(0.0, need_hours_ - slept); });
    }
    [[nodiscard]] double coverage() const noexcept { return window_.coverage(); }
    [[nodiscard]] measured value() const noexcept {
        const reason why = window_.judge();
        return why == reason::none ? measured(window_.mean() * window_.size()) : measured(why);
    }

  private:
    observed_window window_;
    double need_hours_;
};

/// Rest days among the last n: days whose load is zero. A day of unknown load is not a rest day; with some
/// unknown the observed share is scaled to n, n * rest / observed.
class rest_days_state {
  public:
    explicit rest_days_state(recent_options options = {})
        : window_("recovery_days", at_least_zero(options)) {}
    void update(double load) {
        window_.update(load, [](double x) { return x == 0 ? 1.0 : 0.0; });
    }
    [[nodiscard]] double coverage() const noexcept { return window_.coverage(); }
    [[nodiscard]] measured value() const noexcept {
        const reason why = window_.judge();
        return why == reason::none ? measured(window_.mean() * window_.size()) : measured(why);
    }

  private:
    static recent_options at_least_zero(recent_options options) noexcept {
        options.low = 0;
        return options;
    }
    observed_window window_;
};

/// A daily column through a state, person by person.
template <class State>
[[nodiscard]] measured_series after_each_day(std::string_view function, std::span<const double> daily,
                                             const State& fresh, group_starts starts) {
    check::groups(function, starts, daily.size());
    measured_series out(daily.size());
    replay(daily, starts, fresh, out);
    return out;
}

[[nodiscard]] inline measured_series recent_mean(std::span<const double> daily,
                                                 const recent_options& options = {},
                                                 group_starts starts = {}) {
    return after_each_day("recent_mean", daily, recent_mean_state(options), starts);
}
[[nodiscard]] inline measured_series sleep_debt(std::span<const double> slept_hours, double need_hours,
                                                const recent_options& options = sleep_options,
                                                group_starts starts = {}) {
    return after_each_day("sleep_debt", slept_hours, sleep_debt_state(need_hours, options), starts);
}
[[nodiscard]] inline measured_series rest_days(std::span<const double> load,
                                               const recent_options& options = {}, group_starts starts = {}) {
    return after_each_day("recovery_days", load, rest_days_state(options), starts);
}

}  // namespace backrisk::preparation
