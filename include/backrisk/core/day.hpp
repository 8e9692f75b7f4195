#pragma once
/// Calendar days: local dates without a clock or a time zone.
///
/// A diary says on which *local date* somebody trained. In columns a day is an `int32` that counts days since
/// 1970-01-01, as Arrow's date32 does; at the edge it is `calendar_day`, which is `std::chrono::local_days`.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

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

/// "2026-03-01"
[[nodiscard]] inline std::string to_string(calendar_day day) {
    const std::chrono::year_month_day date{day};
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text, static_cast<std::size_t>(length)};
}

/// Reads an ISO 8601 date, "YYYY-MM-DD" and nothing else: 01.02.2026 and 1/2/2026 are ambiguous, so they are
/// refused instead of guessed. Throws `invalid_argument`.
[[nodiscard]] inline calendar_day parse_day(std::string_view text) {
    const auto refuse = [&] { fail_argument("parse_day", "text", text, "a date as YYYY-MM-DD"); };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') refuse();
    const auto digits = [&](std::size_t from, std::size_t count) {
        unsigned number = 0;
        for (const char c : text.substr(from, count)) {
            if (c < '0' || c > '9') refuse();
            number = 10 * number + static_cast<unsigned>(c - '0');
        }
        return number;
    };
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(digits(0, 4))},
                                           std::chrono::month{digits(5, 2)}, std::chrono::day{digits(8, 2)}};
    if (!date.ok()) refuse();
    return std::chrono::local_days{date};
}

}  // namespace backrisk
