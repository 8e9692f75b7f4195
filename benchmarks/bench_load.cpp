// Load features of many people: nanoseconds a person-day, beside the copy of as many columns (the stream
// limit).
//
// One column in, eight out: EWMA acute and chronic, ratio, 7-day mean and sd, monotony, strain, week change.
// "resident": 16 people, whose columns stay in the second-level cache, as in the batch scorer.
// "streamed": 6000 people; every number comes from memory and goes back to it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "backrisk/load.hpp"

namespace {

using namespace backrisk;

constexpr std::size_t days_each = 365;

struct squad {
    squad(std::size_t people, double missing_share) : daily(people * days_each), starts{0} {
        std::mt19937_64 random(1);
        std::uniform_real_distribution<double> uniform;
        for (double& x : daily) x = uniform(random) < 0.3 ? 0 : 900 * uniform(random);
        for (std::size_t g = 0; g < people; ++g) {
            if (uniform(random) < missing_share) daily[g * days_each + 100] = missing_value;
            starts.push_back((g + 1) * days_each);
        }
        for (auto& one : columns) one.assign(daily.size(), 0.0);
    }
    [[nodiscard]] load::feature_columns view() {
        auto& c = columns;
        return {c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]};
    }
    std::vector<double> daily;
    std::vector<std::size_t> starts;
    std::array<std::vector<double>, 8> columns;
};

void report(benchmark::State& state, std::size_t rows) {
    state.counters["ns/person-day"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(rows) * 1e-9,
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void features(benchmark::State& state) {
    squad people(static_cast<std::size_t>(state.range(0)), static_cast<double>(state.range(1)) / 100);
    load::feature_workspace work;
    for (auto _ : state) {
        load::features(people.daily, people.view(), work, people.starts);
        benchmark::ClobberMemory();
    }
    report(state, people.daily.size());
}

void copy_to_eight_columns(benchmark::State& state) {
    squad people(static_cast<std::size_t>(state.range(0)), 0);
    for (auto _ : state) {
        for (std::size_t g = 0; g + 1 < people.starts.size(); ++g)
            for (auto& one : people.columns)
                std::copy_n(people.daily.data() + people.starts[g], days_each, one.data() + people.starts[g]);
        benchmark::ClobberMemory();
    }
    report(state, people.daily.size());
}

/// One measure of the general kind, with reasons and coverage.
void acwr_uncoupled(benchmark::State& state) {
    squad people(static_cast<std::size_t>(state.range(0)), 0);
    for (auto _ : state)
        benchmark::DoNotOptimize(
            load::acwr(people.daily, {.method = load::ratio_method::uncoupled}, people.starts));
    report(state, people.daily.size());
}

/// Streaming: one person, one day more.
void feature_state_update(benchmark::State& state) {
    squad people(1, 0);
    load::feature_state one;
    std::size_t t = 0;
    for (auto _ : state) {
        one.update(people.daily[t]);
        benchmark::DoNotOptimize(one.row());
        t = t + 1 < people.daily.size() ? t + 1 : 0;
    }
    report(state, 1);
}

BENCHMARK(copy_to_eight_columns)->Name("copy, resident")->Arg(16);
BENCHMARK(features)->Name("features, resident")->Args({16, 0});
BENCHMARK(features)->Name("features, resident, everybody misses a day")->Args({16, 100});
BENCHMARK(copy_to_eight_columns)->Name("copy, streamed")->Arg(6000);
BENCHMARK(features)->Name("features, streamed")->Args({6000, 0});
BENCHMARK(features)->Name("features, streamed, one in ten misses a day")->Args({6000, 10});
BENCHMARK(acwr_uncoupled)->Name("acwr uncoupled")->Arg(1000);
BENCHMARK(feature_state_update)->Name("feature_state, one day");

}  // namespace

BENCHMARK_MAIN();
