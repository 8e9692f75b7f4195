#pragma once
/// What a horizon is worth when the log hazard decays day by day since recovery.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "backrisk/factor/population.hpp"
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
            double column = 0;  // from the origin on
            if (static_cast<double>(n) < phi.origin) phi.apply(static_cast<double>(n), &column);
            sums_[n] = sum += column == 0 ? 1.0 : std::exp(beta * column);
        }
    }

    /// Who may be meant by an unknown time: `with` of the people have an earlier episode, whose recency is
    /// distributed as `of`.
    void expect(const marginal& of, double with) {
        recencies_.clear();
        weights_.clear();
        const auto add = [&](double days, double weight) {
            recencies_.push_back(days);
            weights_.push_back(weight);
        };
        double total = 0;
        for (int j = -60; j <= 60; ++j) total += std::exp(-0.005 * j * j);
        for (int j = -60; j <= 60; ++j) add(of.at_score(0.1 * j), with * std::exp(-0.005 * j * j) / total);
        add(std::numeric_limits<double>::infinity(), 1 - with);
    }

    /// ln of the days that the horizon is worth; ln H where `recency_days` is infinite (never). NaN
    /// (unknown): the mean over the expected people, E[sum_d exp(beta phi(n + d))] / E[exp(beta phi(n))], or
    /// ln H without `expect`.
    [[nodiscard]] double log_days(double recency_days, int horizon_days) const noexcept {
        if (std::isnan(recency_days) && !recencies_.empty()) {
            double later = 0, now = 0;
            for (std::size_t i = 0; i < recencies_.size(); ++i) {
                const worth one = of(recencies_[i], horizon_days);
                later += weights_[i] * one.later;
                now += weights_[i] * one.now;
            }
            return std::log(later / now);
        }
        const worth one = of(recency_days, horizon_days);
        return std::log(one.later / one.now);
    }

  private:
    struct worth {
        double later;  ///< sum of exp(beta phi) over the horizon
        double now;    ///< exp(beta phi) today
    };
    [[nodiscard]] worth of(double recency_days, int horizon_days) const noexcept {
        if (sums_.empty() || !(recency_days < origin_)) return {static_cast<double>(horizon_days), 1};
        const auto today = static_cast<std::size_t>(std::max(0.0, recency_days));
        return {sums_[today + static_cast<std::size_t>(horizon_days)] - sums_[today],
                sums_[today] - (today > 0 ? sums_[today - 1] : 0.0)};
    }

    double origin_ = 0;
    std::vector<double> sums_;  ///< running sums of exp(beta phi(n)), n = 0, 1, ...
    std::vector<double> recencies_, weights_;
};

}  // namespace backrisk::factor
