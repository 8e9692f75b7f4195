#pragma once
/// Today's self-reports against the person's own recent past.
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/people.hpp"
#include "backrisk/core/sliding.hpp"
#include "backrisk/core/tolerance.hpp"

namespace backrisk::preparation {

/// Count, mean and sum of squared deviations of the observed values; merges without cancellation (Chan, Golub
/// & LeVeque 1983 Am Stat 37:242), and the spread of equal values is exactly zero.
struct moments {
    double count = 0;
    double mean = 0;
    double squares = 0;

    [[nodiscard]] static moments of(double x) noexcept {
        return std::isnan(x) ? moments{} : moments{1, x, 0};
    }
    [[nodiscard]] double variance() const noexcept { return squares / (count - 1); }
    [[nodiscard]] friend moments combine(const moments& a, const moments& b) noexcept {
        const double both = a.count + b.count;
        if (both == 0) return a;
        const double delta = b.mean - a.mean, share = b.count / both;
        return {both, a.mean + delta * share, a.squares + b.squares + delta * delta * a.count * share};
    }
    friend bool operator==(const moments&, const moments&) = default;
};

struct baseline_options {
    days window{28};  ///< days before today; at least 2
    double min_coverage = default_min_coverage;
    bool higher_is_better = true;
};

/// z_t = sign * (x_t - mean) / sd of the n days *before* t (denominator count - 1), signed so that higher is
/// better. Missing today: `not_recorded`; infinite: `out_of_range`, and later baselines leave it out; too few
/// days before: `low_coverage`; no spread in them beyond rounding: `zero_variance`. Coverage: observed share
/// of those days.
class wellness_z_state {
  public:
    explicit wellness_z_state(const baseline_options& options = {})
        : past_(check::window("wellness_z", "window", options.window, 2)), options_(options) {
        check::share("wellness_z", "min_coverage", options.min_coverage);
    }
    void update(double x) {
        past_.update(moments::of(std::isfinite(today_) ? today_ : missing_value));
        today_ = x;
    }
    [[nodiscard]] double coverage() const noexcept {
        return past_.value().count / static_cast<double>(past_.window());
    }
    [[nodiscard]] measured value() const noexcept {
        if (std::isnan(today_)) return measured(reason::not_recorded);
        if (std::isinf(today_)) return measured(reason::out_of_range);
        const moments& past = past_.value();
        if (past.count < 2 || coverage() < options_.min_coverage) return measured(reason::low_coverage);
        const double sd = std::sqrt(past.variance());
        if (is_constant(sd, past.mean)) return measured(reason::zero_variance);
        const double z = (today_ - past.mean) / sd;
        return options_.higher_is_better ? z : -z;
    }

  private:
    sliding<moments> past_;
    double today_ = missing_value;
    baseline_options options_;
};

[[nodiscard]] inline measured_series wellness_z(std::span<const double> daily,
                                                const baseline_options& options = {},
                                                group_starts starts = {}) {
    check::groups("wellness_z", starts, daily.size());
    measured_series out(daily.size());
    replay(daily, starts, wellness_z_state(options), out);
    return out;
}

/// Readiness: the mean of the available z-scores of several items; coverage is their share of all items.
/// With none available it is NaN with the reason of the first item.
class readiness_state {
  public:
    /// `higher_is_better[k]`: non-zero where a high value of item k is good. At least one item.
    readiness_state(std::span<const std::uint8_t> higher_is_better, baseline_options options) {
        check_argument(!higher_is_better.empty(), "readiness", "number of items", higher_is_better.size(),
                       "1 or more");
        items_.reserve(higher_is_better.size());
        for (const std::uint8_t higher : higher_is_better) {
            options.higher_is_better = higher != 0;
            items_.emplace_back(options);
        }
    }
    /// Today's value of each item, in the order of the constructor.
    void update(std::span<const double> today) {
        for (std::size_t k = 0; k < items_.size(); ++k) update(k, today[k]);
    }
    void update(std::size_t item, double x) { items_[item].update(x); }

    [[nodiscard]] double coverage() const noexcept {
        std::size_t known = 0;
        for (const wellness_z_state& item : items_) known += item.value().known();
        return static_cast<double>(known) / static_cast<double>(items_.size());
    }
    [[nodiscard]] measured value() const noexcept {
        double sum = 0;
        std::size_t known = 0;
        for (const wellness_z_state& item : items_)
            if (const measured z = item.value(); z.known()) {
                sum += z.value;
                ++known;
            }
        return known == 0 ? measured(items_.front().value().reason)
                          : measured(sum / static_cast<double>(known));
    }

  private:
    std::vector<wellness_z_state> items_;
};

/// `items[k]` is the daily column of item k; all of one length. Throws `invalid_argument`.
[[nodiscard]] inline measured_series readiness(std::span<const std::span<const double>> items,
                                               std::span<const std::uint8_t> higher_is_better,
                                               const baseline_options& options = {},
                                               group_starts starts = {}) {
    check_same_size("readiness", "higher_is_better", higher_is_better, items);
    const readiness_state fresh(higher_is_better, options);
    const std::size_t size = items.front().size();
    for (const auto& item : items) check_same_size("readiness", "items", item, items.front());
    check::groups("readiness", starts, size);
    measured_series out(size);
    readiness_state state = fresh;
    for_each_person(size, starts, [&](std::size_t first, std::size_t last) {
        state = fresh;
        for (std::size_t i = first; i < last; ++i) {
            for (std::size_t k = 0; k < items.size(); ++k) state.update(k, items[k][i]);
            out.set(i, state.value(), state.coverage());
        }
    });
    return out;
}

}  // namespace backrisk::preparation
