// Oracle: the stream of the same person, fed day by day.
#include "backrisk/cohort/project.hpp"
#include "backrisk/core/error.hpp"

#include <gtest/gtest.h>

#include "backrisk/cohort/stream.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::cohort {
namespace {

constexpr day_number first = 20000;
constexpr int diary_days = 60;

tables one_person() {
    tables in;
    in.people.id = {"a"};
    in.people.monitored_from = {first};
    in.people.monitored_to = {first + diary_days - 1};
    in.sessions_taken = true;
    for (day_number day = first; day < first + diary_days; day += 2) {
        in.sessions.person.push_back(0);
        in.sessions.day.push_back(day);
        in.sessions.duration_min.push_back(40);
        in.sessions.rpe.push_back(5);
    }
    return in;
}

day_record done(double minutes) {
    day_record out;
    out.load = 5 * minutes;
    out.longest = out.minutes = minutes;
    return out;
}

TEST(CohortProject, IsTheStreamOfThePlanDone) {
    const auto model = risk::literature_model();
    const data cohort(one_person());
    std::vector<planned_day> plan(7);
    plan[2] = {250, 50, 50, missing_value, missing_value, missing_value, 1, missing_value};
    const projection seen = project(model, cohort, 0, plan, 3);
    stream now(model, {}, false);
    for (int i = 0; i < diary_days; ++i) now.advance(first + i, done(i % 2 == 0 ? 40 : 0));
    ASSERT_EQ(seen.day.size(), 10U);
    for (std::size_t i = 3; i < 10; ++i) {
        now.advance(seen.day[i], done(i == 5 ? 50 : 0));
        EXPECT_EQ(seen.risk[i], now.score().risk) << i;
        EXPECT_EQ(seen.planned[i], 1);
    }
    EXPECT_EQ(seen.planned[2], 0);
    EXPECT_EQ(seen.day[2], cohort.last_day(0));
}

TEST(CohortProject, LeavesTheCohortAsItWas) {
    const auto model = risk::literature_model();
    const data cohort(one_person());
    const double before = score(model, cohort).risk[0];
    const projection seen = project(model, cohort, 0, std::vector<planned_day>(20), 1);
    EXPECT_EQ(seen.risk[0], before);
    EXPECT_EQ(score(model, cohort).risk[0], before);
    EXPECT_THROW((void)project(model, cohort, 1, {}), invalid_argument);
    EXPECT_THROW((void)project(model, cohort, 0, {}, -1), invalid_argument);
}

}  // namespace
}  // namespace backrisk::cohort
