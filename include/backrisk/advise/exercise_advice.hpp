#pragma once
/// From what is known of a person to a verdict for every exercise, with every rule that spoke.
///
/// Demand decides, not the name of an exercise. An exercise that asks for at least as much as another in
/// every class (compression, shear, flexion, extension, rotation, impact, speed) is never judged milder: what
/// a rule of the library says about the one holds for the other. A professional's own rule about a named
/// exercise is about that exercise alone.
#include <optional>
#include <span>
#include <vector>

#include "backrisk/advise/rule_book.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::advise {

/// What decides where the clinic's article and the guidelines differ.
enum class dispute : std::uint8_t {
    guideline,  ///< a ban of the article counts as "modify", as the guidelines have it; it is still shown
    strictest,  ///< the stricter of the two, whoever says it
};

}  // namespace backrisk::advise

namespace backrisk {
template <>
inline constexpr auto enum_names<advise::dispute> = std::to_array<std::string_view>({"guideline",
                                                                                     "strictest"});
}  // namespace backrisk

namespace backrisk::advise {

/// What a rule weighs: its verdict, or less for the article where guidelines lead. Fixed for each rule, so
/// that a further rule never makes the answer more permissive.
[[nodiscard]] constexpr verdict weight(const rule& one, dispute lead) noexcept {
    const bool softened = lead == dispute::guideline && one.by == origin::article;
    return softened ? std::min(one.then, verdict::modify) : one.then;
}

/// The gate in front of all rules, by the level and the largest demand of an exercise. An emergency and care
/// on the same day stop everything; a prompt review leaves gentle movement, changed; a talk changes what asks
/// for more than little.
[[nodiscard]] constexpr verdict gate(history::triage_level found, level strain) noexcept {
    using enum history::triage_level;
    if (found >= same_day) return verdict::not_now;
    if (found == prompt_review) return strain >= level::moderate ? verdict::not_now : verdict::modify;
    return found == discuss && strain >= level::moderate ? verdict::modify : verdict::suitable;
}

struct exercise_advice {
    static constexpr std::size_t by_gate = static_cast<std::size_t>(-1);  ///< red flags decided
    static constexpr std::size_t by_none = static_cast<std::size_t>(-2);  ///< no rule holds

    std::size_t exercise = 0;
    verdict then = verdict::suitable;
    std::size_t decided_by = by_none;      ///< index into the rules, or one of the two above
    std::vector<std::size_t> fired;        ///< every rule that holds, in the order of the rules
    std::optional<std::size_t> like{};     ///< the less demanding exercise that the deciding rule is about
    std::optional<std::size_t> instead{};  ///< an easier variant with a milder verdict
    bool disputed = false;                 ///< article and guidelines differ about it
};

/// Verdicts of all exercises in the order of the catalogue: the strictest of the gate and of every rule whose
/// premise holds and whose selector picks the exercise or a less demanding one. Adding a fact or a rule never
/// makes a verdict milder.
///
/// @param known facts of the person, as of `known_facts`
/// @param flags level of the gate
/// @param rules of a `rule_book`
/// @param lead what decides where article and guidelines differ
[[nodiscard]] std::vector<exercise_advice> advise_on_all(const fact_set& known, history::triage_level flags,
                                                         std::span<const known_rule> rules,
                                                         dispute lead = dispute::guideline);

/// The rules about no exercise that hold: advice to the person.
[[nodiscard]] std::vector<std::size_t> principles(const fact_set& known, std::span<const known_rule> rules);

/// What the gate and the rules say of a person.
struct person_advice {
    history::triage triage;
    std::vector<exercise_advice> exercises;  ///< in the order of `guidances`
    std::vector<std::size_t> general;        ///< rules about no exercise
};

/// The gate, then the rules, for one person. Throws as `history::red_flags`.
[[nodiscard]] person_advice exercises_for(const history::gate_input& who, std::span<const known_rule> rules,
                                          dispute lead = dispute::guideline);

}  // namespace backrisk::advise

#ifndef BACKRISK_COMPILED
#include "backrisk/advise/exercise_advice.ipp"
#endif
