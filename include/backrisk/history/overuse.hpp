#pragma once
/// Overuse problems of the past week: the questionnaires of the Oslo Sports Trauma Research Center.
///
/// Both have four questions (participation, training volume, performance, pain), answered here by the points
/// of the ticked option; severity is their sum, 0 to 100. Asked every week for one body region.
#include "backrisk/history/questionnaire.hpp"

namespace backrisk::history {

namespace detail_overuse {
[[nodiscard]] constexpr bool four_options(double value) noexcept {
    return value == 0 || value == 8 || value == 17 || value == 25;
}
[[nodiscard]] constexpr bool five_options(double value) noexcept {
    return value == 0 || value == 6 || value == 13 || value == 19 || value == 25;
}
/// 0 no problem, 1 a problem, 2 a substantial one: no participation, or at least a moderate reduction of
/// volume or performance.
[[nodiscard]] constexpr std::uint8_t problem(std::span<const double> points, double sum,
                                             double moderate) noexcept {
    const bool substantial = points[0] == 25 || points[1] >= moderate || points[2] >= moderate;
    return substantial ? 2 : sum > 0 ? 1 : 0;
}
}  // namespace detail_overuse

/// OSTRC-O (Clarsen 2013). Points: questions 1 and 4 0, 8, 17, 25; questions 2 and 3 0, 6, 13, 19, 25.
struct ostrc_o {
    static constexpr instrument_info info{
        .name = "ostrc_o",
        .title = "OSTRC overuse injury questionnaire (2013)",
        .items = 4,
        .low = 0,
        .high = 100,
        .score = "severity",
        .second = "",
        .categories = {"no_problem", "problem", "substantial"},
        .second_categories = {},
        .answers = "0, 8, 17 or 25 (questions 1 and 4); 0, 6, 13, 19 or 25 (questions 2 and 3)",
        .missing = "any open question: no score",
        .licence = "published open access; no fee known (not verified)",
        .note =
            "the sum was verified, the points of the options were not; a prevalence counts respondents only",
        .loinc = "",
        .scoring = {"Clarsen 2013 Br J Sports Med 47:495 (points of the options)",
                    "10.1136/bjsports-2012-091524", verification::unverified},
        .cut_offs = {"Clarsen 2013 Br J Sports Med 47:495", "10.1136/bjsports-2012-091524",
                     verification::verified},
        .missing_rule = {"choice of this library", "", verification::assumption},
    };
    [[nodiscard]] static constexpr bool allows(std::size_t i, double value) noexcept {
        return i == 0 || i == 3 ? detail_overuse::four_options(value) : detail_overuse::five_options(value);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered < info.items) return {measured(reason::not_recorded)};
        const double sum = items[0] + items[1] + items[2] + items[3];
        return {sum, measured(reason::not_applicable), detail_overuse::problem(items, sum, 13)};
    }
};

/// OSTRC-O2 (Clarsen 2020). Points 0, 8, 17, 25 on every question. Question 1 is a gate: full participation
/// without a problem ends the form with severity 0; no participation makes the others redundant, severity
/// 100.
struct ostrc_o2 {
    static constexpr instrument_info info{
        .name = "ostrc_o2",
        .title = "OSTRC overuse injury questionnaire (2020)",
        .items = 4,
        .low = 0,
        .high = 100,
        .score = "severity",
        .second = "",
        .categories = {"no_problem", "problem", "substantial"},
        .second_categories = {},
        .answers = "0, 8, 17 or 25",
        .missing = "open questions 2 to 4 after a 0 or 25 on question 1: by the gate; else no score",
        .licence = "published open access; no fee known (not verified)",
        .note = "points, gate values and the limit of a substantial problem were not verified in the paper",
        .loinc = "",
        .scoring = {"Clarsen 2020 Br J Sports Med 54:390", "", verification::unverified},
        .cut_offs = {"Clarsen 2020 Br J Sports Med 54:390", "", verification::unverified},
        .missing_rule = {"Clarsen 2020 Br J Sports Med 54:390 (gate)", "", verification::unverified},
    };
    [[nodiscard]] static constexpr bool allows(std::size_t, double value) noexcept {
        return detail_overuse::four_options(value);
    }
    /// Points on questions 2 to 4 after "no problem" contradict it: `reason::invalid_input`.
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        constexpr measured none(reason::not_applicable);
        if (items[0] == 0) {
            if (items[1] > 0 || items[2] > 0 || items[3] > 0) return {measured(reason::invalid_input)};
            return {0.0, none, 0};
        }
        if (items[0] == 25) return {100.0, none, 2};
        if (answered < info.items) return {measured(reason::not_recorded)};
        const double sum = items[0] + items[1] + items[2] + items[3];
        return {sum, none, detail_overuse::problem(items, sum, 17)};
    }
};

}  // namespace backrisk::history
