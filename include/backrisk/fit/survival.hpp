#pragma once
/// Survival without a model: Kaplan-Meier and Nelson-Aalen, with late entry, weights and groups.
///
///     S(t) = product over event times up to t of 1 - d/n       Var S = S^2 sum of d / (n (n - d))
///     H(t) = sum of d/n                                        Var H = sum of d / n^2
///
/// d: weight of the events at a time, n: weight of those at risk just before (start < t <= stop). Sources:
/// Kaplan & Meier 1958 (10.1080/01621459.1958.10501452), Aalen 1978 (10.1214/aos/1176344247), Greenwood's
/// variance as in Kalbfleisch & Prentice 2002 (10.1002/9781118032985).
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// One row an event time, groups in ascending order, time ascending.
struct survival_curves {
    std::vector<std::int64_t> group;
    std::vector<double> time, at_risk, events;
    std::vector<double> survival, greenwood;  ///< Var S / S^2; infinite once S is 0
    std::vector<double> cumulative_hazard, hazard_variance;
    std::vector<double> last;  ///< one a group: when follow-up ends
};

/// The curves of each group. `table` without covariates; its strata are the groups. Throws as
/// `sort_risk_set`.
[[nodiscard]] survival_curves kaplan_meier(const survival_rows& table);

/// On which scale the interval of S is normal.
enum class survival_scale : unsigned char { plain, log, log_log };

[[nodiscard]] survival_scale parse_survival_scale(std::string_view name);

struct interval_ends {
    double low, high;
};

/// Interval of S from Var S / S^2; NaN where S is 0.
[[nodiscard]] interval_ends survival_interval(double survival, double greenwood, double level,
                                              survival_scale scale);

struct interval_columns {
    std::vector<double> low, high;
};

/// `survival_interval` of columns of equal length.
[[nodiscard]] interval_columns survival_intervals(std::span<const double> survival,
                                                  std::span<const double> greenwood, double level,
                                                  survival_scale scale);

/// A time with its interval; missing where the curve, or the end of its interval, does not fall so far.
struct time_quantile {
    double time, low, high;
};

/// When S has fallen to 1 - `share`, of one group's event times: the first such time, and where S is 1 -
/// `share` over an interval of time its middle, as in R's survival. `low` and `high` are those times of the
/// ends of the interval of S (Brookmeyer & Crowley 1982 Biometrics 38:29, 10.2307/2530286). Throws
/// `invalid_argument` unless 0 < share < 1.
[[nodiscard]] time_quantile quantile_of_time(std::span<const double> time, std::span<const double> survival,
                                             std::span<const double> greenwood, double share, double level,
                                             survival_scale scale);

struct restricted_mean {
    double mean, standard_error;
};

/// Mean time lived up to `until`: the area under S from 0, of one group's event times and columns. Its
/// variance is the sum of (area after t)^2 d / (n (n - d)).
[[nodiscard]] restricted_mean mean_until(std::span<const double> time, std::span<const double> survival,
                                         std::span<const double> at_risk, std::span<const double> events,
                                         double until);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/survival.ipp"
#endif
