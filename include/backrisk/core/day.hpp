#pragma once
/// Calendar days: local dates without a clock or a time zone.
///
/// A diary says on which *local date* somebody trained. In columns a day is an `int32` that counts days since
/// 1970-01-01, as Arrow's date32 does; at the edge it is `calendar_day`, which is `std::chrono::local_days`.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/quantity.hpp"

namespace backrisk {

using calendar_day = std::chrono::local_days;
using day_number = std::int32_t;  ///< days since 1970-01-01

[[nodiscard]] constexpr day_number to_number(calendar_day day) noexcept {
    return static_cast<day_number>(day.time_since_epoch().count());
}
[[nodiscard]] constexpr calendar_day to_day(day_number number) noexcept { return calendar_day{days{number}}; }

[[nodiscard]] constexpr calendar_day make_day(int year, unsigned month, unsigned day) {
    const auto date = std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                                  std::chrono::day{day}};
    if (!date.ok()) throw invalid_argument("make_day: year, month and day must name an existing date");
    return std::chrono::local_days{date};
}

/// The first and the last day of a diary: what lies outside is a slip, not a date.
inline constexpr calendar_day first_calendar_day{std::chrono::local_days{std::chrono::year{1900} / 1 / 1}};
inline constexpr calendar_day last_calendar_day{std::chrono::local_days{std::chrono::year{2100} / 12 / 31}};

/// "2026-03-01"
[[nodiscard]] std::string to_string(calendar_day day);

/// The day of an ISO 8601 calendar date, "YYYY-MM-DD", or of a date and time, "YYYY-MM-DDThh:mm", with or
/// without seconds, fractions and an offset, from 1900 to 2100. The day is the one on the clock that was
/// read: 00:30+02:00 on 6 July is 6 July. Nothing else is a date: 01.02.2026 and 1/2/2026 are ambiguous, a
/// year or a month alone is no day, and a number could count anything.
/// @param text without spaces around it
/// @return nothing where it is no such date
[[nodiscard]] std::optional<calendar_day> read_day(std::string_view text) noexcept;

/// The same. @throws invalid_argument where it is no such date
[[nodiscard]] calendar_day parse_day(std::string_view text);

}  // namespace backrisk

#ifndef BACKRISK_COMPILED
#include "backrisk/core/day.ipp"
#endif
