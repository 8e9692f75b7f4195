#pragma once
/// Screening for the course of back pain: STarT Back and the Örebro short form.
#include "backrisk/history/questionnaire.hpp"

namespace backrisk::history {

/// Group of a STarT Back total (0 to 9) and distress subscore (0 to 5): low up to 3; above, high from a
/// distress of 4, else medium.
[[nodiscard]] constexpr std::uint8_t start_back_group(double total, double distress) noexcept {
    return total <= 3 ? 0 : distress <= 3 ? 1 : 2;
}

/// The same for scores that somebody else added up. Throws `invalid_argument` for a pair that no form can
/// give: the distress items are five of the nine, so distress <= total <= distress + 4.
[[nodiscard]] inline std::uint8_t checked_start_back_group(double total, double distress) {
    constexpr auto here = "start_back_group";
    check_argument(whole_between(total, 0, 9), here, "total", total, "a whole number from 0 to 9");
    check_argument(whole_between(distress, 0, 5), here, "distress", distress, "a whole number from 0 to 5");
    check_argument(
        distress <= total && total <= distress + 4, here, "total", total,
        "between distress and distress + 4, which is " + show(distress) + " to " + show(distress + 4));
    return start_back_group(total, distress);
}

/// STarT Back screening tool, nine items (Hill 2008 Arthritis Rheum 59:632). Items 1 to 8 count 1 for agree;
/// item 9 counts 1 for the two most bothered of its five options. Distress: items 5 to 9.
struct start_back {
    static constexpr instrument_info info{
        .name = "start_back",
        .title = "STarT Back Screening Tool, 9 items",
        .items = 9,
        .low = 0,
        .high = 9,
        .score = "total",
        .second = "distress (items 5 to 9)",
        .categories = {"low", "medium", "high"},
        .second_categories = {},
        .answers = "0 or 1 (disagree, agree); item 9: 1 to 5, the position of the ticked option",
        .missing = "any open question: no score",
        .licence = "copyright Keele University; free for clinical use; ask for commercial or electronic use",
        .note =
            "only for people with current low back pain; prognosis of pain is poor (AUC 0.59, Karran 2017)",
        .loinc = "91351-7",
        .scoring = {"Hill 2008 Arthritis Rheum 59:632", "", verification::verified},
        .cut_offs = {"Hill 2008 Arthritis Rheum 59:632", "", verification::verified},
        .missing_rule = {"choice of this library", "", verification::assumption},
    };
    [[nodiscard]] static constexpr bool allows(std::size_t i, double value) noexcept {
        return i < 8 ? whole_between(value, 0, 1) : whole_between(value, 1, 5);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered < info.items) return {measured(reason::not_recorded), measured(reason::not_recorded)};
        const double physical = items[0] + items[1] + items[2] + items[3];
        const double distress = items[4] + items[5] + items[6] + items[7] + (items[8] >= 4 ? 1 : 0);
        return {physical + distress, distress, start_back_group(physical + distress, distress)};
    }
};

/// Örebro Musculoskeletal Pain Screening Questionnaire, short form (Linton 2011 Spine 36:1891). Sum of ten
/// items with items 3, 4 and 8 turned round (10 - x); 50 or more identified 85 % and 83 % of those with later
/// work disability. Item 1 has ten classes of duration numbered from 1.
struct orebro_short {
    static constexpr instrument_info info{
        .name = "orebro_short",
        .title = "Örebro Musculoskeletal Pain Screening Questionnaire, short form",
        .items = 10,
        .low = 1,
        .high = 100,
        .score = "total",
        .second = "",
        .categories = {"low", "high"},
        .second_categories = {},
        .answers = "a whole number from 0 to 10, as ticked (item 1: from 1 to 10)",
        .missing = "any open question: no score",
        .licence = "free for clinical and research use with citation (not verified)",
        .note =
            "that items 9 and 10 are not turned round, and that 50 itself counts as high, was not verified",
        .loinc = "",
        .scoring = {"Linton 2011 Spine 36:1891", "10.1097/BRS.0b013e3181f8f775", verification::partial},
        .cut_offs = {"Linton 2011 Spine 36:1891", "10.1097/BRS.0b013e3181f8f775", verification::partial},
        .missing_rule = {"choice of this library", "", verification::assumption},
    };
    [[nodiscard]] static constexpr bool allows(std::size_t i, double value) noexcept {
        return whole_between(value, i == 0 ? 1 : 0, 10);
    }
    [[nodiscard]] instrument_score add_up(std::span<const double> items,
                                          std::size_t answered) const noexcept {
        if (answered < info.items) return {measured(reason::not_recorded)};
        double sum = 0;
        for (std::size_t i = 0; i < items.size(); ++i)
            sum += i == 2 || i == 3 || i == 7 ? 10 - items[i] : items[i];
        return {sum, measured(reason::not_applicable), static_cast<std::uint8_t>(sum >= 50)};
    }
};

}  // namespace backrisk::history
