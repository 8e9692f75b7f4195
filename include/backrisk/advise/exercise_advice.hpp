#pragma once
/// From what is known of a person to a verdict for every exercise, with every rule that spoke.
#include <vector>

#include "backrisk/advise/rule_book.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::advise {

/// What decides where the clinic's article and the guidelines differ.
enum class dispute : std::uint8_t {
    strictest,  ///< the stricter of the two, whoever says it
    guideline,  ///< a ban of the article counts as "modify", as the guidelines have it; it is still shown
};
inline constexpr std::array all_disputes{dispute::strictest, dispute::guideline};
[[nodiscard]] constexpr std::string_view to_string(dispute one) noexcept {
    return one == dispute::strictest ? "strictest" : "guideline";
}

/// What a rule weighs: its verdict, or less for the article where guidelines lead. Fixed for each rule, so
/// that a further rule never makes the answer more permissive.
[[nodiscard]] constexpr verdict weight(const rule& one, dispute lead) noexcept {
    const bool softened = lead == dispute::guideline && one.by == origin::article;
    return softened ? std::min(one.then, verdict::modify) : one.then;
}

/// The gate in front of all rules: a red flag that asks for a physician stops every exercise; one that asks
/// for a talk lets none stay at "suitable".
[[nodiscard]] constexpr verdict gate(history::triage_level found) noexcept {
    if (found >= history::triage_level::prompt_review) return verdict::not_now;
    return found == history::triage_level::discuss ? verdict::modify : verdict::suitable;
}

/// A person as advice sees one. `reviewed` are findings that a professional has already looked at: they no
/// longer stop anything by themselves, and their own rules go on.
struct person {
    history::condition_set conditions{};
    symptom_set felt{};
    double age_years = missing_value;
    backrisk::sex sex = backrisk::sex::unspecified;
    history::condition_set reviewed{};
};

/// Red flags of what has not been reviewed. Throws `invalid_argument` for a reviewed finding that asks for an
/// emergency department: that is never only a matter of record.
[[nodiscard]] inline history::triage flags_of(const person& who) {
    for (const auto& one : history::red_flag_rules)
        check_argument(!(who.reviewed[one.condition] && one.alone == history::triage_level::emergency),
                       "advise::exercises_for", "reviewed", history::conditions[one.condition].name,
                       "a finding that is no emergency");
    return history::red_flags(who.conditions & ~who.reviewed, who.age_years, who.sex);
}

struct exercise_advice {
    static constexpr std::size_t by_gate = static_cast<std::size_t>(-1);  ///< red flags decided
    static constexpr std::size_t by_none = static_cast<std::size_t>(-2);  ///< no rule holds

    std::size_t exercise = 0;
    verdict then = verdict::suitable;
    std::size_t decided_by = by_none;      ///< index into the rules, or one of the two above
    std::vector<std::size_t> fired;        ///< every rule that holds, in the order of the rules
    std::optional<std::size_t> instead{};  ///< an easier variant with a milder verdict
    bool disputed = false;                 ///< article and guidelines differ about it
};

namespace detail_advice {
/// The article's and the guidelines' strictest word differ.
[[nodiscard]] inline bool differ(std::span<const known_rule> rules, const std::vector<std::size_t>& fired) {
    std::array<std::optional<verdict>, all_origins.size()> said;
    for (const std::size_t i : fired) {
        auto& most = said[static_cast<std::size_t>(rules[i].text.by)];
        most = std::max(most.value_or(verdict::suitable), rules[i].text.then);
    }
    const auto& article = said[static_cast<std::size_t>(origin::article)];
    const auto& guideline = said[static_cast<std::size_t>(origin::guideline)];
    return article && guideline && *article != *guideline;
}
}  // namespace detail_advice

/// Verdict of one exercise: the strictest of the gate and of every rule whose premise holds and whose
/// selector picks the exercise. Adding a fact or a rule never makes it more permissive.
[[nodiscard]] inline exercise_advice advise_on(std::size_t exercise, const fact_set& known,
                                               history::triage_level flags, std::span<const known_rule> rules,
                                               dispute lead = dispute::strictest) {
    exercise_advice out;
    out.exercise = exercise;
    out.then = gate(flags);
    if (out.then > verdict::suitable) out.decided_by = exercise_advice::by_gate;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!rules[i].when.holds(known) || !rules[i].what(exercise)) continue;
        out.fired.push_back(i);
        const verdict says = weight(rules[i].text, lead);
        if (says > out.then || out.decided_by == exercise_advice::by_none) {
            out.then = std::max(says, out.then);
            out.decided_by = i;
        }
    }
    out.disputed = detail_advice::differ(rules, out.fired);
    return out;
}

/// Verdicts of all exercises in the order of the catalogue, each with a milder easier variant where one
/// exists.
[[nodiscard]] inline std::vector<exercise_advice> advise_on_all(const fact_set& known,
                                                                history::triage_level flags,
                                                                std::span<const known_rule> rules,
                                                                dispute lead = dispute::strictest) {
    std::vector<exercise_advice> all;
    for (std::size_t i = 0; i < guidances.size(); ++i) all.push_back(advise_on(i, known, flags, rules, lead));
    for (auto& one : all) {
        if (one.then == verdict::suitable) continue;
        auto easier = guidances[one.exercise].easier;
        for (std::size_t steps = 0; !easier.empty() && steps < guidances.size(); ++steps) {
            const std::size_t at = spine::exercise_index(easier);
            if (all[at].then < one.then) {
                one.instead = at;
                break;
            }
            easier = guidances[at].easier;
        }
    }
    return all;
}

/// The rules about no exercise that hold: advice to the person.
[[nodiscard]] inline std::vector<std::size_t> principles(const fact_set& known,
                                                         std::span<const known_rule> rules) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < rules.size(); ++i)
        if (rules[i].what.is == selector::kind::none && rules[i].when.holds(known)) found.push_back(i);
    return found;
}

}  // namespace backrisk::advise
