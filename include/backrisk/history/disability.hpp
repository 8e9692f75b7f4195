#pragma once
/// Disability and pain today: Oswestry, Roland-Morris, the 0 to 10 pain rating.
#include "backrisk/history/questionnaire.hpp"

namespace backrisk::history {

/// Oswestry Disability Index 2.1a (Fairbank 2000 Spine 25:2940): 100 · sum / (5 · answered sections).
struct oswestry {
    static constexpr instrument_info info{
        .name = "oswestry",
        .title = "Oswestry Disability Index 2.1a",
        .items = 10,
        .low = 0,
        .high = 100,
        .score = "percent",
        .second = "",
        .categories = {"minimal", "moderate", "severe", "crippled", "bed_bound"},
        .second_categories = {},
        .answers = "a whole number from 0 to 5",
        .missing = "up to two open sections leave the denominator; more: no score",
        .licence = "copyright J. Fairbank; a licence is required (Mapi Research Trust, ePROVIDE)",
        .note =
            "published classes are whole numbers; here up to 20, 40, 60, 80. Smallest detectable change 10 "
            "points",
        .loinc = "97909-6",
        .scoring = {"Fairbank 2000 (version 2.1a)", "", verification::verified},
        .cut_offs = {"Fairbank 1980 and 2000", "", verification::verified},
        .missing_rule = {"one open section: published; the limit of two: choice of this library", "",
                         verification::assumption},
    };
    static constexpr std::array<double, 4> upper{20, 40, 60, 80};
    [[nodiscard]] static constexpr bool allows(std::size_t, double value) noexcept {
        return whole_between(value, 0, 5);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered + 2 < info.items) return {measured(reason::not_recorded)};
        double sum = 0;
        for (const double item : items) sum += std::isnan(item) ? 0 : item;
        const double percent = 100 * sum / (5 * static_cast<double>(answered));
        return {percent, measured(reason::not_applicable), category_of(percent, upper)};
    }
};

/// Roland-Morris Disability Questionnaire, 24 items (Roland & Morris 1983 Spine 8:141): number of ticks.
struct roland_morris {
    static constexpr instrument_info info{
        .name = "roland_morris",
        .title = "Roland-Morris Disability Questionnaire, 24 items",
        .items = 24,
        .low = 0,
        .high = 24,
        .score = "total",
        .second = "",
        .categories = {"too_low_for_change", "change_readable", "too_high_for_change"},
        .second_categories = {},
        .answers = "1 when ticked, 0 or missing when not",
        .missing = "no tick counts 0, as the instrument says; a form without any answer: no score",
        .licence = "free for use",
        .note = "categories say whether a later change can be read: below 4 and above 20 it cannot",
        .loinc = "",
        .scoring = {"Roland & Morris 1983 Spine 8:141", "", verification::verified},
        .cut_offs = {"Roland & Morris 1983 Spine 8:141 and the instrument's guidance", "",
                     verification::verified},
        .missing_rule = {"Roland & Morris 1983 Spine 8:141", "", verification::verified},
    };
    static constexpr std::array<double, 2> upper{3, 20};
    [[nodiscard]] static constexpr bool allows(std::size_t, double value) noexcept {
        return whole_between(value, 0, 1);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered == 0) return {measured(reason::not_recorded)};
        double ticks = 0;
        for (const double item : items) ticks += item == 1 ? 1 : 0;
        return {ticks, measured(reason::not_applicable), category_of(ticks, upper)};
    }
};

/// Numeric pain rating, 0 to 10: mild 1 to 3, moderate 4 to 6, severe 7 to 10. Cut-offs vary between sources.
struct pain_rating {
    static constexpr instrument_info info{
        .name = "pain_rating",
        .title = "Numeric pain rating, 0 to 10",
        .items = 1,
        .low = 0,
        .high = 10,
        .score = "rating",
        .second = "",
        .categories = {"none", "mild", "moderate", "severe"},
        .second_categories = {},
        .answers = "a whole number from 0 to 10",
        .missing = "an open question: no score",
        .licence = "free for use",
        .note = "the limits of mild, moderate and severe were not verified",
        .loinc = "72514-3",
        .scoring = {"LOINC 72514-3", "", verification::verified},
        .cut_offs = {"common use", "", verification::unverified},
        .missing_rule = {"choice of this library", "", verification::assumption},
    };
    static constexpr std::array<double, 3> upper{0, 3, 6};
    [[nodiscard]] static constexpr bool allows(std::size_t, double value) noexcept {
        return whole_between(value, 0, 10);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered == 0) return {measured(reason::not_recorded)};
        return {items[0], measured(reason::not_applicable), category_of(items[0], upper)};
    }
};

}  // namespace backrisk::history
