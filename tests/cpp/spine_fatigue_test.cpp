// Oracle: the published table of cycles to failure, identities of the exponential, hand sums, and limits of
// the weighted mean.
#include <gtest/gtest.h>

#include <limits>

#include "backrisk/core/error.hpp"
#include "backrisk/spine/fatigue.hpp"
#include "backrisk/spine/strength.hpp"

using namespace backrisk;
using namespace backrisk::spine;

TEST(Fatigue, CyclesToFailureOfTheTable) {
    const std::pair<double, double> table[] = {{2000, 35340}, {3400, 3659}, {4000, 1384}, {5000, 273.9},
                                               {6000, 54.2},  {6400, 28.4}, {8000, 2.12}};
    for (const auto& [force, cycles] : table) {
        // Four digits are printed, three of them below 100.
        const double tolerance = cycles > 10000 ? 5 : cycles > 1000 ? 0.5 : cycles > 10 ? 0.05 : 0.005;
        EXPECT_NEAR(cycles_to_failure(newtons{force}), cycles, tolerance) << force;
    }
    EXPECT_NEAR(cycles_to_failure(newtons{8465}), 1, 0.001);
    EXPECT_EQ(cycles_to_failure(newtons{0}), 902416);
}

TEST(Fatigue, RemovingForceHasTheSameEffectAtAnyLoad) {
    // exp(-0.00162 dC): the exoskeleton study's -70 % needs about 743 N.
    for (const double c : {1000.0, 3000.0, 6000.0})
        EXPECT_NEAR(fatigue_damage(newtons{c - 743}, 1) / fatigue_damage(newtons{c}, 1), 0.30, 0.0005);
    for (const auto& [arm, removed] : {std::pair{0.05, 0.62}, {0.06, 0.56}}) {
        const double less = compression_of_moment(newton_metres{30}, metres{arm}).value();
        EXPECT_NEAR(1 - fatigue_damage(newtons{3000 - less}, 1) / fatigue_damage(newtons{3000}, 1), removed,
                    0.005);
    }
}

TEST(Fatigue, MinerSumIsAdditiveAndUnknownRowsAreNotZero) {
    const double force[] = {2000, 3400, 5000}, cycles[] = {100, 50, 2};
    const auto sum = miner_sum(force, cycles);
    const auto naive = [](double c, double n) { return n / (902416 * std::exp(-0.162 * (100 * c / 10000))); };
    EXPECT_NEAR(sum.value, naive(2000, 100) + naive(3400, 50) + naive(5000, 2), 1e-15);
    EXPECT_DOUBLE_EQ(sum.value, fatigue_damage(newtons{2000}, 100) + fatigue_damage(newtons{3400}, 50) +
                                    fatigue_damage(newtons{5000}, 2));
    const double unknown[] = {2000, missing_value, 5000}, negative[] = {2000, -1, 5000};
    EXPECT_EQ(miner_sum(unknown, cycles).reason, reason::not_recorded);
    EXPECT_EQ(miner_sum(negative, cycles).reason, reason::out_of_range);
    EXPECT_EQ(miner_sum({}, {}).value, 0);
    EXPECT_THROW((void)miner_sum(force, {}), invalid_argument);
    EXPECT_THROW((void)fatigue_damage(newtons{-1}, 1), invalid_argument);
    EXPECT_THROW((void)fatigue_damage(newtons{1}, missing_value), invalid_argument);
    EXPECT_THROW((void)cycles_to_failure(newtons{1}, {.ultimate = newtons{0}}), invalid_argument);
}

TEST(Fatigue, ProbabilityOfTheRememberedCurve) {
    const std::pair<double, double> points[] = {{0.01, .4158}, {0.03, .5378}, {0.1, .6660}, {1, .8481}};
    for (const auto& [damage, p] : points)
        EXPECT_NEAR(damage_probability(damage, remembered_damage_risk), p, 5e-5);
    EXPECT_EQ(damage_probability(0, remembered_damage_risk), 0);
    EXPECT_EQ(remembered_damage_risk.from.status, verification::unverified);
    EXPECT_THROW((void)damage_probability(-1, remembered_damage_risk), invalid_argument);
}

TEST(Dose, WeightedMeanOfTheDay) {
    const double force[] = {3000, 4000}, time[] = {1, 0.5};
    EXPECT_NEAR(daily_dose(force, time).value, std::sqrt(8 * (3000. * 3000 * 1 + 4000. * 4000 * .5)), 1e-8);
    EXPECT_NEAR(daily_dose(force, time, {.exponent = 1}).value, 3000 + 2000, 1e-9);  // N h
    EXPECT_NEAR(daily_dose(force, time, {.threshold = newtons{3500}}).value, std::sqrt(8 * 4000. * 4000 * .5),
                1e-8);
    const double constant[] = {2500}, day[] = {8};
    for (const double p : {1.0, 2.0, 10.0})
        EXPECT_NEAR(daily_dose(constant, day, {.exponent = p}).value, 20000, 1e-8);
    EXPECT_LT(daily_dose(force, time, {.exponent = 1}).value, daily_dose(force, time).value);
    EXPECT_LT(daily_dose(force, time).value, daily_dose(force, time, {.exponent = 10}).value);  // power means
    const double none[] = {0}, unknown[] = {missing_value};
    EXPECT_EQ(daily_dose(none, day).value, 0);
    EXPECT_EQ(daily_dose(unknown, day).reason, reason::not_recorded);
    EXPECT_THROW((void)daily_dose(force, day), invalid_argument);
    EXPECT_THROW((void)daily_dose(force, time, {.exponent = 0}), invalid_argument);
}

TEST(Strength, SaysHowFarItWasChecked) {
    const auto pooled = compressive_strength(45, body_sex::male, strength_model::pooled);
    EXPECT_EQ(pooled.value.value(), 4840);
    EXPECT_EQ(pooled.from.status, verification::verified);
    EXPECT_EQ(pooled.low.value(), 600);  // 4840 - 4900 lies below the weakest segment seen
    EXPECT_NEAR(pooled.high.value(), 9740, 1e-9);
    const auto man = compressive_strength(40, body_sex::male, strength_model::age_sex);
    EXPECT_NEAR(man.value.value(), 10530 - 974 * 4, 1e-9);
    EXPECT_NEAR(compressive_strength(40, body_sex::female, strength_model::age_sex).value.value(),
                7030 - 591 * 4, 1e-9);
    EXPECT_EQ(man.from.status, verification::unverified);
    for (double age = 20; age < 100; age += 5)
        for (const auto sex : all_sexes)
            EXPECT_GT(compressive_strength(age, sex, strength_model::age_sex).value,
                      compressive_strength(age + 5, sex, strength_model::age_sex).value);
    EXPECT_THROW((void)compressive_strength(19, body_sex::male), invalid_argument);
    EXPECT_THROW((void)compressive_strength(missing_value, body_sex::male), invalid_argument);
}
