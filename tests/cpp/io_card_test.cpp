// Oracle: the identity of saving and loading, a table of broken cards, and cards broken at random.
#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <filesystem>
#include <random>

#include "backrisk/factor/draw.hpp"
#include "backrisk/io/card.hpp"
#include "backrisk/risk.hpp"

using namespace backrisk;

namespace {

const risk::model& literature() {
    static const risk::model m = risk::literature_model();
    return m;
}
const std::string& card() {
    static const std::string text = io::to_json(literature());
    return text;
}

bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void expect_same_bits(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    ASSERT_EQ(a.rows(), b.rows());
    ASSERT_EQ(a.cols(), b.cols());
    for (Eigen::Index i = 0; i < a.size(); ++i) EXPECT_TRUE(same_bits(a.data()[i], b.data()[i])) << i;
}

// The card with the first `from` replaced by `to`.
std::string changed(std::string_view from, std::string_view to) {
    std::string text = card();
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& text) {
    try {
        (void)io::model_from_json(text);
    } catch (const data_error& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST(Card, KeepsEveryModelToTheLastBit) {
    for (const auto& anchor : evidence::incidences()) {
        const auto m = risk::literature_model({.outcome = anchor.outcome, .setting = anchor.setting});
        const std::string text = io::to_json(m);
        const auto back = io::model_from_json(text);
        EXPECT_EQ(io::to_json(back), text);
        EXPECT_EQ(back.factors, m.factors);
        EXPECT_EQ(back.triggers, m.triggers);
        EXPECT_EQ(back.outcome, m.outcome);
        EXPECT_EQ(back.setting, m.setting);
        EXPECT_EQ(risk::status_of(back), risk::not_validated);
        EXPECT_EQ(back.baseline, m.baseline);
        EXPECT_EQ(back.washout_days, m.washout_days);
        EXPECT_TRUE(same_bits(back.log_daily_hazard, m.log_daily_hazard));
        EXPECT_TRUE(same_bits(back.setting_sd, m.setting_sd));
        expect_same_bits(back.mean, m.mean);
        expect_same_bits(back.centre, m.centre);
        expect_same_bits(back.covariance, m.covariance);
        expect_same_bits(back.population_covariance, m.population_covariance);
        ASSERT_EQ(back.ledger.size(), m.ledger.size());
        for (std::size_t i = 0; i < m.ledger.size(); ++i) {
            EXPECT_EQ(back.ledger[i].reason, m.ledger[i].reason);
            EXPECT_EQ(back.ledger[i].what, m.ledger[i].what);
        }
        const auto row = factor::draw_population(m.factors, 1, 5);
        EXPECT_EQ(risk::assess(back, row).risk, risk::assess(m, row).risk);
    }
}

TEST(Card, KeepsAwkwardNumbersAndTexts) {
    risk::model m = literature();
    m.mean[0] = 0x1.fffffffffffffp-3;
    m.mean[1] = -0.0;
    m.mean[2] = 4.9e-324;
    m.centre[0] = 0.1 + 0.2;
    m.baseline = "a \"quoted\" baseline\n\twith \\ and \xC3\xA9";
    const auto back = io::model_from_json(io::to_json(m));
    expect_same_bits(back.mean, m.mean);
    expect_same_bits(back.centre, m.centre);
    EXPECT_EQ(back.baseline, m.baseline);
    m.baseline = "\xFF";
    EXPECT_THROW((void)io::to_json(m), data_error);
}

TEST(Card, SaysWhatAPersonLooksFor) {
    for (const auto* word : {"\"schema_version\": 2", "not a diagnosis", "not externally validated",
                             "\"outcome\":\"any_episode\"", "\"setting\":\"athletes\"", "\"E001\"",
                             "log_hazard_ratio", "Newlands 2015", "\"without_parent\":\"inf\""})
        EXPECT_NE(card().find(word), std::string::npos) << word;
}

TEST(Card, RefusesBrokenCardsByKeyAndRule) {
    struct broken {
        std::string from, to, key, rule;
    };
    const std::string first_row = card().substr(card().find("\"coefficient_covariance\": [\n    [") + 33, 20);
    for (const broken& one : {
             broken{"\"schema_version\": 2", "\"schema_version\": 1", "schema_version", "must be 2"},
             {"\"schema_version\": 2", "\"schema_version\": \"1\"", "schema_version", "whole number"},
             {"\"schema_version\": 2", "\"schema_version\": 1e99", "schema_version", "whole number"},
             {"\"schema_version\": 2", "\"schema_version\": 18446744073709551615", "schema_version", "whole"},
             {"\"status\"", "\"statue\"", "status", "missing"},
             {"not externally validated", "externally validated", "status", "what follows from its results"},
             {"\"status\"", "\"status\": \"\", \"status\"", "status", "stands twice"},
             {"\"range\":[0.0,1.0]", "\"range\":[0.0,1.0],\"range\":[0.0,2.0]", "range", "stands twice"},
             {"\"persistence_days\":\"inf\"", "\"persistence_days\":0.5", "factors[0].persistence_days",
              "between 1"},
             {"\"own\":null", "\"own\":{}", "baseline.own.yearly_risk", "missing"},
             {"\"own\":null", "\"own\":{\"yearly_risk\":0.2,\"episodes\":3.0,\"person_years\":null}",
              "baseline.own.episodes", "null beside"},
             {"\"label\":\"an earlier", "\"label\":\"" + std::string(10'000'000, 'x') + "\", \"x\":\"an",
              "model card", "at most 10000"},
             {"\"equation\"", "\"extra\": 1,\n  \"equation\"", "extra", "unknown"},
             {"not a diagnosis", "a diagnosis", "intended_use", "must be"},
             {"\"outcome\":\"any_episode\"", "\"outcome\":\"any\"", "estimand.outcome", "'care_seeking'"},
             {"\"washout_days\":28", "\"washout_days\":-1", "estimand.washout_days", "between 0"},
             {"\"log_daily_hazard\":", "\"log_daily_hazard\":\"inf\",\"x\":", "baseline.x", "unknown"},
             {"\"column\":\"previous_episode\"", "\"column\":\"previous\"", "coefficients[0].column",
              "order"},
             {"\"shape\":\"indicator\"", "\"shape\":\"cubic\"", "factors[0].transform.shape", "'recency'"},
             {"\"scale\":14.0", "\"scale\":0.0", "transform.scale", "between"},
             {"\"scale\":14.0", "\"scale\":400.0", "factors[1].transform", "decay"},
             {"\"range\":[0.0,1.0]", "\"range\":[1.0,1.0]", "factors", "below high"},
             {"\"range\":[0.0,1.0]", "\"range\":[0.0]", "factors[0].range", "a list of 2"},
             {"\"range\":[0.0,1.0]", "\"range\":[null,1.0]", "factors[0].range[0]", "a number between"},
             {"\"name\":\"recency_days\"", "\"name\":\"previous_episode\"", "factors", "unique"},
             {"\"parent\":\"previous_episode\"", "\"parent\":\"nobody\"", "population.parent",
              "earlier factor"},
             {"\"centred_on_zero\":false", "\"centred_on_zero\":0", "centred_on_zero", "true or false"},
             {"\"hours\":2.0", "\"hours\":48.0", "triggers[0].hours", "between 0 and 24"},
             {"\"action\":\"used\"", "\"action\":\"use\"", "ledger[0].action", "'dropped'"},
             {first_row, "-" + first_row, "coefficient_covariance", "positive semidefinite"},
         }) {
        const std::string text = complaint(changed(one.from, one.to));
        EXPECT_NE(text.find(one.key), std::string::npos) << one.to << " -> " << text;
        EXPECT_NE(text.find(one.rule), std::string::npos) << one.to << " -> " << text;
    }
    EXPECT_NE(complaint("[]").find("must be an object"), std::string::npos);
    EXPECT_NE(complaint("").find("no JSON"), std::string::npos);
    EXPECT_NE(complaint(std::string(200000, '[')).find("levels deep"), std::string::npos);
}

// The sentence of each kind of result; a card with them keeps them, and no card may say more.
TEST(Card, TheStatusFollowsFromTheResults) {
    risk::model m = literature();
    risk::attached_result inside{.rows = 400, .events = 120};
    inside.name = "itself";
    inside.concordance = {0.61, 0.55, 0.67};
    inside.slope = {0.9, missing_value, missing_value};
    m.results.push_back(inside);
    const std::string first =
        "literature-composed, not externally validated; internally validated on itself: C 0.61 (0.55 to "
        "0.67), "
        "calibration slope 0.90 (interval unknown), O:E unknown; 120 events in 400 rows";
    EXPECT_EQ(risk::status_of(m), first);
    risk::attached_result hopeless{.rows = 30, .events = 1};
    hopeless.design = risk::validation_design::external;
    hopeless.hopeless = "1 event cannot tell a good model from a bad one";
    hopeless.people = 1;
    m.results.push_back(hopeless);
    EXPECT_EQ(risk::status_of(m), first +
                                      "; tried on other data without a result: 1 event cannot tell a good "
                                      "model from a bad one (1 event in 30 rows of 1 person)");
    risk::attached_result outside{.rows = 900, .events = 90};
    outside.design = risk::validation_design::external;
    outside.name = "a clinic";
    outside.outcome = "care seeking";
    m.results = {outside};
    EXPECT_EQ(risk::status_of(m),
              "literature-composed, externally validated on a clinic (few events: imprecise): C unknown, "
              "calibration slope unknown, O:E unknown; 90 events in 900 rows, outcome: care seeking");
    const std::string text = io::to_json(m);
    const auto back = io::model_from_json(text);
    EXPECT_EQ(io::to_json(back), text);
    EXPECT_EQ(risk::status_of(back), risk::status_of(m));
    std::string bare = text;
    bare.replace(bare.find("\"results\": ["), std::string::npos, "\"results\": []\n}\n");
    EXPECT_NE(complaint(bare).find("what follows from its results"), std::string::npos);
    EXPECT_EQ(io::card_id(back), io::card_id(m));
    EXPECT_NE(io::card_id(back), io::card_id(literature()));
    EXPECT_EQ(io::card_id(m).size(), 15u);
}

TEST(Card, KeepsTheAnchor) {
    for (const risk::model& m :
         {risk::anchored(literature(), 0.18), risk::anchored(literature(), risk::episode_count{12, 80})}) {
        const auto back = io::model_from_json(io::to_json(m));
        EXPECT_EQ(io::to_json(back), io::to_json(m));
        ASSERT_TRUE(back.own_level.has_value());
        EXPECT_EQ(std::isnan(back.own_level->episodes), std::isnan(m.own_level->episodes));
    }
}

TEST(Card, RefusesAnAsymmetricOrMisshapenMatrix) {
    risk::model m = literature();
    m.covariance(0, 1) = 1e-3;
    EXPECT_NE(complaint(io::to_json(m)).find("coefficient_covariance: must be symmetric"), std::string::npos);
    m = literature();
    m.population_covariance.conservativeResize(3, 3);
    EXPECT_NE(complaint(io::to_json(m)).find("population_covariance: must be a list of"), std::string::npos);
    m = literature();
    m.covariance(0, 0) = missing_value;
    EXPECT_NE(complaint(io::to_json(m)).find("coefficient_covariance[0][0]"), std::string::npos);
}

TEST(Card, ATruncatedCardIsRefused) {
    for (std::size_t size = 0; size + 2 < card().size(); size += 211)
        EXPECT_THROW((void)io::model_from_json(std::string_view(card()).substr(0, size)), data_error) << size;
}

// Whatever the bytes: a model that saves to a card and answers, or a data_error. Never anything else.
TEST(Card, RandomDamageIsRefusedOrHarmless) {
    std::mt19937_64 engine(17);
    const std::string alphabet = "0123456789-+.eE\"[]{},:nulltrefas \\\x80";
    int refused = 0, accepted = 0;
    for (int trial = 0; trial < 400; ++trial) {
        std::string text = card();
        for (std::uint64_t n = 1 + engine() % 3; n > 0; --n) {
            const std::size_t at = engine() % text.size();
            const char letter = alphabet[engine() % alphabet.size()];
            if (engine() % 3 == 0)
                text.erase(at, 1 + engine() % 40);
            else if (engine() % 2 == 0)
                text.insert(at, 1, letter);
            else
                text[at] = letter;
        }
        try {
            const auto m = io::model_from_json(text);
            const auto a = risk::assess(m, std::vector<double>(m.factors.size(), missing_value));
            EXPECT_TRUE(a.risk >= 0 && a.risk <= 1 + 1e-12) << trial;
            EXPECT_EQ(io::to_json(io::model_from_json(io::to_json(m))), io::to_json(m));
            ++accepted;
        } catch (const data_error&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 100);
    EXPECT_GT(accepted, 10);
}

TEST(Card, GoesThroughAFile) {
    const auto path = (std::filesystem::temp_directory_path() / "backrisk_card_test.json").string();
    io::save_model(literature(), path);
    EXPECT_EQ(io::to_json(io::load_model(path)), card());
    std::remove(path.c_str());
    for (const auto& act : {+[](const std::string& p) { (void)io::load_model(p); },
                            +[](const std::string& p) { io::save_model(literature(), p); }}) {
        try {
            act("/nowhere/model.json");
            FAIL();
        } catch (const data_error& error) {
            EXPECT_NE(std::string(error.what()).find("/nowhere/model.json"), std::string::npos);
        }
    }
}
