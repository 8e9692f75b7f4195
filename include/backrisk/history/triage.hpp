#pragma once
/// The safety gate: which level the findings of a person ask for and why, and whether a score was made for
/// this person at all. It comes before any score and any plan.
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/adult.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/names.hpp"
#include "backrisk/history/finding.hpp"
#include "backrisk/history/red_flag_table.hpp"
#include "backrisk/history/symptom.hpp"

namespace backrisk::history {

using backrisk::adult_years;
using backrisk::sex;
using backrisk::to_string;

/// Whether a score and a plan were made for this person today; anything but `eligible` means neither.
enum class eligibility : std::uint8_t { eligible, under_18, pregnancy, postpartum, inside_episode, red_flag };

}  // namespace backrisk::history

namespace backrisk {
template <>
inline constexpr auto enum_names<history::eligibility> = std::to_array<std::string_view>(
    {"eligible", "under_18", "pregnancy", "postpartum", "inside_episode", "red_flag"});
}  // namespace backrisk

namespace backrisk::history {

/// The reason that stands beside a missing score.
[[nodiscard]] constexpr reason reason_of(eligibility one) noexcept {
    constexpr std::array reasons{reason::none,       reason::under_age,   reason::pregnancy,
                                 reason::postpartum, reason::not_at_risk, reason::red_flag};
    return reasons[static_cast<std::size_t>(one)];
}

/// What the gate is told of a person on a day. Unknown adds nothing: it is not healthy, only unknown.
struct gate_input {
    std::span<const finding> findings{};
    symptom_set symptoms{};            ///< of today
    double age_years = missing_value;  ///< NaN: not known
    backrisk::sex sex = backrisk::sex::unspecified;
    std::optional<int> pain_onset_days{};  ///< the current pain began, or got worse, so many days ago
    condition_set denied{};                ///< asked for, and absent
    bool inside_episode = false;
};

/// One reason behind the level.
struct raised_flag {
    std::string_view finding;  ///< name of the condition, or id of a combination
    concern about;
    triage_level level;
    course when;
    source from;
    flag_strength strength;
    rule_record record{};
};

struct triage {
    triage_level level = triage_level::none_reported;
    eligibility score = eligibility::eligible;
    bool pain = false;               ///< current pain of the low back or leg
    std::vector<raised_flag> flags;  ///< the most urgent first, then in the order of the tables
    condition_set known{};           ///< conditions, wider ones, and what age, sex and dates add
    std::size_t not_asked = 0;       ///< findings of the rules that were neither reported nor denied
};

/// Level, reasons and sources.
///
/// The level is the maximum over the rules of the findings (by their course, and by current pain) and of
/// their combinations. Adding a finding, pain, or newness never lowers it; a review never raises it. A review
/// that came after the current pain began has seen the pain; one from before it has not, where pain itself is
/// the sign (fracture, cancer, infection, aneurysm). The answer informs a professional's judgement;
/// it is neither a diagnosis nor a clearance.
///
/// @param of the person; findings in any order, one condition may stand several times
/// @return the level, every flag with its source, and whether a score was made for this person
/// @throws invalid_argument for an age outside 0 to 130, a negative number of days, a condition that does not
///         exist, and a finding that is both reported and denied
/// @note Sources: Finucane 2020, 10.2519/jospt.2020.9971; Downie 2013, 10.1136/bmj.f7095; Henschke 2009,
///       10.1002/art.24853. The levels are choices of this library (`assumption`).
[[nodiscard]] triage red_flags(const gate_input& of);

/// The findings with the wider conditions that each belongs to, of the same dates.
[[nodiscard]] std::vector<finding> with_wider(std::span<const finding> findings);

/// Findings of which only the names are known.
[[nodiscard]] std::vector<finding> undated(const condition_set& present);

}  // namespace backrisk::history

#ifndef BACKRISK_COMPILED
#include "backrisk/history/triage.ipp"
#endif
