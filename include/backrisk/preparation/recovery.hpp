#pragma once
/// Time since the last hard day, and rest between sessions of the same movement pattern.
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/preparation/recent.hpp"

namespace backrisk::preparation {

/// Whole days since the last day whose load reached `hard_load`; 0 on that day. `hard_load` is an argument
/// without default, in the unit of the load. Before the first hard day, and after a day of unknown load
/// (which may have been hard), nobody knows: NaN, `low_coverage`.
class days_since_hard_state {
  public:
    explicit days_since_hard_state(double hard_load) : hard_load_(hard_load) {
        check_positive("recovery_days", "hard_load", hard_load);
    }
    void update(double load) noexcept {
        if (load >= hard_load_ && std::isfinite(load))
            *this = days_since_hard_state(hard_load_, 0);
        else {
            ++since_;
            unknown_ += load >= 0 && std::isfinite(load) ? 0 : 1;
        }
    }
    /// The observed share of the days since; 0 before the first hard day.
    [[nodiscard]] double coverage() const noexcept {
        return !seen_ ? 0 : since_ == 0 ? 1 : 1 - static_cast<double>(unknown_) / static_cast<double>(since_);
    }
    [[nodiscard]] measured value() const noexcept {
        return seen_ && unknown_ == 0 ? measured(static_cast<double>(since_))
                                      : measured(reason::low_coverage);
    }

  private:
    days_since_hard_state(double hard_load, std::int64_t since) noexcept
        : hard_load_(hard_load), since_(since), seen_(true) {}
    double hard_load_;
    std::int64_t since_ = 0;
    std::int64_t unknown_ = 0;
    bool seen_ = false;
};

[[nodiscard]] inline measured_series days_since_hard(std::span<const double> load, double hard_load,
                                                     group_starts starts = {}) {
    return after_each_day("recovery_days", load, days_since_hard_state(hard_load), starts);
}

inline constexpr std::int32_t unknown_pattern = -1;

/// When each movement pattern (squat, hinge, press ...) was last trained, by dense codes 0, 1, 2 ...
///
/// `days_since`: whole days since an earlier day with the same pattern. `in_a_row`: days on end with it,
/// today included. A session of unknown pattern in between may have been the same one: then `low_coverage`.
/// Without any earlier session of the pattern `days_since` is `not_applicable`.
class pattern_state {
  public:
    struct answer {
        measured days_since{reason::not_recorded};
        measured in_a_row{reason::not_recorded};
    };
    explicit pattern_state(std::size_t patterns) : history_(patterns) {}

    /// One session; days must not go back. Codes are below `patterns`, or `unknown_pattern`.
    answer update(day_number day, std::int32_t pattern) {
        if (day != today_) {
            if (unknown_today_) unknown_before_ = today_;
            unknown_today_ = false;
            today_ = day;
        }
        if (pattern == unknown_pattern) {
            unknown_today_ = true;
            return {};
        }
        past& one = history_[static_cast<std::size_t>(pattern)];
        if (one.last != day) {
            const bool continues = one.last != never && day - one.last == 1;
            one.in_a_row = continues ? one.in_a_row + 1 : 1;
            if (!continues) one.doubtful_start = unknown_before_ != never && day - unknown_before_ == 1;
            one.before = one.last;
            one.last = day;
        }
        return {since(one, day),
                one.doubtful_start ? measured(reason::low_coverage) : measured(one.in_a_row)};
    }

  private:
    static constexpr day_number never = std::numeric_limits<day_number>::min();
    struct past {
        day_number last = never;
        day_number before = never;  ///< the last day but one
        std::int32_t in_a_row = 0;
        bool doubtful_start = false;
    };
    [[nodiscard]] measured since(const past& one, day_number day) const noexcept {
        if (unknown_before_ > one.before) return measured(reason::low_coverage);
        if (one.before == never) return measured(reason::not_applicable);
        return static_cast<double>(day - one.before);
    }
    std::vector<past> history_;
    day_number today_ = never;
    day_number unknown_before_ = never;  ///< last day before today with a session of unknown pattern
    bool unknown_today_ = false;
};

struct pattern_series {
    measured_series days_since;
    measured_series in_a_row;
};

/// `pattern_rest` for sessions sorted by person and day. Throws `invalid_argument` for days that go back,
/// codes outside [-1, patterns) and unequal lengths.
[[nodiscard]] inline pattern_series pattern_rest(std::span<const day_number> day,
                                                 std::span<const std::int32_t> pattern, std::size_t patterns,
                                                 group_starts starts = {}) {
    check_same_size("pattern_rest", "pattern", pattern, day);
    check::groups("pattern_rest", starts, day.size());
    pattern_series out{measured_series(day.size()), measured_series(day.size())};
    for_each_person(day.size(), starts, [&](std::size_t first, std::size_t last) {
        pattern_state state(patterns);
        for (std::size_t i = first; i < last; ++i) {
            check_argument(i == first || day[i] >= day[i - 1], "pattern_rest", "day", day[i],
                           "not before the session above it");
            check_argument(pattern[i] >= unknown_pattern && pattern[i] < static_cast<std::int64_t>(patterns),
                           "pattern_rest", "pattern", pattern[i], "a code from -1 to patterns - 1");
            const auto answer = state.update(day[i], pattern[i]);
            out.days_since.set(i, answer.days_since, answer.days_since.known());
            out.in_a_row.set(i, answer.in_a_row, answer.in_a_row.known());
        }
    });
    return out;
}

}  // namespace backrisk::preparation
