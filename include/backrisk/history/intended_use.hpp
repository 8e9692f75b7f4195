#pragma once
/// Whom the scores, plans and advice were made for, who may use them, for what, and for what not: one table,
/// checked by the gate where code can check it.
#include <array>
#include <string_view>

#include "backrisk/history/triage.hpp"

namespace backrisk::history {

enum class use_kind : std::uint8_t { population, exclusion, user, decision, not_for };

/// One line of the intended use. `enforced` is what the gate answers where the line is broken; `eligible`
/// where no code can know.
struct intended_use_line {
    use_kind kind;
    std::string_view id;
    std::string_view text;
    eligibility enforced = eligibility::eligible;
};

inline constexpr auto intended_use = std::to_array<intended_use_line>({
    {use_kind::population, "adults", "adults who train, work or are active", eligibility::under_18},
    {use_kind::population, "free_of_episode", "people who are not inside a low-back episode",
     eligibility::inside_episode},
    {use_kind::exclusion, "under_18", "children and adolescents under 18", eligibility::under_18},
    {use_kind::exclusion, "pregnancy", "pregnancy", eligibility::pregnancy},
    {use_kind::exclusion, "postpartum", "the first twelve weeks after a birth", eligibility::postpartum},
    {use_kind::exclusion, "inside_episode", "inside a low-back episode or its wash-out",
     eligibility::inside_episode},
    {use_kind::exclusion, "red_flag", "findings that need care the same day", eligibility::red_flag},
    {use_kind::user, "health_professional", "health professionals who see the person"},
    {use_kind::user, "coach_with_professional", "coaches who work with a health professional"},
    {use_kind::user, "researcher", "researchers"},
    {use_kind::decision, "whom_to_talk_to", "whom to talk to first among many people"},
    {use_kind::decision, "what_to_ask", "what to ask or measure next"},
    {use_kind::decision, "how_to_load", "how to plan training load, together with the person"},
    {use_kind::not_for, "diagnosis", "diagnosis, or ruling a disease out"},
    {use_kind::not_for, "clearance", "clearance for sport, work or surgery"},
    {use_kind::not_for, "emergency", "emergencies: they are named, not managed"},
    {use_kind::not_for, "selection", "hiring, selection, contracts or insurance"},
    {use_kind::not_for, "alone", "decisions about a person without a professional's judgement"},
});

}  // namespace backrisk::history

namespace backrisk {
template <>
inline constexpr auto enum_names<history::use_kind> =
    std::to_array<std::string_view>({"population", "exclusion", "user", "decision", "not_for"});
}  // namespace backrisk
