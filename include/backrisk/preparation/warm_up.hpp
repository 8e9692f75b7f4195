#pragma once
/// How often, and how regularly, a person warms up before training.
///
/// A session without an entry is unknown, not "no warm-up". Evidence: a structured programme of about 20
/// minutes lowered all injuries in football (rate ratio 0.61, Thorborg 2017, 10.1136/bjsports-2016-097066),
/// another did not (0.99); nothing is specific to the low back, and content matters more than minutes.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/core/people.hpp"
#include "backrisk/core/sliding.hpp"

namespace backrisk::preparation {

struct warm_up_options {
    days window{28};         ///< at least 2
    double minimum_min = 5;  ///< minutes that count as a warm-up; a choice of ours, no threshold is published
    double min_coverage = default_min_coverage;  ///< share of the window's sessions with an entry
};

enum class warm_up_mark : std::int8_t { unknown = -1, no = 0, yes = 1 };

/// Unknown for NaN and for impossible entries (negative, infinite).
[[nodiscard]] inline warm_up_mark mark_warm_up(double minutes, double minimum_min) noexcept {
    if (!(minutes >= 0 && std::isfinite(minutes))) return warm_up_mark::unknown;
    return minutes >= minimum_min ? warm_up_mark::yes : warm_up_mark::no;
}
/// Both parts: general (raising temperature) and specific (the movements of the session). One part known to
/// fall short settles it.
[[nodiscard]] constexpr warm_up_mark both(warm_up_mark general, warm_up_mark specific) noexcept {
    if (general == warm_up_mark::no || specific == warm_up_mark::no) return warm_up_mark::no;
    return general == warm_up_mark::yes && specific == warm_up_mark::yes ? warm_up_mark::yes
                                                                         : warm_up_mark::unknown;
}

/// Marks of a column of minutes; with a second column, both parts must reach their minimum.
[[nodiscard]] inline std::vector<warm_up_mark> mark_warm_up(std::span<const double> minutes,
                                                            double minimum_min,
                                                            std::span<const double> specific_min = {},
                                                            double minimum_specific_min = 0) {
    check_non_negative("warm_up_score", "minimum_min", minimum_min);
    check_non_negative("warm_up_score", "minimum_specific_min", minimum_specific_min);
    if (!specific_min.empty()) check_same_size("warm_up_score", "specific_min", specific_min, minutes);
    std::vector<warm_up_mark> marks(minutes.size());
    for (std::size_t i = 0; i < marks.size(); ++i) {
        marks[i] = mark_warm_up(minutes[i], minimum_min);
        if (!specific_min.empty())
            marks[i] = both(marks[i], mark_warm_up(specific_min[i], minimum_specific_min));
    }
    return marks;
}

/// Counts of sessions; whole numbers, so any order of adding gives the same bits.
struct warm_up_tally {
    std::int32_t sessions = 0;
    std::int32_t recorded = 0;
    std::int32_t warmed = 0;
    std::int32_t pairs = 0;     ///< recorded sessions with a recorded one before them
    std::int32_t switches = 0;  ///< pairs of which one was warmed up and the other was not

    [[nodiscard]] friend warm_up_tally combine(const warm_up_tally& a, const warm_up_tally& b) noexcept {
        return {a.sessions + b.sessions, a.recorded + b.recorded, a.warmed + b.warmed, a.pairs + b.pairs,
                a.switches + b.switches};
    }
    friend bool operator==(const warm_up_tally&, const warm_up_tally&) = default;

    [[nodiscard]] double coverage() const noexcept {
        return sessions == 0 ? 0 : static_cast<double>(recorded) / sessions;
    }
    [[nodiscard]] reason judge(double min_coverage) const noexcept {
        if (sessions == 0) return reason::not_applicable;
        if (recorded == 0) return reason::not_recorded;
        return coverage() < min_coverage ? reason::low_coverage : reason::none;
    }
    [[nodiscard]] measured share(double min_coverage) const noexcept {
        const reason why = judge(min_coverage);
        return why == reason::none ? measured(static_cast<double>(warmed) / recorded) : measured(why);
    }
    [[nodiscard]] measured regularity(double min_coverage) const noexcept {
        const reason why = judge(min_coverage);
        if (why != reason::none) return measured(why);
        if (pairs == 0) return measured(reason::not_applicable);
        return 1 - static_cast<double>(switches) / pairs;
    }
};

/// Over the sessions of the last n days, today included:
///
///     share      = sessions with a warm-up / sessions with an entry      (coverage = with an entry / all)
///     regularity = 1 - switches between consecutive sessions / their number
///
/// A habit has regularity 1 whether kept or not; somebody who tosses a coin has about 1/2; strict alternation
/// has 0. Definitions of ours. Without a session the answer is `not_applicable`, without any entry
/// `not_recorded`.
class warm_up_state {
  public:
    explicit warm_up_state(const warm_up_options& options = {})
        : past_(check::window("warm_up_score", "window", options.window, 2) - 1), options_(options) {
        check_non_negative("warm_up_score", "minimum_min", options.minimum_min);
        check::share("warm_up_score", "min_coverage", options.min_coverage);
    }

    /// Opens a day, which must not lie before the last one. Days skipped had no session.
    void advance(day_number day) {
        if (day == day_) return;
        check_argument(day > day_, "warm_up_score", "day", day, "not before the day of the row above it");
        if (day_ != never) {
            past_.update(today_);
            const std::int64_t gap = std::int64_t{day} - day_ - 1;
            for (std::int64_t i = std::min(gap, static_cast<std::int64_t>(past_.window())); i > 0; --i)
                past_.update({});
        }
        today_ = {};
        day_ = day;
    }
    void session(warm_up_mark mark) noexcept {
        ++today_.sessions;
        if (mark == warm_up_mark::unknown) return;
        ++today_.recorded;
        today_.warmed += mark == warm_up_mark::yes;
        if (last_ != warm_up_mark::unknown) {
            ++today_.pairs;
            today_.switches += mark != last_;
        }
        last_ = mark;
    }
    void session(double minutes) noexcept { session(mark_warm_up(minutes, options_.minimum_min)); }

    [[nodiscard]] warm_up_tally tally() const noexcept { return combine(past_.value(), today_); }
    [[nodiscard]] double coverage() const noexcept { return tally().coverage(); }
    [[nodiscard]] measured share() const noexcept { return tally().share(options_.min_coverage); }
    [[nodiscard]] measured regularity() const noexcept { return tally().regularity(options_.min_coverage); }

  private:
    static constexpr day_number never = std::numeric_limits<day_number>::min();
    sliding<warm_up_tally> past_;
    warm_up_tally today_{};
    warm_up_options options_;
    day_number day_ = never;
    warm_up_mark last_ = warm_up_mark::unknown;
};

struct warm_up_series {
    measured_series share;
    measured_series regularity;
};

/// Rows sorted by person and day. `mark[i]` belongs to a session where `is_session[i]` is not 0; other rows
/// only ask. An empty `is_session` means that every row is a session. Each row answers for the end of its
/// day, so all rows of a day agree. Throws `invalid_argument` for days that go back and unequal lengths.
[[nodiscard]] inline warm_up_series warm_up_score(std::span<const day_number> day,
                                                  std::span<const warm_up_mark> mark,
                                                  std::span<const std::uint8_t> is_session = {},
                                                  const warm_up_options& options = {},
                                                  group_starts starts = {}) {
    check_same_size("warm_up_score", "mark", mark, day);
    if (!is_session.empty()) check_same_size("warm_up_score", "is_session", is_session, day);
    check::groups("warm_up_score", starts, day.size());
    warm_up_series out{measured_series(day.size()), measured_series(day.size())};
    const warm_up_state fresh(options);
    warm_up_state state = fresh;
    for_each_person(day.size(), starts, [&](std::size_t first, std::size_t last) {
        state = fresh;
        for (std::size_t i = first; i < last;) {
            const std::size_t dawn = i;
            state.advance(day[i]);
            for (; i < last && day[i] == day[dawn]; ++i)
                if (is_session.empty() || is_session[i] != 0) state.session(mark[i]);
            const warm_up_tally all = state.tally();
            for (std::size_t row = dawn; row < i; ++row) {
                out.share.set(row, all.share(options.min_coverage), all.coverage());
                out.regularity.set(row, all.regularity(options.min_coverage), all.coverage());
            }
        }
    });
    return out;
}

}  // namespace backrisk::preparation
