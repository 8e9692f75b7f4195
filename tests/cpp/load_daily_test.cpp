// Days out of sessions: every kind of day, and the same bits in any order of the sessions.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/load.hpp"

namespace backrisk::load {
namespace {

constexpr double unknown = missing_value;

TEST(LoadDaily, rest_missing_and_unmonitored_are_three_things) {
    const std::vector<day_number> day{12, 10, 12, 13, 99};
    const std::vector<double> rpe{5, 4, unknown, 3, 5}, duration{60, 30, 45, 20, 10};
    const std::vector<day_span> monitored{{10, 14}}, rows{{9, 15}};
    const daily_series out = daily_load(
        {.day = day, .load = {}, .duration_min = duration, .rpe = rpe, .person = {}}, monitored, rows);
    using enum day_status;
    EXPECT_EQ(out.status, (std::vector{unmonitored, trained, rest, missing, trained, rest, unmonitored}));
    const double want[] = {unknown, 120, 0, unknown, 60, 0, unknown};
    for (std::size_t i = 0; i < std::size(want); ++i) {
        EXPECT_EQ(std::isnan(out.load[i]), std::isnan(want[i])) << i;
        EXPECT_EQ(std::isnan(want[i]) ? 0 : out.load[i], std::isnan(want[i]) ? 0 : want[i]) << i;
    }
    EXPECT_EQ(out.longest_min[3], 60);  // the durations are known, the load is not
    EXPECT_EQ(out.sessions_outside, 1U);
    EXPECT_EQ(out.starts, (std::vector<std::size_t>{0, 7}));
}

TEST(LoadDaily, order_of_sessions_leaves_every_bit) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> load(0, 1000);
    struct session {
        day_number day;
        double load;
        std::size_t person;
    };
    std::vector<session> sessions;
    for (int s = 0; s < 3000; ++s)
        sessions.push_back({static_cast<day_number>(random() % 20), load(random), random() % 3});
    const std::vector<day_span> monitored{{0, 19}, {0, 19}, {0, 19}};
    std::vector<double> before;
    for (int round = 0; round < 5; ++round) {
        std::shuffle(sessions.begin(), sessions.end(), random);
        std::vector<day_number> day;
        std::vector<double> amount;
        std::vector<std::size_t> person;
        for (const session& s : sessions) {
            day.push_back(s.day);
            amount.push_back(s.load);
            person.push_back(s.person);
        }
        const auto out = daily_load(
            {.day = day, .load = amount, .duration_min = {}, .rpe = {}, .person = person}, monitored);
        if (round == 0) before = out.load;
        EXPECT_EQ(out.load, before);
        EXPECT_NEAR(out.load[0], 1000.0 / 2 * 50, 9000);  // about 50 sessions a day
    }
}

TEST(LoadDaily, session_rpe_stays_inside_its_scale) {
    EXPECT_EQ(session_rpe(5, hours{1}), 300);
    EXPECT_THROW((void)session_rpe(10.5, minutes{60}), invalid_argument);
    EXPECT_THROW((void)session_rpe(5, minutes{-1}), invalid_argument);
    EXPECT_TRUE(std::isnan(session_rpe(unknown, minutes{60})));
}

TEST(LoadDaily, refuses_columns_that_do_not_fit) {
    const std::vector<day_number> day{1, 2};
    const std::vector<double> one{1}, negative{1, -1};
    const std::vector<std::size_t> stranger{0, 1};
    const std::vector<day_span> span{{0, 5}}, backwards{{5, 0}};
    const auto with = [&](std::span<const double> loads, std::span<const std::size_t> person) {
        return session_columns{.day = day, .load = loads, .duration_min = {}, .rpe = {}, .person = person};
    };
    EXPECT_THROW((void)daily_load(with(one, {}), span), invalid_argument);
    EXPECT_THROW((void)daily_load(with(negative, {}), span), invalid_argument);
    EXPECT_THROW((void)daily_load(with({}, stranger), span), invalid_argument);
    EXPECT_THROW((void)daily_load(with({}, {}), backwards), invalid_argument);
}

}  // namespace
}  // namespace backrisk::load
