// Oracles: every plan of a small problem tried one by one, and identities that follow from the definition.
#include "backrisk/advise/internal/plan_ladder.hpp"
#include "backrisk/advise/plan.hpp"
#include "backrisk/core/error.hpp"

#include "backrisk/advise/plan_sets.hpp"
#include "backrisk/advise/return_step.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace backrisk::advise {
namespace {

plan_problem three_sessions() {
    plan_problem problem;
    problem.start.weeks_min = {90, 90, 90};
    problem.start.longest_min.assign(30, 0.0);
    for (const std::size_t day : {23, 25, 28}) problem.start.longest_min[day] = 30;
    problem.shape = {{1, 3, 6}, {0.3, 0.3, 0.4}};
    problem.weeks = 4;
    problem.step_min = 5;
    return problem;
}

/// Limits by their definition, on whole diaries: nothing shared with the planner.
bool keeps(const plan_problem& problem, const std::vector<std::vector<double>>& weeks) {
    const plan_limits& limits = problem.limits;
    std::vector<double> day = problem.start.longest_min,
                        sum(problem.start.weeks_min.begin(), problem.start.weeks_min.end());
    for (const auto& week : weeks) {
        const double total = week[0] + week[1] + week[2];
        const bool shortest = std::max({week[0], week[1], week[2]}) <= limits.always_session_min;
        const std::size_t monday = day.size();
        for (std::size_t i = 0; i < 3; ++i) {
            const std::size_t at = monday + static_cast<std::size_t>(problem.shape.day[i]);
            double longest = 0;
            for (std::size_t j = at - 30; j < monday; ++j) longest = std::max(longest, day[j]);
            if (week[i] > limits.always_session_min && !(week[i] / longest - 1 <= limits.session_spike))
                return false;
        }
        day.resize(monday + 7, 0.0);
        for (std::size_t i = 0; i < 3; ++i)
            day[monday + static_cast<std::size_t>(problem.shape.day[i])] = week[i];
        if (!shortest && total > (1 + limits.week_change) * sum.back() + 1e-9) return false;
        sum.push_back(total);
        const double month =
            sum[sum.size() - 1] + sum[sum.size() - 2] + sum[sum.size() - 3] + sum[sum.size() - 4];
        if (!shortest && total / 7 > limits.acute_chronic * month / 28 + 1e-9) return false;
    }
    return true;
}

/// The ladder's levels, dealt out by hand: 30, 30 and 40 per cent in steps of five.
std::vector<double> level(int steps) {
    std::vector<double> week{0, 0, 0};
    const double share[] = {0.3, 0.3, 0.4};
    for (int n = 0; n < steps; ++n) {
        std::size_t next = 0;
        for (std::size_t i = 1; i < 3; ++i)
            if ((week[i] + 5) / share[i] < (week[next] + 5) / share[next] - 1e-12) next = i;
        week[next] += 5;
    }
    return week;
}

double brute_force(const plan_problem& problem, int top) {
    double best = 0;
    std::vector<std::vector<double>> weeks;
    const std::function<void()> extend = [&] {
        if (weeks.size() == problem.weeks) return;
        for (int n = 0; n <= top; ++n) {
            weeks.push_back(level(n));
            if (keeps(problem, weeks)) {
                best = std::max(best, 5.0 * n);
                extend();
            }
            weeks.pop_back();
        }
    };
    extend();
    return best;
}

TEST(AdvisePlan, IsTheBestOfAllPlans) {
    for (const double change : {0.05, 0.2, 0.6})
        for (const double spike : {0.1, 0.35, 0.8})
            for (const double ratio : {1.05, 1.2, 1.5}) {
                plan_problem problem = three_sessions();
                problem.weeks = 3;
                problem.limits.week_change = change;
                problem.limits.session_spike = spike;
                problem.limits.acute_chronic = ratio;
                EXPECT_EQ(plan(problem, 10000).reach, brute_force(problem, 60))
                    << change << " " << spike << " " << ratio;
            }
}

TEST(AdvisePlan, ReachesTheGoalAsGentlyAsItCan) {
    plan_problem problem = three_sessions();
    problem.weeks = 12;
    problem.step_min = 1;
    const plan_answer answer = plan(problem, 150);
    ASSERT_TRUE(answer.reached);
    EXPECT_EQ(answer.path.reach, 150);
    EXPECT_LT(answer.growth, problem.limits.week_change);
    EXPECT_LT(greatest_plan(problem, 150, answer.growth - 1e-6).reach, 150);
}

TEST(AdvisePlan, NamesWhatIsInTheWay) {
    plan_problem problem = three_sessions();
    problem.limits.session_time_min = 40;
    const plan_answer answer = plan(problem, 110);
    ASSERT_FALSE(answer.reached);
    EXPECT_TRUE(plan(problem, answer.reach).reached);
    // The named limits alone are enough to make it impossible, and none of them can be spared.
    plan_problem named = problem;
    for (const plan_cost& one : answer.costs)
        if (!one.in_conflict) planning::value_of(named.limits, one.limit) = missing_value;
    EXPECT_FALSE(plan(named, 110).reached);
    for (const plan_cost& one : answer.costs) {
        if (!one.in_conflict) continue;
        plan_problem freed = named;
        planning::value_of(freed.limits, one.limit) = missing_value;
        EXPECT_TRUE(plan(freed, 110).reached) << to_string(one.limit);
    }
}

TEST(AdvisePlan, StartsFromNothingWithShortSessions) {
    plan_problem problem = three_sessions();
    problem.start = {{0, 0, 0}, {}};
    const plan_answer answer = plan(problem, 1000);
    EXPECT_LE(answer.path.session_min[2], problem.limits.always_session_min);
    EXPECT_GT(answer.path.week_min[0], 0);
}

TEST(AdvisePlan, RefusesWhatCannotBe) {
    plan_problem problem = three_sessions();
    EXPECT_THROW((void)plan(problem, 0), invalid_argument);
    problem.limits.acute_chronic = 0.9;
    EXPECT_THROW((void)plan(problem, 100), invalid_argument);
    problem = three_sessions();
    problem.start.weeks_min[1] = -5;
    EXPECT_THROW((void)plan(problem, 100), invalid_argument);
    problem = three_sessions();
    problem.shape.day = {1, 1, 6};
    EXPECT_THROW((void)plan(problem, 100), invalid_argument);
}

TEST(AdvisePlan, HoldsTheSpineDoseToTheLastSet) {
    // 2 : 1 in whole sets of 100 and 40 N: 1 + 0, 1 + 1, 2 + 1, 3 + 1 ... by hand
    const sets_problem problem{{4, 2}, {100, 40}, 6, 0.5, 340, 3};
    const sets_answer answer = plan_sets(problem);
    EXPECT_FALSE(answer.reached);
    EXPECT_EQ(answer.reach, 4);
    EXPECT_EQ(answer.sets, (std::vector<double>{3, 1, 3, 1, 3, 1}));
    EXPECT_EQ(answer.held_by[0], "spine_dose");
    sets_problem unknown = problem;
    unknown.dose[1] = missing_value;
    EXPECT_THROW((void)plan_sets(unknown), invalid_argument);
    unknown.spine_dose = missing_value;
    EXPECT_TRUE(plan_sets(unknown).reached);
}

TEST(AdvisePlan, StepsBackBeforeItHolds) {
    for (std::size_t i = 1; i < return_rules.size(); ++i)
        EXPECT_LE(return_rules[i].then, return_rules[i - 1].then) << "the strictest rule comes first";
    EXPECT_EQ(decide_return({6, 0, 9, 0}), 0U);
    EXPECT_EQ(decide_return({2, 2, 2, 2}), 5U);
    EXPECT_EQ(decide_return({}), 4U);
}

}  // namespace
}  // namespace backrisk::advise
