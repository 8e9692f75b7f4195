#pragma once
/// One table of names an enum: `to_string`, `enum_values`, `find_name` and `parse` are written here, once.
///
/// An enum whose members count from 0 without a gap gets its names by one line in namespace `backrisk`:
///
///     template <> inline constexpr auto enum_names<history::triage_level> =
///         std::to_array<std::string_view>({"none_reported", "discuss", ...});
///
/// and a namespace that has functions called `to_string` of its own says `using backrisk::to_string;`, so
/// that both are found there and by callers elsewhere.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "backrisk/core/error.hpp"

namespace backrisk {

/// Names of the members of `Enum` in the order of their values; specialised for each enum.
template <class Enum>
inline constexpr auto enum_names = nullptr;

/// Further spellings that `parse` takes, as pairs of (spelling, name); none unless specialised.
template <class Enum>
inline constexpr auto enum_synonyms = std::array<std::array<std::string_view, 2>, 0>{};

template <class Enum>
concept named_enum =
    std::is_enum_v<Enum> && !std::is_same_v<std::remove_cv_t<decltype(enum_names<Enum>)>, std::nullptr_t>;

/// The name of a member.
template <named_enum Enum>
[[nodiscard]] constexpr std::string_view to_string(Enum one) noexcept {
    return enum_names<Enum>[static_cast<std::size_t>(one)];
}

/// Every member, in the order of the names.
template <named_enum Enum>
inline constexpr auto enum_values = [] {
    std::array<Enum, enum_names<Enum>.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Enum>(i);
    return all;
}();

/// The member of this name or other spelling; nothing when there is none.
template <named_enum Enum>
[[nodiscard]] constexpr std::optional<Enum> find_name(std::string_view text) noexcept {
    for (const auto& other : enum_synonyms<Enum>)
        if (other[0] == text) text = other[1];
    for (const Enum one : enum_values<Enum>)
        if (to_string(one) == text) return one;
    return std::nullopt;
}

/// The same; throws `invalid_argument` that lists the names.
template <named_enum Enum>
[[nodiscard]] Enum parse(std::string_view function, std::string_view argument, std::string_view text) {
    if (const auto found = find_name<Enum>(text)) return *found;
    std::string rule;
    for (const auto name : enum_names<Enum>) rule += (rule.empty() ? "one of " : ", ") + std::string(name);
    fail_argument(function, argument, text, rule);
}

/// Sex as the studies recorded it; `unspecified` is a norm of both, or a person of whom it is not known.
enum class sex : std::uint8_t { female, male, unspecified };
template <>
inline constexpr auto enum_names<sex> = std::to_array<std::string_view>({"female", "male", "unspecified"});
template <>
inline constexpr auto enum_synonyms<sex> =
    std::array<std::array<std::string_view, 2>, 2>{{{"unknown", "unspecified"}, {"both", "unspecified"}}};

}  // namespace backrisk
