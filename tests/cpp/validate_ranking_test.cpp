// The radix sort against the standard one, and the fast path of the AUC against the one with weights.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/ranking.hpp"

namespace backrisk::validate {
namespace {

std::vector<double> awkward(int kind, std::size_t size) {
    std::mt19937_64 random(static_cast<std::uint64_t>(kind) + 1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::vector<double> x(size);
    for (double& one : x) {
        const double u = uniform(random);
        if (kind == 0) one = u;
        if (kind == 1) one = std::floor(5 * u);                // ties
        if (kind == 2) one = 1 + std::floor(9 * u) * 0x1p-52;  // neighbours, which share their high bits
        if (kind == 3) one = u * 1e-300;
        if (kind == 4) one = 0.25;
        if (kind == 5) one = u < 0 ? -0.0 : 0.0;
    }
    if (kind == 3) x.back() = 1e300;
    return x;
}

TEST(ValidateRanking, radix_order_is_the_order_of_the_numbers) {
    for (int kind = 0; kind < 6; ++kind)
        for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{20'000}}) {
            const auto x = awkward(kind, size);
            auto sorted = x;
            std::sort(sorted.begin(), sorted.end());
            const auto order = ranking::order(x);
            std::vector<char> seen(size);
            for (std::size_t k = 0; k < size; ++k) {
                ASSERT_EQ(x[order[k].row], sorted[k]) << "kind " << kind << ", place " << k;
                seen[order[k].row] = 1;
            }
            EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<std::ptrdiff_t>(size));
        }
}

TEST(ValidateRanking, ties_are_runs_and_minus_zero_is_zero) {
    EXPECT_EQ(ranking::key_of(-0.0), ranking::key_of(0.0));
    EXPECT_LT(ranking::key_of(-1.0), ranking::key_of(-0.5));
    EXPECT_LT(ranking::key_of(-0.5), ranking::key_of(0.0));
    const auto order = ranking::order(std::vector<double>{2, 1, 2, 1, 3});
    std::vector<std::size_t> runs;
    ranking::for_each_tie<ranking::keyed>(
        order, [&](std::size_t first, std::size_t last) { runs.push_back(last - first); });
    EXPECT_EQ(runs, (std::vector<std::size_t>{2, 2, 1}));
}

TEST(ValidateRanking, two_paths_of_the_auc_agree) {
    for (int kind = 0; kind < 6; ++kind) {
        const auto x = awkward(kind, 9000);
        std::mt19937_64 random(7);
        std::vector<double> event(x.size());
        for (double& one : event) one = static_cast<double>(random() % 3 == 0);
        const std::vector<double> ones(x.size(), 1.0);
        const estimate fast = auc({event, x}), weighted = auc({event, x, ones});
        EXPECT_NEAR(fast.value, weighted.value, 1e-12);
        EXPECT_NEAR(fast.se, weighted.se, 1e-9 * (fast.se + 1e-6));
        if (kind >= 4) {
            EXPECT_EQ(fast.value, 0.5);
        }
    }
}

}  // namespace
}  // namespace backrisk::validate
