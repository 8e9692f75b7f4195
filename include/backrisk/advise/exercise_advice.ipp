#pragma once
#include <algorithm>
#include <array>

#include "backrisk/advise/exercise_advice.hpp"
#include "backrisk/core/config.hpp"

namespace backrisk::advise {

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

/// A professional's own rule about a name, a role or a pattern is about that alone.
[[nodiscard]] inline bool about_demand(const known_rule& one) noexcept {
    using enum selector::kind;
    return one.text.by != origin::own || one.what.is == all || one.what.is == at_least;
}

/// The strictest rule of an exercise, of those that `counts` admits.
struct strictest {
    verdict then = verdict::suitable;
    std::size_t rule = exercise_advice::by_none;

    void take(verdict says, std::size_t by) noexcept {
        if (says > then || rule == exercise_advice::by_none) {
            then = std::max(says, then);
            rule = by;
        }
    }
};

/// A milder verdict among the easier variants.
[[nodiscard]] inline std::optional<std::size_t> milder_variant(std::size_t exercise,
                                                               std::span<const exercise_advice> all) {
    auto easier = guidances[exercise].easier;
    for (std::size_t steps = 0; !easier.empty() && steps < guidances.size(); ++steps) {
        const std::size_t at = spine::exercise_index(easier);
        if (all[at].then < all[exercise].then) return at;
        easier = guidances[at].easier;
    }
    return std::nullopt;
}
}  // namespace detail_advice

BACKRISK_INLINE std::vector<exercise_advice> advise_on_all(const fact_set& known, history::triage_level flags,
                                                           std::span<const known_rule> rules, dispute lead) {
    using detail_advice::strictest;
    std::vector<strictest> by_demand(guidances.size()), by_name(guidances.size());
    std::vector<exercise_advice> all(guidances.size());
    for (std::size_t r = 0; r < rules.size(); ++r) {
        if (!rules[r].when.holds(known)) continue;
        auto& into = detail_advice::about_demand(rules[r]) ? by_demand : by_name;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!rules[r].what(i)) continue;
            all[i].fired.push_back(r);
            into[i].take(weight(rules[r].text, lead), r);
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& one = all[i];
        one.exercise = i;
        one.disputed = detail_advice::differ(rules, one.fired);
        one.then = gate(flags, guidances[i].strain());
        if (one.then > verdict::suitable) one.decided_by = exercise_advice::by_gate;
        for (const auto* says : {&by_demand[i], &by_name[i]})
            if (says->rule != exercise_advice::by_none &&
                (says->then > one.then || one.decided_by == exercise_advice::by_none)) {
                one.then = std::max(one.then, says->then);
                one.decided_by = says->rule;
            }
        for (std::size_t j = 0; j < all.size(); ++j)
            if (by_demand[j].then > one.then && guidances[i].demands_at_least(guidances[j])) {
                one.then = by_demand[j].then;
                one.decided_by = by_demand[j].rule;
                one.like = j;
            }
    }
    for (auto& one : all)
        if (one.then > verdict::suitable) one.instead = detail_advice::milder_variant(one.exercise, all);
    return all;
}

BACKRISK_INLINE std::vector<std::size_t> principles(const fact_set& known,
                                                    std::span<const known_rule> rules) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < rules.size(); ++i)
        if (rules[i].what.is == selector::kind::none && rules[i].when.holds(known)) found.push_back(i);
    return found;
}

BACKRISK_INLINE person_advice exercises_for(const history::gate_input& who, std::span<const known_rule> rules,
                                            dispute lead) {
    person_advice out{history::red_flags(who), {}, {}};
    const auto known = known_facts(out.triage.known, who.symptoms);
    out.exercises = advise_on_all(known, out.triage.level, rules, lead);
    out.general = principles(known, rules);
    return out;
}

}  // namespace backrisk::advise
