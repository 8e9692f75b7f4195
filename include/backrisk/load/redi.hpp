#pragma once
/// Robust exponential decreasing index: an exponentially weighted mean over the observed days only.
///
///     REDI_t = sum_k w_k x_{t-k} / sum_k w_k  over the observed days k = 0 .. window - 1,   w_k = exp(-rate
///     k)
///
/// Moussa, Leroy et al. 2019, doi:10.1136/bmjsem-2019-000573 (weight 1 on the newest day; one other tool puts
/// it on the oldest). The authors use all days so far, which is our default; `window` limits them.
/// The coverage is the observed part of the weight of all days of the window, also those before the first.
#include <cmath>
#include <optional>

#include "backrisk/load/check.hpp"
#include "backrisk/load/sliding.hpp"

namespace backrisk::load {

struct redi_options {
    double rate = missing_value;   ///< per day, above 0; the authors show 0.05, 0.1 and 0.5. No default.
    std::optional<days> window{};  ///< days used, all so far when not given
    double min_coverage = default_min_coverage;
};

/// Weighted sum, weight and decay of a stretch of days: associative, so that it can slide.
struct decayed {
    double sum = 0;
    double weight = 0;
    double decay = 1;  ///< exp(-rate x days of the stretch)

    [[nodiscard]] friend decayed combine(const decayed& earlier, const decayed& later) noexcept {
        return {later.sum + later.decay * earlier.sum, later.weight + later.decay * earlier.weight,
                later.decay * earlier.decay};
    }
    friend bool operator==(const decayed&, const decayed&) = default;
};

/// All days so far.
class redi_state {
  public:
    redi_state(double rate, double min_coverage)
        : decay_(std::exp(-rate)), full_weight_(-1 / std::expm1(-rate)), min_coverage_(min_coverage) {}

    void update(double x) noexcept { past_ = combine(past_, day(x)); }
    [[nodiscard]] double coverage() const noexcept { return past_.weight / full_weight_; }
    [[nodiscard]] measured value() const noexcept { return mean_of(past_); }

  protected:
    [[nodiscard]] decayed day(double x) const noexcept {
        return std::isnan(x) ? decayed{0, 0, decay_} : decayed{x, 1, decay_};
    }
    [[nodiscard]] measured mean_of(const decayed& stretch) const noexcept {
        if (stretch.weight == 0 || stretch.weight / full_weight_ < min_coverage_)
            return measured(reason::low_coverage);
        return stretch.sum / stretch.weight;
    }
    double decay_;
    double full_weight_;  ///< of all days of the window, observed or not
    double min_coverage_;

  private:
    decayed past_;
};

/// The last `window` days.
class redi_window_state : private redi_state {
  public:
    redi_window_state(double rate, double min_coverage, std::size_t window)
        : redi_state(rate, min_coverage), past_(window) {
        full_weight_ *= -std::expm1(-rate * static_cast<double>(window));
    }
    void update(double x) { past_.update(day(x)); }
    [[nodiscard]] double coverage() const noexcept { return past_.value().weight / full_weight_; }
    [[nodiscard]] measured value() const noexcept { return mean_of(past_.value()); }

  private:
    sliding<decayed> past_;
};

/// The index after each day, in the unit of the load. Throws `invalid_argument`.
[[nodiscard]] inline measured_series redi(std::span<const double> daily, const redi_options& options,
                                          group_starts starts = {}) {
    check_argument(options.rate > 1e-9 && options.rate < 700, "redi", "rate", options.rate,
                   "a decay a day above 0 (and below 700)");
    check::share("redi", "min_coverage", options.min_coverage);
    if (!options.window) return run("redi", daily, starts, redi_state(options.rate, options.min_coverage));
    const auto window = check::window("redi", "window", *options.window);
    return run("redi", daily, starts, redi_window_state(options.rate, options.min_coverage, window));
}

}  // namespace backrisk::load
