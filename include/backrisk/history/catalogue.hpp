#pragma once
/// Every public measure of this area: formula, source, and the test that reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"
#include "backrisk/history/disability.hpp"
#include "backrisk/history/fear.hpp"
#include "backrisk/history/overuse.hpp"
#include "backrisk/history/recency.hpp"
#include "backrisk/history/screening.hpp"

namespace backrisk::history {

inline constexpr auto measures = std::to_array<measure_info>({
    {"history.episodes",
     "episodes",
     "merged onsets on or before the day",
     {"Papageorgiou 1996 Pain 66:181", "", verification::verified},
     "history_episode_test: naive twin, a day-by-day replay"},
    {"history.since_recovery",
     "days",
     "day - last recovery on or before the day; +inf when never",
     {"de Vet 2002 Spine 27:2409 (episode definition)", "10.1097/01.BRS.0000030307.34002.BE",
      verification::verified},
     "history_episode_test: naive twin, a day-by-day replay"},
    {"history.days_in_episode",
     "days",
     "days of the union of all episodes up to the day",
     {"counting identity", "", verification::assumption},
     "history_episode_test: naive twin, a day-by-day replay"},
    {"history.other_pain",
     "",
     "1 while an episode elsewhere than the low back is open",
     {"Papageorgiou 1996 Pain 66:181", "", verification::verified},
     "history_episode_test: naive twin, a day-by-day replay"},
    {"history.recency", "log hazard ratio", "(k - 1) ln(max(t, 14) / 365), 0 from 365 days on",
     recency_source,
     "history_recency_test: k from 139 days and 69 %; hazard ratio 3.1 at 30 against 365 days"},
    {"history.red_flags",
     "level",
     "maximum over the rules of the findings and their combinations",
     {"Finucane 2020 J Orthop Sports Phys Ther 50:350 (levels: assumption)", "10.2519/jospt.2020.9971",
      verification::assumption},
     "history_triage_test: monotone in every finding; Downie 2013 post-test probabilities"},
    {"history.start_back", "points", "agreed items 1 to 8 + (item 9 >= 4)", start_back::info.scoring,
     "history_questionnaire_test: published group limits"},
    {"history.orebro_short", "points", "sum with items 3, 4, 8 as 10 - x", orebro_short::info.scoring,
     "history_questionnaire_test: worked form, 40 points"},
    {"history.oswestry", "%", "100 sum / (5 answered)", oswestry::info.scoring,
     "history_questionnaire_test: 16/50 = 32 %, 16/45 = 35.6 %"},
    {"history.roland_morris", "points", "number of ticks", roland_morris::info.scoring,
     "history_questionnaire_test: worked form"},
    {"history.pain_rating", "points", "the rating", pain_rating::info.scoring,
     "history_questionnaire_test: class limits"},
    {"history.fabq", "points", "work: items 6, 7, 9 to 12, 15; activity: items 2 to 5", fabq::info.scoring,
     "history_questionnaire_test: worked form, all 3 gives 21 and 12"},
    {"history.tampa", "points", "sum with items 4, 8, 12, 16 as 5 - x", tampa::info.scoring,
     "history_questionnaire_test: worked form, all 2 gives 38"},
    {"history.ostrc_o", "points", "sum of four questions", ostrc_o::info.scoring,
     "history_questionnaire_test: worked forms of 22, 53 and 100 points"},
    {"history.ostrc_o2", "points", "sum of four questions behind a gate", ostrc_o2::info.scoring,
     "history_questionnaire_test: worked forms of 0, 32 and 41 points"},
    {"history.probability",
     "",
     "1 / (1 + exp(-(intercept + sum of coefficient * predictor)))",
     {"logistic model; the user names its source", "", verification::assumption},
     "history_logistic_test: odds by hand, recalibration identity"},
});

}  // namespace backrisk::history
