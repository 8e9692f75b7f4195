// Oracles: published post-test probabilities, the order of levels as a property, and cases written down
// before.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "backrisk/core/error.hpp"
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

triage ask(std::vector<finding> findings, bool pain = true, double age = missing_value,
           sex who = sex::unspecified) {
    gate_input input;
    input.findings = findings;
    if (pain) input.symptoms.set(static_cast<std::size_t>(symptom::pain));
    input.age_years = age;
    input.sex = who;
    return red_flags(input);
}
triage ask(std::initializer_list<std::string_view> names, bool pain = true, double age = missing_value,
           sex who = sex::unspecified) {
    return ask(undated(of(names)), pain, age, who);
}

TEST(Triage, LevelsByHandWithPain) {
    const auto level = [](std::initializer_list<std::string_view> names, double age = missing_value,
                          sex who = sex::unspecified) { return ask(names, true, age, who).level; };
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
    EXPECT_EQ(level({"fever"}), triage_level::prompt_review);
    EXPECT_EQ(level({"iv_drug_use", "immunosuppression"}), triage_level::prompt_review);
    EXPECT_EQ(level({"fever", "immunosuppression"}), triage_level::same_day);
    EXPECT_EQ(level({"extension_related_pain"}, 30), triage_level::discuss);
    EXPECT_EQ(level({"extension_related_pain"}, 19), triage_level::prompt_review);
    EXPECT_EQ(level({"pulsatile_abdominal_mass"}), triage_level::emergency);
    EXPECT_EQ(level({"anticoagulants"}), triage_level::none_reported);
    EXPECT_EQ(level({"anticoagulants", "minor_trauma"}), triage_level::same_day);
}

TEST(Triage, FlagsOfFractureCancerAndInfectionHoldForPeopleWithPain) {
    for (const auto& rule : red_flag_rules) {
        const bool measured_in_pain = rule.about == concern::fracture || rule.about == concern::cancer ||
                                      rule.about == concern::infection;
        if (!measured_in_pain) continue;
        finding one{rule.condition};
        EXPECT_LE(ask(std::vector{one}, false).level, ask(std::vector{one}, true).level)
            << conditions[rule.condition].name;
    }
    for (const auto* quiet : {"osteoporosis", "cancer_history", "steroid_use", "prolonged_steroids", "fever"})
        EXPECT_EQ(ask({quiet}, false).level, triage_level::none_reported) << quiet;
    EXPECT_EQ(ask({}, false, 75).level, triage_level::none_reported);
}

TEST(Triage, NewnessAndReviewDecideAboutCaudaEquinaAndMotorLoss) {
    for (const auto* name : {"saddle_numbness", "new_bladder_dysfunction", "bowel_incontinence", "foot_drop",
                             "urinary_incontinence", "leg_weakness", "bilateral_sciatica"}) {
        const auto at = parse_condition(name);
        EXPECT_EQ(ask(std::vector{finding{at, 2}}).level, triage_level::emergency) << name;
        EXPECT_EQ(ask(std::vector{finding{at, 14}}).level, triage_level::emergency) << name;
        EXPECT_LE(ask(std::vector{finding{at, 900}}).level, triage_level::prompt_review) << name;
        EXPECT_LE(ask(std::vector{finding{at, 900, {}, true}}).level, triage_level::discuss) << name;
        EXPECT_LE(ask(std::vector{finding{at, {}, {}, true}}).level, triage_level::discuss) << name;
        // seen a week before it began: not seen
        EXPECT_EQ(ask(std::vector{finding{at, 2, {}, true, 9}}).level, triage_level::emergency) << name;
    }
}

TEST(Triage, EveryLevelCanBeReviewed) {
    for (const auto& rule : red_flag_rules) {
        if (conditions[rule.condition].kind == condition_kind::context) continue;
        const auto seen = ask(std::vector{finding{rule.condition, 400, {}, true, 30}}, false, 40);
        EXPECT_LE(seen.level, triage_level::discuss) << conditions[rule.condition].name;
    }
    // a review that came after the pain began has seen the pain
    gate_input input;
    const std::vector known{finding{parse_condition("aortic_aneurysm"), {}, 900, true, 10}};
    input.findings = known;
    input.symptoms.set(static_cast<std::size_t>(symptom::pain));
    EXPECT_GE(red_flags(input).level, triage_level::same_day);
    input.pain_onset_days = 60;
    EXPECT_LE(red_flags(input).level, triage_level::discuss);
    input.pain_onset_days = 3;
    EXPECT_GE(red_flags(input).level, triage_level::same_day);
}

TEST(Triage, EveryMemberOfACombinationCanCount) {
    condition_set ruled;
    for (const auto& rule : red_flag_rules) ruled.set(rule.condition);
    for (const auto& one : flag_combinations()) {
        EXPECT_TRUE(((one.members | one.needed) & ~ruled).none()) << one.id;
        EXPECT_GE(one.with_pain, one.without_pain) << one.id;
        // all that it names, reported without a date, is heard
        std::vector<finding> all;
        double age = 40;
        for (std::size_t i = 0; i < condition_count; ++i)
            if ((one.members | one.needed)[i] && conditions[i].kind != condition_kind::context)
                all.push_back({i});
        for (const auto& [name, years] : {std::pair{"age_under_18", 12.0},
                                          {"age_under_20", 18.0},
                                          {"age_over_50", 55.0},
                                          {"age_over_60", 65.0},
                                          {"age_over_70", 75.0}})
            if ((one.members | one.needed)[parse_condition(name)]) age = years;
        const auto answer = ask(all, true, age);
        EXPECT_NE(std::ranges::find(answer.flags, one.id, &raised_flag::finding), answer.flags.end())
            << one.id;
    }
}

TEST(Triage, AReviewOfAStandingRiskHasNotSeenWhatComesLater) {
    const auto with = [](const char* risk, const char* event, bool seen = false) {
        finding later{parse_condition(event), 1};
        later.reviewed = seen;
        return ask(std::vector{finding{parse_condition(risk), {}, {}, true, 60}, later}).level;
    };
    EXPECT_EQ(with("anticoagulants", "minor_trauma"), triage_level::same_day);
    EXPECT_EQ(with("ankylosing_spondylitis", "minor_trauma"), triage_level::same_day);
    EXPECT_EQ(with("diabetes", "fever"), triage_level::same_day);
    EXPECT_EQ(with("osteoporosis", "minor_trauma"), triage_level::prompt_review);
    EXPECT_LE(with("anticoagulants", "minor_trauma", true), triage_level::discuss);
    EXPECT_LE(with("diabetes", "fever", true), triage_level::discuss);
    // two standing risks that were reviewed, and nothing new
    EXPECT_LE(ask(std::vector{finding{parse_condition("osteoporosis"), {}, {}, true, 60}}, true, 78).level,
              triage_level::discuss);
}

TEST(Triage, AReviewFromBeforeThePainHasNotSeenIt) {
    gate_input who;
    who.symptoms.set(static_cast<std::size_t>(symptom::pain));
    const std::vector known{finding{parse_condition("cancer_history"), {}, {}, true, 200}};
    who.findings = known;
    EXPECT_EQ(red_flags(who).level, triage_level::discuss);  // nobody said when the pain began
    who.pain_onset_days = 9;
    EXPECT_EQ(red_flags(who).level, triage_level::prompt_review);
    who.pain_onset_days = 300;
    EXPECT_EQ(red_flags(who).level, triage_level::none_reported);
    // strength is not shown by pain: a stable foot drop stays a condition
    const std::vector drop{finding{parse_condition("foot_drop"), 1100, {}, true, 200}};
    who.findings = drop;
    who.pain_onset_days = 9;
    EXPECT_EQ(red_flags(who).level, triage_level::discuss);
}

TEST(Triage, AnAliasNeverChangesTheMeaning) {
    EXPECT_NE(parse_condition("urinary incontinence"), parse_condition("bladder_incontinence"));
    EXPECT_NE(parse_condition("lumbar_stress_fracture"), parse_condition("spondylolysis"));
    EXPECT_NE(parse_condition("recent_surgery"), parse_condition("recent_spinal_procedure"));
    EXPECT_NE(parse_condition("weight_loss"), parse_condition("unexplained_weight_loss"));
    EXPECT_NE(parse_condition("cancer"), parse_condition("cancer_history"));
    EXPECT_EQ(conditions[parse_condition("knee arthroscopy")].name, "knee_surgery");
    // a caesarean is a birth, and an operation on the abdomen
    const auto birth = ask(std::vector{finding{parse_condition("c_section"), {}, 35}}, false);
    EXPECT_EQ(birth.score, eligibility::postpartum);
    EXPECT_TRUE(birth.known[parse_condition("abdominal_surgery")]);
    // pain that a name says is pain
    EXPECT_TRUE(ask({"facet_joint_pain"}, false).pain);
    EXPECT_FALSE(ask({"facet_arthritis"}, false).pain);
    EXPECT_THROW((void)parse_condition("contusion"), invalid_argument);  // where? over the spine is a sign
    // a stress fracture of the foot says nothing about arching the back
    EXPECT_TRUE(ask({"metatarsal_stress_fracture"}).known[parse_condition("leg_stress_active")]);
    EXPECT_FALSE(ask({"metatarsal_stress_fracture"}).known[parse_condition("bone_stress_active")]);
    EXPECT_FALSE(ask({"knee_arthroscopy"}).known[parse_condition("spinal_surgery_undated")]);
    EXPECT_TRUE(ask({"microdiscectomy"}).known[parse_condition("spinal_surgery_undated")]);
}

TEST(Triage, EveryLevelHasAReasonOfThatLevel) {
    for (std::size_t i = 0; i < condition_count; ++i) {
        const auto answer = ask(std::vector{finding{i}}, i % 2 == 0);
        if (answer.level == triage_level::none_reported) {
            EXPECT_TRUE(answer.flags.empty()) << conditions[i].name;
        } else {
            ASSERT_FALSE(answer.flags.empty());
            EXPECT_EQ(answer.flags.front().level, answer.level);
            EXPECT_FALSE(answer.flags.front().from.citation.empty());
        }
    }
}

TEST(Triage, PublishedPostTestProbabilitiesOfDownie2013) {
    const auto answer =
        ask({"prolonged_steroids", "severe_trauma", "contusion_or_abrasion", "cancer_history"}, true, 75);
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
    gate_input open, asked;
    asked.denied = of({"fever", "night_pain"});
    EXPECT_EQ(red_flags(open).not_asked, red_flags(asked).not_asked + 2);
    const auto fever = undated(of({"fever"}));
    asked.findings = fever;
    EXPECT_THROW((void)red_flags(asked), invalid_argument);
    const auto narrow = undated(of({"adolescent_idiopathic_scoliosis"}));
    gate_input wide;
    wide.findings = narrow;
    wide.denied.set(parse_condition("scoliosis"));
    EXPECT_THROW((void)red_flags(wide), invalid_argument);
    EXPECT_THROW((void)ask(std::vector{finding{condition_count}}), invalid_argument);
    EXPECT_THROW((void)ask({}, true, -1), invalid_argument);
    EXPECT_THROW((void)ask(std::vector{finding{0, -1}}), invalid_argument);
}

TEST(ConditionRecord, DatesForTheGateComeFromThePastOnly) {
    const auto drop = parse_condition("foot_drop");
    const condition_record record({{drop, dated_condition::always, dated_condition::lasting, 100, 120},
                                   {parse_condition("discectomy"), 50}});
    EXPECT_EQ(record.findings_at(99).size(), 1U);
    EXPECT_EQ(record.findings_at(103).front(), (finding{drop, 3}));
    EXPECT_EQ(record.findings_at(121).front(), (finding{drop, 21, {}, true, 1}));
    EXPECT_EQ(record.findings_at(60).front().since_days, 10);
}

}  // namespace
}  // namespace backrisk::history
