#pragma once
/// Sets aside what was found to be wrong, and nothing else.
///
/// A number or an optional date with an error becomes missing. A row whose person, date or name cannot be
/// used is left out. A person who stands twice in `people` keeps the first row, and all tables are told.
/// Warnings change nothing. What could not be read of an episode makes the person's history unknown from its
/// onset on, or from always where that is what could not be read: an unreadable answer is no "no".
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/cohort/check_people.hpp"
#include "backrisk/cohort/check_records.hpp"
#include "backrisk/cohort/check_sessions.hpp"

namespace backrisk::cohort {

namespace detail_clean {

/// Makes the value of a finding missing; false when the row cannot be used without it.
template <class Table>
bool blank(Table& table, const finding& bad) {
    bool usable = false;
    for_each_field<Table>([&](const auto& one) {
        if (one.name != bad.column || one.needs_row || one.values == nullptr) return;
        auto& value = (table.*one.values)[static_cast<std::size_t>(bad.row) - 1];
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, double>)
            value = missing_value;
        else if constexpr (std::is_same_v<T, day_number>)
            value = no_day;
        else
            value = T{};
        usable = true;
    });
    return usable;
}

/// Which history becomes doubtful by rows of `episodes` that cannot be read. Before anything is left out.
[[nodiscard]] inline std::vector<history_doubt> doubts_of(const tables& all,
                                                          std::span<const finding> findings) {
    std::vector<history_doubt> out(all.people.size());
    const episodes_table& episodes = all.episodes;
    for (const finding& one : findings) {
        if (one.level != finding_level::error || one.table != "episodes" || one.row <= 0) continue;
        const auto row = static_cast<std::size_t>(one.row) - 1;
        person_index p = episodes.person[row];
        if (p == no_person && !all.episode_may_be.empty()) p = all.episode_may_be[row];
        if (p == no_person) continue;
        const bool dated = episodes.onset[row] != no_day && one.column != "onset";
        const day_number from = dated ? episodes.onset[row] : history_doubt::always;
        if (one.column == "severity")
            out[p].severe = std::min(out[p].severe, from);
        else if (one.column != "recovered")
            out[p].any = std::min(out[p].any, from);
    }
    return out;
}

/// Leaves out the rows that cannot be used; answers which rows are kept.
template <class Table>
std::vector<bool> clean_table(std::string_view name, Table& table, std::span<const finding> findings) {
    std::vector<bool> keep(table.size(), true);
    for (const finding& one : findings)
        if (one.level == finding_level::error && one.table == name && one.row > 0 && !blank(table, one))
            keep[static_cast<std::size_t>(one.row) - 1] = false;
    const auto remove_rows = [&](auto& column) {
        if (column.size() != keep.size()) return;
        std::size_t to = 0;
        for (std::size_t i = 0; i < keep.size(); ++i)
            if (keep[i]) {
                if (to != i) column[to] = std::move(column[i]);
                ++to;
            }
        column.resize(to);
    };
    if (std::find(keep.begin(), keep.end(), false) != keep.end()) for_each_column(table, remove_rows);
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
    all.doubts = detail_clean::doubts_of(all, findings);
    all.episode_may_be.clear();
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
    std::vector<history_doubt> doubts(all.people.size());
    for (std::size_t i = 0; i < position.size(); ++i) {
        if (position[i] == no_person) continue;
        history_doubt& to = doubts[position[i]];
        to = {std::min(to.any, all.doubts[i].any), std::min(to.severe, all.doubts[i].severe)};
    }
    all.doubts = std::move(doubts);
    return all;
}

}  // namespace backrisk::cohort
