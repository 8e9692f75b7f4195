// Recalibration, subgroups, pairs and competing events from C++; numbers beside other implementations are
// tested in Python.
#include <gtest/gtest.h>

#include <array>

#include "backrisk/core/error.hpp"
#include "backrisk/risk/recalibrate.hpp"
#include "backrisk/validate.hpp"

namespace {

using namespace backrisk;
using validate::recalibration_method;

constexpr std::array event{0.0, 0.0, 1.0, 0.0, 1.0, 1.0};
constexpr std::array predicted{0.1, 0.2, 0.3, 0.6, 0.7, 0.8};
const validate::observed rows{event, predicted};

TEST(Recalibrate, AsManyEventsAsPredictedAfterwards) {
    for (const auto method : validate::all_recalibration_methods) {
        const auto fit = validate::recalibrate(rows, {method});
        double sum = 0;
        for (const double p : predicted) sum += validate::recalibrated(fit, p).value;
        EXPECT_NEAR(sum, 3, 1e-10) << validate::to_string(method);
    }
}

TEST(Recalibrate, IsotonicByHand) {
    const auto fit = validate::recalibrate(rows, {recalibration_method::isotonic});
    EXPECT_EQ(fit.from, (std::vector{0.1, 0.2, 0.3, 0.6, 0.7, 0.8}));
    EXPECT_EQ(fit.to, (std::vector{0.0, 0.0, 0.5, 0.5, 1.0, 1.0}));
    EXPECT_NEAR(validate::recalibrated(fit, 0.25).value, 0.25, 1e-15);
    EXPECT_EQ(validate::recalibrated(fit, 0).value, 0);
    EXPECT_EQ(validate::recalibrated(fit, 1).value, 1);
}

TEST(Recalibrate, TheIdentityLeavesAModelAsItIs) {
    const auto model = risk::literature_model();
    const auto same = risk::recalibrated(model, {.setting_sd = model.setting_sd});
    EXPECT_EQ(same.mean, model.mean);
    EXPECT_EQ(same.covariance, model.covariance);
    EXPECT_EQ(same.log_daily_hazard, model.log_daily_hazard);
    const auto doubled = risk::recalibrated(
        model, {.intercept = std::log(2.0), .method = "intercept", .rows = 40, .events = 7});
    EXPECT_DOUBLE_EQ(doubled.log_daily_hazard, model.log_daily_hazard + std::log(2.0));
    EXPECT_EQ(risk::status_of(doubled),
              risk::status_of(model) + "; recalibrated (intercept) to 40 rows with 7 events");
    EXPECT_THROW((void)risk::recalibrated(model, {.slope = -1}), invalid_argument);
}

TEST(Subgroups, ValueOfEachAndDifferenceFromTheRest) {
    constexpr std::array<std::size_t, 6> group{0, 1, 0, 1, 0, 1};
    const auto found = validate::subgroups(rows, group, validate::group_metric::share);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].events, 2U);
    EXPECT_DOUBLE_EQ(found[0].difference.value, 1.0 / 3);
    EXPECT_DOUBLE_EQ(found[0].difference.low, -found[1].difference.high);
    EXPECT_THROW((void)validate::subgroups(rows, group, validate::group_metric::flagged), invalid_argument);
    EXPECT_EQ(validate::cell_warning(100, 100), "");
    EXPECT_NE(validate::cell_warning(99, 100), validate::cell_warning(9, 100));
}

TEST(Paired, TheBetterPredictionsGainWhatTheScoresDiffer) {
    constexpr std::array better{0.05, 0.1, 0.6, 0.4, 0.8, 0.9};
    const auto two = validate::scaled_brier_paired(rows, better);
    EXPECT_DOUBLE_EQ(two.first.value, validate::scaled_brier(rows).value);
    EXPECT_NEAR(two.difference.value, two.second.value - two.first.value, 1e-15);
    EXPECT_GT(two.difference.se, 0);
    EXPECT_NEAR(validate::chi_square_tail(3.841458820694124, 1), 0.05, 1e-12);
    EXPECT_EQ(validate::chi_square_tail(0, 2), 1);
}

TEST(Competing, ShareOfEverybodyWhereNobodyIsLost) {
    constexpr std::array stop{1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
    constexpr std::array first{1.0, 0.0, 1.0, 0.0, 1.0, 1.0};
    constexpr std::array other{0.0, 1.0, 0.0, 1.0, 0.0, 0.0};
    const validate::survival_rows people{stop, first};
    EXPECT_NEAR(validate::time_dependent(people, predicted, 5, 0.95, other).observed, 0.5, 1e-15);
    EXPECT_GT(validate::time_dependent(people, predicted, 5).observed, 0.5);
    EXPECT_THROW((void)validate::time_dependent(people, predicted, 5, 0.95, first), invalid_argument);
}

TEST(SampleSize, PublishedExampleOfSurvival) {
    const auto size = validate::sample_size_survival(0.065, 2.07, 2, 30, 0.051);
    EXPECT_EQ(size.people, 5143);
    EXPECT_DOUBLE_EQ(validate::threshold_of_costs(1, 9), 0.1);
}

}  // namespace
