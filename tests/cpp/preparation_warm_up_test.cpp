// Oracle: a naive twin over the raw sessions of each window, and habits whose answer is known.
#include "backrisk/core/error.hpp"
#include "backrisk/preparation/warm_up.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

using namespace backrisk;
using namespace backrisk::preparation;

namespace {

constexpr warm_up_mark yes = warm_up_mark::yes, no = warm_up_mark::no, unknown = warm_up_mark::unknown;

struct answer {
    double share = missing_value, regularity = missing_value, coverage = 0;
    backrisk::reason reason = backrisk::reason::not_applicable;
};

/// The definition on raw rows: all sessions up to the day's end, those of the window picked out.
answer twin(const std::vector<day_number>& day, const std::vector<warm_up_mark>& mark, std::size_t row,
            int window, double min_coverage) {
    int sessions = 0, recorded = 0, warmed = 0, pairs = 0, switches = 0;
    std::optional<warm_up_mark> before;
    for (std::size_t i = 0; i < day.size() && day[i] <= day[row]; ++i) {
        const bool inside = day[i] > day[row] - window;
        sessions += inside;
        if (mark[i] == unknown) continue;
        if (inside) {
            ++recorded;
            warmed += mark[i] == yes;
            pairs += before.has_value();
            switches += before && *before != mark[i];
        }
        before = mark[i];
    }
    answer out;
    if (sessions == 0) return out;
    out.coverage = static_cast<double>(recorded) / sessions;
    out.reason = recorded == 0                 ? reason::not_recorded
                 : out.coverage < min_coverage ? reason::low_coverage
                                               : reason::none;
    if (out.reason != reason::none) return out;
    out.share = static_cast<double>(warmed) / recorded;
    if (pairs > 0) out.regularity = 1 - static_cast<double>(switches) / pairs;
    return out;
}

}  // namespace

TEST(WarmUp, IsItsDefinition) {
    std::mt19937_64 random(9);
    for (const int window : {2, 7, 28}) {
        for (const double min_coverage : {0.0, 0.75}) {
            std::vector<day_number> day;
            std::vector<warm_up_mark> mark;
            day_number today = 20000;
            for (int i = 0; i < 300; ++i) {
                const auto draw = random() % 10;
                today += static_cast<day_number>(draw == 0 ? 40 : draw < 4 ? 0 : draw - 3);
                day.push_back(today);
                mark.push_back(random() % 6 == 0 ? unknown : random() % 2 == 0 ? yes : no);
            }
            const auto fast = warm_up_score(day, mark, {}, {days{window}, 5, min_coverage});
            for (std::size_t i = 0; i < day.size(); ++i) {
                const answer slow = twin(day, mark, i, window, min_coverage);
                EXPECT_EQ(fast.share.reason[i], slow.reason) << i;
                EXPECT_EQ(fast.share.coverage[i], slow.coverage) << i;
                if (slow.reason != reason::none) continue;
                EXPECT_EQ(fast.share.value[i], slow.share) << i;
                EXPECT_EQ(fast.regularity[i].known(), !std::isnan(slow.regularity)) << i;
                if (fast.regularity[i].known()) {
                    EXPECT_EQ(fast.regularity.value[i], slow.regularity) << i;
                }
            }
        }
    }
}

TEST(WarmUp, HabitsAndAlternation) {
    std::vector<day_number> day(20);
    for (std::size_t i = 0; i < day.size(); ++i) day[i] = static_cast<day_number>(i);
    const auto last = [&](auto pattern) {
        std::vector<warm_up_mark> mark(day.size());
        for (std::size_t i = 0; i < mark.size(); ++i) mark[i] = pattern(i);
        const auto score = warm_up_score(day, mark);
        return std::pair{score.share.value.back(), score.regularity.value.back()};
    };
    EXPECT_EQ(last([](std::size_t) { return yes; }), std::pair(1.0, 1.0));
    EXPECT_EQ(last([](std::size_t) { return no; }), std::pair(0.0, 1.0));
    EXPECT_EQ(last([](std::size_t i) { return i % 2 ? yes : no; }), std::pair(0.5, 0.0));
}

TEST(WarmUp, AMissingEntryIsNotASkippedWarmUp) {
    const std::vector<day_number> day{0, 1, 2, 3};
    const std::vector<warm_up_mark> mark{yes, yes, yes, unknown};
    const auto score = warm_up_score(day, mark);
    EXPECT_EQ(score.share.value[3], 1);
    EXPECT_EQ(score.share.coverage[3], 0.75);
    const std::vector<warm_up_mark> nothing(4, unknown);
    EXPECT_EQ(warm_up_score(day, nothing).share.reason[3], reason::not_recorded);
    const std::vector<std::uint8_t> rest(4, 0);
    EXPECT_EQ(warm_up_score(day, mark, rest).share.reason[3], reason::not_applicable);
}

TEST(WarmUp, MarksByMinutesAndByParts) {
    EXPECT_EQ(mark_warm_up(5, 5), yes);
    EXPECT_EQ(mark_warm_up(4.9, 5), no);
    EXPECT_EQ(mark_warm_up(0, 0), yes);
    EXPECT_EQ(mark_warm_up(missing_value, 5), unknown);
    EXPECT_EQ(mark_warm_up(-1, 5), unknown);
    EXPECT_EQ(both(yes, yes), yes);
    EXPECT_EQ(both(yes, unknown), unknown);
    EXPECT_EQ(both(unknown, unknown), unknown);
    for (const auto part : {yes, no, unknown}) {
        EXPECT_EQ(both(no, part), no);
        EXPECT_EQ(both(part, no), no);
    }
}

TEST(WarmUp, RefusesWhatCannotBe) {
    const std::vector<day_number> back{3, 2};
    const std::vector<warm_up_mark> marks{yes, no};
    EXPECT_THROW((void)warm_up_score(back, marks), invalid_argument);
    const std::vector<std::size_t> two_people{0, 1, 2};
    EXPECT_NO_THROW((void)warm_up_score(back, marks, {}, {}, two_people));
    EXPECT_THROW((void)warm_up_score(back, std::span(marks).first(1)), invalid_argument);
    EXPECT_THROW(warm_up_state({.window = days{1}}), invalid_argument);
    EXPECT_THROW(warm_up_state({.minimum_min = -1}), invalid_argument);
    EXPECT_THROW(warm_up_state({.min_coverage = 2}), invalid_argument);
}
