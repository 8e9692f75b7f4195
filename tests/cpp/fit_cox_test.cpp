// Cox regression against naive twins that loop over everybody at risk, and against identities.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>

#include <Eigen/LU>
#include <cmath>
#include <random>
#include <vector>

#include "backrisk/fit/baseline.hpp"
#include "backrisk/fit/cox.hpp"
#include "backrisk/fit/residuals.hpp"

namespace backrisk::fit {
namespace {

struct cohort {
    row_matrix x;
    std::vector<double> start, stop, event, weight, offset;
    std::vector<std::int64_t> strata;

    [[nodiscard]] survival_rows rows() const {
        survival_rows table;
        new (&table.x) Eigen::Map<const row_matrix>(x.data(), x.rows(), x.cols());
        table.start = start, table.stop = stop, table.event = event;
        table.weights = weight, table.offset = offset, table.strata = strata;
        return table;
    }
};

/// Late entry, weights, offsets, strata; times on a grid, so that many tie, unless `grid` is 0.
cohort simulate(unsigned seed, Eigen::Index n, Eigen::Index p, double grid, int strata = 3) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    cohort c;
    c.x.resize(n, p);
    for (Eigen::Index i = 0; i < n; ++i) {
        for (Eigen::Index k = 0; k < p; ++k) c.x(i, k) = normal(random) + 0.1 * static_cast<double>(k);
        const double entry = uniform(random) < 0.5 ? 0 : 2 * uniform(random);
        const double length = -std::log(uniform(random)) * std::exp(-0.4 * c.x(i, 0)) + 1e-9;
        // multiples of the grid, so that times that are meant to be equal have the same bits
        const auto on_grid = [&](double t, int up) {
            return grid > 0 ? (std::floor(t / grid) + up) * grid : t;
        };
        c.start.push_back(on_grid(entry, 0));
        c.stop.push_back(on_grid(entry + length, 1));
        c.event.push_back(uniform(random) < 0.7 ? 1 : 0);
        c.weight.push_back(0.5 + uniform(random));
        c.offset.push_back(0.3 * normal(random));
        c.strata.push_back(static_cast<std::int64_t>(uniform(random) * strata));
    }
    return c;
}

/// Log partial likelihood, score and information by the definition: O(events n p^2).
struct naive {
    double value = 0;
    Eigen::VectorXd score;
    Eigen::MatrixXd information;

    naive(const cohort& c, const Eigen::VectorXd& beta, tie_rule ties)
        : score(Eigen::VectorXd::Zero(beta.size())),
          information(Eigen::MatrixXd::Zero(beta.size(), beta.size())) {
        const std::size_t n = c.stop.size();
        for (std::size_t i = 0; i < n; ++i) {
            if (c.event[i] == 0) continue;
            const auto tied = [&](std::size_t j) {
                return c.event[j] == 1 && c.stop[j] == c.stop[i] && c.strata[j] == c.strata[i];
            };
            std::size_t earlier = 0, dead = 0;
            double dead_weight = 0;
            for (std::size_t j = 0; j < n; ++j)
                if (tied(j)) ++dead, earlier += j < i, dead_weight += c.weight[j];
            const double share =
                ties == tie_rule::efron ? static_cast<double>(earlier) / static_cast<double>(dead) : 0;
            const double term =
                ties == tie_rule::efron ? dead_weight / static_cast<double>(dead) : c.weight[i];
            double s0 = 0;
            Eigen::VectorXd s1 = Eigen::VectorXd::Zero(beta.size());
            Eigen::MatrixXd s2 = Eigen::MatrixXd::Zero(beta.size(), beta.size());
            for (std::size_t j = 0; j < n; ++j) {
                if (c.strata[j] != c.strata[i] || !(c.start[j] < c.stop[i] && c.stop[i] <= c.stop[j]))
                    continue;
                const Eigen::VectorXd x = c.x.row(static_cast<Eigen::Index>(j));
                const double r =
                    c.weight[j] * std::exp(x.dot(beta) + c.offset[j]) * (tied(j) ? 1 - share : 1);
                s0 += r, s1 += r * x, s2 += r * x * x.transpose();
            }
            const Eigen::VectorXd x = c.x.row(static_cast<Eigen::Index>(i)), mean = s1 / s0;
            value += c.weight[i] * (x.dot(beta) + c.offset[i]) - term * std::log(s0);
            score += c.weight[i] * x - term * mean;
            information += term * (s2 / s0 - mean * mean.transpose());
        }
    }
};

class Cox : public testing::TestWithParam<tie_rule> {};
INSTANTIATE_TEST_SUITE_P(ties, Cox, testing::Values(tie_rule::efron, tie_rule::breslow),
                         [](const auto& at) { return std::string(to_string(at.param)); });

TEST_P(Cox, maximises_the_naive_likelihood) {
    for (const double grid : {0.0, 0.05, 1.0}) {
        const cohort c = simulate(3, 300, 3, grid);
        const risk_set set = sort_risk_set(c.rows());
        const cox_fit fit = fit_cox(set, {.ties = GetParam()});
        ASSERT_TRUE(fit.converged);
        const naive twin(c, fit.coefficients, GetParam());
        // The likelihood of standardised covariates and a centred offset is the same number.
        EXPECT_NEAR(fit.log_likelihood, twin.value, 1e-11 * std::abs(twin.value));
        EXPECT_LT((fit.covariance.llt().matrixU() * twin.score).norm(), 1e-8);
        EXPECT_LT((fit.covariance * twin.information - Eigen::MatrixXd::Identity(3, 3)).norm(), 1e-10);
        EXPECT_NEAR(fit.null_log_likelihood, naive(c, Eigen::VectorXd::Zero(3), GetParam()).value,
                    1e-11 * std::abs(twin.value));
    }
}

// A start of 0.15000000000000002 is a stop of 0.15: R's timefix, for entries as for events.
TEST_P(Cox, times_that_differ_by_rounding_tie) {
    const cohort c = simulate(4, 300, 3, 0.05);
    cohort rounded = c;
    for (std::size_t i = 0; i < c.stop.size(); ++i) {
        if (i % 3 == 0) rounded.stop[i] = std::nextafter(c.stop[i], 100);
        if (i % 3 == 1) rounded.stop[i] = std::nextafter(c.stop[i], 0);
        if (i % 2 == 1) rounded.start[i] = std::nextafter(c.start[i], 100);
    }
    const cox_fit exact = fit_cox(sort_risk_set(c.rows()), {.ties = GetParam()});
    const cox_fit near = fit_cox(sort_risk_set(rounded.rows()), {.ties = GetParam()});
    EXPECT_NEAR(near.log_likelihood, exact.log_likelihood, 1e-11 * std::abs(exact.log_likelihood));
    EXPECT_LT((near.coefficients - exact.coefficients).norm(), 1e-10);
}

TEST_P(Cox, same_bits_for_any_number_of_threads) {
    const cohort c = simulate(5, 20000, 4, 0.01);
    const risk_set set = sort_risk_set(c.rows());
    ASSERT_GT(set.block.size(), 5U);
    const cox_fit one = fit_cox(set, {.ties = GetParam()});
    const cox_fit four = fit_cox(set, {.ties = GetParam(), .control = {.threads = 4}});
    EXPECT_EQ(one.coefficients, four.coefficients);
    EXPECT_EQ(one.covariance, four.covariance);
    EXPECT_EQ(score_residuals(set, one, 1), score_residuals(set, four, 4));
}

TEST_P(Cox, residuals_add_up) {
    const cohort c = simulate(7, 400, 3, 0.1);
    const risk_set set = sort_risk_set(c.rows());
    const cox_fit fit = fit_cox(set, {.ties = GetParam()});
    const auto martingale = martingale_residuals(set, fit);
    const row_matrix scores = score_residuals(set, fit);
    double sum = 0;
    Eigen::RowVectorXd score = Eigen::RowVectorXd::Zero(3), seen = score;
    for (std::size_t i = 0; i < martingale.size(); ++i) {
        sum += c.weight[i] * martingale[i];
        score += c.weight[i] * scores.row(static_cast<Eigen::Index>(i));
    }
    EXPECT_NEAR(sum, 0, 1e-10);  // events are as many as expected
    EXPECT_LT(score.norm(), 1e-8);
    const schoenfeld at_events = schoenfeld_residuals(set, fit);
    if (GetParam() == tie_rule::breslow)
        for (Eigen::Index e = 0; e < at_events.residual.rows(); ++e)
            seen += c.weight[at_events.row[static_cast<std::size_t>(e)]] * at_events.residual.row(e);
    EXPECT_LT(seen.norm(), 1e-8);
}

TEST(CoxTies, do_not_matter_without_ties) {
    const cohort c = simulate(11, 300, 2, 0);
    const risk_set set = sort_risk_set(c.rows());
    const cox_fit efron = fit_cox(set), breslow = fit_cox(set, {.ties = tie_rule::breslow});
    EXPECT_EQ(efron.coefficients, breslow.coefficients);
    EXPECT_EQ(efron.covariance, breslow.covariance);
}

TEST(CoxStrata, add_up_as_separate_fits_do) {
    const cohort c = simulate(13, 400, 2, 0.2);
    const cox_fit whole = fit_cox(sort_risk_set(c.rows()));
    double sum = 0;
    for (std::int64_t s = 0; s < 3; ++s) {
        cohort part = c;
        for (std::size_t i = 0; i < part.stop.size(); ++i)
            if (part.strata[i] != s) part.event[i] = 0;  // the other strata stay, empty of events
        sum += naive(part, whole.coefficients, tie_rule::breslow).value;
        const cox_fit alone = fit_cox(sort_risk_set(part.rows()), {.ties = tie_rule::breslow});
        EXPECT_GT(alone.log_likelihood, naive(part, whole.coefficients, tie_rule::breslow).value);
    }
    const naive together(c, whole.coefficients, tie_rule::breslow);
    EXPECT_NEAR(sum, together.value, 1e-10 * std::abs(sum));
}

TEST(CoxPrediction, path_of_equal_rows_is_one_row) {
    const cohort c = simulate(17, 300, 2, 0.1, 1);
    const risk_set set = sort_risk_set(c.rows());
    const cox_fit fit = fit_cox(set);
    const std::vector<double> times{0.5, 1, 2}, start{-1, 0.7, 1.4}, stop{0.7, 1.4, 2};
    const std::vector<std::size_t> from{0, 3};
    const row_matrix x = Eigen::RowVector2d(0.3, -1).replicate(3, 1);
    survival_paths one, path;
    new (&one.x) Eigen::Map<const row_matrix>(x.data(), 1, 2);
    new (&path.x) Eigen::Map<const row_matrix>(x.data(), 3, 2);
    path.start = start, path.stop = stop, path.path_from = from;
    const auto a = predict_survival(set, fit, one, times), b = predict_survival(set, fit, path, times);
    EXPECT_TRUE(a.survival.isApprox(b.survival, 1e-13));
    EXPECT_TRUE(a.standard_error.isApprox(b.standard_error, 1e-12));
    EXPECT_GT(a.survival(0, 0), a.survival(0, 2));
}

}  // namespace
}  // namespace backrisk::fit
