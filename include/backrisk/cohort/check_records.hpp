#pragma once
/// Rules of the tables beside the diary: sets, tests, wellness, conditions, episodes.
#include <optional>

#include "backrisk/balance/clinical_test.hpp"
#include "backrisk/cohort/finding_list.hpp"
#include "backrisk/history/condition.hpp"
#include "backrisk/history/episode.hpp"
#include "backrisk/spine/exercise.hpp"

namespace backrisk::cohort {

inline void check_sets(finding_list& found, const sets_table& sets, const people_table& people,
                       std::optional<day_number> today) {
    check_ranges(
        found, "sets", sets, [&](std::size_t i) { return sets.person[i]; },
        [](std::size_t, std::string_view) { return ""; });
    name_rule exercise([](const std::string& name) { static_cast<void>(spine::find_exercise(name)); });
    tally outside("sets", "date", outside_rule, people.size());
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (!check_row(found, "sets", "date", i, sets.person[i], sets.day[i], today)) continue;
        if (is_outside(people, sets.person[i], sets.day[i])) outside.add(sets.person[i], i);
        if (!sets.exercise.empty() && !sets.exercise[i].empty() && !exercise.broken(sets.exercise[i]).empty())
            found.warn({"sets", i, "exercise", sets.person[i]}, sets.exercise[i],
                       exercise.broken(sets.exercise[i]) + "; its repetitions and mass still count");
    }
    outside.report(found);
}

inline void check_tests(finding_list& found, const tests_table& tests, std::optional<day_number> today) {
    name_rule known([](const std::string& name) { static_cast<void>(balance::find_test(name)); });
    for (std::size_t i = 0; i < tests.size(); ++i) {
        const person_index p = tests.person[i];
        if (!check_row(found, "tests", "date", i, p, tests.day[i], today)) continue;
        if (const std::string& rule = known.broken(tests.test[i]); !rule.empty()) {
            found.error({"tests", i, "test", p}, tests.test[i], rule);
            continue;
        }
        const auto& test = balance::find_test(tests.test[i]);
        const double value = tests.value[i];
        if (test.judge(value) == reason::out_of_range)
            found.error({"tests", i, "value", p}, show(value),
                        "must be between " + show(test.low) + " and " + show(test.high) + " " +
                            std::string(test.unit) + " for " + std::string(test.name));
        if (test.sided && (tests.on.empty() || tests.on[i] == side::none))
            found.warn({"tests", i, "side", p}, "", "should be left or right for " + std::string(test.name));
    }
}

inline void check_wellness(finding_list& found, const wellness_table& wellness, const people_table& people,
                           std::optional<day_number> today) {
    check_ranges(
        found, "wellness", wellness, [&](std::size_t i) { return wellness.person[i]; },
        [&](std::size_t i, std::string_view column) {
            if (column == "mood") return "; is `scales` that of this person?";
            const bool minutes = column == "sleep_hours" && wellness.sleep_hours[i] >= 60 &&
                                 wellness.sleep_hours[i] <= 16 * 60;
            return minutes ? "; it looks like minutes" : "";
        });
    std::vector<bool> usable(wellness.size());
    tally outside("wellness", "date", outside_rule, people.size());
    for (std::size_t i = 0; i < wellness.size(); ++i) {
        const person_index p = wellness.person[i];
        usable[i] = check_row(found, "wellness", "date", i, p, wellness.day[i], today);
        if (usable[i] && is_outside(people, p, wellness.day[i])) outside.add(p, i);
    }
    outside.report(found);
    const ordered_rows rows(wellness.person, wellness.day, people.size(),
                            [&](std::size_t i) { return bool{usable[i]}; });
    tally doubles("wellness", "date", "repeats a day that has a row already; the mean is used",
                  people.size());
    for (std::size_t p = 0; p < people.size(); ++p) {
        const auto mine = rows.of(p);
        for (std::size_t k = 1; k < mine.size(); ++k)
            if (wellness.day[mine[k]] == wellness.day[mine[k - 1]])
                doubles.add(static_cast<person_index>(p), mine[k]);
    }
    doubles.report(found);
}

inline void check_conditions(finding_list& found, const conditions_table& conditions,
                             std::optional<day_number> today) {
    name_rule known([](const std::string& name) { static_cast<void>(history::parse_condition(name)); });
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        const person_index p = conditions.person[i];
        if (p == no_person) {
            found.error_nobody("conditions", i);
            continue;
        }
        if (const std::string& rule = known.broken(conditions.condition[i]); !rule.empty())
            found.error({"conditions", i, "condition", p}, conditions.condition[i], rule);
        const day_number since = conditions.since.empty() ? no_day : conditions.since[i];
        const day_number until = conditions.until.empty() ? no_day : conditions.until[i];
        if (since != no_day && until != no_day && until < since)
            found.error({"conditions", i, "until", p}, show_day(until),
                        "must not be before since, " + show_day(since));
        if (since != no_day && today && since > *today)
            found.error({"conditions", i, "since", p}, show_day(since),
                        "must not be after today, " + show_day(*today) + "; the row is set aside");
    }
}

/// Two episodes of the low back that overlap count as one.
inline void check_overlaps(finding_list& found, const episodes_table& episodes, std::size_t people,
                           const std::vector<bool>& of_the_back) {
    const ordered_rows rows(episodes.person, episodes.onset, people,
                            [&](std::size_t i) { return bool{of_the_back[i]}; });
    for (std::size_t p = 0; p < people; ++p) {
        day_number open_until = no_day;
        for (const std::size_t i : rows.of(p)) {
            if (open_until != no_day && episodes.onset[i] < open_until)
                found.warn({"episodes", i, "onset", static_cast<person_index>(p)},
                           show_day(episodes.onset[i]),
                           "begins inside another episode; the two count as one");
            const day_number end = episodes.recovered.empty() ? no_day : episodes.recovered[i];
            open_until = std::max(open_until, end == no_day ? std::numeric_limits<day_number>::max() : end);
        }
    }
}

/// What the history of a person is after a row of it could not be used.
inline constexpr std::string_view unknown_history = "; the person's history counts as unknown";

/// The rules of onset and id: like those of every dated row, and what follows for the person's history.
inline bool check_episode_row(finding_list& found, const tables& all, std::size_t row,
                              std::optional<day_number> today) {
    const episodes_table& episodes = all.episodes;
    const person_index p = episodes.person[row];
    const day_number onset = episodes.onset[row];
    if (p == no_person) {
        const person_index near = all.episode_may_be.empty() ? no_person : all.episode_may_be[row];
        found.error_nobody("episodes", row,
                           near == no_person ? ""
                                             : "; it may be " + std::string(found.id(near)) +
                                                   ", whose history counts as unknown");
        return false;
    }
    const cell where{"episodes", row, "onset", p};
    if (onset == no_day) {
        found.error(
            where, "",
            "must be given: an episode without a date cannot be placed" + std::string(unknown_history));
        return false;
    }
    if (today && onset > *today) {
        found.error(where, show_day(onset),
                    "must not be after today, " + show_day(*today) + std::string(unknown_history));
        return false;
    }
    return true;
}

inline void check_episodes(finding_list& found, const tables& all, std::optional<day_number> today) {
    const episodes_table& episodes = all.episodes;
    name_rule region([](const std::string& name) { static_cast<void>(history::parse_region(name)); });
    name_rule severity([](const std::string& name) { static_cast<void>(history::parse_severity(name)); });
    std::vector<bool> of_the_back(episodes.size());
    for (std::size_t i = 0; i < episodes.size(); ++i) {
        const person_index p = episodes.person[i];
        if (!check_episode_row(found, all, i, today)) continue;
        const day_number end = episodes.recovered.empty() ? no_day : episodes.recovered[i];
        if (end != no_day && end < episodes.onset[i])
            found.error({"episodes", i, "recovered", p}, show_day(end),
                        "must not be before the onset, " + show_day(episodes.onset[i]) +
                            "; the episode counts as open");
        if (end != no_day && today && end > *today)
            found.error({"episodes", i, "recovered", p}, show_day(end),
                        "must not be after today, " + show_day(*today) + "; the episode counts as open");
        const bool placed = !episodes.region.empty() && !episodes.region[i].empty();
        const std::string& rule = placed ? region.broken(episodes.region[i]) : std::string();
        if (!rule.empty())
            found.error({"episodes", i, "region", p}, episodes.region[i],
                        rule + std::string(unknown_history) + " from " + show_day(episodes.onset[i]));
        const bool graded = !episodes.severity.empty() && !episodes.severity[i].empty();
        if (graded && !severity.broken(episodes.severity[i]).empty())
            found.error({"episodes", i, "severity", p}, episodes.severity[i],
                        severity.broken(episodes.severity[i]) + "; the episode counts as any");
        of_the_back[i] = rule.empty() &&
                         (!placed || history::parse_region(episodes.region[i]) == history::region::low_back);
    }
    check_overlaps(found, episodes, all.people.size(), of_the_back);
}

}  // namespace backrisk::cohort
