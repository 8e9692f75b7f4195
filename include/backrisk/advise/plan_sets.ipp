#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>

#include "backrisk/advise/internal/plan_ladder.hpp"
#include "backrisk/advise/plan_sets.hpp"

namespace backrisk::advise {

namespace planning {

inline void check_sets(const sets_problem& problem) {
    constexpr std::string_view here = "advise::plan_sets";
    check_between(here, "target.size", static_cast<double>(problem.target.size()), 1, 50);
    check_same_size(here, "dose", problem.dose, problem.target);
    for (const double one : problem.target)
        check_argument(one >= 1 && one <= 200 && one == std::floor(one), here, "target", one,
                       "a whole number of sets from 1 to 200");
    check_between(here, "now", problem.now, 0, 10000);
    check_between(here, "weeks", static_cast<double>(problem.weeks), 1, 520);
    if (!std::isnan(problem.week_change)) check_non_negative(here, "week_change", problem.week_change);
    if (std::isnan(problem.spine_dose)) return;
    check_non_negative(here, "spine_dose", problem.spine_dose);
    for (const double one : problem.dose) check_non_negative(here, "dose", one);
}

/// The limits of one week of sets.
struct sets_week {
    const sets_problem& problem;
    double before;

    [[nodiscard]] bool rises_too_fast(std::size_t level, double growth) const {
        const auto sets = static_cast<double>(level);
        return !std::isnan(growth) && level > problem.target.size() && sets > (1 + growth) * before + slack;
    }
    [[nodiscard]] bool weighs_too_much(std::span<const double> sets) const {
        if (std::isnan(problem.spine_dose)) return false;
        const double dose = std::inner_product(sets.begin(), sets.end(), problem.dose.begin(), 0.0);
        return dose > problem.spine_dose * (1 + slack);
    }
};

inline sets_answer greatest_sets(const sets_problem& problem, const ladder& levels, double growth) {
    sets_answer out;
    double before = problem.now;
    const std::size_t top = levels.levels() - 1;
    for (std::size_t w = 0; w < problem.weeks; ++w) {
        const sets_week week{problem, before};
        const std::size_t level = ladder::highest(top, [&](std::size_t n) {
            return !week.rises_too_fast(n, growth) && !week.weighs_too_much(levels.sessions(n));
        });
        std::string_view held;
        if (level < top && week.rises_too_fast(level + 1, problem.week_change)) held = "week_change";
        if (level < top && week.weighs_too_much(levels.sessions(level + 1))) held = "spine_dose";
        const auto sets = levels.sessions(level);
        out.sets.insert(out.sets.end(), sets.begin(), sets.end());
        out.held_by.push_back(held);
        before = static_cast<double>(level);
        out.reach = std::max(out.reach, before);
    }
    out.reached = out.reach >= static_cast<double>(top);
    return out;
}

}  // namespace planning

BACKRISK_INLINE sets_answer plan_sets(const sets_problem& problem) {
    planning::check_sets(problem);
    const double whole = std::accumulate(problem.target.begin(), problem.target.end(), 0.0);
    const planning::ladder levels(problem.target, 1, whole);
    sets_answer answer = planning::greatest_sets(problem, levels, problem.week_change);
    if (!answer.reached || std::isnan(problem.week_change)) return answer;
    double low = 0, high = problem.week_change;
    if (planning::greatest_sets(problem, levels, 0).reached) high = 0;
    while (high - low > 1e-9) {
        const double middle = (low + high) / 2;
        (planning::greatest_sets(problem, levels, middle).reached ? high : low) = middle;
    }
    answer = planning::greatest_sets(problem, levels, high);
    answer.growth = high;
    return answer;
}

}  // namespace backrisk::advise
