#pragma once
/// What a rule may ask for: conditions of the record and symptoms of today.
#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/nearest.hpp"
#include "backrisk/history/symptom.hpp"

namespace backrisk::advise {

using history::symptom;
using history::symptom_count;
using history::symptom_set;

struct symptom_info {
    std::string_view name, label;
};
inline constexpr std::array<symptom_info, symptom_count> symptoms{{
    {"pain", "pain in the low back now"},
    {"severe_pain", "pain of 7 or more of 10"},
    {"pain_on_bending", "bending forward brings the pain on"},
    {"pain_on_arching", "bending backward brings the pain on"},
    {"pain_on_twisting", "twisting brings the pain on"},
    {"pain_on_lifting", "lifting brings the pain on"},
    {"pain_on_impact", "running or jumping brings the pain on"},
    {"pain_on_sitting", "sitting brings the pain on"},
    {"leg_pain", "pain that runs down a leg"},
    {"pain_after_exercise", "worse for more than a day after exercise"},
    {"recovering", "an episode ended within the last four weeks"},
}};
static_assert(std::ranges::equal(symptoms, enum_names<symptom>, {}, &symptom_info::name));

/// One thing that a rule may ask for: nothing at all, a symptom, or a condition. One number: 0, then the
/// symptoms, then the conditions.
using fact = std::size_t;
inline constexpr fact always = 0;
inline constexpr std::size_t fact_count = 1 + symptom_count + history::condition_count;
using fact_set = std::bitset<fact_count>;

[[nodiscard]] constexpr fact fact_of(symptom one) noexcept { return 1 + static_cast<fact>(one); }
[[nodiscard]] constexpr fact fact_of_condition(std::size_t index) noexcept {
    return 1 + symptom_count + index;
}
[[nodiscard]] constexpr std::string_view name_of(fact one) noexcept {
    if (one == always) return "always";
    return one <= symptom_count ? symptoms[one - 1].name : history::conditions[one - 1 - symptom_count].name;
}
[[nodiscard]] constexpr std::string_view label_of(fact one) noexcept {
    if (one == always) return "for everybody";
    return one <= symptom_count ? symptoms[one - 1].label
                                : history::conditions[one - 1 - symptom_count].label;
}

/// The fact of this name, spelt as in the tables; a condition's other names count too.
[[nodiscard]] constexpr std::optional<fact> find_fact(std::string_view name) noexcept {
    if (name == name_of(always)) return always;
    for (std::size_t i = 0; i < symptom_count; ++i)
        if (symptoms[i].name == name) return 1 + i;
    if (const auto at = history::find_condition(name)) return fact_of_condition(*at);
    return std::nullopt;
}

/// The same for text of any spelling. Throws `invalid_argument` with the nearest names.
[[nodiscard]] inline fact parse_fact(std::string_view text, std::string_view argument = "when") {
    const std::string plain = history::plain_name(text);
    if (const auto found = find_fact(plain)) return *found;
    std::vector<std::string_view> names;
    for (fact i = 0; i < fact_count; ++i) names.push_back(name_of(i));
    fail_unknown_name("advise::parse_fact", argument, plain, std::move(names));
}

/// What a rule asks for: one to three facts, all of them, as "pain" or "disc_herniation & pain".
struct premise {
    static constexpr std::size_t most = 3;
    std::array<fact, most> all{};  ///< in ascending order; those after `size` are `always`
    std::size_t size = 0;

    [[nodiscard]] bool holds(const fact_set& known) const noexcept {
        return std::all_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size),
                           [&](fact one) { return known[one]; });
    }
    [[nodiscard]] constexpr bool is_always() const noexcept { return size == 1 && all[0] == always; }
    friend constexpr bool operator==(const premise&, const premise&) = default;
};

namespace detail_fact {
/// The premise of a text whose parts `one` turns into facts; nothing when a part is none, or there are too
/// many.
template <class ToFact>
[[nodiscard]] constexpr std::optional<premise> joined(std::string_view text, ToFact one) {
    premise found;
    for (bool more = true; more;) {
        const auto at = text.find('&');
        more = at != std::string_view::npos;
        auto part = text.substr(0, at);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        const std::optional<fact> known = one(part);
        if (!known || found.size == premise::most) return std::nullopt;
        found.all[found.size++] = *known;
        if (more) text.remove_prefix(at + 1);
    }
    std::sort(found.all.begin(), found.all.begin() + static_cast<std::ptrdiff_t>(found.size));
    return found;
}
[[nodiscard]] inline std::string joined_words(const premise& of, std::string_view between,
                                              std::string_view (*word)(fact) noexcept) {
    std::string text;
    for (std::size_t i = 0; i < of.size; ++i) text += (i == 0 ? "" : std::string(between)) += word(of.all[i]);
    return text;
}
}  // namespace detail_fact

/// The premise of a text spelt as in the tables.
[[nodiscard]] constexpr std::optional<premise> find_premise(std::string_view text) {
    return detail_fact::joined(text, find_fact);
}
/// The same for text of any spelling. Throws `invalid_argument` with the nearest names, or for more than
/// three facts.
[[nodiscard]] inline premise parse_premise(std::string_view text) {
    const auto found = detail_fact::joined(
        text, [](std::string_view part) { return std::optional<fact>(parse_fact(part)); });
    check_argument(found.has_value(), "advise::parse_premise", "when", text, "one to three facts");
    return *found;
}
[[nodiscard]] inline std::string name_of(const premise& one) {
    return detail_fact::joined_words(one, " & ", &name_of);
}
[[nodiscard]] inline std::string label_of(const premise& one) {
    return detail_fact::joined_words(one, " and ", &label_of);
}

/// Everything that follows from conditions and symptoms: wider conditions, symptoms that a condition means,
/// and pain from any pain. More in never gives less out.
[[nodiscard]] inline fact_set known_facts(const history::condition_set& reported, const symptom_set& felt) {
    history::condition_set wider;
    for (std::size_t i = 0; i < history::condition_count; ++i)
        if (reported[i]) history::add_condition(wider, i);
    fact_set known;
    known.set(always);
    for (std::size_t i = 0; i < history::condition_count; ++i)
        if (wider[i]) known.set(fact_of_condition(i));
    const auto now = history::symptoms_of(wider, felt);
    for (std::size_t i = 0; i < symptom_count; ++i)
        if (now[i]) known.set(1 + i);
    return known;
}

}  // namespace backrisk::advise
