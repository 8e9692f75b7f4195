#pragma once
/// Monotony and strain: how alike the days of a week are.
///
///     monotony = mean / standard deviation of the daily loads of the window
///     strain   = load of the window x monotony
///
/// Foster 1998, Med Sci Sports Exerc 30:1164, doi:10.1097/00005768-199807000-00023, who does not say which
/// standard deviation; `ddof` = 1 (sample) is our default, 0 (population) reproduces SoccerMon
/// (doi:10.5281/zenodo.10033832). Loads that are constant, or differ by rounding alone (`is_constant`), have
/// no monotony: NaN with `reason::zero_variance`. Where days are missing, the mean and the deviation are
/// those of the observed days, and the load of the window is its length times that mean.
#include <cmath>
#include <vector>

#include "backrisk/core/tolerance.hpp"
#include "backrisk/load/rolling.hpp"

namespace backrisk::load {

/// Sums of d_k = x_{t-k} - x_ref over the observed days of a window, x_ref being the newest one of them.
///
/// The deviation from them, n s^2 = sum d^2 - (sum d)^2 / n, is exactly 0 for constant loads, however large.
/// It also stays accurate for others: with R the range of the window, each |d| <= R, so
/// sum d^2 <= (n - 1) R^2; and two of the values lie R apart, so n s^2 >= R^2 / 2 about any centre. The
/// subtraction thus magnifies rounding at most 2 (n - 1) times: for a week the relative error of the
/// variance is below 2 * 6 * (7 + 2) * 2^-53 = 1.2e-14. The textbook form sum x^2 - (sum x)^2 / n has no such
/// bound.
struct deviations {
    double sum = 0;
    double sum_of_squares = 0;
    std::size_t count = 0;

    /// Standard deviation; NaN where count <= ddof.
    [[nodiscard]] double sd(std::size_t ddof) const noexcept {
        if (count <= ddof) return missing_value;
        const double per_day = 1 / static_cast<double>(count);
        const double per_freedom = 1 / static_cast<double>(count - ddof);
        const double squares = sum_of_squares - sum * sum * per_day;  // below 0 by underflow only
        return std::sqrt(std::abs(squares) * per_freedom);
    }
};

/// A window of daily loads that knows its total and its deviation. Memory is taken in the constructor.
class week_state {
  public:
    explicit week_state(std::size_t window) : total_(window), days_(window, missing_value) {}

    void update(double x) {
        total_.update(total::of(x));
        newest_ = newest_ + 1 < days_.size() ? newest_ + 1 : 0;
        days_[newest_] = x;
    }

    [[nodiscard]] const total& sum() const noexcept { return total_.value(); }
    [[nodiscard]] std::size_t count() const noexcept { return total_.value().count; }
    [[nodiscard]] double coverage() const noexcept {
        return static_cast<double>(count()) / static_cast<double>(days_.size());
    }
    [[nodiscard]] double mean() const noexcept { return total_.value().sum / static_cast<double>(count()); }
    /// Load of the whole window: the sum, scaled up by the missing days.
    [[nodiscard]] double load() const noexcept {
        return total_.value().sum * (static_cast<double>(days_.size()) / static_cast<double>(count()));
    }
    /// O(window), newest day first.
    [[nodiscard]] double sd(std::size_t ddof) const noexcept {
        deviations d;
        double reference = missing_value;
        for (std::size_t k = 0; k < days_.size(); ++k) {
            const double x = days_[newest_ >= k ? newest_ - k : newest_ + days_.size() - k];
            if (std::isnan(x)) continue;
            if (d.count++ == 0) reference = x;
            d.sum += x - reference;
            d.sum_of_squares += (x - reference) * (x - reference);
        }
        return d.sd(ddof);
    }

  private:
    sliding<total> total_;
    std::vector<double> days_;
    std::size_t newest_ = 0;
};

struct monotony_options {
    days window{7};
    int ddof = 1;  ///< 1: sample, 0: population standard deviation
    double min_coverage = default_min_coverage;
};

/// Monotony, and with `Strain` the load of the window times it.
template <bool Strain>
class monotony_state {
  public:
    monotony_state(std::size_t window, std::size_t ddof, double min_coverage)
        : week_(window), ddof_(ddof), min_coverage_(min_coverage) {}

    void update(double x) { week_.update(x); }
    [[nodiscard]] double coverage() const noexcept { return week_.coverage(); }
    [[nodiscard]] measured value() const noexcept {
        if (week_.count() <= ddof_ || coverage() < min_coverage_) return measured(reason::low_coverage);
        const double sd = week_.sd(ddof_), mean = week_.mean();
        if (is_constant(sd, mean)) return measured(reason::zero_variance);
        return {Strain ? week_.load() * (mean / sd) : mean / sd, reason::none};
    }

  private:
    week_state week_;
    std::size_t ddof_;
    double min_coverage_;
};

template <bool Strain>
[[nodiscard]] measured_series monotony_series(std::string_view function, std::span<const double> daily,
                                              const monotony_options& options, group_starts starts) {
    const auto window = check::window(function, "window", options.window, 2);
    check_argument(options.ddof >= 0 && options.ddof < options.window.count(), function, "ddof", options.ddof,
                   "0 or more and below the window, " + std::to_string(window));
    check::share(function, "min_coverage", options.min_coverage);
    const auto ddof = static_cast<std::size_t>(options.ddof);
    return run(function, daily, starts, monotony_state<Strain>(window, ddof, options.min_coverage));
}

/// Mean / standard deviation after each day, a pure number. Throws `invalid_argument`.
[[nodiscard]] inline measured_series monotony(std::span<const double> daily,
                                              const monotony_options& options = {},
                                              group_starts starts = {}) {
    return monotony_series<false>("monotony", daily, options, starts);
}

/// Load of the window x monotony after each day, in the unit of the load. Throws `invalid_argument`.
[[nodiscard]] inline measured_series strain(std::span<const double> daily,
                                            const monotony_options& options = {}, group_starts starts = {}) {
    return monotony_series<true>("strain", daily, options, starts);
}

}  // namespace backrisk::load
