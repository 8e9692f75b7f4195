// Oracle: a naive twin of the documented steps, a case by hand, and rules that hold for any composition.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "backrisk/evidence/compose.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/factor/defaults.hpp"

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

double naive_variance(const evidence::effect& row, const factor::evidence_use& use, bool other_outcome) {
    const double z = row.interval_level == 0.90 ? 1.6448536269514722 : 1.959963984540054;
    const double se = use.standard_error.value_or(
        (naive_log_hr(row, row.high, use.p0) - naive_log_hr(row, row.low, use.p0)) / (2 * z));
    const std::map<std::string_view, double> doubt{
        {"high", 0.0}, {"moderate", 0.05}, {"low", 0.15}, {"very low", 0.30}};
    const double grade = doubt.at(evidence::to_string(row.grade));
    double variance = use.units * use.units * se * se + grade * grade + 0.1 * 0.1;
    const bool injury = row.outcome.find("injur") != std::string_view::npos ||
                        row.outcome.find("musculoskeletal") != std::string_view::npos;
    if (injury || use.indirect || other_outcome) variance += 0.25 * 0.25;
    if (row.horizon == "cross-sectional" || row.study_type == evidence::design::cross_sectional)
        variance += 0.30 * 0.30;
    return variance;
}

struct naive_column {
    std::size_t factor = 0;
    std::string group;
    double mean = 0, sd = 0.175;
};

// Steps 2 to 4, from the ledger's own word for what was used.
std::vector<naive_column> naive_columns(const factor::schema& of, const evidence::prior& prior, bool other) {
    std::vector<naive_column> all;
    for (std::size_t k = 0; k < of.size(); ++k)
        for (const factor::term& t : of.factors()[k].terms) {
            double precision = 0, weighted = 0;
            for (const auto& entry : prior.ledger) {
                if (entry.term != t.name || entry.what != action::used) continue;
                const auto use = std::ranges::find(t.evidence, entry.effect, &factor::evidence_use::id);
                const auto& row = evidence::find_effect(entry.effect);
                const double variance = naive_variance(row, *use, other);
                precision += 1 / variance;
                weighted += use->units * naive_log_hr(row, row.point, use->p0) / variance;
            }
            naive_column column{k, of.factors()[k].group};
            if (precision > 0) {
                const double s2 = std::pow(0.35 * t.prior_scale, 2);
                const double w = s2 / (s2 + 1 / precision);
                column.mean = w * weighted / precision;
                column.sd = std::sqrt(w / precision);
            }
            all.push_back(column);
        }
    return all;
}

}  // namespace

TEST(Compose, MeansAndSpreadsAgreeWithANaiveTwinInEverySetting) {
    for (const auto& anchor : evidence::incidences) {
        const auto schema = factor::default_schema(anchor.population);
        const auto prior = evidence::compose(schema, options_for(anchor));
        const auto twin = naive_columns(schema, prior, anchor.event != outcome::any_episode);
        // step 5: the members of each group from the strongest to the weakest
        std::map<std::string, std::vector<std::pair<double, std::size_t>>> groups;
        for (std::size_t k = 0; k < schema.size(); ++k) {
            double strength = 0;
            for (std::size_t j = 0; j < twin.size(); ++j) {
                const auto c = static_cast<Eigen::Index>(j);
                if (twin[j].factor == k)
                    strength = std::max(strength, std::abs(twin[j].mean) * std::sqrt(prior.population(c, c)));
            }
            if (const auto& group = schema.factors()[k].group; !group.empty())
                groups[group].emplace_back(-strength, k);
        }
        std::vector<double> share(schema.size(), 1);
        for (auto& [name, members] : groups) {
            std::ranges::sort(members);
            for (std::size_t r = 0; r < members.size(); ++r)
                share[members[r].second] = std::pow(0.5, static_cast<double>(r));
        }
        for (std::size_t j = 0; j < twin.size(); ++j) {
            const auto c = static_cast<Eigen::Index>(j);
            const double mean = twin[j].mean * share[twin[j].factor] * prior.cap_factor;
            EXPECT_NEAR(prior.mean[c], mean, 1e-12) << prior.columns[j].term;
            EXPECT_NEAR(std::sqrt(prior.covariance(c, c)), twin[j].sd * prior.cap_factor, 1e-12)
                << prior.columns[j].term;
        }
    }
}

// E053, OR 1.11 (1.05 to 1.18) at p0 = .1842, moderate certainty: worked with a pocket calculator.
TEST(Compose, OneRowByHand) {
    factor::schema whole = factor::default_schema(setting::athletes);
    const factor::schema one({whole.factors()[whole.index("load_lifted_kg")]});
    const auto prior = evidence::compose(one, options_for(athletes));
    ASSERT_EQ(prior.columns.size(), 1U);
    const auto& column = prior.columns.front();
    EXPECT_NEAR(column.pooled, 0.093973, 1e-6);        // ln(ln(1 - .200402) / ln(1 - .1842))
    EXPECT_NEAR(column.pooled_error, 0.114941, 1e-6);  // sqrt(.026674^2 + .05^2 + .1^2)
    EXPECT_NEAR(column.shrinkage, 0.902650, 1e-6);     // .1225 / (.1225 + .013212)
    EXPECT_NEAR(column.mean, 0.084825, 1e-6);
    EXPECT_NEAR(column.sd, 0.109203, 1e-6);
    EXPECT_EQ(prior.cap_factor, 1);
}

TEST(Compose, TheLedgerHasEveryRowAndUsesNoneThatItMustNot) {
    using enum evidence::model_use;
    const std::set never{do_not_use, prognosis_only, check_only, diagnostic_note, trigger, intervention};
    for (const auto& anchor : evidence::incidences) {
        const auto prior = evidence::compose(factor::default_schema(anchor.population), options_for(anchor));
        std::set<std::string> listed;
        for (const auto& entry : prior.ledger) {
            listed.insert(entry.effect);
            EXPECT_FALSE(entry.why.empty()) << entry.effect;
            if (entry.what != action::used) continue;
            const auto& row = evidence::find_effect(entry.effect);
            EXPECT_NE(row.from.status, verification::unverified) << entry.effect;
            EXPECT_NE(row.from.status, verification::partial) << entry.effect;
            EXPECT_FALSE(never.contains(row.use)) << entry.effect;
            EXPECT_FALSE(entry.term.empty()) << entry.effect;
        }
        EXPECT_EQ(listed.size(), evidence::effects.size());
        for (const auto& row : evidence::effects) EXPECT_TRUE(listed.contains(std::string(row.id))) << row.id;
    }
}

TEST(Compose, WeightsOfAColumnSumToOneAndZeroColumnsHaveNone) {
    const auto schema = factor::default_schema(setting::athletes);
    const auto prior = evidence::compose(schema, options_for(athletes));
    for (const auto& f : schema.factors())
        for (const auto& t : f.terms) {
            double sum = 0;
            for (const auto& entry : prior.ledger)
                if (entry.term == t.name && entry.what == action::used) sum += entry.weight;
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

TEST(Compose, OverlapHalvesAndHalvesAgain) {
    using namespace factor;
    const auto member = [](std::string name, double probability) {
        return defaults::one(std::move(name), "", "", cause::context, indicator(), {0, 1}, "g",
                             defaults::share(probability), {{"E001"}});
    };
    // SD of an indicator is sqrt(p (1 - p)): "b" is the strongest, "a" the weakest
    const schema of({member("a", 0.05), member("b", 0.5), member("c", 0.2)});
    const auto prior = evidence::compose(of, options_for(athletes));
    EXPECT_EQ(prior.columns[0].overlap_share, 0.25);
    EXPECT_EQ(prior.columns[1].overlap_share, 1);
    EXPECT_EQ(prior.columns[2].overlap_share, 0.5);
    EXPECT_NEAR(prior.mean[0], prior.mean[1] / 4, 1e-15);
}

TEST(Compose, TheSpreadStaysUnderItsCapsHoweverLoudTheInputs) {
    for (const auto& anchor : evidence::incidences) {
        const auto prior = evidence::compose(factor::default_schema(anchor.population), options_for(anchor));
        EXPECT_LE(prior.spread, 0.75 + 1e-12);
        EXPECT_LE(prior.spread_within_history, 0.5 + 1e-12);
    }
    auto loud = factor::default_schema(setting::athletes).factors();
    for (auto& f : loud)
        for (auto& t : f.terms) {
            t.prior_scale = 10;
            for (auto& use : t.evidence) use.units *= 5;
        }
    const factor::schema of(loud);
    const auto prior = evidence::compose(of, options_for(athletes));
    EXPECT_LT(prior.cap_factor, 1);
    EXPECT_NEAR(std::max(prior.spread / 0.75, prior.spread_within_history / 0.5), 1, 1e-12);
    // and in people who were not drawn to compute the cap
    const auto people = factor::draw_population(of, 20000, 77);
    Eigen::VectorXd eta(20000);
    std::vector<double> phi(of.columns());
    for (std::size_t i = 0; i < 20000; ++i) {
        of.expand({people.data() + i * of.size(), of.size()}, phi);
        eta[static_cast<Eigen::Index>(i)] =
            Eigen::Map<Eigen::VectorXd>(phi.data(), prior.mean.size()).dot(prior.mean);
    }
    EXPECT_LE(std::sqrt((eta.array() - eta.mean()).square().mean()), 0.75 * 1.03);  // SE of an SD: 0.7 %
}

// Methods notes: the product of six ordinary odds ratios is 29, which turns 25 % into 91 %.
TEST(Compose, TheNaiveProductClaimsNinetyOnePercentAndTheModelDoesNot) {
    double product = 1;
    for (const double ratio : {3.5, 1.36, 1.16, 1.59, 1.52, 2.17}) product *= ratio;
    EXPECT_NEAR(product, 29, 0.5);
    EXPECT_NEAR(evidence::risk_from_odds_ratio(product, 0.25), 0.906, 0.0005);

    const auto& anchor = evidence::find_incidence(setting::general_adults, outcome::any_episode);
    const auto prior =
        evidence::compose(factor::default_schema(setting::general_adults), options_for(anchor));
    double log_ratio = 0;
    for (const auto* name : {"previous_episode", "obese", "smoker", "depressive_symptoms", "sleep_hours",
                             "whole_body_vibration"})
        log_ratio += std::ranges::find(prior.columns, name, &evidence::column_prior::term)->mean;
    // All six against none of them: 78 %. The person's own risk is lower still, since 25 % is the mean of the
    // population and not the risk of who has none of the six (risk_assess_test.cpp).
    EXPECT_NEAR(evidence::risk_from_hazard_ratio(std::exp(log_ratio), 0.25), 0.78, 0.005);
}

TEST(Compose, RefusesWhatItCannotUse) {
    const auto schema = factor::default_schema(setting::athletes);
    for (auto change : {+[](evidence::compose_options& o) { o.anchor.yearly_risk = 0; },
                        +[](evidence::compose_options& o) { o.anchor.yearly_risk = 1; },
                        +[](evidence::compose_options& o) { o.anchor.yearly_risk = missing_value; },
                        +[](evidence::compose_options& o) { o.prior_sd = 0; },
                        +[](evidence::compose_options& o) { o.group_overlap = 1.1; },
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
