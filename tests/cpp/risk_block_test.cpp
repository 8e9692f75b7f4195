// Oracle: `scorer`, which does the whole matrix product for each row.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "backrisk/factor/draw.hpp"
#include "backrisk/risk.hpp"

using namespace backrisk;

namespace {

const risk::model& literature() {
    static const risk::model m = [] {
        risk::model one = risk::literature_model();
        // a dense covariance, as a fit to data would give
        std::mt19937_64 engine(3);
        std::normal_distribution<double> normal(0, 0.01);
        const Eigen::Index p = one.mean.size();
        Eigen::MatrixXd noise(p, p);
        for (Eigen::Index i = 0; i < p; ++i)
            for (Eigen::Index j = 0; j < p; ++j) noise(i, j) = normal(engine);
        one.covariance += noise * noise.transpose();
        return one;
    }();
    return m;
}

// As after an update: the level is uncertain together with the coefficients.
const risk::model& learned() {
    static const risk::model m = [] {
        risk::model one = literature();
        one.setting_sd = 0.3;
        one.from_cohort.emplace();
        one.from_cohort->mean_excess = 0.07;
        one.from_cohort->intercept_covariance = 0.02 * one.covariance.diagonal().cwiseSqrt();
        return one;
    }();
    return m;
}

}  // namespace

TEST(BlockScorer, AgreesWithTheFullProductForAnySplitIntoSlowAndFast) {
    const std::size_t n = literature().factors.size(), n_days = 100;
    std::mt19937_64 engine(5);
    for (int trial = 0; trial < 20; ++trial) {
        const risk::model& m = trial % 2 == 0 ? literature() : learned();
        factor::known_mask fast = engine(), known = engine() & factor::first_factors(n);
        for (std::size_t k = 0; k < n; ++k) {
            // A day's value implies nothing: where a pair of child and parent is daily, both are given or
            // neither.
            const std::size_t parent = m.factors.parent(k);
            if (parent == factor::schema::none) continue;
            const auto as_parent = [&](factor::known_mask& mask) {
                const factor::known_mask bit = factor::known_mask{1} << k;
                mask = (mask >> parent & 1) != 0 ? mask | bit : mask & ~bit;
            };
            as_parent(fast);
            if ((fast >> k & 1) != 0) as_parent(known);
        }
        const auto people = factor::draw_population(m.factors, n_days + 1, engine());
        std::vector<double> slow(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(n));
        std::vector<std::vector<double>> columns(n, std::vector<double>(n_days));
        std::vector<const double*> x(n, nullptr);
        for (std::size_t k = 0; k < n; ++k) {
            if ((known >> k & 1) == 0) slow[k] = missing_value;
            if ((fast & known) >> k & 1) {
                for (std::size_t i = 0; i < n_days; ++i) columns[k][i] = people[(i + 1) * n + k];
                x[k] = columns[k].data();
            }
        }
        std::vector<double> risk(n_days), low(n_days), high(n_days), ratio(n_days), relative(n_days),
            relative_low(n_days), relative_high(n_days), above(n_days);
        std::vector<std::vector<double>> parts(n, std::vector<double>(n_days));
        std::vector<double*> part(n);
        for (std::size_t k = 0; k < n; ++k) part[k] = parts[k].data();
        std::vector<factor::known_mask> outside(n_days);
        risk::block_scorer block(m, fast, 28, 0.9);
        block.prepare(known, slow);
        block.evaluate(n_days, x,
                       {risk.data(), low.data(), high.data(), ratio.data(), relative.data(),
                        relative_low.data(), relative_high.data(), above.data(), outside.data(), part});
        risk::scorer whole(m);
        for (std::size_t i = 0; i < n_days; i += 7) {
            std::vector<double> row = slow;
            for (std::size_t k = 0; k < n; ++k)
                if (x[k] != nullptr) row[k] = columns[k][i];
            const auto one = whole.assess(row, {.horizon = backrisk::days{28}, .level = 0.9});
            EXPECT_NEAR(risk[i], one.risk, 1e-12);
            EXPECT_NEAR(low[i], one.low, 1e-12);
            EXPECT_NEAR(high[i], one.high, 1e-12);
            EXPECT_NEAR(ratio[i], one.hazard_ratio, 1e-11 * one.hazard_ratio);
            const auto& stands = one.stands.relative;
            EXPECT_NEAR(relative[i], stands.value, 1e-11 * stands.value);
            EXPECT_NEAR(relative_low[i], stands.low, 1e-11 * stands.low);
            EXPECT_NEAR(relative_high[i], stands.high, 1e-11 * stands.high);
            EXPECT_NEAR(above[i], one.stands.above_typical, 1e-11);
            EXPECT_NEAR(block.coverage(), one.coverage, 1e-12);
            for (std::size_t k = 0; k < n; ++k) {
                EXPECT_NEAR(parts[k][i], one.contributions[k].log_hazard, 1e-12);
                EXPECT_EQ((outside[i] >> k & 1) != 0, one.contributions[k].extrapolates)
                    << one.contributions[k].factor;
            }
        }
    }
}

namespace {

/// Every column of an answer, with a value before and after it that must not be touched.
struct answer {
    static constexpr double untouched = -7;
    std::size_t days, factors;
    std::vector<double> numbers;
    std::vector<factor::known_mask> marks;
    std::vector<double*> parts;

    answer(std::size_t of_days, std::size_t of_factors)
        : days(of_days),
          factors(of_factors),
          numbers((of_days + 1) * (of_factors + 8) + 1, untouched),
          marks(of_days + 2, 7),
          parts(of_factors) {}
    double* column(std::size_t c) { return numbers.data() + 1 + c * (days + 1); }
    risk::block_output from(std::size_t day) {
        for (std::size_t k = 0; k < factors; ++k) parts[k] = column(8 + k) + day;
        return {column(0) + day, column(1) + day, column(2) + day, column(3) + day,        column(4) + day,
                column(5) + day, column(6) + day, column(7) + day, marks.data() + 1 + day, parts};
    }
};

}  // namespace

TEST(BlockScorer, OneDayAtATimeGivesTheBitsOfABlockOfAnyLength) {
    const risk::model& m = literature();
    const std::size_t n = m.factors.size(), longest = risk::block_scorer::capacity;
    std::vector<std::size_t> fast_ones{m.factors.index("acute_chronic_ratio"),
                                       m.factors.index("session_spike")};
    std::vector<double> row(n, missing_value);
    row[m.factors.index("previous_episode")] = 1;
    for (const bool since_recovery : {false, true}) {
        if (since_recovery) fast_ones.push_back(m.factors.index("recency_days"));
        std::vector<std::vector<double>> values(fast_ones.size(), std::vector<double>(longest));
        for (std::size_t i = 0; i < longest; ++i) {
            values[0][i] = 0.2 + 0.04 * static_cast<double>(i);  // also outside of what was studied
            values[1][i] = -1 + 0.02 * static_cast<double>(i);
            if (since_recovery) values[2][i] = 300 + static_cast<double>(i);
        }
        factor::known_mask fast = 0;
        for (const std::size_t k : fast_ones) fast |= factor::known_mask{1} << k;
        risk::block_scorer scorer(m, fast, 28, 0.95);
        scorer.prepare(fast | factor::known_mask{1} << m.factors.index("previous_episode"), row);
        const auto from = [&](std::size_t day) {
            std::vector<const double*> x(n, nullptr);
            for (std::size_t f = 0; f < fast_ones.size(); ++f) x[fast_ones[f]] = &values[f][day];
            return x;
        };
        for (const std::size_t days : {1UL, 2UL, 7UL, 8UL, 15UL, 16UL, 17UL, 31UL, 100UL, longest}) {
            answer block(days, n), single(days, n);
            scorer.evaluate(days, from(0), block.from(0));
            for (std::size_t i = 0; i < days; ++i) scorer.evaluate(1, from(i), single.from(i));
            EXPECT_EQ(block.numbers, single.numbers) << days;
            EXPECT_EQ(block.marks, single.marks) << days;
            EXPECT_EQ(std::ranges::count(block.numbers, answer::untouched), n + 9)
                << "values between columns";
        }
    }
}
