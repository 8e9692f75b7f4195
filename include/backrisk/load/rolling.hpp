#pragma once
/// Mean daily load over a rolling window.
///
///     m_t = sum of the observed loads of the last n days / number of observed days
///
/// coverage = observed days / n. Days before the first one count as unobserved, so a young series does not
/// pass for a trained-down one.
#include "backrisk/load/sliding.hpp"

#include "backrisk/load/check.hpp"

namespace backrisk::load {

/// Mean of the observed, and their share of the window.
class rolling_mean_state {
  public:
    explicit rolling_mean_state(std::size_t window, double min_coverage = default_min_coverage)
        : window_(window), min_coverage_(min_coverage) {}

    void update(double x) { window_.update(total::of(x)); }
    /// As `days` updates without an observation, at the start.
    void skip(std::size_t days) noexcept { window_.skip(days); }

    [[nodiscard]] const total& sum() const noexcept { return window_.value(); }
    [[nodiscard]] double mean() const noexcept { return sum().sum / static_cast<double>(sum().count); }
    [[nodiscard]] double coverage() const noexcept {
        return static_cast<double>(sum().count) / static_cast<double>(window_.window());
    }
    [[nodiscard]] measured value() const noexcept {
        return sum().count == 0 || coverage() < min_coverage_ ? measured(reason::low_coverage) : mean();
    }
    friend bool operator==(const rolling_mean_state&, const rolling_mean_state&) = default;

  private:
    sliding<total> window_;
    double min_coverage_;
};

struct rolling_options {
    days window{7};
    double min_coverage = default_min_coverage;
};

/// The mean of the last `window` days, after each day. Throws `invalid_argument`.
[[nodiscard]] inline measured_series rolling_mean(std::span<const double> daily, rolling_options options = {},
                                                  group_starts starts = {}) {
    check::share("rolling_mean", "min_coverage", options.min_coverage);
    const auto window = check::window("rolling_mean", "window", options.window);
    return run("rolling_mean", daily, starts, rolling_mean_state(window, options.min_coverage));
}

}  // namespace backrisk::load
