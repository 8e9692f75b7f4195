#pragma once
/// One description of the columns of each table: name, kind, unit, range, what a missing value means.
///
/// Bindings, checks, cleaning, simulation, the Python schema and the page of the documentation are made from
/// it: a new column is a member of its table (tables.hpp), a line here, and its use in data.ipp.
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>
#include <vector>

#include "backrisk/cohort/tables.hpp"
#include "backrisk/core/names.hpp"

namespace backrisk::cohort {

/// How a value is written: `unused` columns are known and not read yet.
enum class field_kind : std::uint8_t { id, name, number, day, yes_no, sex, side, unused };

inline constexpr double any_size = std::numeric_limits<double>::max();

template <class Table, class T>
struct field {
    std::string_view name;                    ///< of the column, in every language
    std::vector<T> Table::*values = nullptr;  ///< null for `unused`
    field_kind kind = field_kind::number;
    std::string_view about = {};              ///< what it is, and what a missing value means
    double low = -any_size, high = any_size;  ///< closed range of a number that can be true
    std::string_view unit = {};
    bool required = false;   ///< the column must be given
    bool needs_row = false;  ///< a row without a usable value here is set aside
};

/// A tuple of fields; specialised for each table.
template <class Table>
inline constexpr auto fields_of = nullptr;

template <class Table, class T>
field(std::string_view, std::vector<T> Table::*, field_kind, std::string_view) -> field<Table, T>;

namespace describing {

template <class Table, class T>
[[nodiscard]] constexpr field<Table, T> key(std::string_view name, std::vector<T> Table::*values,
                                            field_kind kind, std::string_view about) {
    return {name, values, kind, about, -any_size, any_size, "", true, true};
}
template <class Table>
[[nodiscard]] constexpr field<Table, double> number(std::string_view name, std::vector<double> Table::*values,
                                                    double low, double high, std::string_view unit,
                                                    std::string_view about, bool required = false) {
    return {name, values, field_kind::number, about, low, high, unit, required, false};
}
template <class Table>
[[nodiscard]] constexpr field<Table, double> yes_no(std::string_view name, std::vector<double> Table::*values,
                                                    std::string_view about) {
    return {name, values, field_kind::yes_no, about, 0, 1, "", false, false};
}
template <class Table>
[[nodiscard]] constexpr field<Table, day_number> day(std::string_view name,
                                                     std::vector<day_number> Table::*values,
                                                     std::string_view about) {
    return {name, values, field_kind::day, about, -any_size, any_size, "", false, false};
}
template <class Table>
[[nodiscard]] constexpr field<Table, double> unused(std::string_view name, std::string_view about) {
    return {name, nullptr, field_kind::unused, about, -any_size, any_size, "", false, false};
}
template <class Table>
[[nodiscard]] constexpr field<Table, person_index> whose() {
    return key("person_id", &Table::person, field_kind::id, "a person of the table people");
}
template <class Table>
[[nodiscard]] constexpr field<Table, day_number> when() {
    return key("date", &Table::day, field_kind::day, "local calendar day");
}

}  // namespace describing

template <>
inline constexpr auto fields_of<people_table> = [] {
    using namespace describing;
    using T = people_table;
    return std::tuple{
        key("person_id", &T::id, field_kind::id, "unique; text or whole number"),
        field<T, double>{"sex", &T::female, field_kind::sex, "female or male (f, m); other: unknown", 0, 1},
        day("birth_date", &T::birth, "or age_years; age is in completed calendar years"),
        number("age_years", &T::age_years, 3, 115, "years", "at the first monitored day"),
        number("height_m", &T::height_m, 0.5, 2.6, "m", "with mass_kg: body mass index"),
        number("mass_kg", &T::mass_kg, 10, 350, "kg", "with height_m: body mass index"),
        unused<T>("sport", "kept for the reader"),
        yes_no("smoker", &T::smoker, "missing: unknown"),
        day("monitored_from", &T::monitored_from, "missing: the first row of the diary"),
        day("monitored_to", &T::monitored_to, "missing: the last row of the diary"),
    };
}();

template <>
inline constexpr auto fields_of<sessions_table> = [] {
    using namespace describing;
    using T = sessions_table;
    constexpr double day_minutes = 1440;
    return std::tuple{
        whose<T>(),
        when<T>(),
        number("duration_min", &T::duration_min, 0, day_minutes, "minutes", "with rpe, or load"),
        number("rpe", &T::rpe, 0, 10, "(CR-10)", "rating of perceived exertion of the session"),
        number("load", &T::load, 0, any_size, "", "instead of duration_min x rpe; neither: a missing day"),
        unused<T>("kind", "kept for the reader"),
        number("warm_up_min", &T::warm_up_min, 0, day_minutes, "minutes", "missing: not recorded"),
        yes_no("planned", &T::planned,
               "yes: not done yet; may lie in the future, and is no part of the diary"),
    };
}();

template <>
inline constexpr auto fields_of<sets_table> = [] {
    using namespace describing;
    using T = sets_table;
    return std::tuple{
        whose<T>(),
        when<T>(),
        field<T, std::string>{"exercise", &T::exercise, field_kind::name, "a name of spine.exercises()"},
        number("sets", &T::sets, 0, 100, "", "missing: the lifts of the day are unknown", true),
        number("reps", &T::reps, 0, 10000, "", "a set; missing: the lifts of the day are unknown", true),
        number("mass_kg", &T::mass_kg, 0, 1000, "kg", "missing: the heaviest lift of the day is unknown"),
        number("trunk_flexion_deg", &T::trunk_flexion_deg, -45, 180, "degrees", "from upright"),
        unused<T>("technique", "kept for the reader"),
    };
}();

template <>
inline constexpr auto fields_of<tests_table> = [] {
    using namespace describing;
    using T = tests_table;
    return std::tuple{
        whose<T>(),
        when<T>(),
        key("test", &T::test, field_kind::name, "a name of balance.norms()"),
        field<T, side>{"side", &T::on, field_kind::side, "left or right, where the test has sides"},
        field<T, double>{"value", &T::value, field_kind::number, "in the unit of the test", -any_size,
                         any_size, "", true, true},
    };
}();

template <>
inline constexpr auto fields_of<wellness_table> = [] {
    using namespace describing;
    using T = wellness_table;
    return std::tuple{
        whose<T>(),
        when<T>(),
        number("sleep_hours", &T::sleep_hours, 0, 24, "hours", "of the last night"),
        unused<T>("sleep_quality", "kept for the reader"),
        unused<T>("stress", "kept for the reader"),
        number("mood", &T::mood, 0, 1, "after scaling", "on the scale of `scales`, 1 to 5 unless told"),
        unused<T>("fatigue", "kept for the reader"),
        number("pain_nrs", &T::pain_nrs, 0, 10, "",
               "worst pain of the day; above 0 it is current pain for the gate, for seven days"),
    };
}();

template <>
inline constexpr auto fields_of<conditions_table> = [] {
    using namespace describing;
    using T = conditions_table;
    return std::tuple{
        whose<T>(),
        key("condition", &T::condition, field_kind::name, "a name or alias of history.conditions()"),
        field<T, day_number>{"since", &T::since, field_kind::day, "missing: always", -any_size, any_size, "",
                             false, true},
        day("until", &T::until, "first day without it; missing: still there"),
        day("onset", &T::onset, "began, or last got worse; missing: unknown"),
        day("reviewed", &T::reviewed, "last looked at by a professional; missing: never"),
        yes_no("present", &T::present, "no: looked for and absent; missing: present"),
    };
}();

template <>
inline constexpr auto fields_of<episodes_table> = [] {
    using namespace describing;
    using T = episodes_table;
    return std::tuple{
        whose<T>(),
        key("onset", &T::onset, field_kind::day, "first day"),
        day("recovered", &T::recovered, "first day without it; missing: still open"),
        field<T, std::string>{"region", &T::region, field_kind::name,
                              "low_back or another region; missing: low_back", -any_size, any_size, "", false,
                              true},
        field<T, std::string>{"severity", &T::severity, field_kind::name,
                              "any, activity_limiting or care_seeking; missing: any"},
        unused<T>("onset_type", "kept for the reader"),
    };
}();

/// Calls `f(field)` for every column of a table, in the order of the description.
template <class Table, class F>
constexpr void for_each_field(F&& f) {
    std::apply([&](const auto&... one) { (f(one), ...); }, fields_of<Table>);
}

template <class Table, class Of>
concept table_or_const = std::same_as<std::remove_const_t<Table>, Of>;

/// Calls `f` on every column of values of a table; optional ones may be empty.
template <class Table, class F>
void for_each_column(Table& table, F&& f) {
    for_each_field<std::remove_const_t<Table>>([&](const auto& one) {
        if (one.values != nullptr) f(table.*one.values);
    });
    if constexpr (table_or_const<Table, people_table>)
        for (auto& [name, values] : table.given) f(values);
}

/// Calls `f(name, table)` on every table but `people`.
template <table_or_const<tables> Tables, class F>
void for_each_diary(Tables& all, F&& f) {
    f("sessions", all.sessions), f("sets", all.sets), f("tests", all.tests), f("wellness", all.wellness);
    f("conditions", all.conditions), f("episodes", all.episodes);
}

}  // namespace backrisk::cohort

template <>
inline constexpr auto backrisk::enum_names<backrisk::cohort::field_kind> =
    std::to_array<std::string_view>({"id", "name", "number", "day", "yes_no", "sex", "side", "unused"});
