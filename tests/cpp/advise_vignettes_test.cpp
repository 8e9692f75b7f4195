// Oracle: python/backrisk/words/vignettes.csv, situations with bounds that were written down before the
// rules; and order properties over all exercises and all conditions.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>

#include "backrisk/advise.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::advise;
using history::finding;
using history::triage_level;

const rule_book book;

std::vector<std::string> cells(const std::string& line, char sign) {
    std::vector<std::string> found(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == sign && !quoted)
            found.emplace_back();
        else
            found.back() += c;
    }
    return found;
}
std::vector<std::string> list(const std::string& text) {
    return text.empty() ? std::vector<std::string>{} : cells(text, '|');
}

struct vignette {
    std::string id;
    std::vector<finding> findings;
    history::gate_input who;
    triage_level least, most;
    std::vector<std::string> at_most_modify, at_least_modify, not_now;
};

symptom_set symptoms_in(const std::string& text) {
    symptom_set set;
    for (const auto& one : list(text)) set.set(static_cast<std::size_t>(*find_name<symptom>(one)));
    return set;
}

/// "discectomy.since_days=42", "aortic_aneurysm.reviewed=yes", "x.since=2015-01-01" (on 2026-11-29).
void tell(std::vector<finding>& findings, history::gate_input& who, const std::string& fact) {
    const auto dot = fact.find('.'), sign = fact.find('=');
    if (fact.substr(0, dot) == "pain") {
        who.pain_onset_days = std::stoi(fact.substr(sign + 1));
        return;
    }
    const auto condition = history::parse_condition(fact.substr(0, dot));
    const auto what = fact.substr(dot + 1, sign - dot - 1), value = fact.substr(sign + 1);
    for (auto& one : findings) {
        if (one.condition != condition) continue;
        if (what == "onset_days") one.onset_days = std::stoi(value);
        if (what == "since_days") one.since_days = std::stoi(value);
        if (what == "since")
            one.since_days = static_cast<int>((2026 - std::stoi(value.substr(0, 4))) * 365.25);
        if (what == "reviewed") one.reviewed = value == "yes";
        if (what == "reviewed_days") {
            one.reviewed = true;
            one.reviewed_days = std::stoi(value);
        }
        return;
    }
    FAIL() << fact << ": the condition is not reported";
}

std::vector<vignette> vignettes() {
    std::ifstream file(std::string(BACKRISK_TEST_ROOT) + "/python/backrisk/words/vignettes.csv");
    std::vector<vignette> all;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto c = cells(line, ',');
        vignette one{c[0], {}, {}, {}, {}, list(c[9]), list(c[10]), list(c[11])};
        for (const auto& name : list(c[2])) one.findings.push_back({history::parse_condition(name)});
        one.who.symptoms = symptoms_in(c[3]);
        one.who.age_years = std::stod(c[4]);
        one.who.sex = parse<sex>("vignettes", "sex", c[5]);
        for (const auto& fact : list(c[6])) tell(one.findings, one.who, fact);
        one.least = parse<triage_level>("vignettes", "level_min", c[7]);
        one.most = parse<triage_level>("vignettes", "level_max", c[8]);
        all.push_back(one);
    }
    return all;
}

TEST(Vignettes, EveryOneWithinItsBounds) {
    const auto all = vignettes();
    ASSERT_GE(all.size(), 23U + 30U);
    for (auto one : all) {
        one.who.findings = one.findings;
        const auto said = exercises_for(one.who, book.rules());
        EXPECT_GE(said.triage.level, one.least) << one.id << " " << to_string(said.triage.level);
        EXPECT_LE(said.triage.level, one.most) << one.id << " " << to_string(said.triage.level);
        const auto on = [&](const std::string& name) {
            return said.exercises[advise::exercise_index(name)].then;
        };
        for (const auto& name : one.at_most_modify) EXPECT_LE(on(name), verdict::modify) << one.id << name;
        for (const auto& name : one.at_least_modify) EXPECT_GE(on(name), verdict::modify) << one.id << name;
        for (const auto& name : one.not_now) EXPECT_EQ(on(name), verdict::not_now) << one.id << name;
    }
}

/// A person at random: up to four findings, two symptoms, any age.
struct drawn {
    std::vector<finding> findings;
    history::gate_input who;
};
drawn draw(std::mt19937& random) {
    drawn one;
    for (auto k = random() % 4; k-- > 0;) {
        finding found{random() % history::condition_count};
        if (random() % 2 == 0) found.onset_days = static_cast<int>(random() % 40);
        if (random() % 3 == 0) found.since_days = static_cast<int>(random() % 900);
        if (random() % 3 == 0) found.reviewed = true;
        if (found.reviewed && random() % 2 == 0) found.reviewed_days = static_cast<int>(random() % 40);
        one.findings.push_back(found);
    }
    for (auto k = random() % 3; k-- > 0;) one.who.symptoms.set(random() % symptom_count);
    one.who.age_years = random() % 4 == 0 ? missing_value : static_cast<double>(random() % 95);
    one.who.sex = enum_values<sex>[random() % 3];
    if (random() % 3 == 0) one.who.pain_onset_days = static_cast<int>(random() % 60);
    return one;
}
person_advice asked(drawn& one, dispute lead = dispute::guideline) {
    one.who.findings = one.findings;
    return exercises_for(one.who, book.rules(), lead);
}
void expect_never_milder(const person_advice& more, const person_advice& less, const std::string& what) {
    ASSERT_GE(more.triage.level, less.triage.level) << what;
    for (std::size_t i = 0; i < guidances.size(); ++i)
        ASSERT_GE(more.exercises[i].then, less.exercises[i].then) << what << ": " << guidances[i].exercise;
}

TEST(Verdicts, WhatDemandsMoreIsNeverJudgedMilder) {
    std::mt19937 random(3);
    std::vector<drawn> people;
    for (std::size_t i = 0; i < history::condition_count; ++i) {  // every condition, with pain and without
        drawn one;
        one.findings.push_back({i});
        people.push_back(one);
        one.who.symptoms.set(static_cast<std::size_t>(symptom::pain));
        people.push_back(one);
    }
    for (int k = 0; k < 300; ++k) people.push_back(draw(random));
    for (const dispute lead : enum_values<dispute>)
        for (auto& one : people) {
            const auto said = asked(one, lead);
            for (std::size_t i = 0; i < guidances.size(); ++i)
                for (std::size_t j = 0; j < guidances.size(); ++j) {
                    if (!guidances[i].demands_at_least(guidances[j])) continue;
                    ASSERT_GE(said.exercises[i].then, said.exercises[j].then)
                        << guidances[i].exercise << " against " << guidances[j].exercise;
                }
        }
}

TEST(Monotone, AFurtherFindingPainOrNewnessIsNeverMilder) {
    std::mt19937 random(5);
    for (int round = 0; round < 800; ++round) {
        drawn base = draw(random);
        const auto before = asked(base);
        drawn more = base;
        const auto extra = random() % history::condition_count;
        more.findings.push_back({extra});
        expect_never_milder(asked(more), before, std::string(history::conditions[extra].name));
        drawn sore = base;
        sore.who.symptoms.set(random() % symptom_count);
        expect_never_milder(asked(sore), before, "symptom");
        drawn later = base;  // the pain began later, or nobody has said when it began
        if (base.who.pain_onset_days) {
            *later.who.pain_onset_days /= 2;
            expect_never_milder(asked(later), before, "newer pain");
        }
        drawn calm = base;
        calm.who.symptoms.reset();
        calm.who.pain_onset_days.reset();
        expect_never_milder(before, asked(calm), "less pain");
        drawn worse = sore;
        worse.who.symptoms.set(static_cast<std::size_t>(symptom::severe_pain));
        expect_never_milder(asked(worse), asked(sore), "severe pain");
        if (base.findings.empty()) continue;
        drawn newer = base;
        auto& one = newer.findings[random() % newer.findings.size()];
        one.onset_days = history::began(one) ? *history::began(one) / 2 : 0;
        expect_never_milder(asked(newer), before,
                            "newer " + std::string(history::conditions[one.condition].name));
    }
}

TEST(Monotone, AReviewIsNeverStricter) {
    std::mt19937 random(6);
    for (int round = 0; round < 800; ++round) {
        drawn base = draw(random);
        if (base.findings.empty()) continue;
        drawn seen = base;
        auto& one = seen.findings[random() % seen.findings.size()];
        if (one.reviewed) continue;
        one.reviewed = true;
        if (random() % 2 == 0) one.reviewed_days = static_cast<int>(random() % 40);
        expect_never_milder(asked(base), asked(seen),
                            "unreviewed " + std::string(history::conditions[one.condition].name));
    }
}

TEST(Gate, NobodyIsScoredWhomTheModelWasNotMadeFor) {
    const auto score = [](std::initializer_list<finding> findings, double age, bool episode = false) {
        history::gate_input who;
        who.findings = findings;
        who.age_years = age;
        who.inside_episode = episode;
        return history::red_flags(who).score;
    };
    using enum history::eligibility;
    const auto pregnancy_ = history::condition_index("pregnancy"),
               birth = history::condition_index("postpartum");
    EXPECT_EQ(score({}, 17.9), under_18);
    EXPECT_EQ(score({}, 18), eligible);
    EXPECT_EQ(score({}, missing_value), eligible);
    EXPECT_EQ(score({{pregnancy_}}, 30), pregnancy);
    EXPECT_EQ(score({{birth, {}, 30}}, 30), postpartum);
    EXPECT_EQ(score({{birth}}, 30), postpartum);
    EXPECT_EQ(score({{birth, {}, 200}}, 30), eligible);
    EXPECT_EQ(score({}, 30, true), inside_episode);
    EXPECT_EQ(score({{history::condition_index("saddle_numbness"), 2}}, 30), red_flag);
    EXPECT_EQ(history::reason_of(under_18), reason::under_age);
}

}  // namespace
