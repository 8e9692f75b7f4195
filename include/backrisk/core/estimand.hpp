#pragma once
/// What is estimated: outcome, population, horizon. Named on every output, never mixed.
#include <array>
#include <cstdint>
#include <string_view>

#include "backrisk/core/error.hpp"

namespace backrisk {

/// Definition of the event. Incidences differ up to eight-fold between definitions.
enum class outcome : std::uint8_t { any_episode, activity_limiting, care_seeking };

/// Where a person lives and trains: the population whose incidence anchors the model.
enum class setting : std::uint8_t { athletes, general_adults, workers };

inline constexpr std::array all_outcomes{outcome::any_episode, outcome::activity_limiting,
                                         outcome::care_seeking};
inline constexpr std::array all_settings{setting::athletes, setting::general_adults, setting::workers};

[[nodiscard]] constexpr std::string_view to_string(outcome one) noexcept {
    switch (one) {
        case outcome::any_episode:
            return "any_episode";
        case outcome::activity_limiting:
            return "activity_limiting";
        case outcome::care_seeking:
            return "care_seeking";
    }
    return "";
}

[[nodiscard]] constexpr std::string_view to_string(setting one) noexcept {
    switch (one) {
        case setting::athletes:
            return "athletes";
        case setting::general_adults:
            return "general_adults";
        case setting::workers:
            return "workers";
    }
    return "";
}

namespace core {
/// The member of `all` whose name is `text`; throws `invalid_argument` that lists the names.
template <class Enum, std::size_t N>
[[nodiscard]] Enum parse_name(std::string_view function, std::string_view argument, std::string_view text,
                              const std::array<Enum, N>& all) {
    std::string names;
    for (const Enum one : all) {
        if (to_string(one) == text) return one;
        names += (names.empty() ? "one of " : ", ") + std::string(to_string(one));
    }
    fail_argument(function, argument, text, names);
}
}  // namespace core

[[nodiscard]] inline outcome parse_outcome(std::string_view text) {
    return core::parse_name("parse_outcome", "outcome", text, all_outcomes);
}
/// Throws `invalid_argument` that lists the settings; a state of the person is none.
[[nodiscard]] inline setting parse_setting(std::string_view text) {
    if (text == "recently_recovered")
        fail_argument(
            "parse_setting", "setting", text,
            "athletes, general_adults or workers; having recovered lately is a state of the person: "
            "give the days since recovery (recency_days) in one of these settings");
    return core::parse_name("parse_setting", "setting", text, all_settings);
}

}  // namespace backrisk
