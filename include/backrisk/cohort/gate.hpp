#pragma once
/// The safety gate over a cohort: a triage level a person-day, and no score for whom the model was not made.
#include <vector>

#include "backrisk/cohort/data.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::cohort {

struct scores;

/// What the gate says of a person on a day: the record of conditions with their dates, age and sex. Pain is
/// an open low-back episode, or a condition that means pain; the wash-out of an episode counts as inside.
///
/// @param cohort made ready
/// @param p a person
/// @param day any day; what lies after it is not known yet
/// @param inside_episode the person is not at risk on that day
/// @throws invalid_argument as `history::red_flags`
[[nodiscard]] history::triage triage_on(const data& cohort, person_index p, day_number day,
                                        bool inside_episode = false);

/// Writes `out.triage`, and makes every number missing, with its reason, of those whom the model was not made
/// for: under 18, pregnancy, the first weeks after a birth, a red flag that needs care the same day. Rows
/// outside the monitored span have no level. O(rows) for people without a record, else a call of the gate for
/// each stretch of days on which nothing changes.
void apply_gate(const data& cohort, scores& out);

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/gate.ipp"
#endif
