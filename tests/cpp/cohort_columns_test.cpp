// Oracle: the state of one person, fed a day at a time; bit for bit.
#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "backrisk/cohort.hpp"

using namespace backrisk;
using cohort::fast;

namespace {

/// A diary with rests, ties, nothing but rest for a while, and missing days of each kind where wanted.
cohort::diary diary_of(std::size_t days, double missing, unsigned seed) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> share(0, 1);
    std::uniform_int_distribution<int> minutes(0, 180);
    cohort::diary d;
    d.first = {20000};
    d.starts = {0, days};
    const auto maybe = [&](double x, double odds) { return share(engine) < odds ? missing_value : x; };
    for (std::size_t i = 0; i < days; ++i) {
        const bool rest = share(engine) < 0.3 || (i > 50 && i < 90);
        const double amount = rest ? 0 : minutes(engine) + share(engine);
        d.load.push_back(maybe(5 * amount, missing));
        d.longest.push_back(maybe(amount, missing));
        d.minutes.push_back(maybe(amount * 1.5, missing));
        d.sleep_hours.push_back(i < 40 ? missing_value : maybe(5 + 4 * share(engine), 0.3));
        d.mood.push_back(maybe(share(engine), 0.3));
    }
    return d;
}

void expect_the_bits_of_a_stream(const cohort::diary& d, const cohort::daily_options& options) {
    cohort::person_columns columns(options);
    columns.build(d, 0);
    ASSERT_EQ(columns.size(), d.rows());
    cohort::daily_features state(options);
    std::array<double, cohort::fast_count> x{};
    for (std::size_t i = 0; i < d.rows(); ++i) {
        state.update(d.record(i));
        state.values(x);
        for (std::size_t f = 0; f < cohort::fast_count; ++f) {
            if (f == at(fast::recency_days)) continue;
            const double got =
                columns.given(static_cast<fast>(f)) ? columns.column(static_cast<fast>(f))[i] : missing_value;
            if (std::isnan(x[f])) {
                ASSERT_TRUE(std::isnan(got)) << cohort::fast_names[f] << " on day " << i;
                continue;
            }
            ASSERT_EQ(std::bit_cast<std::uint64_t>(got), std::bit_cast<std::uint64_t>(x[f]))
                << cohort::fast_names[f] << " on day " << i << ": " << got << ' ' << x[f];
        }
    }
}

}  // namespace

TEST(PersonColumns, AreTheBitsOfAStreamForCompleteAndPatchyDiaries) {
    unsigned seed = 0;
    for (const std::size_t days : {1UL, 2UL, 6UL, 7UL, 28UL, 29UL, 30UL, 31UL, 57UL, 200UL})
        for (const double missing : {0.0, 0.05, 0.6})
            for (const double floor : {0.0, 0.5, 0.8, 1.0}) {
                cohort::daily_options options;
                options.min_coverage = floor;
                expect_the_bits_of_a_stream(diary_of(days, missing, ++seed), options);
            }
}

TEST(PersonColumns, CanBeReusedForALongerAndAShorterDiary) {
    cohort::person_columns columns;
    const auto is_fresh = [&](const cohort::diary& d) {
        columns.build(d, 0);
        cohort::person_columns fresh;
        fresh.build(d, 0);
        for (std::size_t i = 0; i < d.rows(); ++i) {
            EXPECT_EQ(columns.known()[i], fresh.known()[i]) << i;
            if (std::isnan(fresh.column(fast::session_spike)[i])) continue;
            EXPECT_EQ(columns.column(fast::session_spike)[i], fresh.column(fast::session_spike)[i]) << i;
        }
    };
    is_fresh(diary_of(100, 0, 1));
    is_fresh(diary_of(300, 0, 2));
    is_fresh(diary_of(40, 0.2, 3));
    is_fresh(diary_of(60, 0, 4));
}

TEST(PersonColumns, OfPeopleTogetherAreThoseOfEachAlone) {
    cohort::diary all;
    const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    std::vector<cohort::diary> each;
    for (const std::size_t days : {60UL, 5UL, 200UL, 31UL, 100UL, 40UL, 13UL}) {
        each.push_back(
            diary_of(days, each.size() == 2 || each.size() == 5 ? 0.1 : 0.0, static_cast<unsigned>(days)));
        if (each.size() == 4) each.back().minutes.assign(days, missing_value);
        const cohort::diary& one = each.back();
        append(all.load, one.load);
        append(all.longest, one.longest);
        append(all.minutes, one.minutes);
        append(all.sleep_hours, one.sleep_hours);
        append(all.mood, one.mood);
        all.first.push_back(one.first[0]);
        all.starts.push_back(all.starts.back() + days);
    }
    cohort::person_columns together, alone;
    together.open(all, 0, static_cast<cohort::person_index>(each.size()));
    for (std::size_t p = 0; p < each.size(); ++p) {
        together.build(static_cast<cohort::person_index>(p));
        alone.build(each[p], 0);
        ASSERT_EQ(together.size(), alone.size());
        ASSERT_EQ(together.known(), alone.known()) << p;
        for (std::size_t f = 0; f < cohort::fast_count; ++f)
            for (std::size_t i = 0; i < alone.size(); ++i) {
                if ((alone.known()[i] >> f & 1) == 0) continue;
                const auto one = static_cast<fast>(f);
                ASSERT_EQ(together.column(one)[i], alone.column(one)[i]) << cohort::fast_names[f] << ' ' << i;
            }
    }
    EXPECT_EQ(alone.known().back() >> at(fast::acute_chronic_ratio) & 1, 0) << "13 days are too few";
}
