// Oracle: `scorer`, which does the whole matrix product for each row.
#include <gtest/gtest.h>

#include <random>
#include <vector>

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

}  // namespace

TEST(BlockScorer, AgreesWithTheFullProductForAnySplitIntoSlowAndFast) {
    const risk::model& m = literature();
    const std::size_t n = m.factors.size(), n_days = 100;
    std::mt19937_64 engine(5);
    for (int trial = 0; trial < 20; ++trial) {
        const factor::known_mask fast = engine(), known = engine() & ((factor::known_mask{1} << n) - 1);
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
        std::vector<double> risk(n_days), low(n_days), high(n_days), ratio(n_days);
        std::vector<std::vector<double>> parts(n, std::vector<double>(n_days));
        std::vector<double*> part(n);
        for (std::size_t k = 0; k < n; ++k) part[k] = parts[k].data();
        std::vector<factor::known_mask> outside(n_days);
        risk::block_scorer block(m, fast, 28, 0.9);
        block.prepare(known, slow);
        block.evaluate(n_days, x, {risk.data(), low.data(), high.data(), ratio.data(), outside.data(), part});
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
            EXPECT_NEAR(block.coverage(), one.coverage, 1e-12);
            for (std::size_t k = 0; k < n; ++k) {
                EXPECT_NEAR(parts[k][i], one.contributions[k].log_hazard, 1e-12);
                EXPECT_EQ((outside[i] >> k & 1) != 0, one.contributions[k].extrapolates)
                    << one.contributions[k].factor;
            }
        }
    }
}

TEST(BlockScorer, OneDayAtATimeGivesTheBitsOfABlock) {
    const risk::model& m = literature();
    const std::size_t n = m.factors.size(), n_days = 64;
    const std::size_t ratio = m.factors.index("acute_chronic_ratio"),
                      spike = m.factors.index("session_spike");
    const factor::known_mask fast = factor::known_mask{1} << ratio | factor::known_mask{1} << spike;
    std::vector<double> row(n, missing_value), r(n_days), s(n_days), block_risk(n_days), single(n_days);
    row[m.factors.index("previous_episode")] = 1;
    for (std::size_t i = 0; i < n_days; ++i) {
        r[i] = 0.5 + 0.02 * static_cast<double>(i);
        s[i] = -1 + 0.05 * static_cast<double>(i);
    }
    std::vector<const double*> x(n, nullptr);
    x[ratio] = r.data();
    x[spike] = s.data();
    risk::block_scorer scorer(m, fast, 28, 0.95);
    scorer.prepare(fast | factor::known_mask{1} << m.factors.index("previous_episode"), row);
    risk::block_output out;
    out.risk = block_risk.data();
    scorer.evaluate(n_days, x, out);
    for (std::size_t i = 0; i < n_days; ++i) {
        x[ratio] = &r[i];
        x[spike] = &s[i];
        out.risk = &single[i];
        scorer.evaluate(1, x, out);
    }
    EXPECT_EQ(single, block_risk);
}
