#pragma once
/// What a horizon is worth when the log hazard decays day by day since recovery.
#include <cmath>
#include <cstddef>
#include <vector>

#include "backrisk/factor/transform.hpp"

namespace backrisk::factor {

/// Days at today's hazard that a horizon of H days is worth, n days after recovery:
///
///     sum over d = 1 .. H of exp(beta (phi(n + d) - phi(n)))
///
/// H itself where the hazard does not change. All other factors hold their last values. A fraction of a day
/// is dropped; a negative number of days counts as the day of recovery.
class horizon_decay {
  public:
    /// No decay: every horizon is worth its days.
    horizon_decay() = default;
    /// `phi` of shape `recency`, `beta` its coefficient, for horizons of up to `longest` days.
    horizon_decay(const transform& phi, double beta, int longest) : origin_(phi.origin) {
        const auto last = static_cast<std::size_t>(phi.origin) + static_cast<std::size_t>(longest) + 1;
        sums_.resize(last + 1);
        double sum = 0;
        for (std::size_t n = 0; n <= last; ++n) {
            double column = 0;
            phi.apply(static_cast<double>(n), &column);
            sums_[n] = sum += std::exp(beta * column);
        }
    }

    /// ln of the days that the horizon is worth; ln H where `recency_days` is NaN (unknown) or infinite
    /// (never).
    [[nodiscard]] double log_days(double recency_days, int horizon_days) const noexcept {
        const double flat = std::log(static_cast<double>(horizon_days));
        if (sums_.empty() || !(recency_days < origin_)) return flat;
        const auto today = static_cast<std::size_t>(std::max(0.0, recency_days));
        const double now = sums_[today] - (today > 0 ? sums_[today - 1] : 0.0);
        return std::log((sums_[today + static_cast<std::size_t>(horizon_days)] - sums_[today]) / now);
    }

  private:
    double origin_ = 0;
    std::vector<double> sums_;  ///< running sums of exp(beta phi(n)), n = 0, 1, ...
};

}  // namespace backrisk::factor
