#pragma once
/// Outcomes at a horizon when some were lost before it: inverse probability of censoring weights.
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// A row each: whether it had its event by the horizon, and what it weighs.
struct horizon_outcomes {
    std::vector<double> event, weight;
};

/// An event by the horizon weighs w / G(T-), a row watched to it w / G(horizon-), a row lost before it 0. G
/// is the Kaplan-Meier curve of being lost; at equal times events come before losses. Over all rows the
/// weights add up to the sum of w, and the weighted share of events is 1 - Kaplan-Meier at the horizon.
/// Losses must say nothing of the outcome (Graf 1999,
/// doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5).
/// @param of rows from time 0: no start; stop not negative; persons are not used
/// @param horizon above 0, in the unit of stop
/// @return event and weight of each row. Throws `invalid_argument` for a bad column or horizon, or when
/// nobody
///     is watched to the horizon
[[nodiscard]] horizon_outcomes at_horizon(const survival_rows& of, double horizon);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/censoring.ipp"
#endif
