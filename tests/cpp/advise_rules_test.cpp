// Oracle: the article's list and the guidelines' sentences, line by line; order properties of the verdicts.
#include <gtest/gtest.h>

#include <random>

#include "backrisk/advise.hpp"
#include "backrisk/core/error.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::advise;

const rule_book book;

fact_set facts(std::initializer_list<std::string_view> names) {
    history::condition_set conditions;
    symptom_set felt;
    for (const auto name : names) {
        const fact one = find_fact(name).value();
        if (one == always) continue;
        if (one <= symptom_count)
            felt.set(one - 1);
        else
            conditions.set(one - 1 - symptom_count);
    }
    return known_facts(conditions, felt);
}

exercise_advice on(std::string_view exercise, const fact_set& known, dispute lead = dispute::guideline,
                   history::triage_level level = history::triage_level::none_reported) {
    return advise_on_all(known, level, book.rules(), lead)[advise::exercise_index(exercise)];
}

bool fired(const exercise_advice& from, std::string_view id) {
    return std::ranges::any_of(from.fired, [&](std::size_t i) { return book.rules()[i].text.id == id; });
}

/// What the article says of an exercise; with pain, its bans stand where the strictest word decides and are
/// "modify" where guidelines do.
struct line {
    std::string_view exercise, id;
    verdict without_pain, with_pain;
};

TEST(ArticleRules, EveryDoAndDont) {
    using enum verdict;
    const line lines[] = {
        {"cat-cow", "A02", suitable, suitable},
        {"hip circles", "A03", suitable, suitable},
        {"standing hamstring stretch", "A04", suitable, suitable},
        {"knee-to-chest", "A05", suitable, suitable},
        {"swimming", "A06", suitable, suitable},
        {"walking", "A07", suitable, suitable},
        {"biking", "A08", suitable, suitable},
        {"yoga", "A09", suitable, suitable},
        {"planks", "A10", suitable, suitable},
        {"side planks", "A11", suitable, suitable},
        {"crunches", "A12", suitable, not_now},
        {"bird dogs", "A13", suitable, suitable},
        {"sit-ups", "A14", suitable, not_now},
        {"crunches", "A15", suitable, not_now},
        {"leg presses", "A16", suitable, not_now},
        {"squats", "A17", suitable, not_now},
        {"good mornings", "A18", suitable, not_now},
        {"deadlifts", "A19", suitable, not_now},
        {"standing toe touches", "A20", suitable, not_now},
        {"running", "A21", suitable, modify},
        {"jumping", "A22", suitable, modify},
        {"heavy lifting", "A23", suitable, modify},
    };
    for (const auto& [exercise, id, without, with] : lines) {
        EXPECT_EQ(on(exercise, facts({})).then, without) << exercise;
        const auto in_pain = on(exercise, facts({"pain"}));
        EXPECT_LE(in_pain.then, verdict::modify) << exercise;
        EXPECT_GE(on(exercise, facts({"pain"}), dispute::strictest).then, with) << exercise;
        EXPECT_TRUE(fired(in_pain, id)) << exercise << " " << id;
    }
    for (const std::string_view id : {"A01", "A24", "A25", "A26"}) {
        const auto held = principles(facts({}), book.rules());
        EXPECT_TRUE(std::ranges::any_of(held, [&](auto i) { return book.rules()[i].text.id == id; })) << id;
    }
}

TEST(ArticleRules, BothSidesOfADisagreementAreShown) {
    const auto squat = on("squat", facts({"pain"}));
    EXPECT_TRUE(fired(squat, "A17") && fired(squat, "G03"));
    EXPECT_TRUE(squat.disputed);
    EXPECT_EQ(squat.then, verdict::modify);
    EXPECT_EQ(on("squat", facts({"pain"}), dispute::strictest).then, verdict::not_now);
    const auto crunch = on("crunch", facts({"pain"}));
    EXPECT_TRUE(fired(crunch, "A12") && fired(crunch, "A15"));
    EXPECT_FALSE(on("walking", facts({"pain"})).disputed);
}

TEST(GuidelineRules, ConditionsAndSymptoms) {
    EXPECT_EQ(on("sit-up", facts({"osteoporosis"})).then, verdict::not_now);
    EXPECT_TRUE(fired(on("back squat", facts({"osteoporosis"})), "G10"));
    EXPECT_EQ(on("running", facts({"vertebral_fracture"})).then, verdict::not_now);
    EXPECT_EQ(on("brisk walking", facts({"vertebral_fracture"})).then, verdict::suitable);
    EXPECT_TRUE(fired(on("yoga", facts({"chronic_low_back_pain"})), "G06"));
    EXPECT_TRUE(facts({"chronic_low_back_pain"})[fact_of(symptom::pain)]);
    EXPECT_EQ(on("superman", facts({"extension_related_pain"})).then, verdict::not_now);
    EXPECT_EQ(on("deadlift", facts({"disc_bulge"})).then, verdict::suitable);
}

TEST(ExpertRules, AnImageAloneRestrictsNothing) {
    for (const std::string_view finding :
         {"disc_herniation", "disc_bulge", "disc_degeneration", "spondylolysis", "spondylolisthesis"})
        for (std::size_t i = 0; i < guidances.size(); ++i)
            EXPECT_EQ(on(guidances[i].exercise, facts({finding})).then, verdict::suitable) << finding;
    EXPECT_TRUE(fired(on("sit-up", facts({"disc_herniation", "pain"})), "X21"));
}

TEST(Premise, TakesOneToThreeFactsInAnyOrder) {
    EXPECT_EQ(parse_premise("Pain & disc herniation"), find_premise("disc_herniation&pain"));
    EXPECT_EQ(name_of(parse_premise("disc_herniation & pain")), "pain & disc_herniation");
    EXPECT_TRUE(find_premise("always")->is_always());
    EXPECT_FALSE(find_premise("pain & & leg_pain"));
    EXPECT_THROW((void)parse_premise("pain & leg_pain & fever & recovering"), invalid_argument);
    EXPECT_THROW((void)parse_premise("pain & sciatca"), invalid_argument);
}

TEST(Rules, AFurtherFactIsNeverMorePermissive) {
    std::mt19937_64 random(7);
    for (int trial = 0; trial < 200; ++trial) {
        fact_set some;
        some.set(always);
        for (int k = 0; k < 3; ++k) some.set(random() % fact_count);
        fact_set more = some;
        more.set(random() % fact_count);
        for (const dispute lead : enum_values<dispute>) {
            const auto with = advise_on_all(more, history::triage_level::none_reported, book.rules(), lead);
            const auto without =
                advise_on_all(some, history::triage_level::none_reported, book.rules(), lead);
            for (std::size_t i = 0; i < guidances.size(); ++i) ASSERT_GE(with[i].then, without[i].then);
        }
    }
}

TEST(Rules, TheGateComesFirstAndIsStricterForMoreDemand) {
    using enum history::triage_level;
    for (const auto level : {same_day, emergency})
        for (const auto& one : advise_on_all(facts({}), level, book.rules())) {
            ASSERT_EQ(one.then, verdict::not_now);
            ASSERT_EQ(one.decided_by, exercise_advice::by_gate);
            ASSERT_FALSE(one.instead);
        }
    EXPECT_EQ(on("walking", facts({}), dispute::guideline, prompt_review).then, verdict::modify);
    EXPECT_EQ(on("deadlift", facts({}), dispute::guideline, prompt_review).then, verdict::not_now);
    EXPECT_EQ(on("walking", facts({}), dispute::guideline, discuss).then, verdict::suitable);
    EXPECT_EQ(on("deadlift", facts({}), dispute::guideline, discuss).then, verdict::modify);
}

TEST(Rules, TheLibrarysOwnHaveNoErrorAndKnowTheirDisagreements) {
    std::size_t disagreements = 0, both_ways = 0;
    for (const auto& one : conflicts(book.rules())) {
        EXPECT_FALSE(is_error(one.what)) << to_string(one.what) << " " << one.first << " " << one.second;
        disagreements += one.what == rule_finding::disagreement;
        both_ways += one.what == rule_finding::both_ways && one.first == "A12" && one.second == "A15";
    }
    EXPECT_GT(disagreements, 0U);
    EXPECT_EQ(both_ways, 1U);
}

TEST(Rules, OwnRulesReplaceAddAndContradict) {
    rule_book own;
    own.apply({"A17", "pain", "name~squat", "modify", "Half depth.", "", "", ""});
    const auto said =
        advise_on_all(facts({"pain"}), history::triage_level::none_reported, own.rules(), dispute::strictest);
    EXPECT_EQ(said[advise::exercise_index("air squat")].then, verdict::modify);
    own.apply({"A17", "", "", "off", "", "", "", ""});
    EXPECT_EQ(own.rules().size(), book.rules().size() - 1);
    own.apply({"P1", "pain", "exercise=plank", "not_now", "", "", "", ""});
    own.apply({"P2", "pain", "exercise=plank", "suitable", "", "", "", ""});
    const auto found = conflicts(own.rules());
    EXPECT_TRUE(std::ranges::any_of(found, [](const auto& one) {
        return one.what == rule_finding::contradiction && one.first == "P1" && one.second == "P2";
    }));
    EXPECT_THROW(own.apply({"P3", "pain", "exercise=plnk", "modify", "", "", "", ""}), invalid_argument);
    EXPECT_THROW(own.apply({"P3", "paan", "all", "modify", "", "", "", ""}), invalid_argument);
    EXPECT_THROW(own.apply({"P3", "pain", "all", "maybe", "", "", "", ""}), invalid_argument);
    EXPECT_THROW(own.apply({"P9", "", "", "off", "", "", "", ""}), invalid_argument);
}

TEST(Guidance, EasierVariantsEndAndAskNoMoreOfTheBack) {
    for (std::size_t i = 0; i < guidances.size(); ++i) {
        std::size_t steps = 0;
        for (auto easier = guidances[i].easier; !easier.empty(); ++steps) {
            ASSERT_LT(steps, guidances.size()) << guidances[i].exercise;
            const auto& next = guidances[spine::exercise_index(easier)];
            EXPECT_LE(next.strain(), guidances[i].strain()) << guidances[i].exercise;
            easier = next.easier;
        }
    }
}

TEST(Guidance, LoadsAreReadOrAbsent) {
    for (const auto& one : spine::exercises) {
        const auto load = spine_load(one);
        EXPECT_EQ(load.reason() == reason::none, load.low == load.low) << one.name;
        EXPECT_NE(load.from.status, verification::unverified) << one.name;
    }
    EXPECT_EQ(spine_load(spine::find_exercise("bird dog")).reason(), reason::no_source);
    EXPECT_EQ(spine_load(spine::find_exercise("sit-up bent-knee")).low, 3300);
    EXPECT_EQ(spine_load(spine::find_exercise("walking")).high, 2.5);
}

}  // namespace
