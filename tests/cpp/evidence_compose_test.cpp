// Oracle: a naive twin of the documented steps, a case by hand, and rules that hold for any composition.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "backrisk/core/error.hpp"
#include "backrisk/evidence/compose.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/factor/defaults.hpp"
#include "backrisk/factor/draw.hpp"

using namespace backrisk;
using evidence::action;

namespace {

evidence::compose_options options_for(const evidence::incidence& anchor) {
    evidence::compose_options options;
    options.anchor = anchor;
    return options;
}
const evidence::incidence& athletes = evidence::find_incidence(setting::athletes, outcome::any_episode);

// ln HR of a ratio, written from the definitions.
double naive_log_hr(const evidence::effect& row, double ratio, double p0) {
    double p1 = ratio * p0;
    if (row.measure == evidence::measure_kind::odds_ratio) p1 = ratio * p0 / (1 - p0 + ratio * p0);
    const bool time = row.measure == evidence::measure_kind::hazard_ratio ||
                      row.measure == evidence::measure_kind::rate_ratio;
    return time ? std::log(ratio) : std::log(std::log(1 - p1) / std::log(1 - p0));
}

bool cross_sectional(const evidence::effect& row) {
    return row.horizon == "cross-sectional" || row.study_type == evidence::design::cross_sectional;
}

// Step 3, a published contrast.
double naive_variance(const evidence::effect& row, const factor::evidence_use& use, bool other_outcome) {
    const double z = row.interval_level == 0.90 ? 1.6448536269514722 : 1.959963984540054;
    const double se = use.standard_error.value_or(
        (naive_log_hr(row, row.high, use.p0) - naive_log_hr(row, row.low, use.p0)) / (2 * z));
    const std::map<std::string_view, double> doubt{
        {"high", 0.0}, {"moderate", 0.05}, {"low", 0.15}, {"very low", 0.30}};
    const double grade = doubt.at(evidence::to_string(row.grade));
    double variance = se * se + grade * grade;
    const bool injury = row.outcome.find("injur") != std::string_view::npos ||
                        row.outcome.find("musculoskeletal") != std::string_view::npos;
    if (injury || use.indirect || other_outcome) variance += 0.25 * 0.25;
    if (cross_sectional(row)) variance += 0.30 * 0.30;
    return use.units * use.units * variance;
}

struct naive_column {
    double pooled = 0, error = 0, mean = 0, sd = 0;
};

// Paule & Mandel by a plain scan for the root, HKSJ, shrinkage: step 4 from the ledger's own word for what
// was used.
naive_column naive(const factor::term& t, const evidence::prior& prior, bool other) {
    std::vector<double> y, v;
    double longest = 0;
    bool weak = true;
    for (const auto& entry : prior.ledger) {
        if (entry.term != t.name || (entry.what != action::used && entry.what != action::stated)) continue;
        const auto use = std::ranges::find(t.evidence, entry.effect, &factor::evidence_use::id);
        const auto& row = evidence::find_effect(entry.effect);
        y.push_back(use->units * use->log_hazard_ratio.value_or(
                                     use->log_hazard_ratio ? 0.0 : naive_log_hr(row, row.point, use->p0)));
        v.push_back(naive_variance(row, *use, other));
        longest = std::max(longest, std::abs(use->units));
        weak = weak && (cross_sectional(row) || row.use == evidence::model_use::shrink_hard ||
                        row.use == evidence::model_use::indirect_shrink);
    }
    naive_column out;
    if (y.empty()) return out;
    const auto mean_and_squares = [&](double tau2) {
        double sum = 0, mean = 0, squares = 0;
        for (std::size_t i = 0; i < y.size(); ++i) sum += 1 / (v[i] + tau2), mean += y[i] / (v[i] + tau2);
        mean /= sum;
        for (std::size_t i = 0; i < y.size(); ++i) squares += (y[i] - mean) * (y[i] - mean) / (v[i] + tau2);
        return std::array{mean, squares, sum};
    };
    const double degrees = static_cast<double>(y.size()) - 1;
    double tau2 = 0;
    for (double step = 0.1; degrees >= 1 && step > 1e-13; step /= 10)
        while (mean_and_squares(tau2 + step)[1] > degrees) tau2 += step;
    if (degrees < 1 || mean_and_squares(0)[1] <= degrees) tau2 = 0;
    tau2 = std::max(tau2, 0.01 * longest * longest);
    const auto [mean, squares, sum] = mean_and_squares(tau2);
    const double se2 = (degrees > 0 ? std::max(1.0, squares / degrees) : 1.0) / sum;
    const double s2 = std::pow(0.35 * t.prior_scale * longest * (weak ? 0.5 : 1), 2);
    const double e2 = se2 + tau2, w = s2 / (s2 + e2);
    out.pooled = mean;
    out.error = std::sqrt(e2);
    out.mean = w * mean;
    out.sd = std::sqrt(w * e2);
    return out;
}

}  // namespace

TEST(Compose, PooledAndShrunkColumnsAgreeWithANaiveTwinInEverySetting) {
    for (const auto& anchor : evidence::incidences()) {
        const auto schema = factor::default_schema(anchor.outcome);
        // alone in its group and without children a column is what was pooled
        std::vector<factor::factor> apart = schema.factors();
        for (auto& one : apart) {
            one.group.clear();
            one.population.parent.clear();
        }
        auto options = options_for(anchor);
        options.cap_overall = options.cap_within_history = 100;
        const factor::schema free(apart);
        const auto prior = evidence::compose(free, options);
        std::size_t j = 0;
        for (const auto& f : apart)
            for (const auto& t : f.terms) {
                const auto c = static_cast<Eigen::Index>(j);
                const naive_column twin = naive(t, prior, anchor.outcome != outcome::any_episode);
                EXPECT_NEAR(prior.columns[j].pooled, twin.pooled, 1e-9) << t.name;
                EXPECT_NEAR(prior.mean[c], twin.mean, 1e-9) << t.name;
                const double zero =
                    0.1 / std::sqrt(prior.population(c, c) * static_cast<double>(f.terms.size()));
                const double sd = prior.columns[j].studies == 0 ? zero : twin.sd;
                EXPECT_NEAR(std::sqrt(prior.covariance(c, c)), sd, 1e-9) << t.name;
                ++j;
            }
    }
}

// E054, OR 1.09 (1.03 to 1.15) at p0 = .1842, moderate certainty: worked with a pocket calculator.
TEST(Compose, OneRowByHand) {
    factor::schema whole = factor::default_schema();
    const factor::schema one({whole.factors()[whole.index("lifts_per_day")]});
    const auto prior = evidence::compose(one, options_for(athletes));
    ASSERT_EQ(prior.columns.size(), 1U);
    const auto& column = prior.columns.front();
    EXPECT_NEAR(column.pooled, 0.077667, 1e-6);        // ln(ln(1 - .197503) / ln(1 - .1842))
    EXPECT_NEAR(column.pooled_error, 0.152212, 2e-4);  // sqrt(.0253^2 + .05^2 + 2 (.1^2))
    EXPECT_NEAR(column.shrinkage, 0.8410, 1e-3);       // .1225 / (.1225 + .023168)
    EXPECT_EQ(column.studies, 1U);
    EXPECT_EQ(prior.cap_factor, 1);
}

// y = (H0 H0' + ...): partial effects of two correlated factors against the normal equations of a regression
TEST(Compose, OverlapIsTheAlgebraOfPartialEffects) {
    using namespace factor;
    const auto member = [](std::string name, double probability) {
        return defaults::one(std::move(name), "", "", cause::context, indicator(), {0, 1}, "g",
                             defaults::share(probability, 0.8), {{"E001"}});
    };
    const schema of({member("a", 0.4), member("b", 0.5)});
    auto options = options_for(athletes);
    options.cap_overall = options.cap_within_history = 100;
    options.adjusted_share = 0;  // the published effects are crude
    const auto crude = evidence::compose(of, options);
    // a crude effect is the partial one plus the other's, times its regression on this one
    const double marginal = crude.columns[0].shrinkage * crude.columns[0].pooled;
    const Eigen::MatrixXd& omega = crude.population;
    for (const Eigen::Index i : {0, 1})
        EXPECT_NEAR(crude.mean[i] + crude.mean[1 - i] * omega(0, 1) / omega(i, i), marginal, 1e-8);
    options.adjusted_share = 1;  // the published effects are partial
    const auto partial = evidence::compose(of, options);
    EXPECT_NEAR(partial.mean[0], marginal, 1e-12);
    EXPECT_EQ(partial.columns[0].overlap_share, 1);
    options.adjusted_share = 0.5;
    const auto half = evidence::compose(of, options);
    EXPECT_LT(crude.mean[0], half.mean[0]);
    EXPECT_LT(half.mean[0], partial.mean[0]);
}

TEST(Compose, TheParentIsTheEffectOfTheAverageChild) {
    const auto& adults = evidence::find_incidence(setting::general_adults, outcome::any_episode);
    const auto schema = factor::default_schema();
    const auto prior = evidence::compose(schema, options_for(adults));
    const auto people = factor::draw_population(schema, 8192, 20140501);
    const std::size_t parent = schema.index("previous_episode");
    const auto column = [&](const char* name) {
        return static_cast<Eigen::Index>(schema.first_column(schema.index(name)));
    };
    const std::array family{column("previous_episode"), column("recency_days"), column("many_episodes")};
    std::vector<double> phi(schema.columns());
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < 8192; ++i) {
        if (people[i * schema.size() + parent] != 1) continue;
        (void)schema.expand({people.data() + i * schema.size(), schema.size()}, phi);
        double eta = 0;
        for (const Eigen::Index c : family) eta += prior.mean[c] * phi[static_cast<std::size_t>(c)];
        sum += std::exp(eta);
        ++count;
    }
    const auto& history = prior.columns[schema.first_column(parent)];
    const double gamma = prior.cap_factor * history.overlap_share * history.shrinkage * history.pooled;
    EXPECT_NEAR(std::log(sum / count), gamma, 1e-9);
    EXPECT_NEAR(gamma, std::log(2.0), 0.1);  // about twice the hazard with a history (E001 to E003)
}

TEST(Compose, RescalingAUnitOrSplittingAColumnChangesNothing) {
    const auto& adults = evidence::find_incidence(setting::general_adults, outcome::any_episode);
    const auto schema = factor::default_schema();
    const auto prior = evidence::compose(schema, options_for(adults));
    std::vector<factor::factor> other = schema.factors();
    for (auto& f : other) {
        if (f.phi.kind != factor::shape::linear && f.phi.kind != factor::shape::below) continue;
        f.phi.scale *= 7;  // a column that is a seventh
        for (auto& t : f.terms)
            for (auto& use : t.evidence) use.units *= 7;
    }
    const factor::schema rescaled(other);
    const auto again = evidence::compose(rescaled, options_for(adults));
    EXPECT_NEAR(again.log_yearly_hazard, prior.log_yearly_hazard, 1e-9);
    EXPECT_NEAR(again.spread, prior.spread, 1e-9);
    for (Eigen::Index a = 0; a < prior.mean.size(); ++a) {
        const double scale = std::sqrt(prior.population(a, a) / again.population(a, a));
        EXPECT_NEAR(again.mean[a], scale * prior.mean[a], 1e-8)
            << prior.columns[static_cast<std::size_t>(a)].term;
        for (Eigen::Index b = 0; b < prior.mean.size(); ++b) {
            const double both = scale * std::sqrt(prior.population(b, b) / again.population(b, b));
            EXPECT_NEAR(again.covariance(a, b), both * prior.covariance(a, b), 1e-7);
        }
    }
    // a factor without evidence in one column, or in three of which a person has one
    const auto bare = [](factor::transform phi) {
        factor::factor f = factor::defaults::one("x", "", "", factor::cause::load, phi, {0, 10}, "",
                                                 factor::defaults::flat(0, 3), {});
        f.terms.clear();
        for (std::size_t j = 0; j < phi.width; ++j)
            f.terms.push_back({"x" + std::to_string(j), {}, true, "none"});
        return factor::schema({f});
    };
    for (const auto& phi : {factor::linear(0, 1), factor::linear(0, 40), factor::steps({0, 1, 2}, 3)}) {
        const auto alone = evidence::compose(bare(phi), options_for(adults));
        EXPECT_NEAR((alone.covariance * alone.population).trace(), 0.01, 1e-12);  // zero_sd^2
    }
}

TEST(Compose, APrevalenceRatioDoesNotMoveWhatWasStudiedProspectively) {
    const auto prior = evidence::compose(factor::default_schema(), options_for(athletes));
    const auto entry = [&](std::string_view id, std::string_view term) {
        return *std::ranges::find_if(prior.ledger,
                                     [&](const auto& e) { return e.effect == id && e.term == term; });
    };
    for (const auto& [id, term] : {std::pair{"E011", "disc_bulge"},
                                   {"E012", "disc_herniation"},
                                   {"E013", "disc_herniation"},
                                   {"E078", "whole_body_vibration"},
                                   {"E033", "scoliosis"}})
        EXPECT_EQ(entry(id, term).what, action::dropped) << id;
    for (const auto& [id, term] : {std::pair{"E020", "disc_bulge"},
                                   {"E141", "disc_bulge"},
                                   {"E142", "disc_herniation"},
                                   {"E148", "whole_body_vibration"}})
        EXPECT_EQ(entry(id, term).what, action::stated) << id;
    EXPECT_EQ(entry("E016", "spondylolysis").what, action::used);  // no prospective study: shrunk hard
    const auto column = [&](std::string_view term) {
        return *std::ranges::find(prior.columns, term, &evidence::column_prior::term);
    };
    EXPECT_EQ(column("disc_herniation").pooled, 0);
    EXPECT_LT(column("spondylolysis").shrinkage, 0.1);
    EXPECT_LT(column("whole_body_vibration").pooled, std::log(1.4));
    EXPECT_EQ(column("hamstring_rom_deg").mean, 0);
    EXPECT_EQ(column("lateral_flexion_rom_deg").mean, 0);
    EXPECT_LT(column("activity_moderate").pooled, 0);  // E146 and E109
    EXPECT_NEAR(column("activity_high").pooled, 0.03, 0.02);
    EXPECT_EQ(column("many_episodes").studies, 1U);
    EXPECT_NEAR(column("many_episodes").pooled, std::log(std::log(1 - 0.48432) / std::log(1 - 0.228)), 1e-3);
}

TEST(Compose, LeavingASourceOutDropsItsRowsAndNothingElse) {
    const auto schema = factor::default_schema();
    const auto all = evidence::compose(schema, options_for(athletes));
    for (const char* what : {"E001", "Wilson 2021 Br J Sports Med 55:601", "10.1136/bjsports-2020-102537"}) {
        auto options = options_for(athletes);
        options.left_out = {what};
        const auto without = evidence::compose(schema, options);
        EXPECT_LT(without.columns[0].pooled, all.columns[0].pooled) << what;  // 3.5 is the largest of three
        EXPECT_EQ(without.columns[0].studies, 2U);
        EXPECT_EQ(without.ledger.size(), all.ledger.size());
        EXPECT_EQ(without.columns[4].pooled, all.columns[4].pooled);
    }
    auto unknown = options_for(athletes);
    unknown.left_out = {"E999"};
    EXPECT_THROW((void)evidence::compose(schema, unknown), invalid_argument);
}

TEST(Compose, AFactorAndAnEffectOfOnesOwnEnterLikeTheRest) {
    evidence::effect mine = evidence::find_effect("E053");
    mine.id = "G01";
    mine.factor = "sprinting";
    mine.measure = evidence::measure_kind::hazard_ratio;
    mine.point = 1.4, mine.low = 1.2, mine.high = 1.6333;
    std::vector<factor::factor> all = factor::default_schema().factors();
    all.push_back(factor::defaults::one("sprint_km", "distance above 7 m/s", "km", factor::cause::load,
                                        factor::linear(0, 1), {0, 10}, "", factor::defaults::skewed(1, 0.5),
                                        {{"G01"}}));
    auto options = options_for(athletes);
    options.effects = {mine};
    const auto prior = evidence::compose(factor::schema(all), options);
    EXPECT_NEAR(prior.columns.back().pooled, std::log(1.4), 1e-12);
    EXPECT_GT(prior.mean[prior.mean.size() - 1], 0);
    const auto entry = std::ranges::find(prior.ledger, "G01", &evidence::ledger_entry::effect);
    ASSERT_NE(entry, prior.ledger.end());
    EXPECT_EQ(entry->what, action::used);
    EXPECT_NEAR(entry->weight, 1, 1e-12);
}

// as many factors as a set has bits, each with evidence
TEST(Compose, HoldsAHundredAndTwentyEightFactors) {
    std::vector<factor::factor> all;
    for (int k = 0; k < 128; ++k)
        all.push_back(factor::defaults::one("x" + std::to_string(k), "", "", factor::cause::context,
                                            factor::indicator(), {0, 1}, "", factor::defaults::share(0.3),
                                            {{"E114"}}));
    const factor::schema of(all);
    const auto prior = evidence::compose(of, options_for(athletes));
    EXPECT_EQ(prior.mean.size(), 128);
    std::vector<double> row(128, missing_value), phi(128);
    row[127] = 1;
    const auto found = of.expand(row, phi);
    EXPECT_EQ(found.known, factor::known_mask{1} << 127);
    EXPECT_EQ(phi[127], 1);
    all.push_back(all.front());
    all.back().name = "one more";
    EXPECT_THROW(factor::schema{all}, invalid_argument);
}

TEST(Compose, TheLedgerHasEveryRowAndUsesNoneThatItMustNot) {
    using enum evidence::model_use;
    const std::set never{do_not_use, prognosis_only, check_only, diagnostic_note, trigger, intervention};
    for (const auto& anchor : evidence::incidences()) {
        const auto prior = evidence::compose(factor::default_schema(anchor.outcome), options_for(anchor));
        std::set<std::string> listed;
        for (const auto& entry : prior.ledger) {
            listed.insert(entry.effect);
            EXPECT_FALSE(entry.reason.empty()) << entry.effect;
            if (entry.what != action::used) continue;
            const auto& row = evidence::find_effect(entry.effect);
            EXPECT_NE(row.from.status, verification::unverified) << entry.effect;
            EXPECT_NE(row.from.status, verification::partial) << entry.effect;
            EXPECT_FALSE(never.contains(row.use)) << entry.effect;
            EXPECT_FALSE(entry.term.empty()) << entry.effect;
        }
        EXPECT_EQ(listed.size(), evidence::effects.size() + 1);  // and the derived effect of sex
        for (const auto& row : evidence::effects) EXPECT_TRUE(listed.contains(std::string(row.id))) << row.id;
    }
}

TEST(Compose, WeightsOfAColumnSumToOneAndZeroColumnsHaveNone) {
    const auto schema = factor::default_schema();
    const auto prior = evidence::compose(schema, options_for(athletes));
    for (const auto& f : schema.factors())
        for (const auto& t : f.terms) {
            double sum = 0;
            for (const auto& entry : prior.ledger)
                if (entry.term == t.name && (entry.what == action::used || entry.what == action::stated))
                    sum += entry.weight;
            EXPECT_NEAR(sum, t.centred_on_zero ? 0 : 1, 1e-12) << t.name;
        }
}

// A schema may ask for a remembered row; it does not get it.
TEST(Compose, ARememberedRowNeverBecomesACoefficient) {
    auto options = options_for(athletes);
    options.draws = 256;
    int tried = 0;
    for (const auto& row : evidence::effects) {
        if (evidence::may_ship(row)) continue;
        const factor::schema one(
            {factor::defaults::one("x", "x", "", factor::cause::context, factor::indicator(), {0, 1}, "",
                                   factor::defaults::share(0.5), {{std::string(row.id)}})});
        EXPECT_EQ(evidence::compose(one, options).mean[0], 0) << row.id;
        ++tried;
    }
    EXPECT_GT(tried, 5);
}

TEST(Compose, TheSpreadStaysUnderItsCapsHoweverLoudTheInputs) {
    for (const auto& anchor : evidence::incidences()) {
        const auto prior = evidence::compose(factor::default_schema(), options_for(anchor));
        EXPECT_LE(prior.spread, 0.58 + 1e-12);
        EXPECT_LE(prior.spread_within_history, 0.5 + 1e-12);
    }
    auto loud = factor::default_schema().factors();
    for (auto& f : loud)
        for (auto& t : f.terms) {
            t.prior_scale = 10;
            for (auto& use : t.evidence) use.units *= 5;
        }
    const factor::schema of(loud);
    const auto prior = evidence::compose(of, options_for(athletes));
    EXPECT_LT(prior.cap_factor, 1);
    EXPECT_NEAR(std::max(prior.spread / 0.58, prior.spread_within_history / 0.5), 1, 1e-9);
    // and in people who were not drawn to compute the cap
    const auto people = factor::draw_population(of, 20000, 77);
    Eigen::VectorXd eta(20000);
    std::vector<double> phi(of.columns());
    for (std::size_t i = 0; i < 20000; ++i) {
        of.expand({people.data() + i * of.size(), of.size()}, phi);
        eta[static_cast<Eigen::Index>(i)] =
            Eigen::Map<Eigen::VectorXd>(phi.data(), prior.mean.size()).dot(prior.mean);
    }
    EXPECT_LE(std::sqrt((eta.array() - eta.mean()).square().mean()), 0.58 * 1.03);  // SE of an SD: 0.7 %
}

// Methods notes: the product of six ordinary odds ratios is 29, which turns 25 % into 91 %.
TEST(Compose, TheNaiveProductClaimsNinetyOnePercentAndTheModelDoesNot) {
    double product = 1;
    for (const double ratio : {3.5, 1.36, 1.16, 1.59, 1.52, 2.17}) product *= ratio;
    EXPECT_NEAR(product, 29, 0.5);
    EXPECT_NEAR(evidence::risk_from_odds_ratio(product, 0.25), 0.906, 0.0005);

    const auto& anchor = evidence::find_incidence(setting::general_adults, outcome::any_episode);
    const auto prior = evidence::compose(factor::default_schema(), options_for(anchor));
    double log_ratio = 0;
    for (const auto* name : {"previous_episode", "obese", "smoker", "depressive_symptoms", "sleep_hours",
                             "whole_body_vibration"})
        log_ratio += std::ranges::find(prior.columns, name, &evidence::column_prior::term)->mean;
    // and the average history, which days and number of episodes divide
    const auto& history = prior.columns.front();
    log_ratio += prior.cap_factor * history.overlap_share * history.shrinkage * history.pooled - history.mean;
    // All six against none of them: 73 %. The person's own risk is lower still, since 25 % is the mean of the
    // population and not the risk of who has none of the six (risk_assess_test.cpp).
    EXPECT_NEAR(evidence::risk_from_hazard_ratio(std::exp(log_ratio), 0.25), 0.735, 0.005);
}

TEST(Compose, RefusesWhatItCannotUse) {
    const auto schema = factor::default_schema();
    for (auto change : {+[](evidence::compose_options& o) { o.anchor.yearly_risk = 0; },
                        +[](evidence::compose_options& o) { o.anchor.yearly_risk = 1; },
                        +[](evidence::compose_options& o) { o.anchor.yearly_risk = missing_value; },
                        +[](evidence::compose_options& o) { o.prior_sd = 0; },
                        +[](evidence::compose_options& o) { o.adjusted_share = 1.1; },
                        +[](evidence::compose_options& o) { o.draws = 10; }}) {
        auto options = options_for(athletes);
        change(options);
        EXPECT_THROW((void)evidence::compose(schema, options), invalid_argument);
    }
    const factor::schema unknown(
        {factor::defaults::one("x", "", "", factor::cause::context, factor::indicator(), {0, 1}, "",
                               factor::defaults::share(0.5), {{"E999"}})});
    EXPECT_THROW((void)evidence::compose(unknown, options_for(athletes)), invalid_argument);
}
