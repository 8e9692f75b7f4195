#pragma once
#include <algorithm>
#include <cmath>
#include <utility>

#include "backrisk/cohort/plan_search.hpp"
#include "backrisk/core/config.hpp"

namespace backrisk::cohort {

namespace planning {

/// The limits to try: as given, then tighter ones.
[[nodiscard]] inline std::vector<advise::plan_limits> ladder(const advise::plan_limits& given,
                                                             const plan_risk* limit) {
    std::vector<advise::plan_limits> all{given};
    if (limit == nullptr) return all;
    std::vector<double> rises{0.0};
    for (const double rise : session_rises(limit->of))
        if (!(rise >= given.session_spike)) rises.push_back(rise);
    std::ranges::sort(rises, std::greater<>{});
    rises.erase(std::unique(rises.begin(), rises.end()), rises.end());
    for (const double rise : rises) {
        if (rise == given.session_spike) continue;
        all.push_back(given);
        all.back().session_spike = rise;
    }
    all.push_back(given);
    all.back().session_spike = all.back().week_change = all.back().always_session_min = 0;
    return all;
}

[[nodiscard]] inline plan_choice answer(const plan_question& asked, const advise::plan_limits& limits,
                                        double step_min, int sessions, bool gentle) {
    plan_choice out;
    out.problem = {asked.start, plan_shape_of(asked, sessions), limits, asked.weeks, step_min, asked.measure};
    out.answer = advise::plan(out.problem, asked.goal_min);
    out.gentle = gentle;
    if (!gentle) out.answer.path = advise::greatest_plan(out.problem, asked.goal_min);
    return out;
}

/// The first answer that reaches the goal, else the one that comes nearest; none: the risk forbids all.
[[nodiscard]] inline std::optional<plan_choice> first(const plan_question& asked, const plan_risk* limit,
                                                      double& lowest_risk) {
    std::optional<plan_choice> best;
    for (const advise::plan_limits& limits : ladder(asked.limits, limit))
        for (const double step_min : asked.steps_min)
            for (const int sessions : asked.sessions)
                for (const bool gentle : {true, false}) {
                    if (!gentle && limit == nullptr) continue;
                    plan_choice one = answer(asked, limits, step_min, sessions, gentle);
                    if (!gentle && !one.answer.reached) continue;  // the gentlest is the fastest
                    if (best && !one.answer.reached && one.answer.reach <= best->answer.reach) continue;
                    if (limit != nullptr) {
                        const double highest = highest_risk(one, *limit);
                        lowest_risk = std::min(lowest_risk, highest);
                        if (!(highest <= limit->most)) continue;
                    }
                    best = std::move(one);
                    if (best->answer.reached) return best;
                }
    return best;
}

}  // namespace planning

BACKRISK_INLINE std::vector<double> session_rises(const risk::model& of) {
    const auto& factors = of.factors.factors();
    const auto at = std::ranges::find(factors, "session_spike", &factor::factor::name);
    if (at == factors.end() || at->phi.kind != factor::shape::steps) return {};
    return {at->phi.knots.begin(), at->phi.knots.begin() + static_cast<std::ptrdiff_t>(at->phi.width)};
}

BACKRISK_INLINE advise::plan_shape plan_shape_of(const plan_question& asked, int sessions) {
    check_argument(sessions >= 1 && sessions <= 7, "cohort::search_plan", "sessions", sessions,
                   "between 1 and 7");
    advise::plan_shape out{asked.days, {}};
    if (out.day.empty())
        for (int i = 0; i < sessions; ++i) out.day.push_back((i + 1) * 7 / sessions - 1);
    out.share.assign(out.day.size(), 1.0);
    if (out.share.size() > 1) out.share.back() = asked.long_session;
    double sum = 0;
    for (const double one : out.share) sum += one;
    for (double& one : out.share) one /= sum;
    return out;
}

BACKRISK_INLINE double highest_risk(const plan_choice& of, const plan_risk& limit) {
    const std::vector<int>& days = of.problem.shape.day;
    const auto gap = static_cast<std::size_t>(limit.first_day - limit.cohort.last_day(limit.person) - 1);
    std::vector<planned_day> planned;
    for (std::size_t i = 0; i < of.answer.path.session_min.size(); ++i) {
        const double minutes = of.answer.path.session_min[i];
        if (!(minutes > 0)) continue;
        const std::size_t day = gap + i / days.size() * 7 + static_cast<std::size_t>(days[i % days.size()]);
        planned.resize(std::max(planned.size(), day + 1), {.sessions_warmed_up = 0});
        planned_day& at = planned[day];
        const double load = minutes * limit.rpe;
        at.load += load;
        at.minutes += minutes;
        at.longest = std::max(at.longest, limit.in_load ? load : minutes);
        at.sessions += 1;
        at.sessions_warmed_up = missing_value;
    }
    if (planned.empty()) return 0;
    const projection ahead = project(limit.of, limit.cohort, limit.person, planned, 0, limit.options);
    double highest = 0;
    for (const double risk : ahead.risk) highest = std::fmax(highest, risk);
    return highest;
}

BACKRISK_INLINE plan_found search_plan(const plan_question& asked, const plan_risk* limit) {
    constexpr std::string_view here = "cohort::search_plan";
    check_argument(!asked.steps_min.empty(), here, "steps_min", std::string_view("empty"),
                   "one step or more");
    check_argument(!asked.sessions.empty(), here, "sessions", std::string_view("empty"),
                   "one number or more");
    if (limit != nullptr) {
        check_argument(limit->person < limit->cohort.people(), here, "person", limit->person,
                       "below the number of people");
        check_argument(limit->first_day > limit->cohort.last_day(limit->person), here, "first_day",
                       limit->first_day, "after the last day of the diary");
    }
    plan_found out;
    out.free = *planning::first(asked, nullptr, out.lowest_risk);
    out.chosen = limit == nullptr ? out.free : planning::first(asked, limit, out.lowest_risk);
    out.reached = out.chosen && out.chosen->answer.reached;
    if (!out.chosen || out.reached || !(out.chosen->answer.reach > 0)) return out;
    plan_question nearest = asked;
    nearest.goal_min = out.chosen->answer.reach;
    nearest.steps_min = {out.chosen->problem.step_min};
    out.chosen = planning::first(nearest, limit, out.lowest_risk);
    return out;
}

}  // namespace backrisk::cohort
