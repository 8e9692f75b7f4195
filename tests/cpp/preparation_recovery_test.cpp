// Oracle: naive twins that search the whole past for the last hard day and for each pattern's sessions.
#include "backrisk/core/error.hpp"
#include "backrisk/preparation/recovery.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

using namespace backrisk;
using namespace backrisk::preparation;

TEST(DaysSinceHard, IsItsDefinition) {
    std::mt19937_64 random(3);
    std::vector<double> load(500);
    for (double& x : load) {
        const auto draw = random() % 20;
        x = draw == 0 ? missing_value : draw == 1 ? -5.0 : static_cast<double>(random() % 600);
    }
    const auto fast = days_since_hard(load, 500);
    int known = 0;
    for (std::size_t t = 0; t < load.size(); ++t) {
        std::size_t hard = t + 1;
        while (hard > 0 && !(load[hard - 1] >= 500)) --hard;
        bool certain = hard > 0;
        for (std::size_t d = hard; d <= t; ++d) certain = certain && load[d] >= 0;
        EXPECT_EQ(fast[t].known(), certain) << t;
        if (certain) {
            EXPECT_EQ(fast.value[t], static_cast<double>(t - (hard - 1))) << t;
            ++known;
        } else {
            EXPECT_EQ(fast.reason[t], reason::low_coverage);
        }
    }
    EXPECT_GT(known, 100);
    EXPECT_THROW((void)days_since_hard(load, 0), invalid_argument);
    EXPECT_THROW((void)days_since_hard(load, missing_value), invalid_argument);
}

TEST(PatternRest, ByHand) {
    const std::vector<day_number> day{1, 2, 3, 3, 5, 9, 10, 12};
    const std::vector<std::int32_t> pattern{0, 0, 0, 0, 0, -1, 0, 0};
    const auto rest = pattern_rest(day, pattern, 1);
    EXPECT_EQ(rest.days_since.reason[0], reason::not_applicable);
    EXPECT_EQ(rest.days_since.value[1], 1);
    EXPECT_EQ(rest.days_since.value[3], 1);  // the second session of a day looks at the day before
    EXPECT_EQ(rest.in_a_row.value[3], 3);
    EXPECT_EQ(rest.days_since.value[4], 2);
    EXPECT_EQ(rest.in_a_row.value[4], 1);
    EXPECT_EQ(rest.days_since.reason[5], reason::not_recorded);
    EXPECT_EQ(rest.days_since.reason[6], reason::low_coverage);  // day 9 may have been the same pattern
    EXPECT_EQ(rest.in_a_row.reason[6], reason::low_coverage);
    EXPECT_EQ(rest.days_since.value[7], 2);
}

TEST(PatternRest, IsItsDefinition) {
    std::mt19937_64 random(8);
    std::vector<day_number> day;
    std::vector<std::int32_t> pattern;
    day_number today = 100;
    for (int i = 0; i < 600; ++i) {
        today += static_cast<day_number>(random() % 3);
        day.push_back(today);
        pattern.push_back(static_cast<std::int32_t>(random() % 13) % 4 - (random() % 25 == 0 ? 9 : 0));
        pattern.back() = std::max(pattern.back(), unknown_pattern);
    }
    const auto fast = pattern_rest(day, pattern, 4);
    for (std::size_t i = 0; i < day.size(); ++i) {
        if (pattern[i] == unknown_pattern) {
            EXPECT_EQ(fast.in_a_row.reason[i], reason::not_recorded);
            continue;
        }
        std::set<day_number> trained, hidden;  // days up to today with this pattern, days with an unknown one
        for (std::size_t k = 0; k <= i; ++k) {
            if (pattern[k] == pattern[i]) trained.insert(day[k]);
            if (pattern[k] == unknown_pattern && day[k] < day[i]) hidden.insert(day[k]);
        }
        const auto here = trained.find(day[i]);
        const bool first = here == trained.begin();
        const day_number before = first ? 0 : *std::prev(here);
        if (hidden.upper_bound(before) != hidden.end()) {
            EXPECT_EQ(fast.days_since.reason[i], reason::low_coverage) << i;
        } else if (first) {
            EXPECT_EQ(fast.days_since.reason[i], reason::not_applicable) << i;
        } else {
            EXPECT_EQ(fast.days_since.value[i], day[i] - before) << i;
        }
        day_number start = day[i];
        while (trained.count(start - 1)) --start;
        if (hidden.count(start - 1)) {
            EXPECT_EQ(fast.in_a_row.reason[i], reason::low_coverage) << i;
        } else {
            EXPECT_EQ(fast.in_a_row.value[i], day[i] - start + 1) << i;
        }
    }
    EXPECT_THROW((void)pattern_rest(day, pattern, 3), invalid_argument);
    EXPECT_THROW((void)pattern_rest(std::vector<day_number>{2, 1}, std::vector<std::int32_t>{0, 0}, 1),
                 invalid_argument);
    EXPECT_THROW((void)pattern_rest(day, std::span(pattern).first(3), 4), invalid_argument);
}
