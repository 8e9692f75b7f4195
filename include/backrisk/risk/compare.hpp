#pragma once
/// Differences: two people, or one person on two days.
///
/// Both share the place and most of the coefficients, so that a difference is known far better than either
/// risk. With d = z_a - z_b over the horizon (m and S with the factors' shares of it):
///
///     ln HR = m' d + (decay since recovery),   Var = d' S d + unknown
///
/// What is unknown of two people is independent, m' (V_a + V_b) m + tr(S (V_a + V_b)). One person has the
/// same unknown values on both days: a factor unknown on both cancels, one that acts for `persistence_days`
/// by the share max(0, 1 - days apart / persistence) of its variance.
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

/// One factor of a difference.
struct difference_part {
    std::string factor;
    std::string label;
    std::string unit;
    factor::cause of = factor::cause::context;
    double first = missing_value;   ///< value of a, in `unit`; NaN where unknown
    double second = missing_value;  ///< value of b
    double log_hazard = 0;          ///< a's part minus b's, over the horizon; the parts add up to ln HR
    double spread = 0;              ///< posterior SD of it
};

struct comparison {
    estimate hazard_ratio;          ///< cumulative hazard of a over that of b
    double higher = missing_value;  ///< probability that a's hazard is above b's; 0.5 where nothing differs
    double log_hazard = missing_value;  ///< ln HR
    double variance = missing_value;
    double unknown_variance = missing_value;  ///< the part of it that unknown factors cause
    double level = 0.95;
    int horizon_days = 0;
    std::vector<difference_part> differs;  ///< factors that differ, largest part first
};

struct compare_options {
    days horizon{28};
    double level = 0.95;
};

/// Two people: a against b.
/// @param with a scorer of the model; it keeps what it learns of the patterns
/// @param a,b  rows, one value a factor, NaN where unknown
/// @throws invalid_argument for a row of another length, a horizon or level out of range
[[nodiscard]] comparison compare(scorer& with, std::span<const double> a, std::span<const double> b,
                                 const compare_options& options = {});

/// One person: now against `days_apart` days before.
[[nodiscard]] comparison change(scorer& with, std::span<const double> now, std::span<const double> before,
                                int days_apart, const compare_options& options = {});

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/compare.ipp"
#endif
