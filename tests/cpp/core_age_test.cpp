// Age in completed calendar years. Oracle: the calendar of <chrono>, and days counted by hand.
#include <gtest/gtest.h>

#include "backrisk/core/age.hpp"

namespace backrisk {
namespace {

day_number day(int year, unsigned month, unsigned of) { return to_number(make_day(year, month, of)); }

TEST(CompletedYears, ABirthdayIsTheDayOnWhichAYearIsComplete) {
    const day_number born = day(1990, 2, 1);
    EXPECT_EQ(completed_years(born, day(2026, 1, 31)), 35);
    EXPECT_EQ(completed_years(born, day(2026, 2, 1)), 36);
    EXPECT_EQ(completed_years(born, born), 0);
    EXPECT_EQ(completed_years(born, born - 1), -1);
}

TEST(CompletedYears, WhoWasBornOnALeapDayCompletesAYearOnTheFirstOfMarch) {
    const day_number born = day(2000, 2, 29);
    EXPECT_EQ(completed_years(born, day(2001, 2, 28)), 0);
    EXPECT_EQ(completed_years(born, day(2001, 3, 1)), 1);
    EXPECT_EQ(completed_years(born, day(2004, 2, 28)), 3);
    EXPECT_EQ(completed_years(born, day(2004, 2, 29)), 4);
    EXPECT_EQ(anniversary(born, 1), day(2001, 3, 1));
}

// Twin: count the anniversaries that have passed.
TEST(CompletedYears, CountsTheAnniversariesOfFiftyThousandDays) {
    for (const day_number born : {day(1960, 1, 1), day(1972, 2, 29), day(1999, 12, 31), day(1980, 7, 15)}) {
        int years = 0;
        for (day_number now = born; now < born + 50000; ++now) {
            if (now == anniversary(born, years + 1)) ++years;
            ASSERT_EQ(completed_years(born, now), years) << now;
        }
    }
}

}  // namespace
}  // namespace backrisk
