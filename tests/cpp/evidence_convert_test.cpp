// Oracle: the conversions printed in the evidence notes (OR 3.5 at three baseline risks), definitions of the
// measures, and identities between the scales.
#include <gtest/gtest.h>

#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/evidence/baseline.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/derived.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/evidence/incidence.hpp"

using namespace backrisk;
using namespace backrisk::evidence;

namespace {
constexpr double rounding(int decimals) { return decimals == 3 ? 0.0005 : 0.005; }  // half a printed unit
const std::array baseline_risks{1e-6, 0.01, 0.05, 0.25, 0.5, 0.9};
const std::array ratios{0.1, 0.5, 1.0, 1.05, 2.0, 3.5, 20.0};
}  // namespace

TEST(Convert, OddsRatioOfThreeAndAHalfAtThreeBaselineRisks) {
    struct printed {
        double p0, p1, rr, hr;
    };
    for (const auto& row :
         {printed{.05, .156, 3.11, 3.30}, printed{.25, .538, 2.15, 2.69}, printed{.5, .778, 1.56, 2.17}}) {
        EXPECT_NEAR(risk_from_odds_ratio(3.5, row.p0), row.p1, rounding(3));
        EXPECT_NEAR(risk_ratio_from_odds_ratio(3.5, row.p0), row.rr, rounding(2));
        EXPECT_NEAR(std::exp(log_hazard_ratio(measure_kind::odds_ratio, 3.5, row.p0)), row.hr, rounding(2));
    }
    EXPECT_NEAR(risk_from_hazard_ratio(3.5, .25), .635, rounding(3));  // what misreading OR as HR would give
}

TEST(Convert, RatioAndRiskInvertEachOther) {
    for (const double p0 : baseline_risks)
        for (const double ratio : ratios) {
            if (ratio * -std::log1p(-p0) < 10) {  // beyond, a double holds too few digits of 1 - p1
                EXPECT_NEAR(hazard_ratio_from_risks(risk_from_hazard_ratio(ratio, p0), p0) / ratio, 1, 1e-9);
            }
            EXPECT_NEAR(odds_ratio(risk_from_odds_ratio(ratio, p0), p0) / ratio, 1, 1e-9);
            // proportional hazards is a shift on the complementary log-log scale
            EXPECT_NEAR(risk_of_log_hazard(log_hazard_of_risk(p0) + std::log(ratio)),
                        risk_from_hazard_ratio(ratio, p0), 1e-15);
        }
    for (const double p0 : baseline_risks) {
        EXPECT_NEAR(risk_of_log_hazard(log_hazard_of_risk(p0)), p0, 1e-15);
        EXPECT_NEAR(inverse_logit(logit(p0)), p0, 1e-15);
        EXPECT_NEAR(normal_cdf(normal_quantile(p0)), p0, 1e-15);
    }
}

TEST(Convert, ScalesAgreeForRareOutcomesAndAreOrderedForCommonOnes) {
    for (const double ratio : ratios) {
        EXPECT_NEAR(log_hazard_ratio(measure_kind::odds_ratio, ratio, 1e-9), std::log(ratio), 2e-8 * ratio);
        EXPECT_NEAR(log_hazard_ratio(measure_kind::risk_ratio, ratio, 1e-9), std::log(ratio), 2e-8 * ratio);
    }
    for (const double p0 : {0.05, 0.25, 0.45}) {  // |ln RR| < |ln HR| < |ln OR| of the same two risks
        const double p1 = risk_from_odds_ratio(2, p0);
        EXPECT_LT(p1 / p0, hazard_ratio_from_risks(p1, p0));
        EXPECT_LT(hazard_ratio_from_risks(p1, p0), 2);
        EXPECT_NEAR(log_hazard_ratio(measure_kind::risk_ratio, p1 / p0, p0),
                    log_hazard_ratio(measure_kind::odds_ratio, 2, p0), 1e-14);
    }
}

TEST(Convert, MonotoneInTheRatioAndZeroAtOne) {
    for (const double p0 : {0.01, 0.25, 0.6})
        for (const auto kind : {measure_kind::odds_ratio, measure_kind::risk_ratio,
                                measure_kind::hazard_ratio, measure_kind::rate_ratio}) {
            EXPECT_NEAR(log_hazard_ratio(kind, 1, p0), 0, 1e-15);
            double before = -1e9;
            for (const double ratio : {0.2, 0.8, 1.0, 1.2, 1.6}) {
                const double now = log_hazard_ratio(kind, ratio, p0);
                EXPECT_GT(now, before);
                before = now;
            }
        }
}

TEST(Convert, StandardErrorComesFromTheIntervalAtItsLevel) {
    // A hazard ratio built from ln HR = 0.4, SE = 0.2 gives both back, at 95 and at 90 %.
    for (const double level : {0.95, 0.90}) {
        const double z = level == 0.95 ? 1.959963984540054 : 1.6448536269514722;
        const auto back =
            to_log_hazard_ratio(measure_kind::hazard_ratio, std::exp(0.4), std::exp(0.4 - z * 0.2),
                                std::exp(0.4 + z * 0.2), missing_value, level);
        EXPECT_NEAR(back.estimate, 0.4, 1e-15);
        EXPECT_NEAR(back.standard_error, 0.2, 1e-14);
    }
    const auto warren = to_log_hazard_ratio(find_effect("E040"), 1e-9);  // 1.66 (90 % CI 1.06 to 2.59)
    EXPECT_NEAR(warren.standard_error, std::log(2.59 / 1.06) / (2 * 1.6448536269514722), 1e-7);
    EXPECT_TRUE(std::isnan(to_log_hazard_ratio(find_effect("E003"), .25).standard_error));  // no interval
    EXPECT_TRUE(std::isnan(to_log_hazard_ratio(find_effect("E009"), .69).standard_error));  // a range
    EXPECT_NEAR(to_log_hazard_ratio(find_effect("E009"), .69).estimate, std::log(3.1), 1e-15);
}

TEST(Convert, RefusesWhatHasNoHazardRatio) {
    EXPECT_THROW((void)log_hazard_ratio(measure_kind::correlation, .5, .1), invalid_argument);
    EXPECT_THROW((void)log_hazard_ratio(measure_kind::risk_ratio, 4, .25), invalid_argument);
    EXPECT_THROW((void)log_hazard_ratio(measure_kind::odds_ratio, 0, .25), invalid_argument);
    for (const double p0 : {0.0, 1.0, -1.0, missing_value})
        EXPECT_THROW((void)log_hazard_ratio(measure_kind::odds_ratio, 2, p0), invalid_argument);
    EXPECT_THROW((void)to_log_hazard_ratio(measure_kind::odds_ratio, 2, 3, 4, .1), invalid_argument);
    EXPECT_THROW((void)to_log_hazard_ratio(measure_kind::odds_ratio, 2, 1, missing_value, .1),
                 invalid_argument);
    for (const char* id : {"E006", "E061", "E075", "E050"})  // no point, a range only, a difference, nothing
        EXPECT_THROW((void)to_log_hazard_ratio(find_effect(id), .1), invalid_argument) << id;
    try {
        (void)risk_from_risk_ratio(4, .25);
        FAIL();
    } catch (const invalid_argument& error) {
        EXPECT_STREQ(error.what(),
                     "risk_from_risk_ratio: risk_ratio is 4, but must be below 1 / p0 = 4, or the exposed "
                     "risk reaches 1");
    }
}

TEST(Convert, HazardAndRiskOverAHorizonInvertEachOther) {
    for (const double risk : baseline_risks)
        for (const int horizon : {1, 28, 365}) {
            const double hazard = daily_hazard(risk, days{horizon});
            EXPECT_NEAR(risk_at_horizon(hazard, days{horizon}) / risk, 1, 1e-14);
            EXPECT_NEAR(1 - risk_at_horizon(hazard, days{2 * horizon}), (1 - risk) * (1 - risk), 1e-14);
            // shape 1 is the constant hazard
            const weibull constant{1, 1 / hazard};
            EXPECT_NEAR(risk_at_horizon(constant, days{horizon}) / risk, 1, 1e-14);
            EXPECT_DOUBLE_EQ(daily_hazard(constant, 17), hazard);
        }
    EXPECT_EQ(risk_at_horizon(0.1, days{0}), 0);
    EXPECT_THROW((void)daily_hazard(0.1, days{0}), invalid_argument);
    EXPECT_THROW((void)risk_at_horizon(-0.1, days{1}), invalid_argument);
}

TEST(Convert, WeibullPassesThroughItsTwoPoints) {
    for (const double survival : {0.26, 0.31, 0.38}) {
        const auto curve = weibull_from(days{139}, days{365}, survival);
        EXPECT_NEAR(risk_at_horizon(curve, days{139}), 0.5, 1e-14);
        EXPECT_NEAR(risk_at_horizon(curve, days{365}), 1 - survival, 1e-14);
        // the hazard is the slope of the cumulative hazard (central difference, error ~ h^2)
        const double slope = (cumulative_hazard(curve, 30.01) - cumulative_hazard(curve, 29.99)) / 0.02;
        EXPECT_NEAR(daily_hazard(curve, 30) / slope, 1, 1e-6);
        EXPECT_NEAR(hazard_ratio(curve, 30, 365), daily_hazard(curve, 30) / daily_hazard(curve, 365), 1e-12);
    }
    EXPECT_THROW((void)weibull_from(days{139}, days{365}, 0.6), invalid_argument);
    EXPECT_THROW((void)weibull_from(days{139}, days{139}, 0.5), invalid_argument);
    EXPECT_THROW((void)weibull_from(days{0}, days{365}, 0.3), invalid_argument);
}

TEST(Baseline, IncidencesAreFoundOrListed) {
    EXPECT_EQ(find_incidence(setting::general_adults, outcome::any_episode).yearly_risk, 0.25);
    EXPECT_EQ(find_incidence(setting::general_adults, outcome::care_seeking).yearly_risk, 0.04);
    try {
        (void)find_incidence(setting::workers, outcome::care_seeking);
        FAIL();
    } catch (const invalid_argument& error) {
        const std::string_view text = error.what();
        EXPECT_NE(text.find("'workers/care_seeking'"), text.npos);
        EXPECT_NE(text.find("athletes/any_episode"), text.npos);
    }
}

TEST(Baseline, ASettingLiesBetweenItsStudies) {
    for (const auto& one : incidences()) {
        double least = 1, most = 0;
        for (const auto& study : incidence_studies()) {
            if (study.setting != one.setting || study.outcome != one.outcome) continue;
            least = std::min(least, study.yearly_risk);
            most = std::max(most, study.yearly_risk);
        }
        if (most == 0) continue;  // derived from another outcome
        EXPECT_GE(one.yearly_risk, least - 1e-12);
        EXPECT_LE(one.yearly_risk, most + 1e-12);
        EXPECT_GE(one.setting_sd, between_setting_sd(outcome::any_episode));
        EXPECT_NEAR(one.log_hazard(), std::log(-std::log1p(-one.yearly_risk)), 1e-12);
    }
}

TEST(Baseline, PrevalencesImplyAnIncidenceByTheRiskOfThoseWhoWereFree) {
    const auto risk = [](double point, double year) { return 1 - (1 - year) / (1 - point); };
    const auto level = [&](double point, double year) { return std::log(-std::log1p(-risk(point, year))); };
    const double point = 0.42, year = 0.51, point_error = 0.08, year_error = 0.05, h = 1e-6;
    const auto implied = incidence_from_prevalences(point, point_error, year, year_error);
    EXPECT_NEAR(implied.yearly_risk, risk(point, year), 1e-12);
    const double by_point = (level(point + h, year) - level(point - h, year)) / (2 * h) * point_error,
                 by_year = (level(point, year + h) - level(point, year - h)) / (2 * h) * year_error;
    EXPECT_NEAR(implied.log_hazard_error, std::hypot(by_point, by_year), 1e-6);
    EXPECT_THROW((void)incidence_from_prevalences(0.5, 0.1, 0.4, 0.1), invalid_argument);
}
