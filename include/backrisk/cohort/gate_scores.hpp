#pragma once
/// The safety gate over the rows of a batch.
#include "backrisk/cohort/gate.hpp"
#include "backrisk/cohort/scores.hpp"

namespace backrisk::cohort {

/// Writes `out.triage`, and makes every number missing, with its reason, of those whom the model was not made
/// for: under 18, pregnancy, the first weeks after a birth, a red flag that needs care the same day. Rows
/// outside the monitored span have no level. O(rows) for people without a record, else a call of the gate for
/// each stretch of days on which nothing changes.
void apply_gate(const data& cohort, scores& out);

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/gate_scores.ipp"
#endif
