// Oracles: odds worked by hand, and the identity of the recalibrated linear predictor.
#include <gtest/gtest.h>

#include "backrisk/core/error.hpp"
#include "backrisk/history/logistic_equation.hpp"

namespace backrisk::history {
namespace {

logistic_equation example() {
    return {.name = "example",
            .names = {"a", "b"},
            .intercept = -std::log(3.0),
            .coefficients = {std::log(3.0), 0.5}};
}

TEST(LogisticEquation, OddsByHand) {
    EXPECT_DOUBLE_EQ(probability(example(), std::vector{0.0, 0.0}).value, 0.25);  // odds 1 : 3
    EXPECT_DOUBLE_EQ(probability(example(), std::vector{1.0, 0.0}).value, 0.5);   // odds 1 : 1
    EXPECT_EQ(probability(example(), std::vector{1.0, missing_value}).reason, reason::not_recorded);
}

TEST(LogisticEquation, RecalibrationActsOnTheLinearPredictor) {
    const std::vector row{0.7, -1.3};
    const auto logit = [&](const logistic_equation& e) {
        const double p = probability(e, row).value;
        return std::log(p / (1 - p));
    };
    EXPECT_NEAR(logit(recalibrated(example(), -0.55, 0.89)), -0.55 + 0.89 * logit(example()), 1e-12);
    EXPECT_NEAR(logit(recalibrated(example(), -0.55)), logit(example()) - 0.55, 1e-12);
    EXPECT_THROW((void)recalibrated(example(), 0, 0), invalid_argument);
}

TEST(LogisticEquation, AnEmptySlotRefuses) {
    EXPECT_FALSE(pickup().ready());
    EXPECT_EQ(pickup().names.size(), 5u);
    EXPECT_THROW((void)probability(pickup(), std::vector<double>(5, 1)), invalid_argument);
    EXPECT_THROW((void)probabilities(pickup(), std::vector<double>(5, 1)), invalid_argument);
    EXPECT_THROW((void)probability(example(), std::vector{1.0}), invalid_argument);
}

TEST(LogisticEquation, RowsEqualTheScalar) {
    const auto column = probabilities(example(), std::vector{0.0, 0.0, 1.0, 0.0, 1.0, missing_value});
    EXPECT_DOUBLE_EQ(column.value[0], 0.25);
    EXPECT_DOUBLE_EQ(column.value[1], 0.5);
    EXPECT_EQ(column.reason[2], reason::not_recorded);
}

}  // namespace
}  // namespace backrisk::history
