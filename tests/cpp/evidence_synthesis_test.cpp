// Oracle: closed forms with two studies, equal variances, and the rules of the estimators.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/evidence/incidence.hpp"
#include "backrisk/evidence/synthesis.hpp"

using namespace backrisk;
using namespace backrisk::evidence;

TEST(Synthesis, EqualVariancesHaveAClosedForm) {
    // Q = sum (y - mean)^2 / v; Paule & Mandel: sample variance - v; HKSJ: sample variance / k
    const std::vector<study_estimate> all{{0.1, 0.04}, {0.5, 0.04}, {0.9, 0.04}, {0.3, 0.04}};
    const double mean = 0.45, variance = (0.35 * 0.35 + 0.05 * 0.05 + 0.45 * 0.45 + 0.15 * 0.15) / 3;
    const synthesis found = random_effects(all);
    EXPECT_NEAR(found.estimate, mean, 1e-12);
    EXPECT_NEAR(found.tau_squared, variance - 0.04, 1e-12);
    EXPECT_NEAR(found.q, 3 * variance / 0.04, 1e-12);
    EXPECT_NEAR(found.standard_error, std::sqrt(variance / 4), 1e-12);
    EXPECT_NEAR(found.i_squared, (variance - 0.04) / variance, 1e-12);
    EXPECT_NEAR(found.predictive_sd(), std::sqrt(variance / 4 + variance - 0.04), 1e-12);
    EXPECT_EQ(found.studies, 4U);
}

TEST(Synthesis, AgreementHasNoHeterogeneityAndTheCommonEffect) {
    const std::vector<study_estimate> all{{0.2, 0.01}, {0.2, 0.09}};
    const synthesis found = random_effects(all);
    EXPECT_EQ(found.tau_squared, 0);
    EXPECT_NEAR(found.estimate, 0.2, 1e-15);
    EXPECT_NEAR(found.standard_error, 1 / std::sqrt(1 / 0.01 + 1 / 0.09), 1e-15);  // never below
    EXPECT_EQ(found.i_squared, 0);
}

TEST(Synthesis, TheEstimatorSolvesItsOwnEquation) {
    const std::vector<study_estimate> all{{-0.9, 0.3}, {0.4, 0.02}, {0.1, 0.1}, {1.3, 0.05}, {0.2, 0.4}};
    const double tau = random_effects(all).tau_squared;
    ASSERT_GT(tau, 0);
    double sum = 0, mean = 0, squares = 0;
    for (const auto& one : all) sum += 1 / (one.variance + tau), mean += one.estimate / (one.variance + tau);
    mean /= sum;
    for (const auto& one : all) squares += std::pow(one.estimate - mean, 2) / (one.variance + tau);
    EXPECT_NEAR(squares, 4, 1e-9);
}

TEST(Synthesis, OneStudyIsItselfAndTheFloorWidensIt) {
    const std::vector<study_estimate> one{{0.7, 0.09}};
    EXPECT_NEAR(random_effects(one).standard_error, 0.3, 1e-15);
    const synthesis floored = random_effects(one, 0.1);
    EXPECT_NEAR(floored.standard_error, std::sqrt(0.1), 1e-15);
    EXPECT_NEAR(floored.predictive_sd(), std::sqrt(0.11), 1e-15);
}

TEST(Synthesis, UnitsDoNotMatter) {
    const std::vector<study_estimate> all{{-0.9, 0.3}, {0.4, 0.02}, {0.1, 0.1}};
    std::vector<study_estimate> scaled;
    for (const auto& one : all) scaled.push_back({7 * one.estimate, 49 * one.variance});
    const synthesis a = random_effects(all), b = random_effects(scaled);
    EXPECT_NEAR(b.estimate, 7 * a.estimate, 1e-9);
    EXPECT_NEAR(b.standard_error, 7 * a.standard_error, 1e-9);
    EXPECT_NEAR(b.tau_squared, 49 * a.tau_squared, 1e-8);
    EXPECT_NEAR(b.i_squared, a.i_squared, 1e-9);
}

TEST(Synthesis, ATrialAndItsReviewPoolToTheMiddle) {
    // exercise after recovery: E100 (RR 0.50) and the later null trial E140 (HR 1.09)
    const auto& review = find_effect("E100");
    const auto& trial = find_effect("E140");
    const log_effect a = to_log_hazard_ratio(review, 0.5), b = to_log_hazard_ratio(trial, 0.5);
    const std::vector<study_estimate> both{{a.estimate, a.standard_error * a.standard_error},
                                           {b.estimate, b.standard_error * b.standard_error}};
    const synthesis found = random_effects(both);
    EXPECT_GT(found.tau_squared, 0.1);
    EXPECT_LT(found.estimate, 0);
    EXPECT_GT(found.estimate + 1.96 * found.predictive_sd(), 0);  // not shown to help in the next place
}

TEST(Synthesis, RefusesWhatIsNoStudy) {
    EXPECT_THROW((void)random_effects({}), invalid_argument);
    const std::vector<study_estimate> flat{{0.1, 0.0}}, lost{{missing_value, 0.1}}, fine{{0.1, 0.1}};
    EXPECT_THROW((void)random_effects(flat), invalid_argument);
    EXPECT_THROW((void)random_effects(lost), invalid_argument);
    EXPECT_THROW((void)random_effects(fine, -1), invalid_argument);
    EXPECT_THROW((void)standard_error_of_null(0, 0.5), invalid_argument);
    EXPECT_THROW((void)standard_error_of_null(10, 1), invalid_argument);
}

TEST(Synthesis, NullsOfImagingHaveTheErrorOfTheirSize) {
    // 88 of 131 veterans, three tenths with the finding; four tenths of 3369 adults
    EXPECT_NEAR(standard_error_of_null(0.67 * 131, 0.3), 0.233, 5e-4);
    EXPECT_NEAR(standard_error_of_null(0.4 * 3369, 0.3), 0.059, 5e-4);
    EXPECT_NEAR(standard_error_of_null(0.69 * 76, 0.25), 0.319, 5e-3);
}

TEST(Incidence, PrevalencesAreConvertedAndNeverRead) {
    const implied_incidence found = incidence_from_prevalences(0.42, 0.08, 0.51, 0.05);
    EXPECT_NEAR(found.yearly_risk, 1 - 0.49 / 0.58, 1e-12);
    // by a naive simulation of the delta method: central differences
    const auto log_hazard = [](double p0, double p12) { return std::log(std::log((1 - p0) / (1 - p12))); };
    const double d0 = (log_hazard(0.42 + 1e-6, 0.51) - log_hazard(0.42 - 1e-6, 0.51)) / 2e-6;
    const double d12 = (log_hazard(0.42, 0.51 + 1e-6) - log_hazard(0.42, 0.51 - 1e-6)) / 2e-6;
    EXPECT_NEAR(found.log_hazard_error, std::hypot(0.08 * d0, 0.05 * d12), 1e-6);
    EXPECT_THROW((void)incidence_from_prevalences(0.6, 0.1, 0.5, 0.1), invalid_argument);
    for (const incidence& one : incidences())
        EXPECT_NE(one.yearly_risk, 0.51) << "the 12-month prevalence of athletes";
}

TEST(Incidence, EachSettingPoolsItsStudiesAndTheSpreadComesFromSingleCohorts) {
    for (const incidence& one : incidences()) {
        EXPECT_GT(one.yearly_risk, 0);
        EXPECT_LT(one.yearly_risk, 1);
        EXPECT_NEAR(one.log_hazard(), std::log(-std::log(1 - one.yearly_risk)), 1e-12);
        EXPECT_GE(one.setting_sd, between_setting_sd(outcome::any_episode) - 1e-12);
        EXPECT_EQ(&find_incidence(one.setting, one.outcome), &one);
    }
    std::vector<study_estimate> cohorts;
    for (const incidence_study& one : incidence_studies())
        if (one.outcome == outcome::any_episode && one.single_cohort)
            cohorts.push_back({std::log(-std::log(1 - one.yearly_risk)), std::pow(one.log_hazard_error, 2)});
    EXPECT_EQ(cohorts.size(), 5U);
    EXPECT_NEAR(between_setting_sd(outcome::any_episode), std::sqrt(random_effects(cohorts).tau_squared),
                1e-12);
    EXPECT_TRUE(std::isnan(between_setting_sd(outcome::care_seeking)));  // one cohort tells no spread
    const double workers = find_incidence(setting::workers, outcome::any_episode).yearly_risk;
    EXPECT_GT(workers, 0.2391 - 1e-3);  // between soldiers (1 - sqrt(1 - .421)) and scaffolders (.24)
    EXPECT_LT(workers, 0.24);
    EXPECT_EQ(find_incidence(setting::general_adults, outcome::any_episode).yearly_risk, 0.25);
}

TEST(Incidence, ActivityLimitingFollowsFromTheRatioAmongTheRecovered) {
    const auto& any = find_incidence(setting::general_adults, outcome::any_episode);
    const auto& limiting = find_incidence(setting::general_adults, outcome::activity_limiting);
    const double ratio = std::log(1 - 0.40) / std::log(1 - 0.69);
    EXPECT_NEAR(std::log(1 - limiting.yearly_risk), ratio * std::log(1 - any.yearly_risk), 1e-12);
    EXPECT_GT(limiting.setting_sd, any.setting_sd);
    EXPECT_THROW((void)find_incidence(setting::workers, outcome::care_seeking), invalid_argument);
}
