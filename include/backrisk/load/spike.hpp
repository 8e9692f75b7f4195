#pragma once
/// Today's longest session against the longest one of the days before.
///
///     spike_t = x_t / max(x_{t-window} .. x_{t-1}) - 1
///
/// 0.10 is ten per cent longer than anything in the last 30 days; -1 is a rest day. Frandsen 2025,
/// doi:10.1136/bjsports-2024-109380 (running distance of single sessions; steps at 0.10, 0.30 and 1.00).
/// Missing today: NaN, `not_recorded`. The coverage is the observed share of the days before.
#include "backrisk/load/check.hpp"
#include "backrisk/load/sliding.hpp"

namespace backrisk::load {

struct session_spike_options {
    days window{30};
    double min_coverage = default_min_coverage;
};

class session_spike_state {
  public:
    session_spike_state(std::size_t window, double min_coverage)
        : past_(window), min_coverage_(min_coverage) {}

    void update(double x) {
        past_.update(largest::of(today_));
        today_ = x;
    }
    [[nodiscard]] double coverage() const noexcept {
        return static_cast<double>(past_.value().count) / static_cast<double>(past_.window());
    }
    [[nodiscard]] measured value() const noexcept {
        if (std::isnan(today_)) return measured(reason::not_recorded);
        if (past_.value().count == 0 || coverage() < min_coverage_) return measured(reason::low_coverage);
        const measured rise = divide(today_, past_.value().max);
        return {rise.value - 1, rise.reason};
    }

  private:
    sliding<largest> past_;
    double today_ = missing_value;
    double min_coverage_;
};

/// The relative rise on each day; `longest` holds each day's longest session in any unit (0 on a rest day).
/// x / 0 is infinite, 0 / 0 NaN, both with `reason::zero_denominator`. Throws `invalid_argument`.
[[nodiscard]] inline measured_series session_spike(std::span<const double> longest,
                                                   session_spike_options options = {},
                                                   group_starts starts = {}) {
    check::share("session_spike", "min_coverage", options.min_coverage);
    const auto window = check::window("session_spike", "window", options.window);
    return run("session_spike", longest, starts, session_spike_state(window, options.min_coverage));
}

}  // namespace backrisk::load
