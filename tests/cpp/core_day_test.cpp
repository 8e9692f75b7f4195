// Oracle: the proleptic Gregorian calendar of <chrono>, published epoch days, and refusals by rule.
#include <gtest/gtest.h>

#include "backrisk/core.hpp"
#include "backrisk/core/error.hpp"

using namespace backrisk;

TEST(Day, CountsFromTheEpochAsArrowDate32) {
    EXPECT_EQ(to_number(make_day(1970, 1, 1)), 0);
    EXPECT_EQ(to_number(make_day(2000, 2, 29)), 11016);  // RFC 3339 day of 2000-02-29
    EXPECT_EQ(to_string(to_day(11016)), "2000-02-29");
}

TEST(Day, ParsingInvertsPrintingForTwoCenturies) {
    for (day_number d = to_number(first_calendar_day); d <= to_number(last_calendar_day); d += 17)
        EXPECT_EQ(to_number(parse_day(to_string(to_day(d)))), d);
    EXPECT_EQ(parse_day(to_string(last_calendar_day)), last_calendar_day);
}

TEST(Day, RefusesWhatItWouldHaveToGuess) {
    for (const char* text : {"",
                             "01.02.2026",
                             "1/2/2026",
                             "2026-2-01",
                             "2026-02-30",
                             "2026-13-01",
                             "2026-02-01T00",
                             "20260201  ",
                             "2o26-02-01",
                             "20260201",
                             "2026",
                             "2026-02",
                             "today",
                             "2026-W05-1",
                             "2026-032",
                             "1899-12-31",
                             "2101-01-01",
                             "9026-01-01",
                             "-2026-02-01",
                             "2026-02-01T24:00",
                             "2026-02-01T12:60",
                             "2026-02-01T12:00:61",
                             "2026-02-01T12:00+24",
                             "2026-02-01T12:00Z+01",
                             "2026-02-01T12:00+01:",
                             "2026-02-01T12:00.",
                             " 2026-02-01"})
        EXPECT_THROW((void)parse_day(text), invalid_argument) << text;
    EXPECT_THROW((void)make_day(2025, 2, 29), invalid_argument);
}

TEST(Day, ATimeIsADayOnItsOwnClock) {
    for (const char* text : {"2025-07-06", "2025-07-06T00:30", "2025-07-06 00:30:02", "2025-07-06T00:30:02.5",
                             "2025-07-06T00:30:02,123456Z", "2025-07-06T00:30+02:00", "2025-07-06T23:30-0500",
                             "2025-07-06t00:30:60z", "2025-07-06T00:30 +02", "2025-07-06T00:30:00+0200"})
        EXPECT_EQ(to_string(parse_day(text)), "2025-07-06") << text;
}

TEST(Quantity, UnitSystemsMeetAtTheirDefinitions) {
    EXPECT_EQ(kilograms{pounds{100}}.value(), 45.359237);
    EXPECT_EQ(centimetres{inches{10}}.value(), 25.4);
    EXPECT_DOUBLE_EQ((metres{feet{5}} + metres{inches{11}}).value(), 1.8034);
    EXPECT_DOUBLE_EQ(newton_metres{foot_pounds{1}}.value(), 1.3558179483314004);
    EXPECT_DOUBLE_EQ(radians{degrees{180}}.value(), std::numbers::pi);
    EXPECT_EQ(minutes{std::chrono::hours{2}}.count(), 120);
}

static_assert(!std::is_convertible_v<pounds, metres>, "units of different dimensions must not mix");
static_assert(!std::is_convertible_v<double, kilograms>, "a bare number has no unit");

TEST(Error, NamesFunctionArgumentValueAndRule) {
    try {
        check_positive("load::ewma", "span", -7);
        FAIL();
    } catch (const invalid_argument& e) {
        EXPECT_STREQ(e.what(), "load::ewma: span is -7, but must be finite and positive");
    }
    const data_error bad({"sessions.csv", 12, "rpe"}, "11", "must lie between 0 and 10");
    EXPECT_STREQ(bad.what(), "sessions.csv, row 12, column rpe: 11: must lie between 0 and 10");
    EXPECT_EQ(bad.where().row, 12);
}

TEST(Error, NanNeverPassesACheck) {
    EXPECT_THROW(check_positive("f", "x", missing_value), invalid_argument);
    EXPECT_THROW(check_non_negative("f", "x", missing_value), invalid_argument);
    EXPECT_THROW(check_between("f", "x", missing_value, 0, 1), invalid_argument);
}

TEST(Parallel, BlocksCoverEveryIndexOnceForAnyThreadCount) {
    for (const int threads : {1, 2, 7})
        for (const std::size_t count : {0u, 1u, 63u, 64u, 65u, 1000u}) {
            std::vector<int> seen(count, 0);
            for_each_block(count, 64, threads, [&](std::size_t a, std::size_t b) {
                for (std::size_t i = a; i < b; ++i) ++seen[i];
            });
            EXPECT_EQ(seen, std::vector<int>(count, 1));
        }
}

TEST(Parallel, TheFirstExceptionComesBack) {
    EXPECT_THROW(for_each_block(100, 1, 2, [](std::size_t, std::size_t) { throw data_error("bad"); }),
                 data_error);
}
