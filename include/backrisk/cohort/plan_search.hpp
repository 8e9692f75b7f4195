#pragma once
/// Which progression is proposed: numbers of sessions a week, steps, and rises of a session under a limit of
/// the risk.
///
/// `advise::plan` answers one question exactly: so many sessions of a week, in one step, within the limits.
/// The search asks it in turn and takes the first answer that reaches the goal, else the one that comes
/// nearest:
///
///     limits      as given; under a limit of the risk then each lower rise of a session at which the model's
///                 hazard changes, and at last no rise at all
///     steps       in the order given
///     sessions    in the order given
///     path        the gentlest; under a limit of the risk also the fastest, whose risk may be lower
///
/// Under a limit of the risk an answer counts when the risk of every planned day, as `project` sees it, stays
/// at or below it. Where the goal is not reached, the answer is the plan for the nearest one instead.
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "backrisk/advise/plan.hpp"
#include "backrisk/cohort/project.hpp"

namespace backrisk::cohort {

/// What is asked, but for what the search tries.
struct plan_question {
    advise::plan_start start;  ///< in minutes at the RPE of the plan
    advise::plan_limits limits;
    std::size_t weeks = 12;
    advise::plan_measure measure = advise::plan_measure::week;
    double goal_min = 0;            ///< minutes of a week or of its longest session, by the measure
    std::vector<int> days;          ///< of the week, 0 to 6, rising; empty: spread evenly
    double long_session = 1;        ///< share of the last session of a week against each other one
    std::vector<double> steps_min;  ///< minutes, in the order in which they are tried
    std::vector<int> sessions;      ///< a week, in the order in which they are tried
};

/// The limit of the risk, and whose risk it is.
struct plan_risk {
    const risk::model& of;
    const data& cohort;
    person_index person = 0;
    day_number first_day = 0;  ///< of the plan; after the last day of the diary
    double rpe = 5;
    bool in_load = false;  ///< the diary has no durations: its longest sessions are loads
    double most = 1;       ///< of the risk over the horizon, on each planned day
    score_options options{};
};

/// One plan that was tried.
struct plan_choice {
    advise::plan_problem problem;
    advise::plan_answer answer;
    bool gentle = true;
};

struct plan_found {
    plan_choice free;                                              ///< the choice without a limit of the risk
    std::optional<plan_choice> chosen;                             ///< none: the risk forbids all
    bool reached = false;                                          ///< the goal that was asked for
    double lowest_risk = std::numeric_limits<double>::infinity();  ///< of the highest risks of what was tried
};

/// Rises of a session over the longest one of 30 days at which the hazard of a model changes, ascending; none
/// for a model without steps of `session_spike`.
[[nodiscard]] std::vector<double> session_rises(const risk::model& of);

/// Days of the week and shares of so many sessions, the last one the long one.
/// @throws invalid_argument unless 1 to 7 sessions fit the days that are given
[[nodiscard]] advise::plan_shape plan_shape_of(const plan_question& asked, int sessions);

/// Highest risk of the planned days of a path, 0 for a path without a session; what is NaN does not count.
[[nodiscard]] double highest_risk(const plan_choice& of, const plan_risk& limit);

/// The search. `limit` is null where the risk has no limit.
/// @throws invalid_argument for a question that `advise::plan` or `project` refuses, and without a step or a
/// number of sessions
[[nodiscard]] plan_found search_plan(const plan_question& asked, const plan_risk* limit = nullptr);

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/plan_search.ipp"
#endif
