#pragma once
/// The safety gate over a cohort: a triage level a person-day, and no score for whom the model was not made.
#include <optional>
#include <span>
#include <vector>

#include "backrisk/cohort/data.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::cohort {

/// What the gate says of a person on a day: the record of conditions with their dates, age and sex. Pain is
/// an open low-back episode, a rating above 0 in the last seven days (`wellness.pain_nrs`; severe from 7 on),
/// or a condition that means pain. The wash-out of an episode counts as inside.
///
/// @param cohort made ready
/// @param p a person
/// @param day any day; what lies after it is not known yet
/// @param inside_episode the person is not at risk on that day
/// @throws invalid_argument as `history::red_flags`
[[nodiscard]] history::triage triage_on(const data& cohort, person_index p, day_number day,
                                        bool inside_episode = false);

namespace gating {
/// What is known of the pain of a day.
struct pain_now {
    std::optional<day_number> onset{};  ///< of the low-back episode that is open, the last one
    double rating = missing_value;      ///< 0 to 10
    friend bool operator==(const pain_now& a, const pain_now& b) noexcept {
        return a.onset == b.onset && a.rated() == b.rated() && a.severe() == b.severe();
    }
    [[nodiscard]] bool rated() const noexcept { return rating > 0; }
    [[nodiscard]] bool severe() const noexcept { return rating >= 7; }
    /// Symptoms, and how long the episode has been open.
    void tell(history::gate_input& who, day_number day) const;
};
[[nodiscard]] std::optional<day_number> open_episode(std::span<const history::episode> episodes,
                                                     day_number day) noexcept;
[[nodiscard]] pain_now pain_on(const data& cohort, person_index p, day_number day) noexcept;
/// Days on which the answer of the gate may change, rising.
[[nodiscard]] std::vector<day_number> changes(const data& cohort, person_index p);
/// Nothing in the record and an adult up to 70: pain alone raises nothing.
[[nodiscard]] bool quiet(const data& cohort, person_index p);
}  // namespace gating

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/gate.ipp"
#endif
