// Oracle: 1.96 sqrt(2) SEM, tabled normal quantiles, a truth table at the limit, and a simulation of its
// meaning.
#include "backrisk/balance/change.hpp"
#include "backrisk/core/error.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace backrisk;
using namespace backrisk::balance;

TEST(DetectableChange, IsTheTabledMultipleOfTheError) {
    const double root = std::sqrt(2.0);
    EXPECT_NEAR(minimal_detectable_change(1, 0.95), 1.959963984540054 * root, 1e-14);
    EXPECT_NEAR(minimal_detectable_change(1, 0.90), 1.6448536269514722 * root, 1e-14);
    EXPECT_NEAR(minimal_detectable_change(1, 0.68268949213708585), root, 1e-13);
    EXPECT_NEAR(minimal_detectable_change(17.4), 48.2295, 5e-5);  // Biering-Sorensen, Latimer 1999
    EXPECT_NEAR(minimal_detectable_change(11.6), 32.1530, 5e-5);
    EXPECT_EQ(minimal_detectable_change(0), 0);
}

TEST(DetectableChange, HoldsTheErrorOfAnUnchangedPersonAtTheLevel) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> error(0, 17.4);
    const int trials = 200'000;
    int within = 0;
    for (int i = 0; i < trials; ++i) {
        const auto result = judge_change(100 + error(random), 100 + error(random), 48.2295);
        within += result.direction == change_direction::no_change;
    }
    const double se = std::sqrt(0.95 * 0.05 / trials);
    EXPECT_NEAR(within / static_cast<double>(trials), 0.95, 4 * se);
}

TEST(Change, TruthTable) {
    const auto of = [](double before, double after) { return judge_change(before, after, 10).direction; };
    EXPECT_EQ(of(50, 60), change_direction::no_change);
    EXPECT_EQ(of(50, 60.001), change_direction::increase);
    EXPECT_EQ(of(50, 39.999), change_direction::decrease);
    EXPECT_EQ(of(50, 40), change_direction::no_change);
    EXPECT_EQ(of(missing_value, 40), change_direction::unknown);
    EXPECT_EQ(of(40, std::numeric_limits<double>::infinity()), change_direction::unknown);
    EXPECT_EQ(change(100, 149, 17.4).direction, change_direction::increase);
    EXPECT_EQ(change(100, 148, 17.4).direction, change_direction::no_change);
    EXPECT_EQ(change(100, 148, 17.4, 0.9).direction, change_direction::increase);
}

TEST(Change, ColumnsEqualTheirRows) {
    const std::vector<double> before{100, missing_value, 100, -5}, after{149, 1, 60, 5};
    const auto columns = change(before, after, 17.4);
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto row = change(before[i], after[i], 17.4);
        EXPECT_EQ(columns.direction[i], static_cast<std::int8_t>(row.direction));
        EXPECT_EQ(columns.difference.reason[i], row.difference.reason);
        if (row.difference.known()) {
            EXPECT_EQ(columns.difference.value[i], row.difference.value);
        }
        EXPECT_EQ(columns.detectable, row.detectable);
    }
}

TEST(Change, RefusesImpossibleErrorsAndLevels) {
    for (const double sem : {-1.0, missing_value, std::numeric_limits<double>::infinity()})
        EXPECT_THROW((void)minimal_detectable_change(sem), invalid_argument) << sem;
    for (const double level : {0.0, 1.0, -0.5, 1.5, missing_value})
        EXPECT_THROW((void)minimal_detectable_change(1, level), invalid_argument) << level;
    EXPECT_THROW((void)change(std::vector<double>{1}, std::vector<double>{}, 1), invalid_argument);
}
