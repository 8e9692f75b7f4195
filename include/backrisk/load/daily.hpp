#pragma once
/// From a diary of sessions to one row a day.
///
/// Sessions of one day are summed. A session whose load is unknown makes its day `missing`, even beside known
/// ones: half a sum is not a sum. A monitored day without a session is `rest`, load 0. Days outside the
/// monitored span are `unmonitored`, NaN. The order of the sessions does not matter, to the last bit: the
/// loads of a day are added from the smallest up.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/load/check.hpp"
#include "backrisk/load/session.hpp"

namespace backrisk::load {

/// Columns of one length, one row a session, in any order. Empty where a column is not given; NaN where a
/// value is not. The load of a session is `load`, else RPE x minutes, else unknown.
struct session_columns {
    std::span<const day_number> day;       ///< local date
    std::span<const double> load;          ///< in any unit, one for all
    std::span<const double> duration_min;  ///< 0 .. 1440
    std::span<const double> rpe;           ///< CR-10
    std::span<const std::size_t> person;   ///< 0 .. people - 1; empty for one person
};

/// Both ends included.
struct day_span {
    day_number from = 0;
    day_number to = 0;
    [[nodiscard]] bool holds(day_number day) const noexcept { return from <= day && day <= to; }
    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(static_cast<std::int64_t>(to) - from + 1);
    }
};

struct daily_series {
    std::vector<day_number> day;
    std::vector<double> load;          ///< sum of the day
    std::vector<double> longest_load;  ///< largest load of a single session
    std::vector<double> longest_min;   ///< longest session; NaN where a duration is unknown
    std::vector<day_status> status;
    std::vector<std::size_t> starts;   ///< person g owns rows [starts[g], starts[g + 1])
    std::size_t sessions_outside = 0;  ///< sessions set aside: outside the monitored span
};

/// The longest diary of one person, and the most rows of one call: a slip in a date is an error, not memory.
inline constexpr std::size_t longest_diary_days = 36525;  // a hundred years
inline constexpr std::size_t most_daily_rows = std::size_t{1} << 28;

namespace check {
inline void size_of(std::string_view argument, std::span<const day_span> spans) {
    std::size_t rows = 0;
    for (std::size_t g = 0; g < spans.size(); ++g) {
        rows += spans[g].size();
        if (spans[g].size() > longest_diary_days)
            fail_argument("daily_load", std::string(argument) + "[" + show(g) + "]",
                          to_string(to_day(spans[g].from)) + " to " + to_string(to_day(spans[g].to)),
                          show(longest_diary_days) + " days or fewer");
    }
    check_argument(rows <= most_daily_rows, "daily_load", "number of days of everybody", rows,
                   show(most_daily_rows) + " or fewer; split the people");
}

inline void spans(std::string_view argument, std::span<const day_span> spans) {
    for (std::size_t g = 0; g < spans.size(); ++g)
        if (spans[g].from > spans[g].to)
            fail_argument("daily_load", std::string(argument) + "[" + show(g) + "].to",
                          to_string(to_day(spans[g].to)),
                          "not before from, " + to_string(to_day(spans[g].from)));
}

inline void sessions(const session_columns& sessions, std::size_t people) {
    const auto given = [&](std::string_view argument, const auto& column) {
        if (!column.empty()) check_same_size("daily_load", argument, column, sessions.day);
    };
    given("load", sessions.load);
    given("duration", sessions.duration_min);
    given("rpe", sessions.rpe);
    given("person", sessions.person);
    check_argument(!sessions.person.empty() || people == 1 || sessions.day.empty(), "daily_load",
                   "monitored.size", people, "1 when no person column is given");
    for (const std::size_t g : sessions.person)
        if (g >= people)
            fail_argument("daily_load", "person", g, "below the number of people, " + show(people));
    amounts("daily_load", "load", sessions.load);
    bounded("daily_load", "duration", sessions.duration_min, longest_session_min);
    bounded("daily_load", "rpe", sessions.rpe, highest_rpe);
}
}  // namespace check

namespace daily {

struct known_session {
    std::size_t row;
    double load;
};

/// Every wanted day of every person, as if nobody had trained.
[[nodiscard]] inline daily_series resting(std::span<const day_span> monitored,
                                          std::span<const day_span> rows) {
    daily_series out;
    out.starts.push_back(0);
    for (std::size_t g = 0; g < rows.size(); ++g) {
        out.starts.push_back(out.starts.back() + rows[g].size());
        for (std::size_t i = 0; i < rows[g].size(); ++i) {
            const day_number day = rows[g].from + static_cast<day_number>(i);
            out.day.push_back(day);
            out.status.push_back(monitored[g].holds(day) ? day_status::rest : day_status::unmonitored);
        }
    }
    for (auto* column : {&out.load, &out.longest_load, &out.longest_min}) {
        column->assign(out.day.size(), 0.0);
        for (std::size_t i = 0; i < out.day.size(); ++i)
            if (out.status[i] == day_status::unmonitored) (*column)[i] = missing_value;
    }
    return out;
}

/// Marks the day of each session, and returns those with a known load.
[[nodiscard]] inline std::vector<known_session> place(const session_columns& sessions,
                                                      std::span<const day_span> monitored,
                                                      std::span<const day_span> rows, daily_series& out) {
    const auto at = [](std::span<const double> column, std::size_t s) {
        return column.empty() ? missing_value : column[s];
    };
    std::vector<known_session> known;
    for (std::size_t s = 0; s < sessions.day.size(); ++s) {
        const std::size_t g = sessions.person.empty() ? 0 : sessions.person[s];
        const day_number day = sessions.day[s];
        if (!monitored[g].holds(day)) ++out.sessions_outside;
        if (!monitored[g].holds(day) || !rows[g].holds(day)) continue;
        const std::size_t row = out.starts[g] + static_cast<std::size_t>(day - rows[g].from);
        const double length_min = at(sessions.duration_min, s), given = at(sessions.load, s);
        double& longest = out.longest_min[row];
        if (!(longest >= length_min)) longest = std::isnan(longest) ? longest : length_min;
        const double load = std::isnan(given) ? length_min * at(sessions.rpe, s) : given;
        if (!std::isnan(load)) known.push_back({row, load});
        if (std::isnan(load)) out.status[row] = day_status::missing;
        if (out.status[row] == day_status::rest) out.status[row] = day_status::trained;
    }
    return known;
}

}  // namespace daily

/// One dense series a person. `monitored[g]` is the span in which person g's silence means rest; `rows[g]`
/// the days wanted, the monitored span when not given. Throws `invalid_argument`.
[[nodiscard]] inline daily_series daily_load(const session_columns& sessions,
                                             std::span<const day_span> monitored,
                                             std::span<const day_span> rows = {}) {
    if (rows.empty()) rows = monitored;
    check_same_size("daily_load", "rows", rows, monitored);
    check::spans("monitored", monitored);
    check::spans("rows", rows);
    check::size_of("rows", rows);
    check::sessions(sessions, monitored.size());
    daily_series out = daily::resting(monitored, rows);
    auto known = daily::place(sessions, monitored, rows, out);
    std::sort(known.begin(), known.end(),
              [](const auto& a, const auto& b) { return a.row != b.row ? a.row < b.row : a.load < b.load; });
    for (const auto& [row, load] : known) {
        out.load[row] += load;
        out.longest_load[row] = load;  // in rising order: the last one is the largest
    }
    for (std::size_t i = 0; i < out.day.size(); ++i)
        if (out.status[i] == day_status::missing) out.load[i] = out.longest_load[i] = missing_value;
    return out;
}

}  // namespace backrisk::load
