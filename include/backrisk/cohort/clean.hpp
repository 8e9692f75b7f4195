#pragma once
/// Sets aside what was found to be wrong, and nothing else.
///
/// A number or an optional date with an error becomes missing. A row whose person, date or name cannot be
/// used is left out. A person who stands twice in `people` keeps the first row, and all tables are told.
/// Warnings change nothing.
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/cohort/check_people.hpp"
#include "backrisk/cohort/check_records.hpp"
#include "backrisk/cohort/check_sessions.hpp"

namespace backrisk::cohort {

template <class Table, class Of>
concept table_or_const = std::same_as<std::remove_const_t<Table>, Of>;

/// Calls `f` on every column of a table; optional columns may be empty.
template <table_or_const<people_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.id), f(t.female), f(t.birth), f(t.age_years), f(t.height_m), f(t.mass_kg), f(t.smoker);
    f(t.monitored_from), f(t.monitored_to);
    for (auto& [name, values] : t.given) f(values);
}
template <table_or_const<sessions_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.person), f(t.day), f(t.duration_min), f(t.rpe), f(t.load), f(t.warm_up_min), f(t.planned);
}
template <table_or_const<sets_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.person), f(t.day), f(t.exercise), f(t.sets), f(t.reps), f(t.mass_kg), f(t.trunk_flexion_deg);
}
template <table_or_const<tests_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.person), f(t.day), f(t.test), f(t.on), f(t.value);
}
template <table_or_const<wellness_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.person), f(t.day), f(t.sleep_hours), f(t.mood), f(t.pain_nrs);
}
template <table_or_const<conditions_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.person), f(t.condition), f(t.since), f(t.until), f(t.present);
}
template <table_or_const<episodes_table> Table, class F>
void for_each_column(Table& t, F&& f) {
    f(t.person), f(t.onset), f(t.recovered), f(t.region), f(t.severity);
}

/// Calls `f(name, table)` on every table but `people`.
template <table_or_const<tables> Tables, class F>
void for_each_diary(Tables& all, F&& f) {
    f("sessions", all.sessions), f("sets", all.sets), f("tests", all.tests), f("wellness", all.wellness);
    f("conditions", all.conditions), f("episodes", all.episodes);
}

namespace detail_clean {

template <class Table, std::size_t N>
bool blank_number(Table& table, const std::array<range_rule<Table>, N>& rules, const finding& bad) {
    for (const auto& rule : rules)
        if (rule.column == bad.column) {
            (table.*rule.values)[static_cast<std::size_t>(bad.row) - 1] = missing_value;
            return true;
        }
    return false;
}

/// Makes the value missing; false when the row cannot be used without it.
inline bool blank(people_table& t, const finding& bad) {
    const auto row = static_cast<std::size_t>(bad.row) - 1;
    if (bad.column == "birth_date") return t.birth[row] = no_day, true;
    if (bad.column == "monitored_to") return t.monitored_to[row] = no_day, true;
    return blank_number(t, people_ranges, bad);
}
inline bool blank(sessions_table& t, const finding& bad) { return blank_number(t, session_ranges, bad); }
inline bool blank(sets_table& t, const finding& bad) { return blank_number(t, set_ranges, bad); }
inline bool blank(tests_table&, const finding&) { return false; }
inline bool blank(wellness_table& t, const finding& bad) { return blank_number(t, wellness_ranges, bad); }
inline bool blank(conditions_table& t, const finding& bad) {
    if (bad.column != "until") return false;
    t.until[static_cast<std::size_t>(bad.row) - 1] = no_day;
    return true;
}
inline bool blank(episodes_table& t, const finding& bad) {
    const auto row = static_cast<std::size_t>(bad.row) - 1;
    if (bad.column == "recovered") return t.recovered[row] = no_day, true;
    if (bad.column == "severity") return t.severity[row] = history::to_string(history::severity::any), true;
    return false;
}

/// Leaves out the rows that cannot be used; answers which rows are kept.
template <class Table>
std::vector<bool> clean_table(std::string_view name, Table& table, std::span<const finding> findings) {
    std::vector<bool> keep(table.size(), true);
    for (const finding& one : findings)
        if (one.level == finding_level::error && one.table == name && one.row > 0 && !blank(table, one))
            keep[static_cast<std::size_t>(one.row) - 1] = false;
    const auto leave_out = [&](auto& column) {
        if (column.size() != keep.size()) return;
        std::size_t to = 0;
        for (std::size_t i = 0; i < keep.size(); ++i)
            if (keep[i]) {
                if (to != i) column[to] = std::move(column[i]);
                ++to;
            }
        column.resize(to);
    };
    if (std::find(keep.begin(), keep.end(), false) != keep.end()) for_each_column(table, leave_out);
    return keep;
}

/// New positions of the people that are kept; a second row of an id takes the position of the first.
inline std::vector<person_index> new_positions(const people_table& before, const std::vector<bool>& keep) {
    std::unordered_map<std::string_view, person_index> first;
    std::vector<person_index> position(before.size(), no_person);
    person_index next = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before.id[i].empty()) continue;
        if (keep[i]) first.emplace(before.id[i], next++);
        position[i] = first.at(before.id[i]);
    }
    return position;
}

}  // namespace detail_clean

/// Blank regions and severities mean what a missing column means.
inline void fill_names(episodes_table& episodes) {
    for (auto& name : episodes.region)
        if (name.empty()) name = "low_back";
    for (auto& name : episodes.severity)
        if (name.empty()) name = history::to_string(history::severity::any);
}

/// The tables without what `findings`, from `check` of the same tables, report as errors.
[[nodiscard]] inline tables clean(tables all, std::span<const finding> findings) {
    for_each_diary(
        all, [&](std::string_view name, auto& table) { detail_clean::clean_table(name, table, findings); });
    fill_names(all.episodes);
    const people_table before = all.people;
    const auto keep = detail_clean::clean_table("people", all.people, findings);
    if (all.people.size() == before.size()) return all;
    const auto position = detail_clean::new_positions(before, keep);
    for_each_diary(all, [&](std::string_view, auto& table) {
        for (person_index& p : table.person)
            if (p != no_person) p = position[p];
    });
    return all;
}

}  // namespace backrisk::cohort
