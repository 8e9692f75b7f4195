#pragma once
/// Numbers that differ by rounding alone are equal: 0.1 + 0.2 days is 0.3 days, and a prediction of 0.3 is at
/// a threshold of 0.30000000000000004.
///
/// One tolerance, that of R's `survival` (`aeqSurv`, timefix = TRUE): the square root of the machine epsilon.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace backrisk {

inline constexpr double tie_tolerance = 0x1p-26;  ///< sqrt(2^-52) = 1.49e-8

/// x >= threshold, or below it by rounding alone (relative `tie_tolerance`).
/// @param x a finite number
/// @param threshold a finite number
[[nodiscard]] inline bool at_least(double x, double threshold) noexcept {
    return x >= threshold - tie_tolerance * std::abs(threshold);
}

/// The distinct times of some columns, where neighbours in order that are apart by at most `tie_tolerance`,
/// or by that share of the mean |time|, are one time, the earlier.
class distinct_times {
  public:
    /// @param columns times; those that are not finite are left as they are
    explicit distinct_times(std::initializer_list<std::span<const double>> columns) {
        for (const auto column : columns)
            for (const double t : column)
                if (std::isfinite(t)) cuts_.push_back(t);
        std::sort(cuts_.begin(), cuts_.end());
        cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
        double mean = 0;
        for (const double t : cuts_) mean += std::abs(t) / static_cast<double>(cuts_.size());
        const double apart = tie_tolerance * std::max(1.0, mean);
        std::size_t kept = 0;
        double before = -HUGE_VAL;
        for (const double t : cuts_) {
            if (!(t - before <= apart)) cuts_[kept++] = t;
            before = t;
        }
        joined_ = cuts_.size() - kept;
        cuts_.resize(kept);
    }
    /// How many distinct times were within rounding of an earlier one.
    [[nodiscard]] std::size_t joined() const noexcept { return joined_; }
    /// The time that `t`, one of the columns, counts as.
    [[nodiscard]] double operator()(double t) const noexcept {
        if (joined_ == 0 || !std::isfinite(t)) return t;
        return *(std::upper_bound(cuts_.begin(), cuts_.end(), t) - 1);
    }
    [[nodiscard]] std::vector<double> operator()(std::span<const double> times) const {
        std::vector<double> out(times.begin(), times.end());
        if (joined_ > 0)
            for (double& t : out) t = (*this)(t);
        return out;
    }

  private:
    std::vector<double> cuts_;
    std::size_t joined_ = 0;
};

}  // namespace backrisk
