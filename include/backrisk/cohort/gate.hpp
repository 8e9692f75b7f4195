#pragma once
/// The safety gate over a cohort: a triage level a person-day, and no score for whom the model was not made.
#include <vector>

#include "backrisk/cohort/data.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::cohort {

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

namespace gating {
/// A low-back episode of the person is open on the day.
[[nodiscard]] bool open_episode(const data& cohort, person_index p, day_number day) noexcept;
/// Days on which the answer of the gate may change, rising.
[[nodiscard]] std::vector<day_number> changes(const data& cohort, person_index p);
/// Nothing in the record and an adult up to 70: pain alone raises nothing.
[[nodiscard]] bool quiet(const data& cohort, person_index p);
}  // namespace gating

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/gate.ipp"
#endif
