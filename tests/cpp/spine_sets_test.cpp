// Oracle: the published table of exercise loads, a naive twin of every window measure, and the rules of
// missing values.
#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <random>
#include <set>
#include <string>

#include "backrisk/core/error.hpp"
#include "backrisk/spine.hpp"

using namespace backrisk;
using namespace backrisk::spine;

TEST(Exercises, PublishedCompressionsAndTheirStatus) {
    EXPECT_EQ(find_exercise("sit-up straight-leg").compression.value, 3506);
    EXPECT_EQ(find_exercise("curl-up").compression.value, 1991);
    EXPECT_EQ(find_exercise("superman").compression.value, 6000);
    EXPECT_EQ(find_exercise("kettlebell swing").compression.value, 3200);
    EXPECT_EQ(find_exercise("kettlebell swing").compression.at_mass_kg, 16);
    EXPECT_EQ(find_exercise("push-up").compression.from.status, verification::unverified);
    EXPECT_EQ(find_exercise("back squat").compression.reason(), reason::no_source);
    for (const auto& one : exercises) {
        EXPECT_FALSE(one.compression.for_dose && one.compression.from.status == verification::unverified)
            << one.name;
        EXPECT_EQ(one.compression.value == one.compression.value, !one.compression.people.empty())
            << one.name;
        EXPECT_EQ(plain_name(one.name), one.name);
        EXPECT_EQ(exercises[exercise_index(one.name)].name, one.name) << "names are unique";
    }
}

TEST(Exercises, NamesForgiveCaseAndUnderscoresAndOfferTheNearest) {
    EXPECT_EQ(find_exercise(" Back_Squat ").name, "back squat");
    try {
        (void)find_exercise("dedlift");
        FAIL();
    } catch (const invalid_argument& e) {
        EXPECT_NE(std::string(e.what()).find("nearest: deadlift"), std::string::npos) << e.what();
    }
    EXPECT_THROW((void)find_exercise(""), invalid_argument);
}

TEST(Exercises, EveryPatternHasANameAndAnExercise) {
    std::set<std::string_view> names;
    for (const auto pattern : all_patterns) {
        names.insert(to_string(pattern));
        EXPECT_TRUE(std::any_of(exercises.begin(), exercises.end(), [&](const auto& e) {
            return e.pattern == pattern;
        })) << to_string(pattern);
    }
    EXPECT_EQ(names.size(), all_patterns.size());
    EXPECT_EQ(pattern_source.status, verification::assumption);
}

TEST(Exercises, RepetitionsAddUpByPattern) {
    const auto id = [](std::string_view name) { return static_cast<std::int64_t>(exercise_index(name)); };
    const std::int64_t ids[] = {id("deadlift"), id("good morning"), id("plank"), id("deadlift")};
    const double reps[] = {10, 5, 3, missing_value};
    const auto out = repetitions_by_pattern(ids, reps);
    EXPECT_EQ(out.repetitions[static_cast<std::size_t>(movement_pattern::hinge)], 15);
    EXPECT_EQ(out.repetitions[static_cast<std::size_t>(movement_pattern::anti_extension)], 3);
    EXPECT_EQ(std::accumulate(out.repetitions.begin(), out.repetitions.end(), 0.0), 18);
    EXPECT_EQ(out.unknown, 1u);
    const std::int64_t wrong[] = {-1};
    EXPECT_THROW((void)repetitions_by_pattern(wrong, std::span(reps).first(1)), invalid_argument);
}

TEST(SetCompression, MechanicsPublishedOrNothing) {
    const set_options plain;
    const lumbar_body body(body_sex::male, 0.7);
    const muscle_constants muscle(plain.lumbar.muscle);
    const auto of = [&](std::string_view name, double mass, double flexion, double own = 80) {
        return set_compression(find_exercise(name), mass, flexion, own, 1.8, body, muscle, plain);
    };
    const auto modelled =
        lumbar_load({kilograms{80}, metres{1.8}, body_sex::male}, {degrees{60}}, kilograms{100});
    EXPECT_EQ(of("deadlift", 100, 60).value, modelled.compression.value.value());
    EXPECT_LT(of("back squat", 100, 40).value, of("deadlift", 100, 40).value + 1e-9);
    EXPECT_EQ(of("sit-up straight-leg", missing_value, missing_value).value, 3506);
    EXPECT_EQ(of("sit-up straight-leg", 0, missing_value).value, 3506);
    EXPECT_EQ(of("sit-up straight-leg", 10, missing_value).reason, reason::no_source);
    EXPECT_EQ(of("kettlebell swing", 16, missing_value).value, 3200);
    EXPECT_EQ(of("kettlebell swing", 24, missing_value).reason, reason::no_source);
    EXPECT_EQ(of("deadlift", 68, missing_value).reason,
              reason::no_source);  // one man, one model: shown, not used
    EXPECT_EQ(of("push-up", 0, missing_value).reason, reason::no_source);  // remembered: shown, not used
    EXPECT_EQ(of("plank", 0, missing_value).reason, reason::no_source);
    EXPECT_EQ(of("deadlift", -5, 60).reason, reason::out_of_range);
    EXPECT_EQ(of("deadlift", 100, 170).reason, reason::out_of_range);
    EXPECT_EQ(of("deadlift", 100, 60, missing_value).reason, reason::not_recorded);
    EXPECT_EQ(of("deadlift", missing_value, 60).reason, reason::not_recorded);
    set_options assumed;
    assumed.assumed_flexion_deg = 60;
    EXPECT_EQ(
        set_compression(find_exercise("deadlift"), 100, missing_value, 80, 1.8, body, muscle, assumed).value,
        modelled.compression.value.value());
}

namespace {
struct diary {
    std::vector<day_number> set_day, day;
    std::vector<double> mass, reps, flexion;
};
diary random_diary(unsigned seed, double unknown) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    diary d;
    for (day_number day = 0; day < 150; ++day) {
        if (day % 3 == 0 || day == 1) d.day.push_back(day);
        for (int rows = static_cast<int>(uniform(random) * 3); rows > 0; --rows) {
            const auto maybe = [&](double x) { return uniform(random) < unknown ? missing_value : x; };
            d.set_day.push_back(day);
            d.mass.push_back(maybe(uniform(random) < .2 ? 0 : std::floor(uniform(random) * 100)));
            d.reps.push_back(maybe(std::floor(1 + uniform(random) * 12)));
            d.flexion.push_back(maybe(std::floor(uniform(random) * 90)));
        }
    }
    return d;
}
}  // namespace

TEST(Sets, AgreeWithTheNaiveTwin) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        const auto d = random_diary(seed, 0);
        const auto heavy = heaviest_lift(d.set_day, d.mass, d.day);
        const auto lifts = lifts_per_day(d.set_day, d.reps, d.mass, d.day);
        const auto bend = lifting_flexion(d.set_day, d.flexion, d.reps, d.mass, d.day);
        const auto dose = spine_dose(d.set_day, d.reps, d.day);
        for (std::size_t q = 0; q < d.day.size(); ++q) {
            const int recorded = std::min(28, d.day[q] - d.set_day.front() + 1);
            if (recorded < 14) {
                EXPECT_NE(heavy.reason[q], reason::none);
                continue;
            }
            double most = 0, reps = 0, weighted = 0, all = 0;
            for (std::size_t i = 0; i < d.set_day.size(); ++i) {
                if (d.set_day[i] > d.day[q] || d.set_day[i] <= d.day[q] - 28) continue;
                most = std::max(most, d.mass[i]);
                reps += d.mass[i] > 0 ? d.reps[i] : 0;
                weighted += d.mass[i] > 0 ? d.reps[i] * d.flexion[i] : 0;
                all += d.reps[i];
            }
            EXPECT_EQ(heavy.value[q], most);
            EXPECT_DOUBLE_EQ(lifts.value[q], reps / recorded);
            EXPECT_DOUBLE_EQ(bend.value[q], weighted / reps);
            EXPECT_DOUBLE_EQ(dose.value[q], all * 28 / recorded);
            EXPECT_DOUBLE_EQ(heavy.coverage[q], recorded / 28.0);
        }
    }
}

TEST(Sets, MissingIsNotZero) {
    const std::vector<day_number> rows{0, 1, 2, 3}, ask{27, 28, 100};
    const std::vector<double> reps{10, 10, missing_value, 10}, mass{50, 60, 70, 40};
    const auto lifts = lifts_per_day(rows, reps, mass, ask);
    EXPECT_DOUBLE_EQ(lifts.value[0], 40.0 / 28);  // the unknown row counts as the mean of the known
    EXPECT_DOUBLE_EQ(lifts.coverage[0], 0.75);
    EXPECT_EQ(lifts.value[2], 0);  // a recorded month of rest
    const auto heavy = heaviest_lift(rows, mass, ask);
    EXPECT_EQ(heavy.value[0], 70);
    EXPECT_EQ(heavy.value[2], 0);
    const std::vector<double> nothing(4, missing_value);
    EXPECT_EQ(heaviest_lift(rows, nothing, ask).reason[0], reason::not_recorded);
    EXPECT_EQ(lifting_flexion(rows, mass, reps, mass, ask).reason[2], reason::not_applicable);
    EXPECT_EQ(heaviest_lift({}, {}, ask).reason[0], reason::not_recorded);
    const std::vector<day_number> early{-5, 2, 13};
    const auto young = heaviest_lift(rows, mass, early);
    EXPECT_EQ(young.reason[0], reason::not_recorded);
    EXPECT_EQ(young.reason[1], reason::low_coverage);
    EXPECT_EQ(young.reason[2], reason::none);
    EXPECT_EQ(heaviest_lift(rows, mass, early, {.recorded_from = -30}).reason[0], reason::none);
}

TEST(Sets, BadColumnsAreRefused) {
    const std::vector<day_number> rows{0, 2, 1}, ask{5};
    const std::vector<double> mass{1, 2, 3};
    EXPECT_THROW((void)heaviest_lift(rows, mass, ask), invalid_argument);
    EXPECT_THROW((void)heaviest_lift(std::span(rows).first(2), mass, ask), invalid_argument);
    EXPECT_THROW((void)heaviest_lift({}, {}, rows), invalid_argument);
    EXPECT_THROW((void)heaviest_lift({}, {}, ask, {.window_days = 0}), invalid_argument);
    EXPECT_THROW((void)heaviest_lift({}, {}, ask, {.min_coverage = 2}), invalid_argument);
}

TEST(Technique, FlexionFactorPassesThroughItsMeans) {
    const flexion_fatigue means;
    EXPECT_EQ(flexion_damage_factor(0, means).value, 1);
    EXPECT_NEAR(flexion_damage_factor(22.5, means).value, 8253. / 3257, 1e-12);
    EXPECT_NEAR(flexion_damage_factor(45, means).value, 8253. / 263, 1e-10);
    EXPECT_EQ(flexion_damage_factor(-10, means).value, 1);
    EXPECT_EQ(flexion_damage_factor(46, means).reason, reason::out_of_range);
    EXPECT_EQ(flexion_damage_factor(missing_value, means).reason, reason::not_recorded);
    for (double a = 0; a < 45; a += 2.5)
        EXPECT_LT(flexion_damage_factor(a, means).value, flexion_damage_factor(a + 2.5, means).value);
    EXPECT_EQ(means.from.status, verification::unverified);
}

TEST(Technique, ScoreIsATenthOfTheRating) {
    EXPECT_EQ(technique_score(0).value, 0);
    EXPECT_EQ(technique_score(7).value, 0.7);
    EXPECT_EQ(technique_score(10).value, 1);
    EXPECT_EQ(technique_score(10.5).reason, reason::out_of_range);
    EXPECT_EQ(technique_score(missing_value).reason, reason::not_recorded);
}

TEST(Technique, PublishedTradeOffHasBothSigns) {  // von Arx 2021: no technique is better in everything
    EXPECT_LT(stoop_minus_squat.compression_high, 0);
    EXPECT_GT(stoop_minus_squat.shear_low, 0);
    EXPECT_LT(stoop_minus_squat.lumbosacral_shear_high, 0);
    EXPECT_EQ(stoop_minus_squat.from.status, verification::verified);
}
