// Order of times against the standard library; Cox fits of long tables against the search that looks to the
// end.
#include <gtest/gtest.h>

#include <Eigen/LU>

#include <algorithm>
#include <random>

#include "backrisk/fit.hpp"
#include "backrisk/fit/internal/cox_parts.hpp"
#include "backrisk/fit/internal/time_order.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::fit;

std::vector<std::vector<double>> kinds_of_times() {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::vector<std::vector<double>> out(7);
    for (int i = 0; i < 5000; ++i) {
        out[0].push_back(normal(random));
        out[1].push_back(std::exp(20 * normal(random)));             // clusters near zero
        out[2].push_back(std::floor(3 * normal(random)));            // ties
        out[3].push_back(i == 7 ? 1e300 : 1e-3 * normal(random));    // one far away
        out[4].push_back(i % 2 == 0 ? -1.7e308 : 1.7e308);           // the range overflows
        out[5].push_back(1e9 + static_cast<double>(i % 90) * 1e-7);  // to the last bits
    }
    out[6] = {2.5};
    return out;
}

TEST(TimeOrder, SortsAndFindsAsTheStandardLibrary) {
    for (const std::vector<double>& times : kinds_of_times()) {
        std::vector<double> ours = times, theirs = times;
        sort_latest_first(ours);
        std::sort(theirs.begin(), theirs.end(), std::greater<>{});
        ASSERT_EQ(ours, theirs);
        ours.erase(std::unique(ours.begin(), ours.end()), ours.end());
        const time_finder finder(ours);
        std::vector<double> asked = times;
        for (const double t : times)
            for (const double to : {-HUGE_VAL, HUGE_VAL}) asked.push_back(std::nextafter(t, to));
        asked.insert(asked.end(), {0.0, -0.0, 1e308, -1e308});
        for (const double t : asked) {
            if (!std::isfinite(t)) continue;
            const auto at = std::lower_bound(ours.begin(), ours.end(), t, std::greater<>{}) - ours.begin();
            ASSERT_EQ(finder.find(t), at) << t;
        }
    }
    EXPECT_EQ(time_finder({}).find(1.0), 0u);
}

struct long_cohort {
    static constexpr std::size_t n = 20'000, p = 5;
    std::vector<double> x, start, stop, event, weights;
    std::vector<std::int64_t> strata;

    explicit long_cohort(double grid) : x(n * p), start(n), stop(n), event(n) {
        std::mt19937_64 random(5);
        std::normal_distribution<double> normal;
        std::exponential_distribution<double> exponential;
        for (double& value : x) value = normal(random);
        for (std::size_t i = 0; i < n; ++i) {
            x[i * p + 3] = 1e6 + 1e-3 * x[i * p + 3];
            start[i] = 0.2 * exponential(random);
            const double life = exponential(random) * std::exp(-0.4 * x[i * p] + 0.3 * x[i * p + 1]);
            const double censored = 2 * exponential(random);
            stop[i] = start[i] + std::min(life, censored) + 1e-3;
            if (grid > 0) stop[i] = start[i] + grid * (1 + std::floor(std::min(life, censored) / grid));
            event[i] = life < censored ? 1 : 0;
            weights.push_back(i % 7 == 0 ? 0.0 : 0.5 + static_cast<double>(i % 3));
            strata.push_back(static_cast<std::int64_t>(i % 3));
        }
    }
    [[nodiscard]] survival_rows rows(bool weighted = false, bool in_strata = false) const {
        survival_rows out{{x.data(), n, p}, start, stop, event, {}, {}, {}, {}};
        if (weighted) out.weights = weights;
        if (in_strata) out.strata = strata;
        return out;
    }
};

/// Newton to the end, a look at each point.
void expect_as_plain(const survival_rows& rows, tie_rule ties) {
    const risk_set set = sort_risk_set(rows, 1);
    cox_options options;
    options.ties = ties;
    const cox_fit fast = fit_cox(set, options);
    risk_sums sums;
    const auto look = [&](const Eigen::VectorXd& b, derivatives& at) {
        cox_detail::differentiate(set, options, b, {}, sums, at);
    };
    const newton_result plain = maximise(look, Eigen::VectorXd::Zero(5), {}, {});
    derivatives end;
    look(plain.coefficients, end);
    const Eigen::MatrixXd covariance = end.information.inverse();
    EXPECT_TRUE(fast.converged);
    EXPECT_NEAR(fast.log_likelihood, plain.objective, 1e-13 * std::abs(plain.objective));
    for (Eigen::Index k = 0; k < 5; ++k) {
        const double error = std::sqrt(covariance(k, k));
        EXPECT_NEAR(fast.standardised[k], plain.coefficients[k], 1e-9 * error);
        for (Eigen::Index j = 0; j < 5; ++j)
            EXPECT_NEAR(fast.standardised_covariance(k, j), covariance(k, j),
                        2e-9 * error * std::sqrt(covariance(j, j)));
    }
    for (std::size_t u = 0; u < set.slots(); ++u)  // the baseline is that of the coefficients
        ASSERT_NEAR(fast.sums.hazard[u], sums.hazard[u], 1e-11 * sums.hazard[u]);
    cox_options two = options;
    two.control.threads = 2;
    const risk_set again = sort_risk_set(rows, 2);
    const cox_fit other = fit_cox(again, two);
    EXPECT_EQ(set.x, again.x);
    EXPECT_EQ(set.row, again.row);
    EXPECT_EQ(fast.coefficients, other.coefficients);
    EXPECT_EQ(fast.covariance, other.covariance);
    EXPECT_EQ(fast.sums.hazard, other.sums.hazard);
}

TEST(CoxLong, FitsAsThePlainSearch) {
    const long_cohort continuous(0), tied(0.05);
    expect_as_plain(continuous.rows(), tie_rule::efron);
    expect_as_plain(continuous.rows(true, true), tie_rule::breslow);
    expect_as_plain(tied.rows(true), tie_rule::efron);
}

// Weighted moments of the columns, and each row where it belongs.
TEST(CoxLong, RowsAreStandardisedAndInOrder) {
    const long_cohort cohort(0.05);
    const survival_rows rows = cohort.rows(true, true);
    const risk_set set = sort_risk_set(rows, 1);
    const auto at = [&](std::size_t i, std::size_t k) { return cohort.x[i * long_cohort::p + k]; };
    for (std::size_t k = 0; k < long_cohort::p; ++k) {
        double sum = 0, square = 0, total = 0;
        for (std::size_t i = 0; i < long_cohort::n; ++i)
            sum += rows.weights[i] * at(i, k), total += rows.weights[i];
        const double mean = sum / total;
        for (std::size_t i = 0; i < long_cohort::n; ++i)
            square += rows.weights[i] * (at(i, k) - mean) * (at(i, k) - mean);
        const double scale = std::sqrt(square / total);
        const auto column = static_cast<Eigen::Index>(k);
        EXPECT_NEAR(set.centre[column], mean, 1e-12 * std::abs(mean) + 1e-13);
        EXPECT_NEAR(set.scale[column], scale, 1e-9 * scale);
        for (std::size_t j = 0; j < set.rows(); j += 37)
            EXPECT_NEAR(set.x(static_cast<Eigen::Index>(j), column),
                        (at(set.row[j], k) - set.centre[column]) / set.scale[column], 1e-9);
    }
    for (std::size_t j = 0; j < set.rows(); ++j) {
        const std::size_t i = set.row[j];
        if (rows.weights[i] == 0 || set.enter[j] == set.leave[j]) continue;
        const auto s = static_cast<std::size_t>(rows.strata[i]);
        ASSERT_EQ(set.enter[j], slot_at(set, s, rows.stop[i]));
        ASSERT_EQ(set.leave[j], slot_at(set, s, rows.start[i]));
    }
}

TEST(FitCox, ARowOfWeightZeroMayHoldAnything) {
    const std::vector<double> x{1e12, 0.5, -1.0, 0.3, 1.2, -0.4}, stop{9, 1, 2, 3, 4, 5},
        event{1, 1, 0, 1, 1, 1}, weights{0, 1, 1, 1, 1, 1};
    const auto fitted = [&](std::size_t from) {
        survival_rows rows;
        const auto n = static_cast<Eigen::Index>(x.size() - from);
        new (&rows.x) Eigen::Map<const row_matrix>(x.data() + from, n, 1);
        rows.stop = std::span(stop).subspan(from);
        rows.event = std::span(event).subspan(from);
        rows.weights = std::span(weights).subspan(from);
        return fit_cox(sort_risk_set(rows), {});
    };
    const cox_fit with = fitted(0), without = fitted(1);
    EXPECT_NEAR(with.coefficients[0] / without.coefficients[0], 1, 1e-9);
    EXPECT_NEAR(with.covariance(0, 0) / without.covariance(0, 0), 1, 1e-9);
}

}  // namespace
