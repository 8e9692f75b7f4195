#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "backrisk/cohort/condition_factors.hpp"
#include "backrisk/cohort/data.hpp"
#include "backrisk/core/age.hpp"
#include "backrisk/core/day.hpp"
#include "backrisk/history/condition.hpp"
#include "backrisk/preparation/warm_up.hpp"

namespace backrisk::cohort {

namespace preparing {

inline constexpr day_number planned_days = 3653;  ///< birthdays after the diary that a plan may reach
inline constexpr day_number always = std::numeric_limits<day_number>::min() + 1;  ///< before every diary

[[nodiscard]] inline double at(const std::vector<double>& column, std::size_t i) noexcept {
    return column.empty() ? missing_value : column[i];
}
[[nodiscard]] inline day_number at(const std::vector<day_number>& column, std::size_t i) noexcept {
    return column.empty() ? no_day : column[i];
}

/// Tests whose newest results make a factor.
enum class pairing : std::uint8_t { mean, log_ratio };
struct test_factor {
    std::string_view test;
    std::string_view factor;
    pairing how;
};
inline constexpr std::array test_factors{
    test_factor{"hip_extensor_strength", "hip_extensor_asymmetry", pairing::log_ratio},
    test_factor{"trunk_extensor_endurance", "trunk_extensor_endurance_s", pairing::mean},
    test_factor{"hamstring_rom", "hamstring_rom_deg", pairing::mean},
    test_factor{"lateral_flexion_rom", "lateral_flexion_rom_deg", pairing::mean},
};

/// The row that makes a person's diary longer than any: the first day, or the last.
[[noreturn]] inline void refuse_diary(const tables& in, person_index p, day_number from, day_number to) {
    const std::string rule = "must be within " + show(load::longest_diary_days) +
                             " days of the person's other days, from " + backrisk::to_string(to_day(from)) +
                             " to " + backrisk::to_string(to_day(to)) + "; is a year mistyped?";
    const auto look = [&](std::string_view table, std::string_view column, const auto& person,
                          const auto& day) {
        for (std::size_t i = 0; i < day.size(); ++i)
            if (person(i) == p && day[i] == from)
                throw data_error({std::string(table), static_cast<std::int64_t>(i) + 1, std::string(column)},
                                 backrisk::to_string(to_day(day[i])), rule);
    };
    const auto of = [](const auto& column) { return [&](std::size_t i) { return column[i]; }; };
    look(
        "people", "monitored_from", [](std::size_t i) { return static_cast<person_index>(i); },
        in.people.monitored_from);
    look("sessions", "date", of(in.sessions.person), in.sessions.day);
    look("sets", "date", of(in.sets.person), in.sets.day);
    look("wellness", "date", of(in.wellness.person), in.wellness.day);
    throw data_error({"people", static_cast<std::int64_t>(p) + 1, "monitored_to"},
                     backrisk::to_string(to_day(to)), rule);
}

}  // namespace preparing

BACKRISK_INLINE day_record diary::record(std::size_t i) const noexcept {
    using preparing::at;
    return {at(load, i),        at(longest, i), at(minutes, i),     at(warmed_up, i),
            at(recorded, i),    at(reps, i),    at(heaviest_kg, i), at(flexion_deg, i),
            at(sleep_hours, i), at(mood, i),    missing_value,      at(pain_nrs, i)};
}

BACKRISK_INLINE data::data(const tables& in, const data_options& options)
    : ids_(in.people.id), episodes_taken_(in.episodes_taken) {
    facts_.resize(people());
    episodes_.resize(people());
    records_.resize(people());
    female_.assign(people(), missing_value);
    age_years_.assign(people(), missing_value);
    birth_.assign(people(), no_day);
    doubts_ = in.doubts;
    doubts_.resize(people());
    find_spans(in, options);
    fill_sessions(in);
    if (in.sets_taken) fill_sets(in.sets);
    if (in.wellness_taken) fill_wellness(in.wellness);
    add_people(in.people);
    add_tests(in.tests, options.test_valid_days);
    add_conditions(in.conditions);
    add_episodes(in.episodes);
    for (auto& own : facts_) std::ranges::stable_sort(own, {}, &fact::day);
}

BACKRISK_INLINE void data::add_values(std::string_view factor, std::span<const person_index> person,
                                      std::span<const day_number> day, std::span<const double> value) {
    check_same_size("cohort::data::add_values", "day", day, person);
    check_same_size("cohort::data::add_values", "value", value, person);
    for (std::size_t i = 0; i < person.size(); ++i)
        if (person[i] < people() && !std::isnan(value[i]))
            add_fact(person[i], day[i] == no_day ? preparing::always : day[i], factor, value[i]);
    for (auto& own : facts_) std::ranges::stable_sort(own, {}, &fact::day);
}

/// The monitored span: as given, else from the first to the last dated row of the diary tables, else one day.
BACKRISK_INLINE void data::find_spans(const tables& in, const data_options& options) {
    std::vector<day_number> from(people(), no_day), to(people(), no_day);
    day_number last = options.today;
    const auto see = [&](person_index p, day_number day) {
        if (p >= people() || day == no_day) return;
        if (from[p] == no_day || day < from[p]) from[p] = day;
        if (to[p] == no_day || day > to[p]) to[p] = day;
        if (options.today == no_day && day > last) last = day;
    };
    for (std::size_t i = 0; i < in.sessions.size(); ++i)
        if (preparing::at(in.sessions.planned, i) != 1.0) see(in.sessions.person[i], in.sessions.day[i]);
    for (std::size_t i = 0; i < in.sets.size(); ++i) see(in.sets.person[i], in.sets.day[i]);
    for (std::size_t i = 0; i < in.wellness.size(); ++i) see(in.wellness.person[i], in.wellness.day[i]);
    for (std::size_t p = 0; p < people(); ++p) {
        const day_number start = preparing::at(in.people.monitored_from, p),
                         end = preparing::at(in.people.monitored_to, p);
        if (start != no_day) from[p] = start;
        if (end != no_day) to[p] = end;
        if (options.today == no_day && to[p] != no_day) last = std::max(last, to[p]);
    }
    if (last == no_day) last = 0;
    for (std::size_t p = 0; p < people(); ++p) {
        if (to[p] == no_day) to[p] = from[p] == no_day ? last : std::max(from[p], last);
        if (from[p] == no_day) from[p] = to[p];
        if (to[p] < from[p]) to[p] = from[p];
        if (static_cast<std::size_t>(to[p] - from[p]) >= load::longest_diary_days)
            preparing::refuse_diary(in, static_cast<person_index>(p), from[p], to[p]);
        diary_.first.push_back(from[p]);
        diary_.starts.push_back(diary_.starts.back() + static_cast<std::size_t>(to[p] - from[p]) + 1);
    }
}

BACKRISK_INLINE std::size_t data::row(person_index p, day_number day) const noexcept {
    if (p >= people() || day == no_day || day < diary_.first[p]) return diary_.rows();
    const std::size_t i = diary_.starts[p] + static_cast<std::size_t>(day - diary_.first[p]);
    return i < diary_.starts[p + 1] ? i : diary_.rows();
}

BACKRISK_INLINE void data::fill_sessions(const tables& in) {
    const std::size_t rows = diary_.rows();
    const double silence = in.sessions_taken ? 0.0 : missing_value;
    diary_.status.assign(rows, in.sessions_taken ? day_status::rest : day_status::missing);
    if (!in.sessions_taken) {
        for (auto* column : {&diary_.load, &diary_.longest}) column->assign(rows, silence);
        return;
    }
    const sessions_table& s = in.sessions;
    load::session_columns columns;
    std::vector<std::size_t> person;
    std::vector<day_number> day;
    std::vector<double> given, duration, rpe;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (row(s.person[i], s.day[i]) == rows || preparing::at(s.planned, i) == 1.0) continue;
        person.push_back(s.person[i]);
        day.push_back(s.day[i]);
        given.push_back(preparing::at(s.load, i));
        duration.push_back(preparing::at(s.duration_min, i));
        rpe.push_back(preparing::at(s.rpe, i));
        if (!s.warm_up_min.empty()) {
            diary_.warmed_up.resize(rows, 0.0);
            diary_.recorded.resize(rows, 0.0);
            const std::size_t at = row(s.person[i], s.day[i]);
            if (std::isnan(s.warm_up_min[i])) continue;
            diary_.recorded[at] += 1;
            diary_.warmed_up[at] += s.warm_up_min[i] >= preparation::warm_up_options{}.minimum_min ? 1 : 0;
        }
    }
    columns.day = day;
    columns.load = given;
    columns.duration_min = duration;
    columns.rpe = rpe;
    columns.person = person;
    std::vector<load::day_span> spans;
    for (person_index p = 0; p < people(); ++p) spans.push_back({first_day(p), last_day(p)});
    load::daily_series daily = load::daily_load(columns, spans);
    diary_.load = std::move(daily.load);
    diary_.status = std::move(daily.status);
    diary_.longest = s.duration_min.empty() ? std::move(daily.longest_load) : std::move(daily.longest_min);
    if (s.duration_min.empty()) return;
    diary_.minutes.assign(rows, 0.0);
    for (std::size_t i = 0; i < day.size(); ++i)
        diary_.minutes[row(static_cast<person_index>(person[i]), day[i])] += duration[i];
}

BACKRISK_INLINE void data::fill_sets(const sets_table& s) {
    const std::size_t rows = diary_.rows();
    diary_.reps.assign(rows, 0.0);
    diary_.heaviest_kg.assign(rows, 0.0);
    diary_.flexion_deg.assign(rows, missing_value);
    std::vector<double> weight(rows, 0.0), flexion(rows, 0.0);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::size_t at = row(s.person[i], s.day[i]);
        if (at == rows) continue;
        const double lifts = preparing::at(s.sets, i) * preparing::at(s.reps, i),
                     mass = preparing::at(s.mass_kg, i);
        diary_.reps[at] += lifts;
        diary_.heaviest_kg[at] = std::isnan(mass) || std::isnan(diary_.heaviest_kg[at])
                                     ? missing_value
                                     : std::max(diary_.heaviest_kg[at], mass);
        const double angle = preparing::at(s.trunk_flexion_deg, i);
        if (std::isnan(angle) || !(lifts > 0)) continue;
        weight[at] += lifts;
        flexion[at] += lifts * angle;
    }
    for (std::size_t i = 0; i < rows; ++i)
        if (weight[i] > 0) diary_.flexion_deg[i] = flexion[i] / weight[i];
}

/// Several rows of a day: the mean of the known values, whatever their order; of pain the worst.
BACKRISK_INLINE void data::fill_wellness(const wellness_table& w) {
    std::vector<std::size_t> cells(w.size());
    for (std::size_t i = 0; i < w.size(); ++i) cells[i] = row(w.person[i], w.day[i]);
    const auto fill = [&](const std::vector<double>& from, std::vector<double>& to, bool worst = false) {
        if (from.empty()) return;
        to.assign(diary_.rows(), missing_value);
        std::map<std::size_t, std::vector<double>> several;
        for (std::size_t i = 0; i < w.size(); ++i) {
            const std::size_t at = cells[i];
            if (at == diary_.rows() || std::isnan(from[i])) continue;
            if (std::isnan(to[at]))
                to[at] = from[i];
            else
                several.try_emplace(at, 1, to[at]).first->second.push_back(from[i]);
        }
        for (auto& [at, values] : several) {
            std::ranges::sort(values);
            if (worst) {
                to[at] = values.back();
                continue;
            }
            double sum = 0;
            for (const double one : values) sum += one;
            to[at] = sum / static_cast<double>(values.size());
        }
    };
    fill(w.sleep_hours, diary_.sleep_hours);
    fill(w.mood, diary_.mood);
    fill(w.pain_nrs, diary_.pain_nrs, true);
}

BACKRISK_INLINE double data::pain(person_index p, day_number day) const noexcept {
    if (diary_.pain_nrs.empty()) return missing_value;
    for (day_number d = day; d > day - pain_days; --d)
        if (const std::size_t at = row(p, d); at < diary_.rows() && !std::isnan(diary_.pain_nrs[at]))
            return diary_.pain_nrs[at];
    return missing_value;
}

BACKRISK_INLINE std::uint32_t data::name(std::string_view factor) {
    const auto found = std::ranges::find(names_, factor);
    if (found != names_.end()) return static_cast<std::uint32_t>(found - names_.begin());
    names_.emplace_back(factor);
    return static_cast<std::uint32_t>(names_.size() - 1);
}

BACKRISK_INLINE void data::add_fact(person_index p, day_number day, std::string_view factor, double value) {
    facts_[p].push_back({day, name(factor), value});
}

BACKRISK_INLINE void data::add_people(const people_table& in) {
    using preparing::at;
    for (person_index p = 0; p < people(); ++p) {
        female_[p] = at(in.female, p);
        if (!std::isnan(female_[p])) add_fact(p, preparing::always, "female", female_[p]);
        if (const double smoker = at(in.smoker, p); !std::isnan(smoker))
            add_fact(p, preparing::always, "smoker", smoker);
        const double height = at(in.height_m, p), bmi = at(in.mass_kg, p) / (height * height);
        if (std::isfinite(bmi)) add_fact(p, preparing::always, "bmi", bmi);
        for (const auto& [factor, column] : in.given)
            if (!std::isnan(column[p])) add_fact(p, preparing::always, factor, column[p]);
        birth_[p] = at(in.birth, p);
        age_years_[p] = at(in.age_years, p);
        const day_number from = first_day(p);
        const double start = age(p, from);
        if (std::isnan(start)) continue;
        add_fact(p, preparing::always, "age_years", start);
        const day_number origin = birth_[p] == no_day ? from : birth_[p];
        const day_number end = last_day(p) + preparing::planned_days;
        for (int years = completed_years(origin, from) + 1; anniversary(origin, years) <= end; ++years)
            add_fact(p, anniversary(origin, years), "age_years", age(p, anniversary(origin, years)));
    }
}

BACKRISK_INLINE double data::age(person_index p, day_number day) const noexcept {
    const double years = birth_[p] != no_day ? completed_years(birth_[p], day)
                                             : age_years_[p] + completed_years(first_day(p), day);
    return years >= 0 && years <= 130 ? years : missing_value;
}

BACKRISK_INLINE void data::add_tests(const tests_table& in, int valid_days) {
    using preparing::pairing;
    for (const auto& [test, factor, how] : preparing::test_factors) {
        std::vector<std::vector<std::size_t>> rows(people());
        for (std::size_t i = 0; i < in.size(); ++i)
            if (in.test[i] == test && in.person[i] < people() && in.day[i] != no_day &&
                !std::isnan(in.value[i]))
                rows[in.person[i]].push_back(i);
        for (person_index p = 0; p < people(); ++p) {
            std::ranges::sort(rows[p], [&](std::size_t a, std::size_t b) {
                return in.day[a] != in.day[b] ? in.day[a] < in.day[b] : in.value[a] < in.value[b];
            });
            std::array<double, 3> newest{missing_value, missing_value, missing_value};
            std::array<day_number, 3> when{no_day, no_day, no_day};
            for (std::size_t r = 0; r < rows[p].size(); ++r) {
                const std::size_t i = rows[p][r];
                const auto on = in.on.empty() ? 0 : static_cast<std::size_t>(in.on[i]);
                newest[on] = in.value[i];
                when[on] = in.day[i];
                if (r + 1 < rows[p].size() && in.day[rows[p][r + 1]] == in.day[i]) continue;
                double left = newest[1], right = newest[2];
                if (when[1] != no_day && when[1] + valid_days < in.day[i]) left = missing_value;
                if (when[2] != no_day && when[2] + valid_days < in.day[i]) right = missing_value;
                double value =
                    how == pairing::log_ratio ? std::abs(std::log(right / left)) : 0.5 * (left + right);
                if (how == pairing::mean && std::isnan(value)) value = on == 0 ? newest[0] : newest[on];
                if (!std::isfinite(value)) continue;
                add_fact(p, in.day[i], factor, value);
                const bool renewed =
                    r + 1 < rows[p].size() && in.day[rows[p][r + 1]] <= in.day[i] + valid_days;
                if (!renewed) add_fact(p, in.day[i] + valid_days + 1, factor, missing_value);
            }
        }
    }
}

/// The dates of a row for the gate. An end before its start is passed over (`check` reports it).
[[nodiscard]] inline history::dated_condition gate_entry(const conditions_table& in, std::size_t i,
                                                         std::size_t condition) {
    using preparing::at;
    using record = history::dated_condition;
    record one{condition};
    one.since = at(in.since, i) == no_day ? record::always : at(in.since, i);
    one.onset = at(in.onset, i) == no_day ? record::always : at(in.onset, i);
    one.reviewed = at(in.reviewed, i) == no_day ? record::always : at(in.reviewed, i);
    if (const day_number until = at(in.until, i); until != no_day && until >= one.since) one.until = until;
    return one;
}

BACKRISK_INLINE void data::add_conditions(const conditions_table& in) {
    for (std::size_t i = 0; i < in.size(); ++i) {
        const person_index p = in.person[i];
        const auto found = history::find_condition(history::plain_name(in.condition[i]));
        if (p >= people() || !found) continue;
        const day_number since = preparing::at(in.since, i), until = preparing::at(in.until, i);
        const bool has = preparing::at(in.present, i) != 0.0;
        if (has) records_[p].add(gate_entry(in, i, *found));
        const auto& [name, label, kind, aliases, is_a, evidence] = history::conditions[*found];
        for (const auto& [condition, factor, women_only] : preparing::condition_factors) {
            if (name != condition && is_a != condition) continue;
            if (women_only && std::isnan(female_[p])) continue;
            const double present = !has || (women_only && female_[p] == 0.0) ? 0.0 : 1.0;
            add_fact(p, since == no_day ? preparing::always : since, factor, present);
            if (until != no_day) add_fact(p, until, factor, 0.0);
        }
    }
}

BACKRISK_INLINE void data::add_episodes(const episodes_table& in) {
    for (std::size_t i = 0; i < in.size(); ++i) {
        const person_index p = in.person[i];
        if (p >= people() || in.onset[i] == no_day) continue;
        history::episode one;
        one.onset = in.onset[i];
        if (const day_number end = preparing::at(in.recovered, i); end != no_day) one.recovered = end;
        if (!in.region.empty()) one.where = history::parse_region(in.region[i]);
        if (!in.severity.empty()) one.how = history::parse_severity(in.severity[i]);
        episodes_[p].push_back(one);
    }
}

}  // namespace backrisk::cohort
