#pragma once
/// Age in completed calendar years: the one place where a birthday is reckoned.
#include <chrono>

#include "backrisk/core/day.hpp"

namespace backrisk {

/// The day on which `years` years have passed since `start`. Who was born on 29 February completes a year on
/// 1 March where the year has no 29 February (as the law of England has it; others say 28 February).
/// @param start a day
/// @param years completed years, 0 or more
[[nodiscard]] constexpr day_number anniversary(day_number start, int years) noexcept {
    using namespace std::chrono;
    const year_month_day date{to_day(start)};
    const year_month_day then{date.year() + std::chrono::years{years}, date.month(), date.day()};
    if (then.ok()) return to_number(local_days{then});
    return to_number(local_days{year_month_day{then.year(), month{3}, std::chrono::day{1}}});
}

/// Completed calendar years from `start` to `day`; negative before `start`.
[[nodiscard]] constexpr int completed_years(day_number start, day_number day) noexcept {
    using namespace std::chrono;
    const int years = static_cast<int>(year_month_day{to_day(day)}.year()) -
                      static_cast<int>(year_month_day{to_day(start)}.year());
    return anniversary(start, years) <= day ? years : years - 1;
}

}  // namespace backrisk
