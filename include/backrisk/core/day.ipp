#pragma once
#include <cstdio>

#include "backrisk/core/day.hpp"

namespace backrisk {
namespace day_text {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Reads a text from its front.
class reader {
  public:
    explicit reader(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] bool done() const noexcept { return rest_.empty(); }
    [[nodiscard]] bool next_is(char c) const noexcept { return !rest_.empty() && rest_.front() == c; }
    bool skip(char c) noexcept {
        if (!next_is(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool skip_any(std::string_view letters) noexcept {
        if (rest_.empty() || letters.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// `count` digits of at most `most`; -1 where there is no such number.
    int number(std::size_t count, int most) noexcept {
        if (rest_.size() < count) return -1;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_digit(rest_[i])) return -1;
            value = 10 * value + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return value <= most ? value : -1;
    }
    /// One digit or more.
    bool digits() noexcept {
        if (rest_.empty() || !is_digit(rest_.front())) return false;
        while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
        return true;
    }

  private:
    std::string_view rest_;
};

/// "hh:mm[:ss[.f]][ ][Z|+hh[[:]mm]]"; 60 is a leap second.
BACKRISK_INLINE bool is_time(reader text) noexcept {
    if (text.number(2, 23) < 0 || !text.skip(':') || text.number(2, 59) < 0) return false;
    if (text.skip(':')) {
        if (text.number(2, 60) < 0) return false;
        if (text.skip_any(".,") && !text.digits()) return false;
    }
    (void)text.skip(' ');
    if (text.skip_any("Zz")) return text.done();
    if (text.skip_any("+-")) {
        if (text.number(2, 23) < 0) return false;
        const bool colon = text.skip(':');
        if ((colon || !text.done()) && text.number(2, 59) < 0) return false;
    }
    return text.done();
}

}  // namespace day_text

BACKRISK_INLINE std::string to_string(calendar_day day) {
    const std::chrono::year_month_day date{day};
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text, static_cast<std::size_t>(length)};
}

BACKRISK_INLINE std::optional<calendar_day> read_day(std::string_view text) noexcept {
    day_text::reader rest(text);
    const int year = rest.number(4, 9999);
    if (year < 0 || !rest.skip('-')) return {};
    const int month = rest.number(2, 12);
    if (month < 0 || !rest.skip('-')) return {};
    const int day = rest.number(2, 31);
    if (day < 0) return {};
    if (rest.skip_any("Tt ") ? !day_text::is_time(rest) : !rest.done()) return {};
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return {};
    const calendar_day found = std::chrono::local_days{date};
    if (found < first_calendar_day || found > last_calendar_day) return {};
    return found;
}

BACKRISK_INLINE calendar_day parse_day(std::string_view text) {
    const auto day = read_day(text);
    if (!day)
        fail_argument("parse_day", "text", text,
                      "a date as YYYY-MM-DD (or date and time as YYYY-MM-DDThh:mm), from 1900 to 2100");
    return *day;
}

}  // namespace backrisk
