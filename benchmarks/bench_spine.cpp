// Work: one column of 100,000 rows of each arithmetic measure of area spine, one thread, reused result where
// the function allows it. Limit: `stream_copy`, one column in and one out at the copy bandwidth of the
// machine. Peers: see peers/spine_peers.py; there is no C++ peer.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "backrisk/spine.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::spine;

constexpr std::size_t rows = 100'000;

std::vector<double> uniform(double low, double high, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> any(low, high);
    std::vector<double> column(rows);
    for (auto& x : column) x = any(random);
    return column;
}

void per_row(benchmark::State& state, std::size_t values_a_row = 1) {
    state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
    state.counters["ns_per_value"] =
        benchmark::Counter(static_cast<double>(rows * values_a_row) * 1e-9,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void stream_copy(benchmark::State& state) {
    const auto in = uniform(0, 1, 1);
    for (auto _ : state) {
        std::vector<double> out(in);
        benchmark::DoNotOptimize(out.data());
    }
    per_row(state);
}
BENCHMARK(stream_copy);

void niosh(benchmark::State& state) {
    const auto load = uniform(1, 30, 1), h = uniform(20, 65, 2), v = uniform(0, 180, 3),
               d = uniform(0, 180, 4), a = uniform(0, 140, 5), f = uniform(0, 15, 6), t = uniform(0, 8, 7);
    const std::vector<coupling> grip(rows, coupling::fair);
    const lifting_columns tasks{load, h, v, d, a, f, t, grip, load, v};
    lifting_table out;
    for (auto _ : state) {
        niosh_columns(tasks, {}, out);
        benchmark::DoNotOptimize(out.reason.data());
    }
    per_row(state, lifting_column_names.size());
}
BENCHMARK(niosh);

void lumbar(benchmark::State& state) {
    const auto mass = uniform(50, 110, 1), height = uniform(1.5, 2, 2), trunk = uniform(0, 90, 3),
               load = uniform(0, 150, 4);
    const std::vector<double> zero(rows, 0.0);
    const std::vector<body_sex> sex(rows, body_sex::male);
    const lumbar_inputs in{mass, height, trunk, zero, zero, load, sex};
    lumbar_table out;
    for (auto _ : state) {
        lumbar_columns(in, load_place::hands, {}, out);
        benchmark::DoNotOptimize(out.reason.data());
    }
    per_row(state, lumbar_column_names.size());
}
BENCHMARK(lumbar);

void damage(benchmark::State& state) {
    const auto force = uniform(500, 8000, 1), cycles = uniform(1, 100, 2);
    measured_series out;
    for (auto _ : state) {
        fatigue_columns(force, cycles, {}, out);
        benchmark::DoNotOptimize(out.value.data());
    }
    per_row(state);
}
BENCHMARK(damage);

void miner(benchmark::State& state) {
    const auto force = uniform(500, 8000, 1), cycles = uniform(1, 100, 2);
    for (auto _ : state) benchmark::DoNotOptimize(miner_sum(force, cycles).value);
    per_row(state);
}
BENCHMARK(miner);

void dose_squared(benchmark::State& state) {
    const auto force = uniform(500, 8000, 1), time = uniform(0, 0.1, 2);
    for (auto _ : state) benchmark::DoNotOptimize(daily_dose(force, time).value);
    per_row(state);
}
BENCHMARK(dose_squared);

void strength(benchmark::State& state) {
    const auto age = uniform(20, 90, 1);
    const std::vector<body_sex> sex(rows, body_sex::female);
    for (auto _ : state) {
        auto out = strength_columns(age, sex);
        benchmark::DoNotOptimize(out.reason.data());
    }
    per_row(state, strength_column_names.size());
}
BENCHMARK(strength);

void sets_28_days(benchmark::State& state) {  // four measures, one person with 4 sets a day, each day asked
    const auto mass = uniform(20, 120, 1), reps = uniform(1, 12, 2), bend = uniform(0, 90, 3);
    std::vector<day_number> set_day(rows), day(rows / 4);
    for (std::size_t i = 0; i < rows; ++i) set_day[i] = static_cast<day_number>(i / 4);
    for (std::size_t i = 0; i < day.size(); ++i) day[i] = static_cast<day_number>(i);
    for (auto _ : state) {
        benchmark::DoNotOptimize(heaviest_lift(set_day, mass, day).value.data());
        benchmark::DoNotOptimize(lifts_per_day(set_day, reps, mass, day).value.data());
        benchmark::DoNotOptimize(lifting_flexion(set_day, bend, reps, mass, day).value.data());
        benchmark::DoNotOptimize(spine_dose(set_day, mass, day).value.data());
    }
    per_row(state);  // 4 measures a day, 4 rows a day: one value a row
}
BENCHMARK(sets_28_days);

}  // namespace
