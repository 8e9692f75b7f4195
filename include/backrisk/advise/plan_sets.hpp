#pragma once
/// Sets a week by exercise, up to a target, within a rise from week to week and a limit of the spine dose.
///
/// A week is a level n of the ladder of plan.hpp: n sets dealt out over the exercises as near to their shares
/// of the target as whole sets allow. A level is allowed when
///
///     week_change   n <= (1 + g) x the sets of the week before, or n <= one set of each exercise
///     spine_dose    sum of sets x dose of a set <= limit       dose: spine::set_dose, N or share of life
///
/// The rise never gets tighter when an earlier week gets longer, so the highest level allowed after the
/// highest levels is the greatest plan, as in plan.hpp, and of all uniform rises that reach the target the
/// smallest is taken. No threshold of a weekly spine dose is published for training: the limit is the
/// caller's.
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk::advise {

struct sets_problem {
    std::vector<double> target;         ///< sets a week of each exercise, whole numbers above 0
    std::vector<double> dose;           ///< of one set of each; read only where there is a limit
    double now = 0;                     ///< sets in the week before the plan, of all exercises
    double week_change = 0.10;          ///< NaN: no limit
    double spine_dose = missing_value;  ///< of a week; NaN: no limit
    std::size_t weeks = 12;
};

struct sets_answer {
    bool reached = false;
    double reach = 0;                       ///< sets in the best week
    double growth = missing_value;          ///< smallest uniform rise that reaches the target
    std::vector<double> sets;               ///< week after week, exercises in order
    std::vector<std::string_view> held_by;  ///< the limit that one more set would break; empty: none
};

/// Throws `invalid_argument` for a target, dose or limit out of range, and for an unknown dose under a limit.
[[nodiscard]] sets_answer plan_sets(const sets_problem& problem);

}  // namespace backrisk::advise

#ifndef BACKRISK_COMPILED
#include "backrisk/advise/plan_sets.ipp"
#endif
