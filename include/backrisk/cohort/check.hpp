#pragma once
/// Looks at the tables before anything is computed from them.
///
/// `check` reports; `clean` (clean.hpp) sets aside what was reported as an error, so that one wrong row does
/// not stop the rest. Nothing is repaired and nothing is guessed: a hint names the likely unit, the person
/// decides.
#include <optional>
#include <vector>

#include "backrisk/cohort/clean.hpp"

namespace backrisk::cohort {

struct check_options {
    std::optional<day_number> today{};  ///< rows after it are errors unless planned; nothing: not asked
    session_check_options sessions{};
};

/// Throws `invalid_argument` unless the columns of each table have one length (optional columns may be empty)
/// and every person is a position in `people` or `no_person`.
inline void check_shape(const tables& all) {
    const auto same_length = [](std::string_view name, const auto& table) {
        for_each_column(table, [&](const auto& column) {
            check_argument(column.empty() || column.size() == table.size(), "cohort",
                           std::string(name) + " column size", column.size(), std::to_string(table.size()));
        });
    };
    same_length("people", all.people);
    for_each_diary(all, [&](std::string_view name, const auto& table) {
        same_length(name, table);
        check_argument(table.person.size() == table.size(), "cohort", std::string(name) + ".person size",
                       table.person.size(), std::to_string(table.size()));
        for (const person_index p : table.person)
            check_argument(p < all.people.size() || p == no_person, "cohort", std::string(name) + ".person",
                           p, "a position in people");
    });
}

/// Everything about the tables that a person should look at, table by table.
[[nodiscard]] inline std::vector<finding> check(const tables& all, const check_options& options = {}) {
    check_shape(all);
    finding_list found(all.people, all.people_given);
    check_people(found, all.people, options.today);
    if (all.sessions_taken || all.sessions.size() > 0)
        session_check(found, all.people, all.sessions, options.sessions).run(options.today);
    check_sets(found, all.sets, all.people, options.today);
    check_tests(found, all.tests, options.today);
    check_wellness(found, all.wellness, all.people, options.today);
    check_conditions(found, all.conditions, options.today);
    check_episodes(found, all, options.today);
    return std::move(found).take();
}

}  // namespace backrisk::cohort
