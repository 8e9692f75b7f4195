#pragma once
/// Beliefs and fear of movement: FABQ and the Tampa Scale.
#include "backrisk/history/questionnaire.hpp"

namespace backrisk::history {

/// Fear-Avoidance Beliefs Questionnaire (Waddell 1993 Pain 52:157): work = items 6, 7, 9, 10, 11, 12, 15;
/// physical activity = items 2 to 5. Items 1, 8, 13, 14 and 16 are not scored. Published cut-offs differ, so
/// they are options.
struct fabq {
    double work_above = 29;      ///< high when above; 22 is another published value
    double activity_above = 14;  ///< high when above

    static constexpr instrument_info info{
        .name = "fabq",
        .title = "Fear-Avoidance Beliefs Questionnaire, 16 items",
        .items = 16,
        .low = 0,
        .high = 42,
        .score = "work (0 to 42)",
        .second = "physical activity (0 to 24)",
        .categories = {"low", "high"},
        .second_categories = {"low", "high"},
        .answers = "a whole number from 0 to 6",
        .missing = "an open question of a subscale: no score of that subscale",
        .licence = "free for use",
        .note = "cut-offs vary between studies: work above 29 (or 22), physical activity above 14",
        .loinc = "",
        .scoring = {"Waddell 1993 Pain 52:157", "", verification::verified},
        .cut_offs = {"work above 29 and activity above 14 in published cohorts", "", verification::verified},
        .missing_rule = {"choice of this library", "", verification::assumption},
    };
    static constexpr std::array<std::size_t, 7> work{6, 7, 9, 10, 11, 12, 15};
    static constexpr std::array<std::size_t, 4> activity{2, 3, 4, 5};
    [[nodiscard]] static constexpr bool allows(std::size_t, double value) noexcept {
        return whole_between(value, 0, 6);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items, std::size_t) const noexcept {
        instrument_score answer{sum_of(items, work), sum_of(items, activity)};
        if (answer.score.known()) answer.category = answer.score.value > work_above;
        if (answer.second.known()) answer.second_category = answer.second.value > activity_above;
        return answer;
    }
};

/// Tampa Scale of Kinesiophobia, 17 items (Kori 1990; Vlaeyen 1995 Pain 62:363): sum of 1 to 4 with items 4,
/// 8, 12 and 16 turned round (5 - x); above 37 is high.
struct tampa {
    static constexpr instrument_info info{
        .name = "tampa",
        .title = "Tampa Scale of Kinesiophobia, 17 items",
        .items = 17,
        .low = 17,
        .high = 68,
        .score = "total",
        .second = "",
        .categories = {"low", "high"},
        .second_categories = {},
        .answers = "a whole number from 1 to 4, as ticked",
        .missing = "any open question: no score",
        .licence = "not verified",
        .note = "scoring read on a page of Osteopathy Australia, not in the original paper",
        .loinc = "",
        .scoring = {"Vlaeyen 1995 Pain 62:363", "10.1016/0304-3959(94)00279-N", verification::partial},
        .cut_offs = {"Vlaeyen 1995 Pain 62:363", "10.1016/0304-3959(94)00279-N", verification::partial},
        .missing_rule = {"choice of this library", "", verification::assumption},
    };
    [[nodiscard]] static constexpr bool allows(std::size_t, double value) noexcept {
        return whole_between(value, 1, 4);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered < info.items) return {measured(reason::not_recorded)};
        double sum = 0;
        for (std::size_t i = 0; i < items.size(); ++i) sum += (i + 1) % 4 == 0 ? 5 - items[i] : items[i];
        return {sum, measured(reason::not_applicable), static_cast<std::uint8_t>(sum > 37)};
    }
};

}  // namespace backrisk::history
