// Streaming a day, and the feature columns of people no longer than those seen before, take no memory.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include "backrisk/load.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}

// NOLINTBEGIN: the replacement counts what the whole program asks for
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND

namespace backrisk::load {
namespace {

TEST(LoadAllocation, the_counter_counts) {
    const std::size_t before = allocations;
    const std::vector<double> x(1000, 1.0);
    EXPECT_GT(allocations, before) << x.size();
}

TEST(LoadAllocation, a_day_takes_no_memory) {
    feature_state features;
    ratio_state ratio(rolling_mean_state(7), rolling_mean_state(21), default_min_coverage, 7);
    session_spike_state spike(30, default_min_coverage);
    const std::size_t before = allocations;
    double sum = 0;
    for (int day = 0; day < 500; ++day) {
        const double x = day % 11 == 0 ? missing_value : day % 7;
        features.update(x);
        ratio.update(x);
        spike.update(x);
        const double known = features.row().mean + ratio.value().value + spike.value().value;
        if (!std::isnan(known)) sum += known;
    }
    EXPECT_EQ(allocations, before);
    EXPECT_GT(sum, 0);
}

TEST(LoadAllocation, feature_columns_reuse_their_workspace) {
    std::vector<double> x(1000, 3.0);
    x[700] = missing_value;
    const std::vector<std::size_t> starts{0, 300, 400, 500, 600, 1000};
    std::vector<std::vector<double>> c(8, std::vector<double>(x.size()));
    const feature_columns out{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]};
    feature_workspace work;
    features(x, out, work, starts);
    const std::size_t before = allocations;
    features(x, out, work, starts);
    EXPECT_EQ(allocations, before);
}

}  // namespace
}  // namespace backrisk::load
