// Batch measures are streaming measures replayed: equal to the last bit, person by person.
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

#include "backrisk/load.hpp"

namespace backrisk::load {
namespace {

std::vector<double> diary(std::size_t size, double missing_share, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> x(size);
    for (double& load : x) {
        const double kind = uniform(random);
        load = kind < missing_share ? missing_value : kind < missing_share + 0.25 ? 0 : 900 * uniform(random);
    }
    return x;
}

void expect_same_bits(double a, double b, std::size_t i) {
    if (std::isnan(a) && std::isnan(b)) return;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a), std::bit_cast<std::uint64_t>(b))
        << i << ": " << a << ", " << b;
}

template <class State>
void expect_streams_as(State state, const std::vector<double>& x, const measured_series& batch) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        state.update(x[i]);
        State copy = state;  // a state is a value: its copy knows the same
        expect_same_bits(copy.value().value, batch.value[i], i);
        EXPECT_EQ(copy.value().reason, batch.reason[i]) << i;
        expect_same_bits(copy.coverage(), batch.coverage[i], i);
    }
}

TEST(LoadStreaming, batch_equals_streaming) {
    const auto x = diary(200, 0.1, 1);
    const double least = default_min_coverage;
    expect_streams_as(ewma_state(7), x, ewma(x, 7));
    expect_streams_as(ewma_state(smoothing::half_life(3.5), 100.0), x,
                      ewma(x, smoothing::half_life(3.5), {.start = 100.0}));
    expect_streams_as(rolling_mean_state(7), x, rolling_mean(x));
    expect_streams_as(ratio_state(rolling_mean_state(7), rolling_mean_state(21), least, 7), x,
                      acwr(x, {.method = ratio_method::uncoupled}));
    expect_streams_as(monotony_state<true>(7, 1, least), x, strain(x));
    expect_streams_as(week_change_state(7, change_form::percent, least), x, week_change(x));
    expect_streams_as(redi_window_state(0.1, least, 60), x, redi(x, {.rate = 0.1, .window = days{60}}));
    expect_streams_as(session_spike_state(30, least), x, session_spike(x));
}

TEST(LoadStreaming, people_do_not_touch) {
    const auto x = diary(300, 0.1, 2);
    const std::vector<std::size_t> starts{0, 40, 40, 200, 300};
    const auto together = acwr(x, {.method = ratio_method::uncoupled}, starts);
    for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
        const std::vector<double> own(x.begin() + static_cast<std::ptrdiff_t>(starts[g]),
                                      x.begin() + static_cast<std::ptrdiff_t>(starts[g + 1]));
        const auto alone = acwr(own, {.method = ratio_method::uncoupled});
        for (std::size_t i = 0; i < own.size(); ++i) {
            expect_same_bits(alone.value[i], together.value[starts[g] + i], i);
            EXPECT_EQ(alone.reason[i], together.reason[starts[g] + i]);
        }
    }
}

// Twin: every window summed afresh. A sum of `window` terms in any order is within window * 2^-53 of the
// truth.
TEST(LoadSliding, equals_a_loop_over_the_window) {
    const auto x = diary(400, 0.15, 3);
    for (const std::size_t window : {1, 2, 7, 28, 399, 500}) {
        sliding<total> sums(window);
        sliding<largest> tops(window);
        for (std::size_t t = 0; t < x.size(); ++t) {
            sums.update(total::of(x[t]));
            tops.update(largest::of(x[t]));
            double sum = 0, top = 0;
            std::size_t count = 0;
            for (std::size_t i = t + 1 > window ? t + 1 - window : 0; i <= t; ++i) {
                if (std::isnan(x[i])) continue;
                sum += x[i];
                top = std::max(top, x[i]);
                ++count;
            }
            const double slack = 2 * static_cast<double>(window) * 0x1p-53 * sum;
            EXPECT_NEAR(sums.value().sum, sum, slack);
            EXPECT_EQ(sums.value().count, count);
            EXPECT_EQ(tops.value().max, top);
        }
    }
}

// A running sum that adds and subtracts would keep the rounding error of the large load for ever.
TEST(LoadSliding, forgets_a_huge_load_completely) {
    std::vector<double> x(60, 0.1);
    x[5] = 1e17;
    const auto mean = rolling_mean(x);
    const auto calm = rolling_mean(std::vector<double>(60, 0.1));
    for (std::size_t t = 12; t < x.size(); ++t) EXPECT_EQ(mean.value[t], calm.value[t]) << t;
}

TEST(LoadMonotony, constant_loads_have_no_deviation_at_any_size) {
    for (const double load : {1e-3, 0.1, 1234.567, 3e8}) {
        const auto series = monotony(std::vector<double>(20, load));
        EXPECT_TRUE(std::isnan(series.value.back()));
        EXPECT_EQ(series.reason.back(), reason::zero_variance);
    }
}

// The bound derived in monotony.hpp, against long double, far from zero where the textbook form fails.
TEST(LoadMonotony, deviation_keeps_its_digits_on_a_high_plateau) {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> wiggle(0, 1);
    week_state week(7);
    std::vector<double> x;
    for (int t = 0; t < 500; ++t) {
        x.push_back(1e6 + wiggle(random));
        week.update(x.back());
        if (t < 6) continue;
        long double mean = 0, squares = 0;
        for (std::size_t i = x.size() - 7; i < x.size(); ++i) mean += x[i];
        mean /= 7;
        for (std::size_t i = x.size() - 7; i < x.size(); ++i) squares += (x[i] - mean) * (x[i] - mean);
        const auto sd = static_cast<double>(std::sqrt(squares / 6));
        EXPECT_NEAR(week.sd(1), sd, 1.2e-14 * sd);
    }
}

}  // namespace
}  // namespace backrisk::load
