#pragma once
/// A planned diary behind a person's real one: load and risk day by day, as if the plan were done.
///
/// The real diary is read up to its last day and never changed; the planned days follow without a gap. What a
/// plan does not say holds its last value: sleep, mood, the share of sessions with a warm-up, test results,
/// conditions, age, and, where the plan names no sets, lifts a day, the heaviest lift and the trunk flexion.
/// Days since recovery go on counting, and no new episode happens. These are assumptions, ours, and each
/// answer names them. The risk of a day is that of `score`: over the horizon after it, with the load of that
/// day held.
#include <span>
#include <vector>

#include "backrisk/cohort/score.hpp"

namespace backrisk::cohort {

/// What is planned for one day. NaN in `reps` says that the plan names no sets.
struct planned_day {
    double load = 0;
    double longest = 0;
    double minutes = 0;
    double reps = missing_value;
    double heaviest_kg = missing_value;
    double flexion_deg = missing_value;
    double sessions = 0;                        ///< for the warm-ups
    double sessions_warmed_up = missing_value;  ///< NaN: the share of the diary holds
};

/// One row a day: `history` days of the diary, then the plan. Columns of one length.
struct projection {
    std::vector<day_number> day;
    std::vector<std::uint8_t> planned;  ///< 1: not done
    std::vector<double> load, acute, chronic, ratio, session_spike, week_change, monotony;
    std::vector<double> risk, low, high, hazard_ratio, coverage;
    std::vector<backrisk::reason> reason;
    std::vector<factor::known_mask> extrapolates;
};

/// `planned[i]` is the i-th day after the last one of the diary. `history_days` rows of the diary come first.
/// Throws `invalid_argument` for an unknown person or an option of `score` out of range.
[[nodiscard]] projection project(const risk::model& of, const data& cohort, person_index p,
                                 std::span<const planned_day> planned, int history_days = 28,
                                 const score_options& options = {});

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/project.ipp"
#endif
