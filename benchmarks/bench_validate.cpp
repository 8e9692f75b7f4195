// Validation of n predictions: nanoseconds a row. The limit of the AUC is the sort of its rows; that of the
// Brier score is reading two columns.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "backrisk/validate.hpp"

namespace {

using namespace backrisk;

struct sample {
    explicit sample(std::size_t size) : event(size), predicted(size), stop(size), seen(size) {
        std::mt19937_64 random(1);
        std::uniform_real_distribution<double> uniform;
        std::exponential_distribution<double> waiting;
        for (std::size_t i = 0; i < size; ++i) {
            predicted[i] = uniform(random);
            event[i] = uniform(random) < predicted[i] ? 1 : 0;
            const double happens = waiting(random) / (0.2 + predicted[i]), lost = waiting(random);
            stop[i] = std::min(happens, lost);
            seen[i] = happens <= lost ? 1 : 0;
        }
    }
    [[nodiscard]] validate::observed rows() const { return {event, predicted}; }
    std::vector<double> event, predicted, stop, seen;
};

template <class Work>
void run(benchmark::State& state, Work&& work) {
    const sample of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(work(of));
    state.counters["ns/row"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(state.range(0)) * 1e-9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void auc(benchmark::State& state) {
    run(state, [](const sample& of) { return validate::auc(of.rows()).se; });
}
void sort_of_the_rows(benchmark::State& state) {
    run(state, [](const sample& of) {
        auto copy = of.predicted;
        std::sort(copy.begin(), copy.end());
        return copy.front();
    });
}
void brier(benchmark::State& state) {
    run(state, [](const sample& of) { return validate::brier(of.rows()).se; });
}
void calibration(benchmark::State& state) {
    run(state, [](const sample& of) { return validate::calibration(of.rows()).slope.se; });
}
void concordance(benchmark::State& state) {
    run(state, [](const sample& of) { return validate::concordance({of.stop, of.seen}, of.predicted).c.se; });
}

void log_loss(benchmark::State& state) {
    run(state, [](const sample& of) { return validate::log_loss(of.rows()).se; });
}
/// Nanoseconds a row and sample.
void bootstrap_of(benchmark::State& state, validate::metric which) {
    const sample of(static_cast<std::size_t>(state.range(0)));
    const validate::bootstrap_samples samples(of.event.size(), {}, 1);
    constexpr std::size_t replicates = 100;
    for (auto _ : state)
        benchmark::DoNotOptimize(validate::bootstrap_metric(of.rows(), which, samples, replicates));
    state.counters["ns/row"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(state.range(0) * replicates) * 1e-9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK(auc)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(sort_of_the_rows)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(brier)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(log_loss)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bootstrap_of, slope, validate::metric::slope)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(bootstrap_of, auc, validate::metric::auc)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(calibration)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(concordance)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
