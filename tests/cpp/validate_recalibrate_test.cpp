// Recalibration and subgroups from C++; numbers beside other implementations are tested in Python.
#include <gtest/gtest.h>

#include <array>

#include "backrisk/risk/recalibrate.hpp"
#include "backrisk/validate/recalibrate.hpp"
#include "backrisk/validate/subgroup.hpp"

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
    const auto same = risk::recalibrated(model, {.intercept_sd = model.intercept_sd});
    EXPECT_EQ(same.mean, model.mean);
    EXPECT_EQ(same.covariance, model.covariance);
    EXPECT_EQ(same.log_daily_hazard, model.log_daily_hazard);
    const auto doubled = risk::recalibrated(model, {.intercept = std::log(2.0), .status = "again"});
    EXPECT_DOUBLE_EQ(doubled.log_daily_hazard, model.log_daily_hazard + std::log(2.0));
    EXPECT_EQ(doubled.status, "again");
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

}  // namespace
