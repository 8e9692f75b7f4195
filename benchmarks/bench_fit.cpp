// Fits of a million rows with covariance, and one pass over them: nanoseconds a row.
//
// Limit of a pass: 2 p (p + 1) / 2 flops a row for the information, beside reading 8 p bytes.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "backrisk/fit.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::fit;

constexpr std::size_t columns = 20;

struct study {
    study(std::size_t n, const model_kind& kind) : x(n * columns), y(n) {
        std::mt19937_64 random(1);
        std::normal_distribution<double> normal;
        std::uniform_real_distribution<double> uniform;
        for (double& value : x) value = normal(random);
        for (std::size_t i = 0; i < n; ++i) {
            double eta = -1;
            for (std::size_t j = 0; j < columns; ++j) eta += (j % 2 == 0 ? 0.1 : -0.05) * x[i * columns + j];
            y[i] = uniform(random) < mean_of(kind, eta) ? 1 : 0;
        }
    }
    [[nodiscard]] glm_rows rows() const {
        return {{x.data(), y.size(), columns, static_cast<std::ptrdiff_t>(columns), 1}, y, {}, {}};
    }
    std::vector<double> x, y;
};

// Arguments: index in model_kinds, threads.
void fit_million(benchmark::State& state) {
    glm_options options;
    options.kind = model_kinds[static_cast<std::size_t>(state.range(0))];
    options.control.threads = static_cast<int>(state.range(1));
    const study data(1'000'000, options.kind);
    int iterations = 0;
    for (auto _ : state) iterations = fit_glm(data.rows(), options).iterations;
    state.counters["iterations"] = iterations;
    state.counters["ns/row"] =
        benchmark::Counter(1e6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(fit_million)->ArgsProduct({{1, 3, 5}, {1, 2}})->Unit(benchmark::kMillisecond)->UseRealTime();

void one_pass(benchmark::State& state) {
    const model_kind& kind = model_kinds[1];
    const study data(1'000'000, kind);
    const standard_columns scale = standardise("bench", data.rows().x, true, {}, 1);
    const Eigen::VectorXd b = Eigen::VectorXd::Constant(columns + 1, 0.01);
    derivatives out;
    for (auto _ : state) glm_pass(data.rows(), scale, kind, b, {}, out);
    state.counters["ns/row"] =
        benchmark::Counter(1e6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(one_pass)->Unit(benchmark::kMillisecond);

}  // namespace
