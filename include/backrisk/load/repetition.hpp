#pragma once
/// Repetition: training without a day off, and the share of the load that falls on one thing.
///
/// Definitions of ours; no paper makes the choice for us (`verification::assumption`).
#include <cmath>

#include "backrisk/load/rolling.hpp"

namespace backrisk::load {

/// Training days in a row, today included: 0 on a rest day. A run that holds a missing day has no known
/// length: it is NaN with `not_recorded` until the next rest day. A run that began before the first day is
/// counted from the first day.
class consecutive_days_state {
  public:
    void update(double x) noexcept {
        if (x == 0) {
            run_ = 0;
            run_known_ = true;
        } else if (!std::isnan(x)) {
            ++run_;
        } else {
            run_known_ = false;
        }
    }
    [[nodiscard]] double coverage() const noexcept { return run_known_ ? 1 : 0; }
    [[nodiscard]] measured value() const noexcept {
        return run_known_ ? measured(static_cast<double>(run_)) : measured(reason::not_recorded);
    }

  private:
    std::size_t run_ = 0;
    bool run_known_ = true;
};

/// Number of training days in a row up to each day. Throws `invalid_argument`.
[[nodiscard]] inline measured_series consecutive_days(std::span<const double> daily,
                                                      group_starts starts = {}) {
    return run("consecutive_days", daily, starts, consecutive_days_state{});
}

/// sum(channel) / sum(total) over the last `window` days on which both are known: how much of the week's
/// load (or lifts, or deliveries) falls on one movement pattern, side, apparatus or surface. 0 / 0 is NaN
/// with `zero_denominator`. A channel above its total is refused (one part in 10^9 is left for rounding).
/// Throws `invalid_argument`.
[[nodiscard]] inline measured_series share(std::span<const double> channel, std::span<const double> daily,
                                           rolling_options options = {}, group_starts starts = {}) {
    check_same_size("share", "channel", channel, daily);
    check::amounts("share", "channel", channel);
    check::amounts("share", "total", daily);
    check::groups("share", starts, daily.size());
    check::share("share", "min_coverage", options.min_coverage);
    const auto window = check::window("share", "window", options.window);
    for (std::size_t i = 0; i < daily.size(); ++i)
        if (channel[i] > daily[i] * (1 + 1e-9))
            fail_argument("share", "channel[" + show(i) + "]", channel[i],
                          "at most the total of its day, " + show(daily[i]));
    measured_series out(daily.size());
    const rolling_mean_state fresh(window, options.min_coverage);
    rolling_mean_state part = fresh, whole = fresh;
    for_each_person(daily.size(), starts, [&](std::size_t first, std::size_t last) {
        part = fresh;
        whole = fresh;
        for (std::size_t i = first; i < last; ++i) {
            const bool both = !std::isnan(channel[i]) && !std::isnan(daily[i]);
            part.update(both ? channel[i] : missing_value);
            whole.update(both ? daily[i] : missing_value);
            const bool enough = whole.value().known();
            out.set(i, enough ? divide(part.sum().sum, whole.sum().sum) : measured(reason::low_coverage),
                    whole.coverage());
        }
    });
    return out;
}

}  // namespace backrisk::load
