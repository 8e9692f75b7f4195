#pragma once
/// The daily self-reports a `wellness` table may hold: unit, possible range, and which end is good.
#include <array>
#include <limits>
#include <string_view>
#include <vector>

#include "backrisk/core/nearest.hpp"

namespace backrisk::preparation {

struct wellness_item {
    std::string_view name;
    std::string_view unit;
    double low;   ///< least possible value
    double high;  ///< greatest possible value
    bool higher_is_better;
};

/// Ratings come on many scales (1 to 5, 1 to 10, 0 to 100); readiness compares a person with himself and
/// needs none of them. Some diaries turn stress or fatigue round so that high is good: then say so when
/// calling.
inline constexpr std::array wellness_items{
    wellness_item{"sleep_hours", "h", 0, 24, true},
    wellness_item{"sleep_quality", "rating", 0, 100, true},
    wellness_item{"mood", "rating", 0, 100, true},
    wellness_item{"stress", "rating", 0, 100, false},
    wellness_item{"fatigue", "rating", 0, 100, false},
    wellness_item{"soreness", "rating", 0, 100, false},
    wellness_item{"pain_nrs", "0 to 10", 0, 10, false},
};

/// The item of that name; throws `invalid_argument` that lists the nearest names.
[[nodiscard]] inline const wellness_item& find_wellness_item(std::string_view name) {
    std::vector<std::string_view> names;
    for (const wellness_item& one : wellness_items) {
        if (one.name == name) return one;
        names.push_back(one.name);
    }
    fail_unknown_name("find_wellness_item", "name", name, std::move(names));
}

}  // namespace backrisk::preparation
