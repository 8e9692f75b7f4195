#pragma once
/// The factors that a person's record of episodes gives, and what of them is known.
#include "backrisk/core/missing.hpp"
#include "backrisk/history/episode_history.hpp"

namespace backrisk::cohort {

/// 1, 0 or missing; days for recency.
struct history_factors {
    double previous = missing_value;    ///< has had an episode
    double many = missing_value;        ///< more than two
    double other_pain = missing_value;  ///< pain elsewhere, now
    double recency = missing_value;  ///< days since recovery, infinite for never; missing inside an episode
};

/// The factors of a day. With `doubtful`, a row of the record could not be read: what the other rows show
/// stays true, and what would follow from their being all is unknown.
/// @param now what the readable rows say of the day
/// @param doubtful whether a row that could not be read may concern it
[[nodiscard]] inline history_factors history_factors_of(const history::episode_state& now,
                                                        bool doubtful) noexcept {
    const auto holds = [&](bool shown) { return shown ? 1.0 : doubtful ? missing_value : 0.0; };
    const bool dated = now.since_recovery.reason == reason::none && !doubtful;
    return {holds(now.episodes > 0), holds(now.episodes > 2), holds(now.other_pain),
            dated ? now.since_recovery.value : missing_value};
}

}  // namespace backrisk::cohort
