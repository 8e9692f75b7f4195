// Oracles: published post-test probabilities, the order of levels as a property, and cases written down
// before.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "backrisk/history/code.hpp"
#include "backrisk/history/condition_record.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::history {
namespace {

condition_set of(std::initializer_list<std::string_view> names) {
    return parse_conditions(std::vector<std::string_view>(names));
}

TEST(Conditions, EveryNameAndAliasIsUniqueAndPlain) {
    std::set<std::string_view> seen;
    for (const auto& one : conditions) {
        EXPECT_TRUE(seen.insert(one.name).second) << one.name;
        EXPECT_EQ(plain_name(one.name), one.name);
        for (std::size_t at = 0; at < one.aliases.size();) {
            const auto end = std::min(one.aliases.find(' ', at), one.aliases.size());
            EXPECT_TRUE(seen.insert(one.aliases.substr(at, end - at)).second)
                << one.aliases.substr(at, end - at);
            at = end + 1;
        }
    }
}

TEST(Conditions, NamesAliasesAndTypingErrors) {
    EXPECT_EQ(conditions[parse_condition("Herniated Disc")].name, "disc_herniation");
    EXPECT_EQ(conditions[parse_condition("low-BMD")].name, "osteopenia");
    EXPECT_EQ(conditions[parse_condition(" Schmorl's  Nodes")].name, "schmorl_nodes");
    try {
        (void)parse_condition("sciatcia");
        FAIL();
    } catch (const invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("nearest: sciatica"), std::string::npos) << error.what();
    }
}

TEST(Conditions, AnExtrusionIsAHerniationToo) {
    EXPECT_TRUE(of({"disc_extrusion"})[*find_condition("disc_herniation")]);
    EXPECT_FALSE(of({"disc_herniation"})[*find_condition("disc_extrusion")]);
}

TEST(Codes, VerifiedCodesMapAndRememberedOnesDoNot) {
    const code_map map;
    for (const auto& one : standard_codes) {
        const auto found = map.find(one.system, one.code);
        // an ICD-10-CM child that was only remembered still maps through its verified parent
        if (one.system == code_system::icd10cm || one.verified) {
            EXPECT_EQ(found, one.condition) << one.code;
        } else {
            EXPECT_FALSE(found) << one.code;
        }
    }
    EXPECT_EQ(conditions[map.at(code_system::snomed, "23056005")].name, "sciatica");
    EXPECT_EQ(conditions[map.at(code_system::icd10cm, "m5416")].name, "radiculopathy");
}

TEST(Codes, AChildCodeMapsAsItsParentAndOwnCodesComeFirst) {
    code_map map;
    EXPECT_EQ(conditions[map.at(code_system::icd10cm, "M51.369")].name, "disc_degeneration");
    EXPECT_FALSE(map.find(code_system::snomed, "230560050"));
    EXPECT_THROW((void)map.at(code_system::icd10cm, "Z00.0"), invalid_argument);
    map.add(code_system::icd10cm, "Z00.0", "scoliosis");
    map.add(code_system::icd10cm, "M54.16", "sciatica");
    EXPECT_EQ(conditions[map.at(code_system::icd10cm, "Z00.0")].name, "scoliosis");
    EXPECT_EQ(conditions[map.at(code_system::icd10cm, "M54.16")].name, "sciatica");
}

TEST(ConditionRecord, KnowsOnlyThePast) {
    const auto extrusion = *find_condition("disc_extrusion"), fever = *find_condition("fever");
    const condition_record record({{extrusion, 100}, {fever, 50, 60}, {*find_condition("scoliosis")}});
    EXPECT_EQ(record.at(99), of({"scoliosis"}));
    EXPECT_EQ(record.at(50), of({"scoliosis", "fever"}));
    EXPECT_EQ(record.at(59), of({"scoliosis", "fever"}));
    EXPECT_EQ(record.at(60), of({"scoliosis"}));
    EXPECT_EQ(record.at(100), of({"scoliosis", "disc_extrusion", "disc_herniation"}));
    EXPECT_THROW(condition_record(std::vector<dated_condition>{{fever, 60, 50}}), invalid_argument);
    EXPECT_THROW(condition_record(std::vector<dated_condition>{{condition_count}}), invalid_argument);
}

TEST(Triage, LevelsByHand) {
    const auto level = [](std::initializer_list<std::string_view> names, double age = missing_value,
                          sex who = sex::unspecified) { return red_flags(of(names), age, who).level; };
    EXPECT_EQ(level({}), triage_level::none_reported);
    EXPECT_EQ(level({"disc_bulge", "scoliosis"}), triage_level::none_reported);
    EXPECT_EQ(level({}, 40, sex::female), triage_level::none_reported);
    EXPECT_EQ(level({"saddle_numbness"}), triage_level::emergency);
    EXPECT_EQ(level({"night_pain"}), triage_level::discuss);
    EXPECT_EQ(level({"night_pain", "unexplained_weight_loss"}), triage_level::prompt_review);
    EXPECT_EQ(level({"unexplained_weight_loss"}, 60), triage_level::prompt_review);
    EXPECT_EQ(level({"cancer_history"}), triage_level::prompt_review);
    EXPECT_EQ(level({}, 75), triage_level::discuss);
    EXPECT_EQ(level({"osteoporosis"}, 75), triage_level::prompt_review);
    EXPECT_EQ(level({"fever"}), triage_level::discuss);
    EXPECT_EQ(level({"fever", "immunosuppression"}), triage_level::prompt_review);
    EXPECT_EQ(level({"extension_related_pain"}, 30), triage_level::discuss);
    EXPECT_EQ(level({"extension_related_pain"}, 15), triage_level::prompt_review);
    EXPECT_EQ(level({"pulsatile_abdominal_mass"}), triage_level::emergency);
}

TEST(Triage, AddingAFlagNeverLowersTheLevel) {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        condition_set set;
        for (int i = 0; i < 4; ++i) set.set(random() % condition_count);
        const auto before = red_flag_level(set);
        for (std::size_t added = 0; added < condition_count; ++added) {
            auto more = set;
            more.set(added);
            ASSERT_GE(red_flag_level(more), before) << conditions[added].name;
        }
    }
}

TEST(Triage, EveryLevelHasAReasonOfThatLevelAndNoneSaysSafe) {
    for (std::size_t i = 0; i < condition_count; ++i) {
        condition_set set;
        set.set(i);
        const auto answer = red_flags(set);
        if (answer.level == triage_level::none_reported) {
            EXPECT_TRUE(answer.flags.empty());
        } else {
            ASSERT_FALSE(answer.flags.empty());
            EXPECT_EQ(answer.flags.front().level, answer.level);
            EXPECT_FALSE(answer.flags.front().from.citation.empty());
        }
    }
    for (const auto level : all_triage_levels)
        for (const auto* word : {"safe", "clear", "healthy", "fine"})
            EXPECT_EQ(std::string(advice(level)).find(word), std::string::npos) << word;
}

TEST(Triage, PublishedPostTestProbabilitiesOfDownie2013) {
    const auto answer =
        red_flags(of({"prolonged_steroids", "severe_trauma", "contusion_or_abrasion", "cancer_history"}), 75);
    const auto strength = [&](std::string_view finding) {
        return std::ranges::find(answer.flags, finding, &raised_flag::finding)->strength;
    };
    EXPECT_EQ(strength("prolonged_steroids").post_test_percent, 33);
    EXPECT_EQ(strength("severe_trauma").post_test_percent, 11);
    EXPECT_EQ(strength("contusion_or_abrasion").post_test_percent, 62);
    EXPECT_EQ(strength("cancer_history").post_test_percent, 33);
    EXPECT_EQ(strength("age_over_70").high, 25);
}

TEST(Triage, DeniedFindingsCountAsAskedAndMayNotBeReported) {
    const auto open = red_flags({}), asked = red_flags({}, 40, sex::male, of({"fever", "night_pain"}));
    EXPECT_EQ(open.not_asked, asked.not_asked + 2);
    EXPECT_THROW((void)red_flags(of({"fever"}), 40, sex::male, of({"fever"})), invalid_argument);
    EXPECT_THROW((void)red_flags({}, -1), invalid_argument);
}

}  // namespace
}  // namespace backrisk::history
