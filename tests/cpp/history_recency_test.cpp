// Oracles: the two published numbers of da Silva 2019 that the shape is derived from, and the hazard ratio.
#include <gtest/gtest.h>

#include "backrisk/core/error.hpp"
#include "backrisk/history/recency.hpp"

namespace backrisk::history {
namespace {

TEST(Recency, ShapeFollowsFromTheMedianAndTheTwelveMonthShare) {
    const double k = std::log(std::log(0.31) / std::log(0.50)) / std::log(365.0 / 139.0);
    EXPECT_NEAR(recency_options{}.shape, k, 1e-15);
    // survival of the Weibull with that shape reproduces the median
    const double scale = 139 / std::pow(std::log(2.0), 1 / k);
    EXPECT_NEAR(scale, 273, 0.5);
    EXPECT_NEAR(std::exp(-std::pow(365 / scale, k)), 0.31, 1e-12);
}

TEST(Recency, ThirtyDaysAgainstAYear) {
    const recency_curve curve;
    EXPECT_NEAR(std::exp(curve(30.0).value), 3.1, 0.05);
    // ratio of the Weibull hazards k/s (t/s)^(k-1), written independently
    const double k = recency_options{}.shape;
    const auto hazard = [&](double t) { return k / 273 * std::pow(t / 273, k - 1); };
    for (const double t : {14.0, 30.0, 100.5, 364.0})
        EXPECT_NEAR(std::exp(curve(t).value), hazard(t) / hazard(365), 1e-12) << t;
}

TEST(Recency, FloorNeverMissingAndBeyondTheYear) {
    const recency_curve curve;
    EXPECT_EQ(curve(0.0).value, curve(14.0).value);
    EXPECT_EQ(curve(13.5).value, curve(14.0).value);
    EXPECT_GT(curve(14.0).value, curve(15.0).value);
    EXPECT_EQ(curve(365.0).value, 0);
    EXPECT_EQ(curve(4000.0).value, 0);
    EXPECT_EQ(curve(std::numeric_limits<double>::infinity()).value, 0);
    EXPECT_EQ(curve(missing_value).reason, reason::not_recorded);
    EXPECT_EQ(curve(-1.0).reason, reason::out_of_range);
    EXPECT_EQ(curve(measured(reason::not_at_risk)).reason, reason::not_at_risk);
}

TEST(Recency, ColumnIsTheScalar) {
    const std::vector<double> days{0, 20, 20.5, 364.999, 365, -1, missing_value};
    const auto column = recency(days);
    const recency_curve curve;
    for (std::size_t i = 0; i < days.size(); ++i) {
        EXPECT_EQ(column.reason[i], curve(days[i]).reason);
        if (column.reason[i] == reason::none) {
            EXPECT_EQ(column.value[i], curve(days[i]).value);
        }
    }
}

TEST(Recency, RefusesOptionsThatMakeNoDecay) {
    EXPECT_THROW(recency_curve({.shape = 0}), invalid_argument);
    EXPECT_THROW(recency_curve({.shape = 1.2}), invalid_argument);
    EXPECT_THROW(recency_curve({.floor_days = 0}), invalid_argument);
    EXPECT_THROW(recency_curve({.floor_days = 400}), invalid_argument);
}

}  // namespace
}  // namespace backrisk::history
