// Oracle: tabled quantiles of Student's t, the normal limit, and the published norms by lookup.
#include "backrisk/balance/standing.hpp"
#include "backrisk/core/error.hpp"

#include <gtest/gtest.h>

using namespace backrisk;
using namespace backrisk::balance;

TEST(Percentile, TabledQuantilesOfStudentsT) {
    // t_{0.975} with n - 1 degrees of freedom, as printed in every statistics table.
    for (const auto& [people, t] : {std::pair{11, 2.228}, {31, 2.042}, {2, 12.706}}) {
        const reference_sample sample{100, 10, people};
        const double x = 100 + 10 * t * std::sqrt(1 + 1.0 / people);
        EXPECT_NEAR(percentile(x, sample).value, 97.5, 0.003) << people;
        EXPECT_NEAR(percentile(200 - x, sample).value, 2.5, 0.003) << people;
    }
}

TEST(Percentile, ApproachesTheNormalCurveAndIsWiderBefore) {
    EXPECT_NEAR(percentile(1.959963984540054, {0, 1, 100'000'000}).value, 97.5, 1e-5);
    double last = 0;
    for (const int people : {2, 3, 5, 10, 31, 44, 1000}) {
        const double share = percentile(2, {0, 1, people}).value;
        EXPECT_GT(share, last);
        EXPECT_LT(share, 97.72498680518208);  // 100 Phi(2)
        last = share;
    }
}

TEST(ZScore, MissingAndImpossible) {
    const reference_sample sample{146, 51, 31};
    EXPECT_DOUBLE_EQ(z_score(95, sample).value, -1);
    EXPECT_EQ(z_score(missing_value, sample).reason, reason::not_recorded);
    EXPECT_EQ(percentile(no_limit, sample).reason, reason::out_of_range);
    const std::vector<double> one{1};
    EXPECT_THROW((void)z_score(one, {0, 0, 10}), invalid_argument);
    EXPECT_THROW((void)z_score(one, {missing_value, 1, 10}), invalid_argument);
    EXPECT_THROW((void)percentile(one, {0, 1, 1}), invalid_argument);
}

TEST(Standing, AgainstThePublishedNorm) {
    const std::vector<double> holds{129, missing_value, -1, 5000};
    const auto women = standing(holds, "trunk_extensor_endurance", sex::female);
    EXPECT_DOUBLE_EQ(women.z.value[0], -1);
    EXPECT_EQ(women.percentile.value[0], percentile(129, {189, 60, 44}).value);
    EXPECT_EQ(women.z.reason[1], reason::not_recorded);
    EXPECT_EQ(women.z.reason[2], reason::out_of_range);
    EXPECT_EQ(women.percentile.reason[3], reason::out_of_range);
    EXPECT_EQ(women.against->from.status, verification::unverified);
    EXPECT_EQ(standing(holds, "front_plank", sex::male).z.reason[0], reason::no_source);
    EXPECT_EQ(standing(holds, "front_plank", sex::male).against, nullptr);
    // The judo norm names no sample size: a z-score, but no percentile.
    const auto judo = standing(std::vector<double>{38.2}, "hip_internal_rotation_rom", sex::female);
    EXPECT_EQ(judo.z.value[0], 0);
    EXPECT_EQ(judo.percentile.reason[0], reason::no_source);
    EXPECT_THROW((void)standing(holds, "trunk_extensor_endurence", sex::male), invalid_argument);
}

TEST(Norms, SidedNormsNeedTheSide) {
    EXPECT_EQ(find_norm("side_bridge", sex::male, "left")->value, 97);
    EXPECT_EQ(find_norm("side_bridge", sex::female, "right")->value, 72);
    EXPECT_EQ(find_norm("side_bridge", sex::male), nullptr);
    EXPECT_EQ(find_norm("trunk_flexor_endurance", sex::unspecified), nullptr);
    EXPECT_EQ(find_norm("trunk_flexor_endurance", sex::female, "left")->value, 149);
}

TEST(Catalogue, EveryNormBelongsToATestAndLiesInItsRange) {
    for (const norm& one : norms) {
        const clinical_test* kind = look_up_test(one.test);
        ASSERT_NE(kind, nullptr) << one.test;
        EXPECT_EQ(kind->judge(one.value), reason::none) << one.test;
        EXPECT_TRUE(one.side.empty() || kind->sided) << one.test;
        EXPECT_FALSE(one.from.citation.empty());
        EXPECT_EQ(one.kind == statistic::mean, one.sd > 0);
    }
    for (const clinical_test& one : clinical_tests) {
        EXPECT_EQ(&find_test(one.name), &one) << "names are unique";
        EXPECT_LT(one.low, one.high);
        EXPECT_TRUE(one.unit == "s" || one.unit == "N" || one.unit == "N*m" || one.unit == "deg");
    }
    try {
        (void)find_test("side_brigde");
        FAIL() << "no error";
    } catch (const invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("nearest: side_bridge"), std::string::npos);
    }
}
