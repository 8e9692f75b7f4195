// Oracle: the long double functions of the standard library.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "backrisk/core.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/error.hpp"

using namespace backrisk;

namespace {

double ulps(double got, long double exact) {
    const double nearest = static_cast<double>(exact);
    const double ulp = std::nextafter(std::abs(nearest), INFINITY) - std::abs(nearest);
    return static_cast<double>(std::abs(static_cast<long double>(got) - exact)) / ulp;
}

}  // namespace

TEST(Exponential, StaysWithinItsStatedErrorOfTheExactValue) {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> wide(-708, 709), narrow(-2, 2);
    double worst_exp = 0, worst_expm1 = 0;
    for (int i = 0; i < 400000; ++i) {
        const double x = i % 2 == 0 ? wide(engine) : narrow(engine) * std::pow(10.0, -(i % 17));
        worst_exp = std::max(worst_exp, ulps(exponential(x), std::exp(static_cast<long double>(x))));
        worst_expm1 =
            std::max(worst_expm1, ulps(exponential_minus_one(x), std::expm1(static_cast<long double>(x))));
    }
    EXPECT_LE(worst_exp, 2.0);
    EXPECT_LE(worst_expm1, 4.0);
    EXPECT_EQ(exponential(0.0), 1.0);
    EXPECT_EQ(exponential_minus_one(0.0), 0.0);
    EXPECT_TRUE(std::isnan(exponential(NAN)));
    EXPECT_TRUE(std::isnan(exponential_minus_one(NAN)));
}

TEST(Logarithm, StaysWithinItsStatedErrorOfTheExactValue) {
    std::mt19937_64 engine(9);
    std::uniform_real_distribution<double> exponent(-1021, 1023), near(0.4, 2.5);
    double worst = 0;
    for (int i = 0; i < 400000; ++i) {
        const double x = i % 2 == 0 ? std::exp2(exponent(engine)) : near(engine);
        if (x == 1) continue;
        worst = std::max(worst, ulps(logarithm(x), std::log(static_cast<long double>(x))));
    }
    EXPECT_LE(worst, 3.0);
    EXPECT_EQ(logarithm(1.0), 0.0);
    EXPECT_EQ(logarithm(INFINITY), INFINITY);
    for (const double x : std::vector<double>{0.0, -1.0, -INFINITY, missing_value})
        EXPECT_TRUE(std::isnan(logarithm(x))) << x;
}

TEST(Cloglog, RiskAndLogHazardInvertEachOther) {
    for (double eta = -30; eta < 1.3; eta += 0.037) {
        const double risk = risk_of_log_hazard(eta);
        EXPECT_NEAR(log_hazard_of_risk(risk), eta, 1e-12 * (1 + std::abs(eta)) / std::max(1e-3, 1 - risk));
    }
    EXPECT_EQ(risk_of_log_hazard(-INFINITY), risk_of_log_hazard(-708));
    EXPECT_EQ(risk_of_log_hazard(INFINITY), 1.0);
    EXPECT_THROW((void)log_hazard_of_risk(0.0), invalid_argument);
    EXPECT_THROW((void)log_hazard_of_risk(1.0), invalid_argument);
}
