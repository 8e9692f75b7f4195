// Oracle: the published ratios, 1 - (1 - R)^HR, and a naive twin that draws people and effects.
#include "backrisk/advise/what_if.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/mean_risk.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>

#include "backrisk/advise/driver.hpp"
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
        const auto [near, w_near] = believed_effect(change, false, {});
        const auto [far, w_far] = believed_effect(change, true, {});
        EXPECT_LT(w_far, w_near) << change.name;
        EXPECT_LT(std::abs(far.mean), std::abs(near.mean)) << change.name;
        EXPECT_GT(far.sd, near.sd) << change.name;
        EXPECT_LT(near.mean, 0) << change.name;
    }
}

TEST(WhatIf, PoolsAllTrialsOfAChangeTheNullOnesToo) {
    const auto& change = find_intervention("exercise_after_treatment");
    const std::map<outcome, std::string_view> third{{outcome::any_episode, "E137"},
                                                    {outcome::activity_limiting, "E138"},
                                                    {outcome::care_seeking, "E139"}};
    for (const auto& [event, row] : third) {
        what_if_options o;
        o.outcome = event;
        const auto rows = trials_of(change, event);
        ASSERT_EQ(rows.size(), 3u);
        EXPECT_EQ(rows[1]->id, row);
        // by hand: Paule and Mandel by bisection, never below the floor, as it is written in the source
        std::vector<double> y, v;
        for (const auto* one : rows) {
            const auto found = evidence::to_log_hazard_ratio(*one, o.reference_risk);
            const double bias = o.composing.certainty_sd[static_cast<std::size_t>(one->grade)];
            y.push_back(found.estimate);
            v.push_back(found.standard_error * found.standard_error + bias * bias);
        }
        const auto at = [&](double tau2) {
            double sw = 0, swy = 0, q = 0;
            for (std::size_t i = 0; i < 3; ++i) sw += 1 / (v[i] + tau2), swy += y[i] / (v[i] + tau2);
            for (std::size_t i = 0; i < 3; ++i) q += (y[i] - swy / sw) * (y[i] - swy / sw) / (v[i] + tau2);
            return std::array{swy / sw, q, 1 / sw};
        };
        double low = 0, high = 4;
        for (int i = 0; i < 200; ++i) (at((low + high) / 2)[1] > 2 ? low : high) = (low + high) / 2;
        const double floor = o.composing.between_study_sd * o.composing.between_study_sd;
        const double tau2 = std::max(at(0)[1] > 2 ? low : 0.0, floor);
        const auto [mu, q, inverse] = at(tau2);
        const double variance = std::max(q / 2, 1.0) * inverse + tau2;
        const double s2 = o.composing.prior_sd * o.composing.prior_sd, w = s2 / (s2 + variance);
        const auto [law, weight] = believed_effect(change, false, o);
        EXPECT_NEAR(law.mean, w * mu, 1e-6);
        EXPECT_NEAR(law.sd, std::sqrt(w * variance), 1e-6);
        EXPECT_NEAR(weight, w, 1e-6);
        const auto whole = published_effect(change, 0.95, o);
        EXPECT_LT(whole.low, 1);
        EXPECT_GT(whole.high, 1) << "the trials together leave it open whether it helps";
    }
}

TEST(Driver, WordsHoldForTheExposedGroupOfThePublishedContrastAndNotForHalfOfAllPeople) {
    const auto schema = factor::default_schema();
    const auto people = factor::draw_population(schema, 20'000, 5);
    for (const auto& one : drivers) {
        const std::size_t k = schema.index(one.factor);
        EXPECT_FALSE(one.holds(missing_value)) << one.factor;
        EXPECT_EQ(std::isnan(one.from), one.contrast.empty()) << one.factor;
        std::size_t said = 0;
        for (std::size_t i = 0; i < 20'000; ++i) said += one.holds(people[i * schema.size() + k]);
        // warm-up: nothing is known of how people warm up, and its law is flat
        const double most = one.factor == "warm_up_share"   ? 0.52
                            : one.factor == "session_spike" ? 0.42
                                                            : 1.0 / 3 + 0.02;
        EXPECT_LE(static_cast<double>(said) / 20'000, most) << one.factor;
    }
    EXPECT_FALSE(drivers[12].holds(60)) << drivers[12].factor;
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
}

}  // namespace
