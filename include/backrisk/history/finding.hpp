#pragma once
/// A finding with what matters about it: when it began, since when it is known, and who has seen it.
#include <optional>

#include "backrisk/history/red_flag.hpp"

namespace backrisk::history {

/// A condition or red-flag finding of a person, in whole days before the day that is asked about.
struct finding {
    std::size_t condition = 0;           ///< index into `conditions`
    std::optional<int> onset_days{};     ///< it began, or last got worse, so many days ago
    std::optional<int> since_days{};     ///< diagnosed, operated on or known for so many days
    bool reviewed = false;               ///< a professional has looked at it
    std::optional<int> reviewed_days{};  ///< so many days ago; unknown where nobody said
    friend bool operator==(const finding&, const finding&) = default;
};

/// Days since it began: `onset_days`, or `since_days` where no onset is known.
[[nodiscard]] constexpr std::optional<int> began(const finding& one) noexcept {
    return one.onset_days ? one.onset_days : one.since_days;
}

/// Its course for a rule that calls `within` days recent. A review before the onset has not seen it.
[[nodiscard]] constexpr course course_of(const finding& one, int within) noexcept {
    const auto start = began(one);
    const bool seen =
        one.reviewed && !(one.reviewed_days && one.onset_days && *one.reviewed_days > *one.onset_days);
    if (start && *start <= within) return seen ? course::reviewed_recent : course::recent;
    if (seen) return course::reviewed;
    return start ? course::longstanding : course::undated;
}

}  // namespace backrisk::history
