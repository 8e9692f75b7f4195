#pragma once
/// A condition of the catalogue, looked up by name or alias; sets of conditions.
#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/nearest.hpp"
#include "backrisk/history/condition_table.hpp"
#include "backrisk/history/name.hpp"

namespace backrisk::history {

inline constexpr std::size_t condition_count = detail_conditions::table.size();
/// Every condition, in the order of its index.
inline constexpr const std::array<condition_info, condition_count>& conditions = detail_conditions::table;

/// Conditions of one person, by index.
using condition_set = std::bitset<condition_count>;

namespace detail_conditions {
[[nodiscard]] constexpr bool lists(std::string_view words, std::string_view word) noexcept {
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        if (words.substr(at, end - at) == word) return true;
        at = end + 1;
    }
    return false;
}
}  // namespace detail_conditions

/// Index of the condition with this name or alias, spelt as in the table; nothing when there is none.
[[nodiscard]] constexpr std::optional<std::size_t> find_condition(std::string_view plain) noexcept {
    for (std::size_t i = 0; i < condition_count; ++i)
        if (conditions[i].name == plain || detail_conditions::lists(conditions[i].aliases, plain)) return i;
    return std::nullopt;
}

/// The same at compile time, for tables of rules: an unknown name does not compile.
[[nodiscard]] consteval std::size_t condition_index(std::string_view name) {
    const auto found = find_condition(name);
    if (!found) throw "no such condition";
    return *found;
}

/// Index of the condition that `text` names; case, spaces and hyphens do not matter. Throws
/// `invalid_argument` with the nearest names when there is none.
[[nodiscard]] inline std::size_t parse_condition(std::string_view text) {
    const std::string plain = plain_name(text);
    if (const auto found = find_condition(plain)) return *found;
    std::vector<std::string_view> names(conditions.size());
    std::ranges::transform(conditions, names.begin(), &condition_info::name);
    fail_unknown_name("parse_condition", "condition", plain, names);
}

/// Index of the wider condition of each, `condition_count` where there is none.
inline constexpr auto wider_condition = [] {
    std::array<std::size_t, condition_count> wider{};
    for (std::size_t i = 0; i < condition_count; ++i)
        wider[i] = conditions[i].is_a.empty() ? condition_count : find_condition(conditions[i].is_a).value();
    return wider;
}();

/// Adds a condition and the wider ones it belongs to: an extrusion is a herniation too.
inline void add_condition(condition_set& set, std::size_t index) {
    for (; index != condition_count; index = wider_condition[index]) set.set(index);
}

/// The set that these names describe, in any order, with the wider conditions included.
[[nodiscard]] inline condition_set parse_conditions(std::span<const std::string_view> names) {
    condition_set set;
    for (const auto name : names) add_condition(set, parse_condition(name));
    return set;
}

/// The named conditions alone, for a list of what was denied: no extrusion does not mean no herniation.
[[nodiscard]] inline condition_set parse_denied(std::span<const std::string_view> names) {
    condition_set set;
    for (const auto name : names) set.set(parse_condition(name));
    return set;
}

}  // namespace backrisk::history
