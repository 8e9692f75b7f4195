#pragma once
/// Rules of the table `people`. The limits are ours: wide enough for any living person.
#include <optional>
#include <unordered_set>

#include "backrisk/cohort/finding_list.hpp"
#include "backrisk/core/age.hpp"

namespace backrisk::cohort {

inline constexpr double least_bmi = 12, greatest_bmi = 60;
inline constexpr double kilograms_a_pound = 0.45359237, kilograms_a_stone = 6.35029318;
inline constexpr double likely_pounds_bmi = 36;  ///< from here on a mass in pounds is as likely

[[nodiscard]] inline bool is_usual_bmi(double height_m, double mass_kg) noexcept {
    const double bmi = mass_kg / (height_m * height_m);
    return bmi >= 16 && bmi <= 32;
}

/// A guess at the unit that would explain an impossible body; empty without one.
[[nodiscard]] inline std::string unit_hint(double height_m, double mass_kg) {
    if (height_m >= 100 && height_m <= 250) return "; it looks like centimetres";
    if (height_m >= 4 && height_m <= 8.5) return "; it looks like feet";
    if (height_m >= 48 && height_m < 100) return "; it looks like inches";
    if (is_usual_bmi(height_m, mass_kg * kilograms_a_pound)) return "; the mass looks like pounds";
    if (is_usual_bmi(height_m, mass_kg * kilograms_a_stone)) return "; the mass looks like stones";
    return "";
}

[[nodiscard]] inline double at_or_missing(const std::vector<double>& column, std::size_t i) {
    return column.empty() ? missing_value : column[i];
}

/// Height and mass that are possible alone and impossible together.
inline void check_body(finding_list& found, const people_table& people, std::size_t i) {
    const double height = at_or_missing(people.height_m, i), mass = at_or_missing(people.mass_kg, i);
    const double bmi = mass / (height * height);
    if (height >= 0.5 && height <= 2.6 && mass >= 10 && mass <= 350 &&
        (bmi < least_bmi || bmi > greatest_bmi))
        found.error({"people", i, "mass_kg", static_cast<person_index>(i)}, show(mass),
                    "must give a body mass index between 12 and 60, not " + show(std::round(bmi)) +
                        unit_hint(height, mass));
    else if (bmi >= likely_pounds_bmi && bmi <= greatest_bmi &&
             is_usual_bmi(height, mass * kilograms_a_pound))
        found.warn({"people", i, "mass_kg", static_cast<person_index>(i)}, show(mass),
                   "gives a body mass index of " + show(std::round(bmi)) +
                       ", and a usual one if it is in pounds: kilograms are expected");
}

inline void check_person_days(finding_list& found, const people_table& people, std::size_t i,
                              std::optional<day_number> today) {
    const auto who = static_cast<person_index>(i);
    const auto day = [&](const std::vector<day_number>& column) {
        return column.empty() ? no_day : column[i];
    };
    const day_number from = day(people.monitored_from), to = day(people.monitored_to);
    const day_number birth = day(people.birth);
    if (from != no_day && to != no_day && to < from)
        found.error({"people", i, "monitored_to", who}, show_day(to),
                    "must not be before monitored_from, " + show_day(from));
    if (birth == no_day) return;
    const auto last = from != no_day ? std::optional(from) : today;
    const bool too_late = last && birth > *last;
    const bool too_early = last && completed_years(birth, *last) > 115;
    if (too_late || too_early)
        found.error({"people", i, "birth_date", who}, show_day(birth),
                    "must be at most 115 years before " + show_day(*last) + " and not after it");
}

inline void check_people(finding_list& found, const people_table& people, std::optional<day_number> today) {
    if (people.size() == 0) found.warn_whole("people", "", no_person, "", "has no rows");
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto who = static_cast<person_index>(i);
        if (people.id[i].empty())
            found.error({"people", i, "person_id", who}, "", "must be given; the row is set aside");
        else if (!seen.insert(people.id[i]).second)
            found.error({"people", i, "person_id", who}, people.id[i],
                        "must be unique; the first row counts");
        check_body(found, people, i);
        check_person_days(found, people, i, today);
    }
    check_ranges(
        found, "people", people, [](std::size_t i) { return static_cast<person_index>(i); },
        [&](std::size_t i, std::string_view column) -> std::string {
            if (column == "age_years" && people.age_years[i] >= 1900)
                return "; it looks like a year of birth";
            const bool body = column == "height_m" || column == "mass_kg";
            return body ? unit_hint(at_or_missing(people.height_m, i), at_or_missing(people.mass_kg, i)) : "";
        });
}

}  // namespace backrisk::cohort
