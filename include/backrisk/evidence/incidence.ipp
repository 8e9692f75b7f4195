#pragma once
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/evidence/incidence.hpp"
#include "backrisk/evidence/synthesis.hpp"

namespace backrisk::evidence {

BACKRISK_INLINE double incidence::log_hazard() const noexcept { return std::log(-std::log1p(-yearly_risk)); }

BACKRISK_INLINE implied_incidence incidence_from_prevalences(double point, double point_error, double year,
                                                             double year_error) {
    constexpr std::string_view here = "evidence::incidence_from_prevalences";
    check_argument(point > 0 && point < 1, here, "point", point, "inside (0, 1)");
    check_argument(year > point && year < 1, here, "year", year, "above the point prevalence and below 1");
    check_positive(here, "point_error", point_error);
    check_positive(here, "year_error", year_error);
    const double hazard = std::log1p(-point) - std::log1p(-year);
    return {-std::expm1(-hazard), std::hypot(year_error / (1 - year), point_error / (1 - point)) / hazard};
}

namespace anchors {

inline constexpr source wilson{"Wilson 2021 Br J Sports Med 55:601", "10.1136/bjsports-2020-102537",
                               verification::derived};
inline constexpr source newlands{"Newlands 2015 Br J Sports Med 49:951", ""};
inline constexpr source taylor{"Taylor 2014 Spine J 14:2299", "10.1016/j.spinee.2014.01.026"};
inline constexpr source papageorgiou{"Papageorgiou 1996 Pain 66:181", ""};
inline constexpr source jarvik{"Jarvik 2005 Spine 30:1541", "10.1097/01.brs.0000167536.60002.87",
                               verification::derived};
inline constexpr source george{"George 2012 PLoS One 7:e30597", "10.1371/journal.pone.0030597",
                               verification::derived};
inline constexpr source scaffolders{"3-year cohort (docobook copy)", ""};
inline constexpr source da_silva{"da Silva 2019 J Physiother 65:159", "10.1016/j.jphys.2019.04.010",
                                 verification::derived};

/// SE of the log hazard of a cohort of `people` with this risk: 1 / sqrt(events).
[[nodiscard]] inline double error_of(double people, double risk) { return 1 / std::sqrt(people * risk); }

[[nodiscard]] inline std::vector<incidence_study> all_studies() {
    using enum setting;
    using enum outcome;
    const implied_incidence athletes_implied =
        incidence_from_prevalences(0.42, (0.58 - 0.27) / 3.92, 0.51, (0.61 - 0.41) / 3.92);
    const double soldiers = 1 - std::sqrt(1 - 0.421), veterans = 1 - std::cbrt(1 - 0.67);
    return {
        {athletes, any_episode, 0.53, error_of(76, 0.53), true, newlands,
         "76 rowers, a sport of high risk; one episode or more within 12 months"},
        {athletes, any_episode, athletes_implied.yearly_risk, athletes_implied.log_hazard_error, false,
         wilson,
         "computed from point prevalence 42 % (27-58) and 12-month prevalence 51 % (41-61), as if of the "
         "same "
         "athletes"},
        {general_adults, any_episode, 0.25, 0.1, false, taylor,
         "41 cohorts of people free of pain, community and occupational alike; its error is assumed"},
        {general_adults, any_episode, 0.315, error_of(2715, 0.315), true, papageorgiou,
         "free of it for a month; non-consulting; only for the spread between settings: the review above "
         "includes such cohorts"},
        {general_adults, any_episode, veterans, error_of(131, 0.67), true, jarvik,
         "67 % of 131 veterans in three years, at a constant hazard; only for the spread between settings"},
        {general_adults, care_seeking, 0.04, error_of(2715, 0.04), true, papageorgiou,
         "consulting; men 3 %, women 5 %"},
        {workers, any_episode, soldiers, error_of(1230, 0.421), true, george,
         "518 of 1230 soldiers in two years, at a constant hazard"},
        {workers, any_episode, 0.24, error_of(288, 0.24), true, scaffolders,
         "scaffolders, 20 to 28 % a year over three years"},
    };
}

/// Whether a study stands for the level of its setting, and not only for how far settings differ.
[[nodiscard]] inline bool anchors_level(const incidence_study& one) {
    return one.setting != setting::general_adults || one.outcome != outcome::any_episode ||
           !one.single_cohort;
}

[[nodiscard]] inline incidence pooled(std::span<const incidence_study> all, setting where, outcome what,
                                      double tau, source from, std::string_view note) {
    std::vector<study_estimate> studies;
    double printed = missing_value;  // of a single study, as it stands
    for (const incidence_study& one : all)
        if (one.setting == where && one.outcome == what && anchors_level(one)) {
            studies.push_back(
                {std::log(-std::log1p(-one.yearly_risk)), one.log_hazard_error * one.log_hazard_error});
            printed = one.yearly_risk;
        }
    const synthesis found = random_effects(studies, studies.size() > 1 ? tau : 0);
    const auto risk = [&](double steps) {
        return -std::expm1(-std::exp(found.estimate + steps * 1.959963984540054 * found.standard_error));
    };
    return {where,    what,    studies.size() == 1 ? printed : risk(0),
            risk(-1), risk(1), std::hypot(tau, found.standard_error),
            from,     note};
}

[[nodiscard]] inline double estimated_sd(std::span<const incidence_study> all, outcome of) {
    std::vector<study_estimate> cohorts;
    for (const incidence_study& one : all)
        if (one.outcome == of && one.single_cohort)
            cohorts.push_back(
                {std::log(-std::log1p(-one.yearly_risk)), one.log_hazard_error * one.log_hazard_error});
    return cohorts.size() < 3 ? missing_value : std::sqrt(random_effects(cohorts).tau_squared);
}

/// Hazard of activity-limiting against any episodes, among people who have recovered: 40 % and 69 % a year.
[[nodiscard]] inline double activity_limiting_share() { return std::log1p(-0.40) / std::log1p(-0.69); }
/// Half the log of how far the like ratio of care-seeking lies apart: 41 against 69 % among people who have
/// recovered, 4 against 31.5 % among adults.
[[nodiscard]] inline double share_sd() {
    return 0.5 * std::log(std::log1p(-0.41) / std::log1p(-0.69) * std::log1p(-0.315) / std::log1p(-0.04));
}

[[nodiscard]] inline std::vector<incidence> all_incidences(std::span<const incidence_study> studies) {
    using enum setting;
    using enum outcome;
    const double sd = estimated_sd(studies, any_episode);
    std::vector<incidence> all{
        pooled(
            studies, athletes, any_episode, sd, {newlands.citation, newlands.doi, verification::derived},
            "76 rowers, pooled with what the prevalences of Wilson 2021 imply; a single prospective cohort"),
        pooled(studies, general_adults, any_episode, sd, taylor,
               "41 cohorts; spread between settings from five cohorts"),
        pooled(studies, general_adults, care_seeking, sd, papageorgiou,
               "men 3 %, women 5 %; spread between settings assumed as of any episode"),
        pooled(studies, workers, any_episode, sd, george,
               "soldiers and scaffolders; spread between settings from five cohorts"),
    };
    const double limiting = activity_limiting_share() * -std::log1p(-all[1].yearly_risk);
    all.insert(all.begin() + 2,
               {general_adults, activity_limiting, -std::expm1(-limiting), missing_value, missing_value,
                std::hypot(sd, share_sd()), da_silva,
                "no incidence is published: that of any episode times the ratio of the two hazards among "
                "people who have recovered (40 and 69 % a year); assumed to hold for all"});
    return all;
}

}  // namespace anchors

BACKRISK_INLINE std::span<const incidence_study> incidence_studies() {
    static const std::vector<incidence_study> all = anchors::all_studies();
    return all;
}

BACKRISK_INLINE std::span<const incidence> incidences() {
    static const std::vector<incidence> all = anchors::all_incidences(incidence_studies());
    return all;
}

BACKRISK_INLINE double between_setting_sd(outcome of) {
    return anchors::estimated_sd(incidence_studies(), of);
}

BACKRISK_INLINE const incidence& find_incidence(setting where, outcome what) {
    std::string known;
    for (const incidence& one : incidences()) {
        if (one.setting == where && one.outcome == what) return one;
        known += (known.empty() ? "" : ", ") + std::string(to_string(one.setting)) + "/" +
                 std::string(to_string(one.outcome));
    }
    const std::string asked = std::string(to_string(where)) + "/" + std::string(to_string(what));
    fail_argument("find_incidence", "setting/outcome", std::string_view(asked),
                  "one with a published incidence (" + known + "), or pass an incidence of your own");
}

BACKRISK_INLINE std::span<const literature_check> literature_checks() {
    static constexpr source recovered{"da Silva 2019 J Physiother 65:159", "10.1016/j.jphys.2019.04.010"};
    static constexpr std::array<literature_check, 6> all{{
        {"any recurrence within 12 months", 62, 69, 74, "%", recovered, "recovered within a month"},
        {"activity-limiting recurrence within 12 months", 33, 40, 46, "%", recovered,
         "recovered within a month"},
        {"care-seeking recurrence within 12 months", 34, 41, 46, "%", recovered, "recovered within a month"},
        {"odds ratio of more than two earlier episodes",
         2.11,
         3.18,
         4.78,
         "",
         {"Machado 2017 Phys Ther 97:889", ""},
         "recovered, within 12 months"},
        {"new episode within 12 months",
         missing_value,
         31.5,
         missing_value,
         "%",
         {"Papageorgiou 1996 Pain 66:181", ""},
         "general adults free of it for a month"},
        {"median time to an activity-limiting recurrence",
         89,
         112,
         140,
         "d",
         {"Pocovi 2024 Lancet 404:134", "10.1016/S0140-6736(24)00755-4"},
         "recovered within six months, more than two earlier episodes (mean 33)"},
    }};
    return all;
}

}  // namespace backrisk::evidence
