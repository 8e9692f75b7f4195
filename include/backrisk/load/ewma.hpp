#pragma once
/// Exponentially weighted moving average of a daily load.
///
///     E_t = E_{t-1} + alpha (x_t - E_{t-1})
///
/// Williams, West, Cross & Stokes 2017, doi:10.1136/bjsports-2016-096589: alpha = 2 / (N + 1).
/// Written as above, a constant load gives exactly that constant. Missing day: E holds, and the coverage
///
///     c_t = c_{t-1} + alpha (o_t - c_{t-1}),   o_t = 1 if day t is observed, else 0,   c_0 = 0
///
/// is the share of the weight of all days, also those before the first one, that rests on observed days.
#include <cmath>
#include <numbers>
#include <span>

#include "backrisk/load/check.hpp"

namespace backrisk::load {

/// The weight of the newest day, in (0, 1]. Four ways to say it.
class smoothing {
  public:
    /// alpha = 2 / (span + 1), span >= 1 in days (Williams 2017). Implicit: a span is the usual way.
    constexpr smoothing(double span) : smoothing(2 / (span + 1), span >= 1, "span", span, "1 or more") {}
    constexpr smoothing(days span) : smoothing(static_cast<double>(span.count())) {}

    /// alpha = 1 - exp(-ln 2 / h): after h days half the weight is left. Not ln 2 / h, its first-order
    /// approximation, which other tools use (0.198 in place of 0.180 at 3.5 days).
    [[nodiscard]] static smoothing half_life(double in_days) {
        return {-std::expm1(-std::numbers::ln2 / in_days), in_days > 0, "half_life", in_days, "positive"};
    }
    /// alpha = 1 - exp(-1 / tau)
    [[nodiscard]] static smoothing time_constant(double in_days) {
        return {-std::expm1(-1 / in_days), in_days > 0, "time_constant", in_days, "positive"};
    }
    [[nodiscard]] static smoothing weight(double alpha) {
        return {alpha, alpha > 0 && alpha <= 1, "alpha", alpha, "above 0 and at most 1"};
    }
    [[nodiscard]] constexpr double alpha() const noexcept { return alpha_; }

  private:
    constexpr smoothing(double alpha, bool holds, const char* argument, double value, const char* rule)
        : alpha_(alpha) {
        if (!(holds && value < 1e9)) fail_argument("ewma", argument, value, rule);
    }
    double alpha_;
};

/// What the average was on the day before the first one.
class ewma_start {
  public:
    constexpr ewma_start(double value) : value_(value) {  // NOLINT: a number is a start
        if (!(value >= 0 && value < missing_limit))
            fail_argument("ewma", "start", value, "finite and not negative");
    }
    /// The first observed load, so that E_1 = x_1 (Williams 2017).
    [[nodiscard]] static constexpr ewma_start first() noexcept { return {}; }
    /// Zero: as if nobody had ever trained before. Inflates the ratio for weeks.
    [[nodiscard]] static constexpr ewma_start zero() { return {0.0}; }
    [[nodiscard]] constexpr double value() const noexcept { return value_; }  ///< NaN for `first`

  private:
    static constexpr double missing_limit = std::numeric_limits<double>::infinity();
    constexpr ewma_start() = default;
    double value_ = missing_value;
};

/// One average. 32 bytes, no allocation.
class ewma_state {
  public:
    explicit constexpr ewma_state(smoothing by, ewma_start from = ewma_start::first(),
                                  double min_coverage = default_min_coverage)
        : alpha_(by.alpha()), level_(from.value()), min_coverage_(min_coverage) {}

    void update(double x) noexcept {
        const bool observed = !std::isnan(x);
        coverage_ += alpha_ * ((observed ? 1.0 : 0.0) - coverage_);
        if (!observed) return;
        level_ = std::isnan(level_) ? x : level_ + alpha_ * (x - level_);
    }

    [[nodiscard]] double alpha() const noexcept { return alpha_; }
    [[nodiscard]] double level() const noexcept { return level_; }  ///< NaN before the first observed day
    [[nodiscard]] double coverage() const noexcept { return coverage_; }
    [[nodiscard]] measured value() const noexcept {
        return std::isnan(level_) || coverage_ < min_coverage_ ? measured(reason::low_coverage) : level_;
    }
    friend bool operator==(const ewma_state& a, const ewma_state& b) noexcept {
        const bool same_level = a.level_ == b.level_ || (std::isnan(a.level_) && std::isnan(b.level_));
        return same_level && a.alpha_ == b.alpha_ && a.coverage_ == b.coverage_ &&
               a.min_coverage_ == b.min_coverage_;
    }

  private:
    double alpha_;
    double level_;
    double coverage_ = 0;
    double min_coverage_;
};

struct ewma_options {
    ewma_start start = ewma_start::first();
    double min_coverage = default_min_coverage;
};

/// The average after each day; `daily` in any unit, the answer in the same. Throws `invalid_argument`.
[[nodiscard]] inline measured_series ewma(std::span<const double> daily, smoothing by,
                                          ewma_options options = {}, group_starts starts = {}) {
    check::share("ewma", "min_coverage", options.min_coverage);
    return run("ewma", daily, starts, ewma_state(by, options.start, options.min_coverage));
}

}  // namespace backrisk::load
