#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "backrisk/advise/internal/plan_ladder.hpp"
#include "backrisk/advise/plan.hpp"
#include "backrisk/core/error.hpp"

namespace backrisk::advise {

namespace planning {

/// The longest session that limits leave: theirs, or that of any plan.
[[nodiscard]] inline double session_cap(const plan_limits& limits) noexcept {
    return std::isnan(limits.session_time_min) ? most_session_min : limits.session_time_min;
}

/// What was done and planned so far, and whether a level is allowed in the next week.
class diary {
  public:
    explicit diary(const plan_problem& problem)
        : limits_(problem.limits), shape_(problem.shape), start_(problem.start) {}

    [[nodiscard]] bool keeps(plan_limit which, std::span<const double> week) const {
        const double sum = std::accumulate(week.begin(), week.end(), 0.0);
        const double longest = std::ranges::max(week);
        switch (which) {
            case plan_limit::week_change:
                return grows_by(limits_.week_change, sum, longest);
            case plan_limit::acute_chronic:
                return std::isnan(limits_.acute_chronic) || is_always_allowed(longest) ||
                       sum * (4 - limits_.acute_chronic) <= limits_.acute_chronic * past_weeks() + slack;
            case plan_limit::session_spike:
                return std::isnan(limits_.session_spike) || is_always_allowed(longest) || has_no_spike(week);
            case plan_limit::week_time:
                return !(sum > limits_.week_time_min + slack);
            case plan_limit::session_time:
                return !(longest > session_cap(limits_) + slack);
        }
        return true;
    }
    [[nodiscard]] bool grows_by(double share, double sum, double longest) const {
        return std::isnan(share) || is_always_allowed(longest) ||
               sum <= (1 + share) * start_.weeks_min.back() + slack;
    }
    [[nodiscard]] std::optional<plan_limit> broken_by(std::span<const double> week) const {
        for (const plan_limit which : all_plan_limits)
            if (!keeps(which, week)) return which;
        return std::nullopt;
    }

    void add(std::span<const double> week) {
        auto& weeks = start_.weeks_min;
        weeks = {weeks[1], weeks[2], std::accumulate(week.begin(), week.end(), 0.0)};
        const std::size_t first = start_.longest_min.size();
        start_.longest_min.resize(first + week_days, 0.0);
        for (std::size_t i = 0; i < week.size(); ++i)
            start_.longest_min[first + static_cast<std::size_t>(shape_.day[i])] = week[i];
    }

  private:
    [[nodiscard]] bool is_always_allowed(double longest) const {
        return longest <= limits_.always_session_min + slack;
    }
    [[nodiscard]] double past_weeks() const {
        return std::accumulate(start_.weeks_min.begin(), start_.weeks_min.end(), 0.0);
    }
    /// Against the longest known session of the 30 days before each session, up to the end of the last week.
    [[nodiscard]] bool has_no_spike(std::span<const double> week) const {
        const auto& past = start_.longest_min;
        for (std::size_t i = 0; i < week.size(); ++i) {
            const auto days = std::min(spike_window - static_cast<std::size_t>(shape_.day[i]), past.size());
            double longest = 0;
            for (std::size_t j = past.size() - days; j < past.size(); ++j)
                if (past[j] > longest) longest = past[j];
            const bool rises = !(week[i] / longest - 1 <= limits_.session_spike);  // as `load::session_spike`
            if (rises && !is_always_allowed(week[i])) return false;
        }
        return true;
    }

    const plan_limits& limits_;
    const plan_shape& shape_;
    plan_start start_;
};

/// M_w, the highest level allowed after M_1 .. M_{w-1}; the problem is checked already.
inline plan_path greatest(const plan_problem& problem, const ladder& levels, double goal_min, double growth) {
    plan_path path;
    diary done(problem);
    const std::size_t top = levels.reaching(goal_min, problem.measure);
    for (std::size_t w = 0; w < problem.weeks; ++w) {
        const std::size_t level = ladder::highest(top, [&](std::size_t n) {
            return !done.broken_by(levels.sessions(n)) &&
                   (growth == no_bound || done.grows_by(growth, levels.week(n), levels.session(n)));
        });
        const auto week = levels.sessions(level);
        path.held_by.push_back(level < top ? done.broken_by(levels.sessions(level + 1)) : std::nullopt);
        path.session_min.insert(path.session_min.end(), week.begin(), week.end());
        path.week_min.push_back(levels.week(level));
        path.reach = std::max(path.reach, levels.measure(level, problem.measure));
        done.add(week);
    }
    return path;
}

[[nodiscard]] inline double& value_of(plan_limits& limits, plan_limit which) {
    switch (which) {
        case plan_limit::week_change:
            return limits.week_change;
        case plan_limit::acute_chronic:
            return limits.acute_chronic;
        case plan_limit::session_spike:
            return limits.session_spike;
        case plan_limit::week_time:
            return limits.week_time_min;
        case plan_limit::session_time:
            break;
    }
    return limits.session_time_min;
}

[[nodiscard]] inline plan_problem with(const plan_problem& problem, plan_limit which, double value) {
    plan_problem changed = problem;
    value_of(changed.limits, which) = value;
    return changed;
}

[[nodiscard]] inline double reach(const plan_problem& problem, const ladder& levels) {
    return greatest(problem, levels, no_bound, no_bound).reach;
}

/// Deletion filter: what remains is a set of limits none of which can be spared.
inline void mark_conflict(const plan_problem& problem, const ladder& levels, double goal_min,
                          std::vector<plan_cost>& costs) {
    plan_problem left = problem;
    for (plan_cost& one : costs) {
        const plan_problem fewer = with(left, one.limit, missing_value);
        one.in_conflict = reach(fewer, levels) >= goal_min - slack;
        if (!one.in_conflict) left = fewer;
    }
}

[[nodiscard]] inline std::vector<plan_cost> costs_of(const plan_problem& problem, const ladder& levels,
                                                     const plan_path& most) {
    std::vector<plan_cost> costs;
    plan_limits given = problem.limits;
    for (const plan_limit which : all_plan_limits) {
        plan_cost one;
        one.limit = which;
        one.value = value_of(given, which);
        if (std::isnan(one.value)) continue;
        one.weeks_held = static_cast<std::size_t>(std::ranges::count(most.held_by, std::optional{which}));
        one.reach_without = reach(with(problem, which, missing_value), levels);
        const bool minutes = which == plan_limit::week_time || which == plan_limit::session_time;
        constexpr int units = 5;
        const double looser = one.value + units * (minutes ? 1 : 0.01);
        one.shadow_price = (reach(with(problem, which, looser), levels) - most.reach) / units;
        costs.push_back(one);
    }
    return costs;
}

/// The smallest growth that reaches a goal which is reached without a bound on the growth.
[[nodiscard]] inline double gentlest(const plan_problem& problem, const ladder& levels, double goal_min) {
    const auto enough = [&](double growth) {
        return greatest(problem, levels, goal_min, growth).reach >= goal_min - slack;
    };
    if (enough(0)) return 0;
    double low = 0, high = std::isnan(problem.limits.week_change) ? 1.0 : problem.limits.week_change;
    while (!enough(high)) {
        if (high > 1e4) return no_bound;  // from nothing to the goal: no rate does that
        high = 2 * high + 0.1;
    }
    while (high - low > 1e-9 * (1 + high)) {
        const double middle = (low + high) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

}  // namespace planning

BACKRISK_INLINE plan_path greatest_plan(const plan_problem& problem, double goal_min, double growth) {
    constexpr std::string_view here = "advise::greatest_plan";
    planning::check_problem(here, problem);
    check_argument(goal_min > 0, here, "goal", goal_min, "above 0");
    check_argument(growth >= 0, here, "growth", growth, "0 or more");
    const planning::ladder levels(problem.shape.share, problem.step_min);
    return planning::greatest(problem, levels, goal_min, growth);
}

BACKRISK_INLINE plan_answer plan(const plan_problem& problem, double goal_min) {
    planning::check_problem("advise::plan", problem);
    check_argument(goal_min > 0 && goal_min <= planning::week_minutes, "advise::plan", "goal", goal_min,
                   "above 0 and at most the 10080 minutes of a week");
    const bool sessions = problem.measure == plan_measure::session;
    check_argument(!sessions || goal_min <= most_session_min, "advise::plan", "goal", goal_min,
                   "at most 360 minutes in one session");
    const planning::ladder levels(problem.shape.share, problem.step_min);
    plan_answer answer;
    answer.path = planning::greatest(problem, levels, planning::no_bound, planning::no_bound);
    answer.reach = answer.path.reach;
    answer.reached = answer.reach >= goal_min - planning::slack;
    answer.costs = planning::costs_of(problem, levels, answer.path);
    if (answer.reached) {
        answer.growth = planning::gentlest(problem, levels, goal_min);
        answer.path = planning::greatest(problem, levels, goal_min, answer.growth);
    } else {
        planning::mark_conflict(problem, levels, goal_min, answer.costs);
    }
    return answer;
}

}  // namespace backrisk::advise
