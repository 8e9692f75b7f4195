#pragma once
/// Every public measure of this area: formula, source, and the test that reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"
#include "backrisk/history/recency.hpp"

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
});

}  // namespace backrisk::history
