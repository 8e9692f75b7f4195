#pragma once
/// The tables of a clinic as columns: what comes in, before anything is believed.
///
/// A person is a position in `people`. Each table is a struct of columns of one length; an optional column is
/// empty when it is not given, and a missing value is NaN, or `no_day` for a day. Rows may come in any order.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/core/estimand.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk::cohort {

inline constexpr day_number no_day = std::numeric_limits<day_number>::min();
using person_index = std::uint32_t;
inline constexpr person_index no_person =
    std::numeric_limits<person_index>::max();  ///< an id that `people` lacks

enum class side : std::uint8_t { none, left, right };

/// One row a person. `given` holds factors that the user knows directly, by factor name ("awkward work", a
/// score of one's own); they stay the same over time.
struct people_table {
    std::vector<std::string> id;
    std::vector<double> female;     ///< 1, 0
    std::vector<day_number> birth;  ///< or
    std::vector<double> age_years;  ///< at the person's first monitored day
    std::vector<double> height_m;
    std::vector<double> mass_kg;
    std::vector<double> smoker;  ///< 1, 0
    std::vector<day_number> monitored_from;
    std::vector<day_number> monitored_to;
    std::vector<std::pair<std::string, std::vector<double>>> given;
    [[nodiscard]] std::size_t size() const noexcept { return id.size(); }
};

struct sessions_table {
    std::vector<person_index> person;
    std::vector<day_number> day;
    std::vector<double> duration_min;
    std::vector<double> rpe;   ///< CR-10
    std::vector<double> load;  ///< instead of duration x RPE
    std::vector<double> warm_up_min;
    std::vector<double> planned;  ///< 1: not done (yet); kept apart from the diary
    [[nodiscard]] std::size_t size() const noexcept { return day.size(); }
};

struct sets_table {
    std::vector<person_index> person;
    std::vector<day_number> day;
    std::vector<std::string> exercise;
    std::vector<double> sets;
    std::vector<double> reps;
    std::vector<double> mass_kg;
    std::vector<double> trunk_flexion_deg;
    [[nodiscard]] std::size_t size() const noexcept { return day.size(); }
};

/// `test` is a name of balance::clinical_tests; its unit is fixed there.
struct tests_table {
    std::vector<person_index> person;
    std::vector<day_number> day;
    std::vector<std::string> test;
    std::vector<side> on;
    std::vector<double> value;
    [[nodiscard]] std::size_t size() const noexcept { return day.size(); }
};

struct wellness_table {
    std::vector<person_index> person;
    std::vector<day_number> day;
    std::vector<double> sleep_hours;
    std::vector<double> mood;  ///< 0 worst to 1 best
    std::vector<double> pain_nrs;
    [[nodiscard]] std::size_t size() const noexcept { return day.size(); }
};

/// `condition` is a name or alias of history::conditions. `present` 0 records that it was looked for and
/// absent.
struct conditions_table {
    std::vector<person_index> person;
    std::vector<std::string> condition;
    std::vector<day_number> since;
    std::vector<day_number> until;
    std::vector<day_number> onset;     ///< began, or last got worse
    std::vector<day_number> reviewed;  ///< last looked at by a professional
    std::vector<double> present;
    [[nodiscard]] std::size_t size() const noexcept { return condition.size(); }
};

struct episodes_table {
    std::vector<person_index> person;
    std::vector<day_number> onset;
    std::vector<day_number> recovered;
    std::vector<std::string> region;
    std::vector<std::string> severity;
    [[nodiscard]] std::size_t size() const noexcept { return onset.size(); }
};

/// From which day on a person's recorded episodes may be incomplete, because a row could not be read.
struct history_doubt {
    static constexpr day_number never = std::numeric_limits<day_number>::max();
    static constexpr day_number always = std::numeric_limits<day_number>::min() + 1;
    day_number any = never;     ///< an episode may be missing
    day_number severe = never;  ///< an episode may be more than it is taken for: concerns the narrow outcomes

    [[nodiscard]] day_number of(outcome one) const noexcept {
        return one == outcome::any_episode ? any : std::min(any, severe);
    }
};

/// A table that is empty may still have been given: `taken` says that somebody asked. With `episodes_taken`,
/// a person without a row has no recorded episode; without it, nobody knows.
struct tables {
    people_table people;
    sessions_table sessions;
    sets_table sets;
    tests_table tests;
    wellness_table wellness;
    conditions_table conditions;
    episodes_table episodes;
    bool people_given = true;  ///< false: the people are those of `sessions`
    /// For rows of `episodes` whose id nobody has: whose it may be, by an id that differs in spaces, case,
    /// signs or leading zeros alone; `no_person` or no vector where nobody's comes near.
    std::vector<person_index> episode_may_be;
    std::vector<history_doubt> doubts;  ///< a person each, or empty; written by `clean`
    bool sessions_taken = false;
    bool sets_taken = false;
    bool wellness_taken = false;
    bool episodes_taken = false;
};

/// How bad a finding is: `error` rows are set aside (their values become missing), `warning` rows are used as
/// they are.
enum class finding_level : std::uint8_t { warning, error };

[[nodiscard]] constexpr std::string_view to_string(finding_level level) noexcept {
    return level == finding_level::error ? "error" : "warning";
}

/// Something about the data that a person should look at. Rows count from 1.
struct finding {
    finding_level level = finding_level::warning;
    std::string table;
    std::int64_t row = 0;  ///< 0: the table or person as a whole
    std::string column;
    std::string person;
    std::string value;
    std::string rule;
};

}  // namespace backrisk::cohort
