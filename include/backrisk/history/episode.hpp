#pragma once
/// One pain episode as a diary records it: onset, recovery, severity, region.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/core/estimand.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/history/name.hpp"

namespace backrisk::history {

/// What the episode did to the person. `activity_limiting` and `care_seeking` are both special cases of
/// `any`, and neither contains the other: pain may limit without a consultation, and the reverse.
enum class severity : std::uint8_t { any, activity_limiting, care_seeking };
inline constexpr std::array all_severities{severity::any, severity::activity_limiting,
                                           severity::care_seeking};

[[nodiscard]] constexpr std::string_view to_string(severity one) noexcept {
    constexpr std::array<std::string_view, 3> names{"any", "activity_limiting", "care_seeking"};
    return names[static_cast<std::size_t>(one)];
}
[[nodiscard]] inline severity parse_severity(std::string_view text) {
    return core::parse_name("parse_severity", "severity", text, all_severities);
}

/// Low back pain is the outcome; pain anywhere else is a predictor of it.
enum class region : std::uint8_t { low_back, elsewhere };

inline constexpr std::array<std::string_view, 4> low_back_names{"low_back", "lumbar", "back", "lower_back"};
inline constexpr std::array<std::string_view, 40> elsewhere_names{
    "neck",       "cervical", "upper_back", "thoracic", "mid_back", "head",       "jaw",     "shoulder",
    "arm",        "elbow",    "forearm",    "wrist",    "hand",     "finger",     "chest",   "rib",
    "abdomen",    "pelvis",   "sacroiliac", "groin",    "hip",      "buttock",    "thigh",   "hamstring",
    "quadriceps", "adductor", "leg",        "knee",     "patella",  "lower_leg",  "shin",    "calf",
    "achilles",   "ankle",    "foot",       "heel",     "toe",      "widespread", "several", "other"};

/// Which region a name means; case, spaces and hyphens do not matter. An unknown name is refused with the
/// nearest known ones, because a typing error must not turn back pain into pain elsewhere.
[[nodiscard]] inline region parse_region(std::string_view text) {
    const std::string name = plain_name(text);
    const auto is_in = [&](const auto& names) { return std::ranges::find(names, name) != names.end(); };
    if (is_in(low_back_names)) return region::low_back;
    if (is_in(elsewhere_names)) return region::elsewhere;
    std::vector<std::string_view> known(low_back_names.begin(), low_back_names.end());
    known.insert(known.end(), elsewhere_names.begin(), elsewhere_names.end());
    fail_unknown_name("parse_region", "region", name, known);
}

/// The episode covers the days [onset, recovered): `recovered` is the first day without it. Without a
/// recovery the episode is still open. `recovered` on the onset day means that it lasted less than a day.
struct episode {
    day_number onset = 0;
    std::optional<day_number> recovered;
    severity how = severity::any;
    region where = region::low_back;

    friend bool operator==(const episode&, const episode&) = default;
};

/// Whether an episode of this severity is an event of this outcome. Every severity is an `any_episode`; the
/// two narrow outcomes count their own severity alone, since a record holds the one severity it was given.
[[nodiscard]] constexpr bool counts(outcome of, severity how) noexcept {
    switch (of) {
        case outcome::any_episode:
            return true;
        case outcome::activity_limiting:
            return how == severity::activity_limiting;
        case outcome::care_seeking:
            return how == severity::care_seeking;
    }
    return false;
}

}  // namespace backrisk::history
