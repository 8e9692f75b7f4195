// The radix sort against the standard one, and the fast path of the AUC against the one with weights.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/internal/ranking.hpp"

namespace backrisk::validate {
namespace {

constexpr int kinds = 9;
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
        if (kind == 6)
            one = static_cast<double>(static_cast<float>(u * 0x1p-14F + 0.5));  // a tie here and there
        if (kind == 7) one = 8 * u;                      // keys that differ in all 64 bits
        if (kind == 8) one = u < 0.9 ? 0.5 : u * u * u;  // one great tie among many
    }
    if (kind == 3) x.back() = 1e300;
    return x;
}

TEST(ValidateRanking, radix_order_is_the_order_of_the_numbers) {
    for (int kind = 0; kind < kinds; ++kind)
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
    for (int kind = 0; kind < kinds; ++kind) {
        const auto x = awkward(kind, 9000);
        std::mt19937_64 random(7);
        std::vector<double> event(x.size());
        for (double& one : event) one = static_cast<double>(random() % 3 == 0);
        const std::vector<double> ones(x.size(), 1.0);
        const estimate fast = auc({event, x}), weighted = auc({event, x, ones});
        EXPECT_NEAR(fast.value, weighted.value, 1e-12);
        if (kind == 4 || kind == 5) {  // all tied: one value says nothing of a spread
            EXPECT_EQ(fast.value, 0.5);
            EXPECT_TRUE(std::isnan(fast.se) && std::isnan(weighted.se));
        } else {
            EXPECT_NEAR(fast.se, weighted.se, 1e-9 * (fast.se + 1e-6));
        }
    }
}

/// The definition: every pair of an event and a non-event.
std::pair<double, double> by_pairs(const std::vector<double>& event, const std::vector<double>& x) {
    const auto above = [&](double kind) {
        std::vector<double> share;
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (event[i] != kind) continue;
            double sum = 0, rows = 0;
            for (std::size_t j = 0; j < x.size(); ++j) {
                if (event[j] == kind) continue;
                sum += x[i] == x[j] ? 0.5 : (x[i] > x[j]) == (kind == 1);
                ++rows;
            }
            share.push_back(sum / rows);
        }
        return share;
    };
    double area = 0, variance = 0;
    for (const double kind : {0.0, 1.0}) {
        const auto share = above(kind);
        const auto k = static_cast<double>(share.size());
        area = std::accumulate(share.begin(), share.end(), 0.0) / k;
        double squares = 0;
        for (const double one : share) squares += (one - area) * (one - area);
        variance += squares / (k * (k - 1));
    }
    return {area, std::sqrt(variance)};
}

TEST(ValidateRanking, auc_is_that_of_all_pairs) {
    for (int kind = 0; kind < kinds; ++kind)
        for (const std::size_t size : {std::size_t{7}, std::size_t{5000}}) {
            const auto x = awkward(kind, size);
            std::vector<double> event(size);
            for (std::size_t i = 0; i < size; ++i) event[i] = i % 5 < 2 ? 1 : 0;
            const auto [area, se] = by_pairs(event, x);
            const estimate found = auc({event, x});
            EXPECT_NEAR(found.value, area, 1e-13) << kind;
            if (se == 0) {
                EXPECT_TRUE(std::isnan(found.se)) << kind;
            } else {
                EXPECT_NEAR(found.se, se, 1e-13) << kind;
            }
        }
}

TEST(ValidateRanking, separated_classes_have_exactly_no_variance) {
    for (const std::size_t size : {std::size_t{10}, std::size_t{30'000}}) {
        std::vector<double> x = awkward(7, size), event(size);
        for (std::size_t i = 0; i < size; ++i) event[i] = x[i] > 1 ? 1 : 0;
        const estimate found = auc({event, x});
        EXPECT_EQ(found.value, 1);
        EXPECT_TRUE(std::isnan(found.se));
        EXPECT_EQ(found.note, estimate_note::separated);
    }
}

}  // namespace
}  // namespace backrisk::validate
