// Oracles: a dense trapezoidal sum in long double, and 10^6 draws.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "backrisk/core.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/mean_risk.hpp"

using namespace backrisk;

namespace {

double dense_mean_risk(double mu, double sd) {
    long double sum = 0;
    for (int j = -240; j <= 240; ++j) {
        const long double z = j / 16.0L;
        sum -= std::expm1(-std::exp(mu + sd * z)) * std::exp(-z * z / 2);
    }
    return static_cast<double>(sum / 16.0L / std::sqrt(2 * 3.14159265358979323846L));
}

}  // namespace

TEST(MeanRisk, AgreesWithADenseSumToItsStatedError) {
    struct region {
        double mu_from, mu_to, sd_from, sd_to, error;
    };
    for (const region& r : {region{-12, -1, 0.25, 2, 3e-9}, region{-12, -1, 0, 0.25, 5e-9},
                            region{-14, 4.5, 0, 2, 2e-8}, region{-14, 4.5, 2, 3, 1e-6}}) {
        std::mt19937_64 engine(5);
        std::uniform_real_distribution<double> mu(r.mu_from, r.mu_to), sd(r.sd_from, r.sd_to);
        double worst = 0;
        for (int i = 0; i < 5000; ++i) {
            const double m = mu(engine), s = sd(engine);
            worst = std::max(worst, std::abs(mean_risk(m, s) / dense_mean_risk(m, s) - 1));
        }
        EXPECT_LT(worst, r.error) << r.mu_from;
        EXPECT_GT(worst, 1e-11) << "the sum should be another computation";
    }
}

TEST(MeanRisk, JoinsItsPiecesWithoutASeam) {
    const double before = -1e-12;
    for (double mu = -12; mu <= 3; mu += 0.0625)  // edges and middles of cells, and the ends of the table
        for (const double variance : {1.0 / 16, 3.0 / 32, 0.5, 1.0, 2.0, 4.0}) {
            const double sd = std::sqrt(variance);
            EXPECT_NEAR(mean_risk(mu + before, sd) / mean_risk(mu, sd), 1, 1e-8) << mu << ' ' << sd;
            EXPECT_NEAR(mean_risk(mu, sd * (1 + before)) / mean_risk(mu, sd), 1, 2e-8) << mu << ' ' << sd;
        }
}

TEST(MeanRisk, WithoutSpreadItIsTheRiskItself) {
    for (double mu = -30; mu <= 5; mu += 0.37)
        EXPECT_NEAR(mean_risk(mu, 0.0) / risk_of_log_hazard(mu), 1, 1e-13) << mu;
}

TEST(MeanRisk, UnknownStaysUnknownAndExtremesStayProbabilities) {
    EXPECT_TRUE(std::isnan(mean_risk(NAN, 1.0)));
    EXPECT_TRUE(std::isnan(mean_risk(-3.0, NAN)));
    EXPECT_EQ(mean_risk(-800.0, 1.0) > 0, true);
    EXPECT_NEAR(mean_risk(700.0, 1.0), 1, 1e-12);
    EXPECT_NEAR(mean_risk(0.0, 300.0), 0.5, 0.02);
}

TEST(MeanRisk, AgreesWithAMillionDraws) {
    std::mt19937_64 engine(11);
    std::normal_distribution<double> normal;
    const double mu = -2.6, sd = 1.1;
    const int n = 1000000;
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
        const double risk = -std::expm1(-std::exp(mu + sd * normal(engine)));
        sum += risk;
        squares += risk * risk;
    }
    const double mean = sum / n, se = std::sqrt((squares / n - mean * mean) / n);
    EXPECT_NEAR(mean_risk(mu, sd), mean, 4 * se);
}

TEST(MeanRisk, ColumnsGiveTheSameBitsAsScalars) {
    std::vector<double> mu, sd;
    for (int i = 0; i < 1000; ++i) {
        mu.push_back(-10 + 0.013 * i);
        sd.push_back(0.002 * i);
    }
    std::vector<double> risk(mu.size());
    mean_risk(mu, sd, risk);
    for (std::size_t i = 0; i < mu.size(); ++i) EXPECT_EQ(risk[i], mean_risk(mu[i], sd[i]));
}

TEST(MeanRisk, OneSpreadForAColumnGivesTheSameBits) {
    std::mt19937_64 engine(3);
    std::uniform_real_distribution<double> of_mu(-13, 4);
    for (const double sd : {0.0, 0.05, 0.24, 0.6, 1.9, 2.5}) {
        std::vector<double> mu(131), same(131), out(131), single(131), spread(131, sd);
        for (double& one : mu) one = of_mu(engine);
        mean_risk(mu, sd, same);
        mean_risk(mu, spread, out);
        for (std::size_t i = 0; i < mu.size(); ++i) single[i] = mean_risk(mu[i], sd);
        EXPECT_EQ(same, out);
        EXPECT_EQ(same, single);
    }
}

// Oracle: erfc of the standard library.
TEST(NormalColumn, AgreesWithErfcEverywhere) {
    std::vector<double> x;
    for (double at = -10; at <= 10; at += 0.0037) x.push_back(at);
    for (const double odd : {-1e300, 1e300, -HUGE_VAL, HUGE_VAL, 0.0}) x.push_back(odd);
    x.push_back(NAN);
    std::vector<double> p(x.size());
    normal_cdf(x, p);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) EXPECT_NEAR(p[i], normal_cdf(x[i]), 1e-12) << x[i];
    EXPECT_TRUE(std::isnan(p.back()));
    EXPECT_EQ(p[x.size() - 2], 0.5);
}
