// Oracle: every number of status `derived` in the evidence tables and notes, recomputed from the published
// inputs; tolerances are half a unit of the last printed digit.
#include <gtest/gtest.h>

#include "backrisk/core/error.hpp"
#include "backrisk/evidence.hpp"

using namespace backrisk;
using namespace backrisk::evidence;

namespace {
constexpr double unit1 = 0.05, unit2 = 0.005, unit3 = 0.0005, unit4 = 0.00005;
}

TEST(Derived, CoenenOddsRatiosFromThePublishedRisks) {  // doi:10.1136/oemed-2014-102346, table 1
    const double unexposed = .1842;
    EXPECT_NEAR(odds_ratio(.2273, unexposed), 1.303, unit3);
    EXPECT_NEAR(odds_ratio(.2027, unexposed), 1.126, unit3);
    EXPECT_NEAR(odds_ratio(.2540, unexposed), 1.508, unit3);
    EXPECT_NEAR(odds_ratio(.2191, unexposed), 1.243, unit3);
    EXPECT_NEAR(odds_ratio(.1960, unexposed), 1.080, unit3);
    EXPECT_NEAR(odds_ratio(.2442, unexposed), 1.431, unit3);
    // the rows of the table are these, rounded; the per-unit rows say the same over 25 units
    EXPECT_NEAR(find_effect("E055").point, odds_ratio(.2273, unexposed), unit2);
    EXPECT_NEAR(find_effect("E056").point, odds_ratio(.2191, unexposed), unit2);
    EXPECT_NEAR(std::pow(find_effect("E053").point, 2.5), 1.298, unit3);
    EXPECT_NEAR(std::pow(find_effect("E054").point, 2.5), 1.240, unit3);
}

TEST(Derived, HeavyLoadTriggerFallsWithAge) {  // doi:10.1002/acr.22533
    EXPECT_NEAR(log_ratio_slope(13.6, 20, 6.0, 40), -0.0409, unit4);
    EXPECT_NEAR(log_ratio_slope(6.0, 40, 2.7, 60), -0.0399, unit4);
    EXPECT_NEAR(log_ratio_slope(13.6, 20, 2.7, 60), -0.0404, unit4);
    EXPECT_NEAR(std::log(13.6), 2.61, unit2);
    EXPECT_DOUBLE_EQ(heavy_load_odds_ratio(20), find_effect("E067").point);
    EXPECT_NEAR(heavy_load_odds_ratio(40), find_effect("E068").point, 0.1);  // the line misses 6.0 by 1 %
    EXPECT_NEAR(heavy_load_odds_ratio(60), find_effect("E069").point, 1e-12);
    EXPECT_EQ(heavy_load_odds_ratio(15), heavy_load_odds_ratio(20));
    EXPECT_EQ(heavy_load_odds_ratio(80), heavy_load_odds_ratio(60));
    EXPECT_THROW((void)heavy_load_odds_ratio(missing_value), invalid_argument);
}

TEST(Derived, RecurrenceHazardOfDaSilva) {  // doi:10.1016/j.jphys.2019.04.010: median 139 d, 69 % at a year
    const auto curve = weibull_from(days{139}, days{365}, .31);
    EXPECT_NEAR(curve.shape, 0.543, unit3);
    EXPECT_NEAR(curve.scale_days, 272.9, unit1);
    EXPECT_NEAR(hazard_ratio(curve, 30, 365), 3.13, unit2);
    EXPECT_NEAR(hazard_ratio(curve, 30, 180), 2.27, unit2);
    EXPECT_NEAR(hazard_ratio(weibull_from(days{139}, days{365}, .38), 30, 365), 5.13, unit2);
    EXPECT_NEAR(hazard_ratio(weibull_from(days{139}, days{365}, .26), 30, 365), 2.18, unit2);
    EXPECT_NEAR(weibull_from(days{139}, days{365}, .38).shape, 0.346, unit3);
    EXPECT_NEAR(weibull_from(days{139}, days{365}, .26).shape, 0.688, unit3);
    // the row of the table: 3.1, sensitivity 2.2 to 5.1
    EXPECT_NEAR(find_effect("E009").point, hazard_ratio(curve, 30, 365), unit1);
    // a constant hazard from the same median overshoots the observed 69 %
    EXPECT_NEAR(risk_at_horizon(daily_hazard(.5, days{139}), days{365}), 0.838, unit3);
}

TEST(Derived, GeorgeYearlyRiskAndNewlandsHours) {
    EXPECT_NEAR(yearly_risk(518.0 / 1230, 2), 0.239, unit3);  // doi:10.1371/journal.pone.0030597
    EXPECT_NEAR(find_incidence(setting::workers, outcome::any_episode).yearly_risk,
                yearly_risk(518.0 / 1230, 2), unit3);
    EXPECT_NEAR(exposure_per_person(72, 1.67e-3, 76), 567, 0.5);  // 72 episodes, 1.67 per 1000 h, 76 rowers
}

TEST(Derived, TwoByTwoTables) {
    const auto mayo = odds_ratio_2x2(.73 * 1476, .27 * 1476, .56 * 1755, .44 * 1755);
    EXPECT_NEAR(mayo.point, find_effect("E033").point, unit2);
    EXPECT_NEAR(mayo.low, find_effect("E033").low, unit2);
    EXPECT_NEAR(mayo.high, find_effect("E033").high, unit2);
    const auto athletes = odds_ratio_2x2(21, 45, 1, 47);
    EXPECT_NEAR(athletes.point, find_effect("E026").point, unit1);
    EXPECT_NEAR(athletes.low, find_effect("E026").low, unit1);
    // printed with z = 1.96; at the exact quantile the wide upper end moves by 4e-5 * SE = 0.008
    EXPECT_NEAR(athletes.high, find_effect("E026").high, unit1);
    EXPECT_THROW((void)odds_ratio_2x2(0, 1, 2, 3), invalid_argument);
}

TEST(Derived, SpreadBetweenSettingsOfAthletes) {  // doi:10.1136/bjsports-2020-102537: 12 to 94 %
    const double sd = logit_sd_from_range(.12, .94);
    EXPECT_NEAR(sd, 1.19, unit2);
    EXPECT_NEAR(inverse_logit(logit(.51) - 1.96 * sd), 0.09, unit2);
    EXPECT_NEAR(inverse_logit(logit(.51) + 1.96 * sd), 0.91, unit2);
}

TEST(Derived, ConcordanceAndSpread) {
    struct printed {
        double concordance, sd;
    };
    for (const auto& [concordance, sd] :
         {printed{.56, .21}, printed{.61, .40}, printed{.66, .58}, printed{.70, .74}, printed{.75, .95}}) {
        EXPECT_NEAR(sd_from_concordance(concordance), sd, unit2);
        EXPECT_NEAR(concordance_from_sd(sd_from_concordance(concordance)), concordance, 1e-14);
    }
    EXPECT_EQ(sd_from_concordance(.5), 0);
    for (const double c : {.49, 1.0, missing_value})
        EXPECT_THROW((void)sd_from_concordance(c), invalid_argument);
}

TEST(Derived, ConcordanceAtACommonOutcome) {
    // Simulated once with 60 000 people at a mean risk of 25 %: .586, .653, .691. The standard error of such
    // a simulated area is at most sqrt((1/n1 + 1/n0) / 12) = .0027 (uniform ranks); three of them are
    // allowed.
    const double tolerance = 3 * std::sqrt((1 / 15000.0 + 1 / 45000.0) / 12) + unit3;
    EXPECT_NEAR(concordance_from_sd(.30, .25), .586, tolerance);
    EXPECT_NEAR(concordance_from_sd(.58, .25), .653, tolerance);
    EXPECT_NEAR(concordance_from_sd(.74, .25), .691, tolerance);
    // for a rare outcome it is Phi(sd / sqrt 2): the error falls with the risk, which is 1e-5 here
    for (const double sd : {.2, .5, 1.0})
        EXPECT_NEAR(concordance_from_sd(sd, 1e-5), concordance_from_sd(sd), 2e-5);
    // another quadrature: over the sum and the difference of the two people, Gauss-Legendre in the difference
    EXPECT_NEAR(concordance_from_sd(.58, .25), 0.65469831295, 1e-8);
    EXPECT_NEAR(concordance_from_sd(2, .25), 0.86834991767, 1e-8);
    // events and non-events change places when the risk is mirrored
    EXPECT_NEAR(concordance_from_sd(.74, .2), concordance_from_sd(.74, .8), 1e-12);
}

TEST(Derived, LikelihoodRatiosImpliedByRedFlags) {
    struct printed {
        double risk, at_one_percent, at_seven_per_mille;
    };
    for (const auto& [risk, lr1, lr07] :
         {printed{.09, 9.8, 14.0}, printed{.33, 48.8, 69.9}, printed{.11, 12.2, 17.5}}) {
        EXPECT_NEAR(likelihood_ratio(risk, .01), lr1, unit1);
        EXPECT_NEAR(likelihood_ratio(risk, .007), lr07, unit1);
    }
}

TEST(Derived, TheNaiveProductOfOrdinaryOddsRatiosIsAbsurd) {
    const double product = 3.5 * 1.36 * 1.16 * 1.59 * 1.52 * 2.17;
    EXPECT_NEAR(product, 29.0, unit1);
    EXPECT_NEAR(risk_from_odds_ratio(product, .25), 0.906, unit3);
}

TEST(Derived, RecalibrationOfPickupAndSpreadOfHistory) {  // doi:10.1371/journal.pmed.1002019
    EXPECT_NEAR(recalibrated_risk(.30, -.55, .89), 0.213, unit3);
    EXPECT_NEAR(recalibrated_risk(.30, 0, 1), .30, 1e-15);
    EXPECT_NEAR(sd_of_indicator(std::log(3.5), .63), 0.60, unit2);
    EXPECT_NEAR(sd_of_indicator(std::log(2.06), .63), 0.35, unit2);
}
