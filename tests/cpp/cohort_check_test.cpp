// Oracle: a clean clinic has no findings; each case breaks one rule by hand and must be found at its place,
// once.
#include "backrisk/cohort/check.hpp"
#include "backrisk/core/error.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

namespace backrisk::cohort {
namespace {

constexpr day_number monday = 20000;

/// Two people, forty sessions each on every second day, one row in every other table.
tables clinic() {
    tables all;
    all.people.id = {"ann", "bob"};
    all.people.female = {1, 0};
    all.people.birth = {monday - 30 * 365, no_day};
    all.people.age_years = {missing_value, 40};
    all.people.height_m = {1.7, 1.8};
    all.people.mass_kg = {65, 80};
    all.people.smoker = {0, 1};
    all.people.monitored_from = {monday, monday};
    all.people.monitored_to = {monday + 90, monday + 90};
    auto& s = all.sessions;
    for (person_index p = 0; p < 2; ++p)
        for (int i = 0; i < 40; ++i) {
            s.person.push_back(p);
            s.day.push_back(monday + 2 * i);
            s.duration_min.push_back(55 + i % 5);
            s.rpe.push_back(4 + i % 3);
            s.load.push_back(missing_value);
            s.warm_up_min.push_back(10);
            s.planned.push_back(0);
        }
    all.sets = {{0}, {monday}, {"deadlift"}, {3}, {5}, {80}, {40}};
    all.tests = {{0}, {monday}, {"hamstring_rom"}, {side::left}, {80}};
    all.wellness = {{0}, {monday}, {8}, {0.7}, {0}};
    all.conditions = {{1}, {"disc_bulge"}, {monday - 100}, {no_day}, {}, {}, {1}};
    all.episodes = {{1, 1}, {monday + 5, monday + 50}, {monday + 9, no_day}, {"low_back", ""}, {"any", ""}};
    all.sessions_taken = all.sets_taken = all.wellness_taken = all.episodes_taken = true;
    return all;
}

constexpr day_number today = monday + 100;

std::vector<finding> check_clinic(const tables& all) { return check(all, {.today = today}); }

TEST(Check, FindsNothingInACleanClinic) { EXPECT_TRUE(check_clinic(clinic()).empty()); }

struct rule_case {
    const char* name;
    std::function<void(tables&)> spoil;
    finding_level level;
    const char* table;
    std::int64_t row;
    const char* column;
    const char* rule;  // a part of it
};

class CheckRule : public testing::TestWithParam<rule_case> {};

TEST_P(CheckRule, IsFoundOnceAtItsPlace) {
    tables all = clinic();
    GetParam().spoil(all);
    auto found = check_clinic(all);
    // Minutes that look like hours are said beside the jump.
    std::erase_if(found, [](const finding& one) {
        return std::string_view(GetParam().name) == "UnitJump" &&
               one.rule.find("look like hours") != std::string::npos;
    });
    ASSERT_EQ(found.size(), 1u) << (found.size() > 1 ? found[1].rule : "");
    EXPECT_EQ(found[0].level, GetParam().level);
    EXPECT_EQ(found[0].table, GetParam().table);
    EXPECT_EQ(found[0].row, GetParam().row);
    EXPECT_EQ(found[0].column, GetParam().column);
    EXPECT_NE(found[0].rule.find(GetParam().rule), std::string::npos) << found[0].rule;
}

/// What is set aside no longer breaks the rule: cleaning once is enough, and warnings stay.
TEST_P(CheckRule, IsGoneAfterCleaningWhenItIsAnError) {
    tables all = clinic();
    GetParam().spoil(all);
    const auto found = check_clinic(all);
    for (const finding& left : check_clinic(clean(std::move(all), found))) {
        const bool consequence = left.rule.find("counts as missing") != left.rule.npos ||
                                 left.rule.find("inside another") != left.rule.npos;
        EXPECT_TRUE(GetParam().level == finding_level::warning || consequence) << left.rule;
    }
}

void repeat_session(tables& all, int times) {
    for (int i = 0; i < times; ++i) {
        all.sessions.person.push_back(0);
        all.sessions.day.push_back(monday + 1);
        all.sessions.duration_min.push_back(60 + i);
        all.sessions.rpe.push_back(5);
        all.sessions.load.push_back(missing_value);
        all.sessions.warm_up_min.push_back(0);
        all.sessions.planned.push_back(0);
    }
}

constexpr auto error = finding_level::error, warning = finding_level::warning;

const rule_case cases[] = {
    // people
    {"NoId",
     [](tables& t) {
         t.people.id.push_back("");
         for_each_column(t.people, [](auto& c) { c.resize(3, c[0]); });
         t.people.id[2] = "";
     },
     error, "people", 3, "person_id", "must be given"},
    {"SameId", [](tables& t) { for_each_column(t.people, [](auto& c) { c.push_back(c[0]); }); }, error,
     "people", 3, "person_id", "unique"},
    {"Centimetres", [](tables& t) { t.people.height_m[0] = 170; }, error, "people", 1, "height_m",
     "centimetres"},
    {"Feet", [](tables& t) { t.people.height_m[0] = 5.6; }, error, "people", 1, "height_m", "feet"},
    {"Pounds", [](tables& t) { t.people.mass_kg[1] = 198; }, error, "people", 2, "mass_kg", "pounds"},
    {"NegativeMass", [](tables& t) { t.people.mass_kg[1] = -80; }, error, "people", 2, "mass_kg",
     "between 10 and 350"},
    {"OldAge", [](tables& t) { t.people.age_years[1] = 400; }, error, "people", 2, "age_years",
     "between 3 and 115"},
    {"BornLater", [](tables& t) { t.people.birth[0] = monday + 1; }, error, "people", 1, "birth_date",
     "not after"},
    {"BornTooEarly", [](tables& t) { t.people.birth[0] = monday - 200 * 365; }, error, "people", 1,
     "birth_date", "115 years"},
    {"Smoker", [](tables& t) { t.people.smoker[0] = 20; }, error, "people", 1, "smoker", "between 0 and 1"},
    {"EndsBeforeStart", [](tables& t) { t.people.monitored_to[0] = monday - 1; }, error, "people", 1,
     "monitored_to", "before monitored_from"},
    // sessions
    {"UnknownPerson", [](tables& t) { t.sessions.person[3] = no_person; }, error, "sessions", 4, "person_id",
     "a person of the table people"},
    {"NoDate", [](tables& t) { t.sessions.day[3] = no_day; }, error, "sessions", 4, "date", "must be given"},
    {"Future",
     [](tables& t) {
         t.people.monitored_to[0] = today + 1;
         t.sessions.day[39] = today + 1;
     },
     error, "sessions", 40, "date", "after today"},
    {"Rpe11",
     [](tables& t) {
         t.sessions.rpe[7] = 11;
         t.sessions.load[7] = 300;
     },
     error, "sessions", 8, "rpe", "between 0 and 10"},
    {"NegativeLoad", [](tables& t) { t.sessions.load[7] = -1; }, error, "sessions", 8, "load",
     "not negative"},
    {"InfiniteLoad", [](tables& t) { t.sessions.load[7] = std::numeric_limits<double>::infinity(); }, error,
     "sessions", 8, "load", "finite"},
    {"LongDuration",
     [](tables& t) {
         t.sessions.duration_min[7] = 1441;
         t.sessions.load[7] = 300;
     },
     error, "sessions", 8, "duration_min", "1440"},
    {"NoLoad", [](tables& t) { t.sessions.rpe[7] = missing_value; }, warning, "sessions", 8, "load",
     "missing"},
    {"WarmUp", [](tables& t) { t.sessions.warm_up_min[7] = 90; }, warning, "sessions", 8, "warm_up_min",
     "longer"},
    {"Outside", [](tables& t) { t.people.monitored_to[1] = monday + 77; }, warning, "sessions", 80, "date",
     "span"},
    {"Doubles",
     [](tables& t) {
         t.sessions.day[1] = t.sessions.day[0];
         t.sessions.duration_min[1] = 55;
         t.sessions.rpe[1] = 4;
     },
     warning, "sessions", 1, "", "doubles"},
    {"Many", [](tables& t) { repeat_session(t, 51); }, warning, "sessions", 81, "date", "50 sessions a day"},
    {"Gap",
     [](tables& t) {
         for (std::size_t i = 20; i < 40; ++i) t.sessions.day[i] += 28;
         t.people.monitored_to[0] = monday + 100;
         for (std::size_t i = 33; i < 40; ++i) t.sessions.day[i] = monday + 60;
         for (std::size_t i = 20; i < 40; ++i)
             t.sessions.day[i] = monday + 67 + static_cast<day_number>(i % 20);
     },
     warning, "sessions", 21, "date", "28 days without"},
    {"Outlier", [](tables& t) { t.sessions.load[7] = 9000; }, warning, "sessions", 8, "load", "far above"},
    {"UnitJump",
     [](tables& t) {
         t.sessions.person.assign(80, 0);
         t.people.monitored_to[1] = no_day;
         t.people.monitored_from[1] = no_day;
         for (std::size_t i = 0; i < 80; ++i) {
             t.sessions.day[i] = monday + static_cast<day_number>(i);
             t.sessions.load[i] = 300;
             if (i < 30) t.sessions.duration_min[i] = 1, t.sessions.warm_up_min[i] = 0;
         }
     },
     warning, "sessions", 31, "duration_min", "unit"},
    {"Hours",
     [](tables& t) {
         for (double& x : t.sessions.duration_min) x /= 60;
         for (double& x : t.sessions.warm_up_min) x = 0;
     },
     warning, "sessions", 0, "duration_min", "hours"},
    {"NoSessions", [](tables& t) { t.sessions = {}; }, warning, "sessions", 0, "", "no rows"},
    // the other tables
    {"Flexion", [](tables& t) { t.sets.trunk_flexion_deg[0] = 400; }, error, "sets", 1, "trunk_flexion_deg",
     "180"},
    {"Exercise", [](tables& t) { t.sets.exercise[0] = "dedlift"; }, warning, "sets", 1, "exercise",
     "nearest: deadlift"},
    {"TestName", [](tables& t) { t.tests.test[0] = "hamstring"; }, error, "tests", 1, "test",
     "nearest: hamstring_rom"},
    {"TestValue", [](tables& t) { t.tests.value[0] = 800; }, error, "tests", 1, "value",
     "between 0 and 150 deg"},
    {"TestSide", [](tables& t) { t.tests.on[0] = side::none; }, warning, "tests", 1, "side", "left or right"},
    {"SetOutside", [](tables& t) { t.sets.day[0] = monday - 1; }, warning, "sets", 1, "date", "span"},
    {"NightOutside", [](tables& t) { t.wellness.day[0] = monday + 91; }, warning, "wellness", 1, "date",
     "span"},
    {"Mood", [](tables& t) { t.wellness.mood[0] = 3; }, error, "wellness", 1, "mood", "between 0 and 1"},
    {"Sleep", [](tables& t) { t.wellness.sleep_hours[0] = 480; }, error, "wellness", 1, "sleep_hours",
     "24 hours"},
    {"TwoMornings", [](tables& t) { for_each_column(t.wellness, [](auto& c) { c.push_back(c[0]); }); },
     warning, "wellness", 2, "date", "repeats a day"},
    {"Condition", [](tables& t) { t.conditions.condition[0] = "disc_buldge"; }, error, "conditions", 1,
     "condition", "nearest: disc_bulge"},
    {"Until", [](tables& t) { t.conditions.until[0] = monday - 200; }, error, "conditions", 1, "until",
     "before since"},
    {"Onset", [](tables& t) { t.episodes.onset[0] = no_day; }, error, "episodes", 1, "onset",
     "must be given"},
    {"Recovered", [](tables& t) { t.episodes.recovered[1] = monday + 40; }, error, "episodes", 2, "recovered",
     "before the onset"},
    {"Region", [](tables& t) { t.episodes.region[0] = "low_bakc"; }, error, "episodes", 1, "region",
     "nearest: low_back"},
    {"Severity", [](tables& t) { t.episodes.severity[0] = "bad"; }, error, "episodes", 1, "severity",
     "one of any"},
    {"Overlap", [](tables& t) { t.episodes.recovered[0] = monday + 60; }, warning, "episodes", 2, "onset",
     "inside another"},
};
INSTANTIATE_TEST_SUITE_P(All, CheckRule, testing::ValuesIn(cases),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(Check, HoursBesideOthersNameThePerson) {
    tables all = clinic();
    for (int copy = 0; copy < 2; ++copy) {
        all.people.id.push_back("more" + std::to_string(copy));
        for (std::size_t i = 0; i < 40; ++i) {
            for_each_column(all.sessions, [&](auto& column) { column.push_back(column[i]); });
            all.sessions.person.back() = static_cast<person_index>(2 + copy);
        }
    }
    for_each_column(all.people, [](auto& column) { column.resize(4, column[0]); });
    for (std::size_t i = 0; i < 40; ++i) all.sessions.duration_min[i] = 1, all.sessions.warm_up_min[i] = 0;
    const auto found = check_clinic(all);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].person, "ann");
    EXPECT_NE(found[0].rule.find("hours beside the other people's"), std::string::npos) << found[0].rule;
}

TEST(Check, RefusesTablesThatAreNotTables) {
    tables all = clinic();
    all.sessions.rpe.pop_back();
    EXPECT_THROW(static_cast<void>(check(all)), invalid_argument);
    all = clinic();
    all.sessions.person[0] = 2;
    EXPECT_THROW(static_cast<void>(check(all)), invalid_argument);
}

TEST(Check, OfNothingSaysSo) {
    tables all;
    all.sessions_taken = true;
    const auto found = check(all);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].rule, "has no rows");
}

TEST(Clean, MakesTheWrongValueMissingAndKeepsTheRow) {
    tables all = clinic();
    all.sessions.rpe[7] = 11;
    const auto found = check_clinic(all);
    const tables after = clean(all, found);
    EXPECT_EQ(after.sessions.size(), all.sessions.size());
    EXPECT_TRUE(std::isnan(after.sessions.rpe[7]));
    EXPECT_EQ(after.sessions.rpe[8], all.sessions.rpe[8]);
}

TEST(Clean, ASecondRowOfAPersonGoesAndAllTablesFollow) {
    tables all = clinic();  // ann, ann, bob: bob moves to position 1, rows of the second ann go to the first
    for_each_column(all.people, [](auto& column) { column.insert(column.begin() + 1, column[0]); });
    for (auto& p : all.sessions.person) p = p == 1 ? 2 : 1;
    for_each_diary(all, [](std::string_view name, auto& table) {
        if (name != "sessions")
            for (auto& p : table.person) p = p == 1 ? 2 : 0;
    });
    const tables after = clean(all, check_clinic(all));
    EXPECT_EQ(after.people.id, (std::vector<std::string>{"ann", "bob"}));
    EXPECT_EQ(after.sessions.person, clinic().sessions.person);
    EXPECT_EQ(after.conditions.person, clinic().conditions.person);
    EXPECT_EQ(after.people.age_years[1], 40);
}

TEST(Clean, LeavesOutRowsWithoutAPlace) {
    tables all = clinic();
    all.sessions.person[0] = no_person;
    all.sessions.day[1] = no_day;
    const tables after = clean(all, check_clinic(all));
    EXPECT_EQ(after.sessions.size(), 78u);
    EXPECT_EQ(after.sessions.day[0], monday + 4);
}

TEST(Clean, BlankNamesMeanTheDefault) {
    const tables after = clean(clinic(), {});
    EXPECT_EQ(after.episodes.region[1], "low_back");
    EXPECT_EQ(after.episodes.severity[1], "any");
}

}  // namespace
}  // namespace backrisk::cohort
