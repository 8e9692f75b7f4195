// Oracle: a naive two-pass twin on the raw past, and invariance under the scale and the sign of an item.
#include "backrisk/core/error.hpp"
#include "backrisk/preparation/readiness.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace backrisk;
using namespace backrisk::preparation;

namespace {

std::vector<double> ratings(unsigned seed, std::size_t size) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> rating(6, 1.5);
    std::vector<double> out(size);
    for (double& x : out) x = random() % 8 == 0 ? missing_value : rating(random);
    return out;
}

measured twin(const std::vector<double>& x, std::size_t t, std::size_t window) {
    std::vector<double> past;
    for (std::size_t d = t > window ? t - window : 0; d < t; ++d)
        if (!std::isnan(x[d])) past.push_back(x[d]);
    if (std::isnan(x[t])) return measured(reason::not_recorded);
    const double n = static_cast<double>(past.size());
    if (n < 2 || n / static_cast<double>(window) < 0.75) return measured(reason::low_coverage);
    double mean = 0, squares = 0;
    for (const double p : past) mean += p / n;
    for (const double p : past) squares += (p - mean) * (p - mean);
    return (x[t] - mean) / std::sqrt(squares / (n - 1));
}

}  // namespace

TEST(WellnessZ, IsItsDefinition) {
    for (const int window : {7, 28}) {
        const auto x = ratings(static_cast<unsigned>(window), 400);
        const auto fast = wellness_z(x, {.window = days{window}});
        int known = 0;
        for (std::size_t t = 0; t < x.size(); ++t) {
            const measured slow = twin(x, t, static_cast<std::size_t>(window));
            EXPECT_EQ(fast.reason[t], slow.reason) << t;
            if (slow.known()) {
                EXPECT_NEAR(fast.value[t], slow.value, 1e-12 * (1 + std::abs(slow.value))) << t;
                ++known;
            }
        }
        EXPECT_GT(known, 200);
    }
}

TEST(WellnessZ, TodayIsNotItsOwnBaseline) {
    auto x = ratings(1, 100);
    x[60] = 6;
    const double before = wellness_z(x).value[60];
    for (std::size_t t = 61; t < x.size(); ++t) x[t] = 1000;  // the future does not matter
    EXPECT_EQ(wellness_z(x).value[60], before);
}

TEST(WellnessZ, ConstantRatingsHaveNoSpread) {
    std::vector<double> x(40, 0.1);
    x[35] = 0.2;
    const auto z = wellness_z(x);
    EXPECT_EQ(z.reason[34], reason::zero_variance);
    EXPECT_EQ(z.reason[35], reason::zero_variance);
    EXPECT_EQ(z.reason[36], reason::none);
    EXPECT_EQ(z.reason[20], reason::low_coverage);
}

TEST(WellnessZ, KeepsItsDigitsFarFromZero) {
    auto x = ratings(2, 200);
    auto far = x;
    for (double& r : far) r = std::round(r * 64) / 64;
    x = far;
    for (double& r : far) r += 1e6;  // exact: 64ths survive; farther out the spread is rounding
    const auto near_zero = wellness_z(x), shifted = wellness_z(far);
    for (std::size_t t = 0; t < x.size(); ++t) {
        EXPECT_EQ(near_zero.reason[t], shifted.reason[t]);
        if (near_zero[t].known()) {
            EXPECT_NEAR(near_zero.value[t], shifted.value[t], 1e-6 * (1 + std::abs(near_zero.value[t])));
        }
    }
}

TEST(Readiness, IsTheMeanOfTheAvailable) {
    const auto mood = ratings(3, 200), stress = ratings(4, 200);
    auto sleep = ratings(5, 200);
    for (std::size_t t = 150; t < 200; ++t) sleep[t] = missing_value;
    const std::vector<std::span<const double>> items{mood, stress, sleep};
    const std::vector<std::uint8_t> higher{1, 0, 1};
    const auto all = readiness(items, higher);
    const std::vector<measured_series> z{wellness_z(mood), wellness_z(stress, {.higher_is_better = false}),
                                         wellness_z(sleep)};
    for (std::size_t t = 0; t < 200; ++t) {
        double sum = 0, known = 0;
        for (const auto& one : z)
            if (one[t].known()) {
                sum += one.value[t];
                ++known;
            }
        EXPECT_EQ(all.coverage[t], known / 3);
        if (known > 0) {
            EXPECT_EQ(all.value[t], sum / known);
        } else {
            EXPECT_EQ(all.reason[t], z[0].reason[t]);
        }
    }
}

TEST(Readiness, DoesNotDependOnScaleOrSense) {
    const auto mood = ratings(6, 120);
    auto turned = mood;
    for (double& x : turned) x = 100 - 8 * x;
    const auto straight = wellness_z(mood), reversed = wellness_z(turned, {.higher_is_better = false});
    for (std::size_t t = 0; t < mood.size(); ++t)
        if (straight[t].known()) {
            EXPECT_NEAR(straight.value[t], reversed.value[t], 1e-12);
        }
}

TEST(Readiness, StreamingEqualsBatchToTheBit) {
    const auto mood = ratings(7, 150), stress = ratings(8, 150);
    const std::vector<std::span<const double>> items{mood, stress};
    const std::vector<std::uint8_t> higher{1, 0};
    const auto batch = readiness(items, higher);
    readiness_state state(higher, {});
    for (std::size_t t = 0; t < 150; ++t) {
        state.update(std::vector<double>{mood[t], stress[t]});
        EXPECT_EQ(state.value().reason, batch.reason[t]);
        EXPECT_EQ(state.coverage(), batch.coverage[t]);
        if (batch[t].known()) {
            EXPECT_EQ(state.value().value, batch.value[t]);
        }
    }
    EXPECT_THROW(readiness_state({}, {}), invalid_argument);
    EXPECT_THROW((void)readiness(items, std::vector<std::uint8_t>{1}), invalid_argument);
    EXPECT_THROW((void)wellness_z(mood, {.window = days{1}}), invalid_argument);
}
