#pragma once
/// The episode measures of many people on many days, column by column.
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/people.hpp"
#include "backrisk/core/series.hpp"
#include "backrisk/history/episode_history.hpp"

namespace backrisk::history {

/// Episodes of people 0, 1, ...: person g owns the rows [starts[g], starts[g + 1]), in any order.
struct episode_columns {
    std::span<const day_number> onset;        ///< `timeline::never` when unknown
    std::span<const day_number> recovered;    ///< `timeline::never` while open
    std::span<const std::uint8_t> severity;   ///< codes of `severity`
    std::span<const std::uint8_t> elsewhere;  ///< 1 for pain elsewhere than the low back
    group_starts starts;
};

/// One row a person-day; the fields are those of `episode_state`.
struct state_columns {
    std::vector<double> episodes, since_recovery, last_duration, days_in_episode, other_episodes;
    std::vector<std::uint8_t> open, at_risk, other_pain;
    std::vector<backrisk::reason> reason;  ///< of `since_recovery`
    std::vector<std::size_t> overlaps;     ///< rows of the episode table that began inside another episode
    std::vector<std::size_t> set_aside;    ///< rows without an onset, or whose recovery lies before it

    explicit state_columns(std::size_t size)
        : episodes(size),
          since_recovery(size),
          last_duration(size),
          days_in_episode(size),
          other_episodes(size),
          open(size),
          at_risk(size),
          other_pain(size),
          reason(size) {}
    /// Nothing can be said about a person whose record breaks a rule.
    void refuse(std::size_t i) noexcept {
        for (auto* column : {&episodes, &since_recovery, &last_duration, &days_in_episode, &other_episodes})
            (*column)[i] = missing_value;
        reason[i] = backrisk::reason::invalid_input;
    }
    void set(std::size_t i, const episode_state& now) noexcept {
        episodes[i] = now.episodes;
        since_recovery[i] = now.since_recovery.value;
        last_duration[i] = now.last_duration;
        days_in_episode[i] = now.days_in_episode;
        other_episodes[i] = now.other_episodes;
        open[i] = now.open;
        at_risk[i] = now.at_risk;
        other_pain[i] = now.other_pain;
        reason[i] = now.since_recovery.reason;
    }
};

/// The state of person g on the days [day_starts[g], day_starts[g + 1]), in any order (rising is fastest).
/// All days of a person whose record holds an impossible row (`set_aside`) are missing with
/// `reason::invalid_input`; the others are answered. Throws `invalid_argument` for columns of different
/// lengths.
[[nodiscard]] inline state_columns episode_states(const episode_columns& table,
                                                  std::span<const day_number> days, group_starts day_starts,
                                                  episode_rules rules = {}) {
    constexpr auto here = "episode_states";
    check_same_size(here, "recovered", table.recovered, table.onset);
    check_same_size(here, "severity", table.severity, table.onset);
    check_same_size(here, "elsewhere", table.elsewhere, table.onset);
    check_same_size(here, "day_starts", day_starts, table.starts);
    check_argument(!day_starts.empty(), here, "day_starts.size", day_starts.size(), "1 or more");
    check::groups(here, table.starts, table.onset.size());
    check::groups(here, day_starts, days.size());
    state_columns result(days.size());
    std::vector<episode> person;
    for (std::size_t g = 0; g + 1 < day_starts.size(); ++g) {
        person.clear();
        const std::size_t refused = result.set_aside.size();
        for (std::size_t i = table.starts[g]; i < table.starts[g + 1]; ++i) {
            check_argument(table.severity[i] < all_severities.size(), here, "severity",
                           int{table.severity[i]}, "a code of severity");
            const bool open = table.recovered[i] == timeline::never;
            if (table.onset[i] == timeline::never || table.recovered[i] < table.onset[i]) {
                result.set_aside.push_back(i);
                continue;
            }
            person.push_back({table.onset[i], open ? std::nullopt : std::optional(table.recovered[i]),
                              static_cast<severity>(table.severity[i]),
                              table.elsewhere[i] != 0 ? region::elsewhere : region::low_back});
        }
        if (result.set_aside.size() > refused) {
            for (std::size_t i = day_starts[g]; i < day_starts[g + 1]; ++i) result.refuse(i);
            continue;
        }
        const episode_history history(person, rules);
        for (const std::size_t i : history.overlapping()) result.overlaps.push_back(table.starts[g] + i);
        auto cursor = history.start();
        for (std::size_t i = day_starts[g]; i < day_starts[g + 1]; ++i) result.set(i, cursor.at(days[i]));
    }
    return result;
}

}  // namespace backrisk::history
