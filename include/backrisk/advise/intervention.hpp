#pragma once
/// Changes whose effect on back pain was measured in trials: the only ones `what_if` answers for.
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/estimand.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/evidence/effects.hpp"

namespace backrisk::advise {

struct intervention {
    std::string_view name;
    std::string_view label;                    ///< in plain words
    std::string_view effect;                   ///< row of the evidence whose size is used
    std::string_view others;                   ///< rows about the same change, shown beside it
    std::optional<backrisk::outcome> outcome;  ///< the trials' outcome; none when it is another one than ours
    backrisk::setting setting;                 ///< the setting nearest to the people of the trials
    int horizon_days;                          ///< over which it was measured; the shortest where it varied
    bool exact_population = true;              ///< false: the people were special, such as conscripts
    bool after_episode = false;  ///< tried in people who had recovered from an episode, in any setting
    std::string_view pooled{};   ///< further rows that answer the same question; all are pooled
    std::array<std::string_view, 3> pooled_by_outcome{};  ///< a row of one trial for each of our outcomes
};

/// Where two reviews pooled trials of one change, the more cautious ratio is used and the other shown; where
/// trials of one change disagree, all of them are pooled, the null ones too. The outcome "low-back pain" of
/// the prevention trials counts as any episode.
inline constexpr std::array interventions{
    intervention{"exercise", "regular exercise: strength, and stretching or endurance, 2 to 3 times a week",
                 "E098", "E095", outcome::any_episode, setting::general_adults, 365},
    intervention{"exercise_and_education", "regular exercise together with back education", "E099", "E094",
                 outcome::any_episode, setting::general_adults, 365},
    intervention{"exercise_after_treatment", "an exercise programme after an episode was treated", "E140", "",
                 outcome::any_episode, setting::general_adults, 365, true, true, "E100",
                 std::array<std::string_view, 3>{"E137", "E138", "E139"}},
    intervention{"walking_programme",
                 "a 6-month programme of walking, a little more each time, with education", "E101", "",
                 outcome::activity_limiting, setting::general_adults, 365, true, true},
    intervention{"neuromuscular_training", "training of muscle control, avoiding full bending of the back",
                 "E076", "", std::nullopt, setting::athletes, 180, false},
    intervention{"warm_up_programme", "a 20-minute warm-up of strength and control exercises (FIFA 11+)",
                 "E102", "E103", std::nullopt, setting::athletes, 180},
};

/// The rows that say how much a change did to an outcome: one, or all that are pooled.
[[nodiscard]] inline std::vector<const evidence::effect*> trials_of(const intervention& one, outcome event) {
    std::vector<const evidence::effect*> rows;
    if (!one.pooled.empty()) rows.push_back(&evidence::find_effect(one.pooled));
    if (const auto same = one.pooled_by_outcome[static_cast<std::size_t>(event)]; !same.empty())
        rows.push_back(&evidence::find_effect(same));
    rows.push_back(&evidence::find_effect(one.effect));
    return rows;
}

namespace detail_intervention {
static_assert([] {
    for (const auto& one : interventions) {
        const auto& row = evidence::find_effect(one.effect);
        const bool randomised = row.study_type == evidence::design::randomised_trial ||
                                row.study_type == evidence::design::cluster_trial ||
                                row.study_type == evidence::design::trial_meta_analysis;
        if (!randomised || !evidence::may_ship(row) || !evidence::has_interval(row)) return false;
    }
    return true;
}());
}  // namespace detail_intervention

/// The intervention of this name. Throws `invalid_argument`: for one of the model's `factors` it says why a
/// prognostic coefficient answers no such question, for any other name it lists what there is.
[[nodiscard]] inline const intervention& find_intervention(std::string_view name,
                                                           std::span<const std::string> factors = {}) {
    std::string names;
    for (const auto& one : interventions) {
        if (one.name == name) return one;
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    constexpr std::string_view here = "advise::what_if";
    if (std::ranges::find(factors, name) != factors.end())
        fail_argument(here, "change", name,
                      "an intervention with a trial: a factor's coefficient compares different people and is "
                      "not the effect of changing it in one; there are: " +
                          names);
    fail_argument(here, "change", name, "an intervention with a trial, one of: " + names);
}

}  // namespace backrisk::advise
