// Competing ends and the log-rank test on six rows worked out by hand.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/incidence.hpp"
#include "backrisk/fit/log_rank.hpp"

namespace backrisk::fit {
namespace {

constexpr std::array<double, 6> stop{2, 3, 3, 5, 8, 9};
constexpr std::array<std::int64_t, 6> cause{1, 2, 0, 1, 0, 2};
constexpr std::array<double, 6> event{1, 1, 0, 1, 0, 1};

survival_rows six() {
    survival_rows rows;
    rows.stop = stop, rows.event = event;
    new (&rows.x) Eigen::Map<const row_matrix>(nullptr, 6, 0);
    return rows;
}

TEST(Incidence, ByHand) {
    const auto found = cumulative_incidence(six(), cause, 2);
    const std::vector<double> time{2, 3, 5, 9}, at_risk{6, 5, 3, 1};
    EXPECT_EQ(found.time, time);
    EXPECT_EQ(found.at_risk, at_risk);
    const std::vector<double> want{1.0 / 6, 0, 1.0 / 6, 1.0 / 6, 7.0 / 18, 1.0 / 6, 7.0 / 18, 11.0 / 18};
    for (std::size_t k = 0; k < want.size(); ++k) EXPECT_NEAR(found.incidence[k], want[k], 1e-15);
    EXPECT_NEAR(found.variance[0], 5.0 / 216, 1e-15);  // a binomial share of six
    EXPECT_NEAR(found.survival.back(), 0, 1e-15);
}

TEST(Incidence, WithoutCensoringItIsABinomialShare) {
    constexpr std::array<std::int64_t, 6> all{1, 2, 1, 1, 2, 1};
    constexpr std::array<double, 6> ends{1, 1, 1, 1, 1, 1};
    survival_rows rows = six();
    rows.event = ends;
    const auto found = cumulative_incidence(rows, all, 2);
    for (std::size_t k = 0; k < found.time.size(); ++k)
        for (std::size_t c = 0; c < 2; ++c) {
            double share = 0;
            for (std::size_t i = 0; i < 6; ++i)
                if (stop[i] <= found.time[k] && all[i] == static_cast<std::int64_t>(c) + 1) share += 1.0 / 6;
            EXPECT_NEAR(found.incidence[2 * k + c], share, 1e-14);
            EXPECT_NEAR(found.variance[2 * k + c], share * (1 - share) / 6, 1e-14);
        }
}

TEST(Incidence, RefusesACauseWithoutAnEvent) {
    constexpr std::array<std::int64_t, 6> wrong{1, 2, 1, 1, 0, 2}, beyond{1, 3, 0, 1, 0, 2};
    EXPECT_THROW((void)cumulative_incidence(six(), wrong, 2), invalid_argument);
    EXPECT_THROW((void)cumulative_incidence(six(), beyond, 2), invalid_argument);
    EXPECT_THROW((void)cumulative_incidence(six(), std::span{cause}.first(5), 2), invalid_argument);
}

TEST(LogRank, ByHand) {
    constexpr std::array<double, 6> times{2, 3, 4, 5, 8, 9}, died{1, 1, 1, 1, 0, 1};
    constexpr std::array<std::int64_t, 6> group{0, 0, 1, 0, 1, 1};
    survival_rows rows = six();
    rows.stop = times, rows.event = died;
    const auto found = log_rank(rows, group, 2);
    const double expected = 3.0 / 6 + 2.0 / 5 + 1.0 / 4 + 1.0 / 3, more = 3 - expected;
    const double variance = 9.0 / 36 + 6.0 / 25 + 3.0 / 16 + 2.0 / 9;
    EXPECT_NEAR(found.observed[0], 3, 1e-15);
    EXPECT_NEAR(found.expected[0], expected, 1e-14);
    EXPECT_NEAR(found.chi_square, more * more / variance, 1e-13);
    EXPECT_EQ(found.degrees, 1);
    EXPECT_THROW((void)log_rank(rows, group, 1), invalid_argument);
    EXPECT_THROW((void)log_rank(rows, group, 2, -1), invalid_argument);
    EXPECT_THROW((void)log_rank(rows, group, 2, std::numeric_limits<double>::quiet_NaN()), invalid_argument);
}

}  // namespace
}  // namespace backrisk::fit
