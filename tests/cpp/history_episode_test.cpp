// Oracles: a naive replay that looks at raw episodes day by day, and cases worked by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <new>
#include <random>

#include "backrisk/core/error.hpp"
#include "backrisk/history/episode_columns.hpp"

namespace {
std::size_t allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace backrisk::history {
namespace {

episode lasting(day_number onset, std::optional<day_number> recovered, severity how = severity::any,
                region where = region::low_back) {
    return {onset, recovered, how, where};
}

/// Everything from the raw list, without prefix sums: what a person with a calendar would do.
episode_state replay(std::vector<episode> all, day_number day, const episode_rules& rules) {
    std::erase_if(all, [&](const episode& e) { return e.onset > day; });
    std::ranges::stable_sort(all, {}, &episode::onset);
    const auto covers = [&](const episode& e, day_number d) {
        return e.onset <= d && (!e.recovered || d < *e.recovered);
    };
    std::vector<episode> back;
    episode_state now;
    for (const auto& e : all) {
        if (e.where == region::elsewhere) {
            now.other_pain = now.other_pain || covers(e, day);
        } else if (counts(rules.outcome, e.how)) {
            back.push_back(e);
        }
    }
    now.since_recovery = std::numeric_limits<double>::infinity();
    if (back.empty()) return now;
    for (day_number d = -100; d <= day; ++d) {
        const bool inside = std::ranges::any_of(back, [&](const auto& e) { return covers(e, d); });
        if (inside && d < day) ++now.days_in_episode;
        if (d == day) now.open = inside;
    }
    for (std::size_t i = 0; i < back.size(); ++i) {
        bool fresh = true;
        for (std::size_t j = 0; j < i; ++j)
            fresh = fresh && back[j].recovered && back[i].onset != back[j].onset &&
                    back[i].onset - *back[j].recovered >= rules.merge_gap_days;
        now.episodes += fresh;
    }
    day_number last = -1000;
    for (const auto& e : back)
        if (e.recovered) last = std::max(last, std::min(*e.recovered, day));
    now.since_recovery = now.open ? measured(reason::not_at_risk) : measured(day - last);
    now.at_risk = !now.open && day - last >= rules.washout_days;
    return now;
}

TEST(EpisodeHistory, AgreesWithAReplayOfTheRawListOnEveryDay) {
    std::mt19937 random(7);
    const auto draw = [&](int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(random);
    };
    for (int person = 0; person < 200; ++person) {
        std::vector<episode> all;
        for (int i = draw(0, 6); i > 0; --i) {
            const day_number onset = draw(0, 60);
            auto one = lasting(onset, onset + draw(0, 15), static_cast<severity>(draw(0, 2)),
                               static_cast<region>(draw(0, 1)));
            if (draw(0, 5) == 0) one.recovered.reset();
            all.push_back(one);
        }
        const episode_rules rules{static_cast<outcome>(draw(0, 2)), draw(0, 10), draw(0, 8)};
        const episode_history history(all, rules);
        auto cursor = history.start();
        for (day_number day = -3; day < 90; ++day) {
            const auto want = replay(all, day, rules);
            for (const auto& got : {history.at(day), cursor.at(day)}) {
                ASSERT_EQ(got.episodes, want.episodes) << person << " " << day;
                ASSERT_EQ(got.open, want.open);
                ASSERT_EQ(got.at_risk, want.at_risk);
                ASSERT_EQ(got.days_in_episode, want.days_in_episode);
                ASSERT_EQ(got.other_pain, want.other_pain);
                ASSERT_EQ(got.since_recovery.reason, want.since_recovery.reason);
                if (!want.open) {
                    ASSERT_EQ(got.since_recovery.value, want.since_recovery.value);
                }
            }
        }
    }
}

TEST(EpisodeHistory, TheFutureIsInvisible) {
    const std::vector<episode> past{lasting(10, 20), lasting(40, 50)};
    auto future = past;
    future.push_back(lasting(46, 60));  // begins after day 45
    future[1].recovered = 70;           // recovers later than recorded before
    const auto a = episode_history(past).at(45), b = episode_history(future).at(45);
    EXPECT_EQ(a.episodes, b.episodes);
    EXPECT_EQ(a.open, b.open);
    EXPECT_EQ(a.days_in_episode, b.days_in_episode);
    EXPECT_EQ(a.last_duration, b.last_duration);
}

TEST(EpisodeHistory, WashOutAndRecoveryByHand) {
    const episode_history history(std::vector{lasting(100, 110)}, {.washout_days = 14});
    EXPECT_TRUE(history.at(99).at_risk);
    EXPECT_TRUE(std::isinf(history.at(99).since_recovery.value));
    EXPECT_TRUE(history.at(100).open);
    EXPECT_EQ(history.at(109).since_recovery.reason, reason::not_at_risk);
    EXPECT_EQ(history.at(110).since_recovery.value, 0);
    EXPECT_FALSE(history.at(123).at_risk);
    EXPECT_TRUE(history.at(124).at_risk);
    EXPECT_EQ(history.at(500).last_duration, 10);
}

TEST(EpisodeHistory, GapsMergeAndOverlapsAreReported) {
    const std::vector all{lasting(30, 40), lasting(0, 10), lasting(35, 38), lasting(60, 65)};
    const episode_history apart(all, {.merge_gap_days = 20}), merged(all, {.merge_gap_days = 21});
    EXPECT_EQ(apart.at(100).episodes, 3);
    EXPECT_EQ(merged.at(100).episodes, 1);
    EXPECT_EQ(merged.at(100).last_duration, 65);
    EXPECT_EQ(merged.at(100).days_in_episode, 25);
    ASSERT_EQ(apart.overlapping().size(), 1u);
    EXPECT_EQ(apart.overlapping()[0], 2u);
}

TEST(EpisodeHistory, ReadingAllocatesNothing) {
    const episode_history history(std::vector{lasting(10, 20), lasting(50, 60)});
    const auto before = allocations;
    auto cursor = history.start();
    double sum = 0;
    for (day_number day = 0; day < 100; ++day) sum += cursor.at(day).episodes + history.at(day).episodes;
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(sum, 2 * (90 + 50));
    const std::vector<int> counted(10);
    EXPECT_GT(allocations, before);
}

TEST(EpisodeHistory, CursorMayGoBack) {
    const episode_history history(std::vector{lasting(10, 20), lasting(50, 60)});
    auto cursor = history.start();
    EXPECT_EQ(cursor.at(70).episodes, 2);
    EXPECT_EQ(cursor.at(15).episodes, 1);
    EXPECT_EQ(cursor.at(5).episodes, 0);
    EXPECT_EQ(cursor.at(55).episodes, 2);
}

TEST(EpisodeHistory, RefusesARecoveryBeforeTheOnset) {
    try {
        episode_history(std::vector{lasting(10, 9)});
        FAIL();
    } catch (const invalid_argument& error) {
        EXPECT_STREQ(error.what(), "episode_history: recovered is 9, but must be on or after the onset");
    }
    EXPECT_THROW(episode_history({}, {.washout_days = -1}), invalid_argument);
}

TEST(EpisodeColumns, EachPersonSeesOnlyTheirOwnEpisodes) {
    const std::vector<day_number> onset{5, 1, 3}, recovered{8, timeline::never, 4}, days{6, 2, 2, 10};
    const std::vector<std::uint8_t> severity{0, 0, 0}, elsewhere{0, 0, 1};
    const std::vector<std::size_t> starts{0, 1, 3, 3}, day_starts{0, 1, 3, 4};
    const auto got = episode_states({onset, recovered, severity, elsewhere, starts}, days, day_starts);
    EXPECT_EQ(got.episodes, (std::vector<double>{1, 1, 1, 0}));
    EXPECT_EQ(got.open, (std::vector<std::uint8_t>{1, 1, 1, 0}));
    EXPECT_THROW((void)episode_states({onset, recovered, severity, elsewhere, starts}, days, starts),
                 invalid_argument);
}

TEST(EpisodeColumns, AnImpossibleRowSetsItsPersonAside) {
    const std::vector<day_number> onset{5, 9, timeline::never}, recovered{7, 8, timeline::never},
        days{20, 20, 20};
    const std::vector<std::uint8_t> zero{0, 0, 0};
    const std::vector<std::size_t> starts{0, 1, 2, 3};
    const auto got = episode_states({onset, recovered, zero, zero, starts}, days, starts);
    EXPECT_EQ(got.set_aside, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(got.reason, (std::vector{reason::none, reason::invalid_input, reason::invalid_input}));
    EXPECT_EQ(got.episodes[0], 1);
    EXPECT_TRUE(std::isnan(got.episodes[1]) && std::isnan(got.days_in_episode[2]));
    EXPECT_FALSE(got.at_risk[1]);
}

TEST(Region, NamesOfTheLowBackAndTheNearestNameOfATypingError) {
    for (const auto* name : {"low_back", "Lumbar", "back", "lower back", "Low-Back"})
        EXPECT_EQ(parse_region(name), region::low_back) << name;
    EXPECT_EQ(parse_region("knee"), region::elsewhere);
    try {
        (void)parse_region("lwo back");
        FAIL();
    } catch (const invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("nearest: low_back"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace backrisk::history
