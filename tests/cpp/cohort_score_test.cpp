// Oracles: the single-row `risk::assess`, another thread count, the stream, and the simulation's own truth.
#include <gtest/gtest.h>

#include <cmath>

#include "backrisk/cohort.hpp"
#include "backrisk/core/error.hpp"

using namespace backrisk;

namespace {

const risk::model& literature() {
    static const risk::model m = risk::literature_model();
    return m;
}

const cohort::simulated& clinic() {
    static const cohort::simulated s =
        cohort::simulate(literature(), {.people = 40, .days = 200, .missing_share = 0.3});
    return s;
}

cohort::score_options everything() {
    cohort::score_options options;
    options.scored = cohort::scored_days::all;
    options.contributions = true;
    return options;
}

}  // namespace

TEST(CohortScore, EveryRowIsWhatTheSingleRowAssessmentSays) {
    const cohort::data data(clinic().tables);
    const auto all = cohort::score(literature(), data, everything());
    const std::size_t factors = literature().factors.size();
    std::size_t compared = 0;
    for (std::size_t i = 0; i < all.size(); i += 23) {
        const auto day = cohort::row_of(literature(), data, all.person[i], all.day[i]);
        EXPECT_EQ(day.reason == reason::none, all.reason[i] == reason::none);
        if (all.reason[i] != reason::none) {
            EXPECT_TRUE(std::isnan(all.risk[i]));
            continue;
        }
        const auto one = risk::assess(literature(), day.row);
        EXPECT_NEAR(all.risk[i], one.risk, 1e-12);
        EXPECT_NEAR(all.low[i], one.low, 1e-12);
        EXPECT_NEAR(all.high[i], one.high, 1e-12);
        EXPECT_NEAR(all.coverage[i], one.coverage, 1e-12);
        double sum = 0;
        for (std::size_t k = 0; k < factors; ++k) {
            const double part = all.contributions[k * all.size() + i];
            EXPECT_NEAR(part, one.contributions[k].log_hazard, 1e-12) << one.contributions[k].factor;
            sum += part;
        }
        EXPECT_NEAR(std::log(all.hazard_ratio[i]), sum, 1e-12);
        ++compared;
    }
    EXPECT_GT(compared, 200u);
}

TEST(CohortScore, ThreadsAndChoiceOfDaysDoNotChangeABit) {
    const cohort::data data(clinic().tables);
    auto options = everything();
    const auto one = cohort::score(literature(), data, options);
    options.threads = 3;
    const auto three = cohort::score(literature(), data, options);
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    for (std::size_t i = 0; i < one.size(); ++i) {
        ASSERT_TRUE(same(one.risk[i], three.risk[i]));
        ASSERT_TRUE(same(one.high[i], three.high[i]));
    }
    options.scored = cohort::scored_days::last;
    const auto last = cohort::score(literature(), data, options);
    ASSERT_EQ(last.size(), data.people());
    for (std::size_t p = 0; p < data.people(); ++p)
        ASSERT_TRUE(same(last.risk[p], one.risk[data.days().starts[p + 1] - 1]));
    options.scored = cohort::scored_days::listed;
    options.listed = {data.first_day(0) - 5, data.first_day(0) + 50, data.last_day(0) + 1};
    const auto some = cohort::score(literature(), data, options);
    ASSERT_EQ(some.size(), 3 * data.people());
    for (std::size_t p = 0; p < data.people(); ++p) {
        EXPECT_EQ(some.reason[3 * p], reason::unmonitored);
        EXPECT_EQ(some.reason[3 * p + 2], reason::unmonitored);
        EXPECT_EQ(some.day[3 * p + 1], options.listed[1]);
        ASSERT_TRUE(same(some.risk[3 * p + 1], one.risk[data.days().starts[p] + 50]));
    }
}

TEST(CohortScore, TheStreamGivesTheBitsOfTheBatch) {
    const cohort::data data(clinic().tables);
    const auto all = cohort::score(literature(), data, everything());
    for (cohort::person_index p = 0; p < data.people(); p += 7) {
        cohort::stream person(literature(), {});
        std::size_t next = 0;
        std::vector<history::episode> reported;
        for (std::size_t i = data.days().starts[p]; i < data.days().starts[p + 1]; ++i) {
            const auto day = data.first_day(p) + static_cast<day_number>(i - data.days().starts[p]);
            for (const auto& one : data.episodes(p))
                if (std::ranges::find(reported, one) == reported.end() && one.onset <= day) {
                    person.report(one);
                    reported.push_back(one);
                }
            for (; next < data.facts(p).size() && data.facts(p)[next].day <= day; ++next)
                person.set(data.fact_names()[data.facts(p)[next].name], data.facts(p)[next].value);
            person.advance(day, data.days().record(i));
            const auto now = person.score();
            ASSERT_EQ(now.reason, all.reason[i]);
            if (now.reason != reason::none) continue;
            ASSERT_EQ(now.risk, all.risk[i]);
            ASSERT_EQ(now.low, all.low[i]);
            ASSERT_EQ(now.high, all.high[i]);
            ASSERT_EQ(now.coverage, all.coverage[i]);
        }
    }
    cohort::stream person(literature(), {});
    person.advance(100, {});
    EXPECT_THROW(person.advance(100, {}), invalid_argument);
    EXPECT_THROW(person.set("height", 1), invalid_argument);
}

TEST(CohortScore, TheFutureIsInvisible) {
    cohort::tables cut = clinic().tables;
    const day_number today = cut.people.monitored_from[0] + 120;
    for (auto& to : cut.people.monitored_to) to = today;
    const cohort::data until(cut), whole(clinic().tables);
    const auto early = cohort::score(literature(), until, everything());
    cohort::score_options options = everything();
    const auto late = cohort::score(literature(), whole, options);
    for (std::size_t p = 0; p < until.people(); ++p)
        for (std::size_t d = 0; d <= 120; ++d) {
            const double a = early.risk[until.days().starts[p] + d],
                         b = late.risk[whole.days().starts[p] + d];
            ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << p << ' ' << d;
        }
}

TEST(Simulate, SameSeedSameCohortAndTheEventsFollowTheTrueHazard) {
    const auto again = cohort::simulate(literature(), {.people = 40, .days = 200, .missing_share = 0.3});
    EXPECT_EQ(again.tables.sessions.duration_min, clinic().tables.sessions.duration_min);
    EXPECT_EQ(again.tables.episodes.onset, clinic().tables.episodes.onset);
    const auto big = cohort::simulate(literature(), {.people = 400, .days = 365, .seed = 3});
    double expected = 0;
    for (const double hazard : big.truth.mean_hazard) expected += std::isnan(hazard) ? 0 : hazard;
    expected *=
        static_cast<double>(big.truth.days_at_risk) / 400;  // near enough for a check within Poisson noise
    EXPECT_NEAR(static_cast<double>(big.truth.events), expected, 4 * std::sqrt(expected) + 0.05 * expected);
    EXPECT_THROW((void)cohort::simulate(literature(), {.people = 0}), invalid_argument);
    EXPECT_THROW((void)cohort::simulate(literature(), {.missing_share = 1.5}), invalid_argument);
}
