// Oracle: the published ratios, 1 - (1 - R)^HR, and a naive twin that draws people and effects.
#include "backrisk/advise/what_if.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/mean_risk.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "backrisk/factor/draw.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::advise;

what_if_options trusting() {
    what_if_options o;
    o.composing.prior_sd = std::numeric_limits<double>::infinity();
    o.composing.certainty_sd = {0, 0, 0, 0};
    o.composing.between_study_sd = 0;
    return o;
}

TEST(WhatIf, ThePublishedHazardRatioAsItStands) {
    const auto& walking = find_intervention("walking_programme");
    const log_hazard_law eta{log_hazard_of_risk(0.3), 1e-9};
    const auto found = what_if(walking, eta, 0.95, {}, trusting());
    EXPECT_NEAR(found.hazard_ratio.value, 0.72, 1e-12);
    // The published interval is rounded, so its centre is not 0.72; its width is kept exactly.
    EXPECT_NEAR(found.hazard_ratio.high / found.hazard_ratio.low, 0.85 / 0.60, 1e-9);
    EXPECT_NEAR(found.after.low, evidence::risk_from_hazard_ratio(found.hazard_ratio.low, 0.3), 1e-6);
    EXPECT_NEAR(found.after.high, evidence::risk_from_hazard_ratio(found.hazard_ratio.high, 0.3), 1e-6);
    EXPECT_EQ(found.weight, 1);
}

TEST(WhatIf, ARiskRatioAtTheTrialsOwnRisk) {
    auto o = trusting();
    o.reference_risk = 0.4;
    const auto [delta, weight] =
        believed_effect(evidence::find_effect(find_intervention("exercise").effect), false, o);
    EXPECT_NEAR(delta.mean, std::log(std::log1p(-0.67 * 0.4) / std::log1p(-0.4)), 1e-12);
}

TEST(WhatIf, NaiveTwinDrawsPeopleAndEffects) {
    const auto& change = find_intervention("exercise");
    const log_hazard_law eta{log_hazard_of_risk(0.12), 0.6};
    const mismatch differs{false, true, true};
    const auto found = what_if(change, eta, 0.9, differs);
    const auto [delta, weight] = believed_effect(evidence::find_effect(change.effect), true, {});
    factor::normal_stream normal(11);
    constexpr std::size_t n = 400000;
    std::vector<double> gap(n);
    double before = 0, after = 0, squares = 0;
    for (auto& one : gap) {
        const double a = eta.mean + eta.sd * normal(), b = a + delta.mean + delta.sd * normal();
        const double ra = 1 - std::exp(-std::exp(a)), rb = 1 - std::exp(-std::exp(b));
        one = ra - rb;
        before += ra / n;
        after += rb / n;
        squares += ra * ra / n;
    }
    const double four_errors = 4 * std::sqrt((squares - before * before) / n);
    EXPECT_NEAR(found.before.value, before, four_errors);
    EXPECT_NEAR(found.after.value, after, four_errors);
    std::ranges::sort(gap);
    EXPECT_NEAR(found.difference.low, gap[n / 20], 1.5e-3);
    EXPECT_NEAR(found.difference.high, gap[n - n / 20], 1.5e-3);
    EXPECT_NEAR(found.difference.value, before - after, four_errors);
}

TEST(WhatIf, AMismatchBelievesLess) {
    for (const auto& change : interventions) {
        const auto& row = evidence::find_effect(change.effect);
        const auto [near, w_near] = believed_effect(row, false, {});
        const auto [far, w_far] = believed_effect(row, true, {});
        EXPECT_LT(w_far, w_near) << change.name;
        EXPECT_LT(std::abs(far.mean), std::abs(near.mean)) << change.name;
        EXPECT_GT(far.sd, near.sd) << change.name;
        if (change.effect != "E140") {  // that trial is null
            EXPECT_LT(near.mean, 0) << change.name;
        }
    }
}

TEST(WhatIf, ComparesOutcomePeopleAndHorizon) {
    const auto& walking = find_intervention("walking_programme");
    const auto same = compare(walking, outcome::activity_limiting, setting::athletes, true, 365);
    EXPECT_FALSE(same.any());
    EXPECT_TRUE(compare(walking, outcome::any_episode, setting::athletes, true, 365).outcome);
    EXPECT_TRUE(compare(walking, outcome::activity_limiting, setting::athletes, false, 365).population);
    EXPECT_TRUE(compare(walking, outcome::activity_limiting, setting::athletes, true, 28).horizon);
    EXPECT_TRUE(
        compare(find_intervention("warm_up_programme"), outcome::any_episode, setting::athletes, false, 365)
            .outcome);
}

TEST(WhatIf, RefusesACausalReadingOfACoefficient) {
    const std::vector<std::string> factors{"smoker", "session_spike"};
    try {
        (void)find_intervention("smoker", factors);
        FAIL();
    } catch (const invalid_argument& e) {
        const std::string said = e.what();
        EXPECT_NE(said.find("compares different people"), std::string::npos) << said;
        EXPECT_NE(said.find("walking_programme"), std::string::npos) << said;
    }
    EXPECT_THROW((void)find_intervention("wishing", factors), invalid_argument);
}

TEST(WhatIf, TheIntervalOfALawComesBack) {
    const auto law = law_of_interval(0.03, 0.2, 0.95);
    const double z = normal_quantile(0.975);
    EXPECT_NEAR(risk_of_log_hazard(law.mean - z * law.sd), 0.03, 1e-12);
    EXPECT_NEAR(risk_of_log_hazard(law.mean + z * law.sd), 0.2, 1e-12);
    EXPECT_THROW((void)law_of_interval(0, 0.2, 0.95), invalid_argument);
    EXPECT_THROW((void)law_of_interval(0.3, 0.2, 0.95), invalid_argument);
    EXPECT_NEAR(risk_without(law, 0), mean_risk(law.mean, law.sd), 1e-15);
}

}  // namespace
