// Metrics of samples by counts, against the same metrics of the rows written out; the quick line against the
// careful one.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <random>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/validate/accuracy.hpp"
#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/internal/logistic.hpp"
#include "backrisk/validate/internal/losses.hpp"
#include "backrisk/validate/internal/sampled_metrics.hpp"
#include "backrisk/validate/sampled.hpp"

namespace backrisk::validate {
namespace {

struct sample {
    std::vector<double> event, predicted, logit, times;

    /// Kind 1 has ties, kind 2 predictions far too extreme, kind 3 hardly any that differ.
    sample(std::size_t size, int kind) {
        std::mt19937_64 random(size + static_cast<std::uint64_t>(kind));
        std::normal_distribution<double> normal;
        std::uniform_real_distribution<double> uniform;
        const bootstrap_samples draws(size, {}, 3);
        times.resize(size);
        draws.count(1, times);
        for (std::size_t i = 0; i < size; ++i) {
            const double eta = kind == 1 ? std::round(normal(random)) : normal(random) - 0.5;
            event.push_back(uniform(random) < 1 / (1 + std::exp(-eta)) ? 1 : 0);
            predicted.push_back(1 / (1 + std::exp(-eta * (kind == 2 ? 8 : kind == 3 ? 1e-4 : 1))));
        }
        logit = logits("test", predicted, 0);
    }
    /// Each row as often as the sample holds it.
    [[nodiscard]] sample written_out() const {
        sample out(*this);
        for (auto* column : {&out.event, &out.predicted, &out.logit}) {
            std::vector<double> rows;
            for (std::size_t i = 0; i < times.size(); ++i)
                rows.insert(rows.end(), static_cast<std::size_t>(times[i]), (*column)[i]);
            *column = rows;
        }
        return out;
    }
    [[nodiscard]] observed rows() const { return {event, predicted}; }
};

TEST(ValidateSampled, counted_rows_are_rows_written_out) {
    for (int kind = 0; kind < 4; ++kind)
        for (const std::size_t size : {std::size_t{60}, std::size_t{255}, std::size_t{3001}}) {
            const sample of(size, kind), out = of.written_out();
            const sampled_metrics metrics(of.event, of.predicted, of.logit);
            const auto found = metrics(of.times);
            const auto line = calibration(out.rows());
            EXPECT_NEAR(found[0], auc(out.rows()).value, 1e-13);
            EXPECT_NEAR(found[1], brier(out.rows()).value, 1e-13);
            EXPECT_NEAR(found[2], log_loss(out.rows()).value, 1e-12);
            EXPECT_NEAR(found[3], line.intercept.value, 1e-10 * (1 + std::abs(line.intercept.value)));
            EXPECT_NEAR(found[4], line.slope.value, 1e-10 * (1 + std::abs(line.slope.value)));
        }
}

TEST(ValidateLosses, surprise_is_that_of_the_library_at_the_ends_too) {
    std::vector<double> p{0,    5e-324, 1e-310, 1e-300,   1e-20,       1e-16, 0x1p-53,
                          1e-9, 0.3,    0.5,    1 - 1e-9, 1 - 0x1p-53, 1};
    for (int k = 1; k < 4000; ++k) p.push_back(k / 4000.0);
    for (const double event : {0.0, 1.0}) {
        const std::vector<double> y(p.size(), event);
        std::vector<double> found(p.size());
        losses::surprise(p.size(), p.data(), y.data(), found.data());
        for (std::size_t i = 0; i < p.size(); ++i) {
            const double truth = event == 1 ? -std::log(p[i]) : -std::log1p(-p[i]);
            if (std::isinf(truth))
                EXPECT_EQ(found[i], truth);
            else
                EXPECT_NEAR(found[i], truth, 2e-15 * truth) << p[i] << " " << event;
        }
    }
}

TEST(ValidateLosses, sums_are_those_of_a_plain_loop) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{31}, std::size_t{33}, std::size_t{900}}) {
        const sample of(size, 0);
        double sum = 0, squares = 0, weighted = 0;
        for (std::size_t i = 0; i < size; ++i) {
            sum += of.logit[i];
            squares += (of.logit[i] - 0.3) * (of.logit[i] - 0.3);
            weighted += of.times[i] * of.logit[i];
        }
        EXPECT_NEAR(losses::sum(size, of.logit.data()), sum, 1e-12);
        EXPECT_NEAR(losses::squares_about(size, of.logit.data(), 0.3), squares, 1e-11);
        EXPECT_NEAR(losses::weighted_sum(size, of.times.data(), of.logit.data()), weighted, 1e-12);
    }
    const double never = HUGE_VAL, absent = 0;
    EXPECT_EQ(losses::weighted_sum(1, &absent, &never), 0);
    EXPECT_EQ(losses::sum(0, nullptr), 0);
}

TEST(ValidateSampled, the_quick_line_gives_up_where_there_is_none) {
    const std::vector<double> logit{-2, -1, 0, 1, 2, 3}, once(6, 1.0);
    const std::vector<double> separated{0, 0, 0, 1, 1, 1}, overlapping{0, 1, 0, 1, 0, 1};
    EXPECT_FALSE(quick_line(logit, separated, once).has_value());
    EXPECT_FALSE(quick_line(once, overlapping, once).has_value());  // one value, no slope
    const auto found = quick_line(logit, overlapping, once);
    ASSERT_TRUE(found.has_value());
    double score = 0;
    for (std::size_t i = 0; i < 6; ++i)
        score += overlapping[i] - 1 / (1 + std::exp(-(found->intercept + found->slope * logit[i])));
    EXPECT_NEAR(score, 0, 1e-14);
    const std::vector<double> without{1, 1, 0, 0, 1, 1};  // what is left is separated
    EXPECT_FALSE(quick_line(logit, std::vector<double>{0, 0, 1, 0, 1, 1}, without).has_value());
}

TEST(ValidateSampled, the_quick_calibration_is_the_careful_one) {
    for (int kind = 0; kind < 4; ++kind)
        for (const std::size_t size : {std::size_t{40}, std::size_t{257}, std::size_t{3001}}) {
            const sample of(size, kind);
            const auto found = calibration(of.rows());
            const auto n = static_cast<Eigen::Index>(size);
            Eigen::MatrixXd columns(n, 2);
            columns << Eigen::VectorXd::Ones(n), Eigen::Map<const Eigen::VectorXd>(of.logit.data(), n);
            const Eigen::VectorXd none = Eigen::VectorXd::Zero(n);
            auto large = fit_logistic("test", of.rows(), columns.leftCols(1), columns.col(1));
            auto line = fit_logistic("test", of.rows(), columns, none, link::logit, ideal_line);
            // its covariance is of the place before the last step; kind 2 comes from it all the same
            if (quick_line(of.logit, of.event, {}))
                line.covariance = newton::sweep(of.rows(), columns, none, line.coef).information.inverse();
            large.covariance = newton::sweep(of.rows(), columns.leftCols(1), columns.col(1), large.coef)
                                   .information.inverse();
            const auto same = [](const estimate& one, double value, double variance) {
                EXPECT_NEAR(one.value, value, 1e-10 * (1 + std::abs(value)));
                EXPECT_NEAR(one.se, std::sqrt(variance), 1e-10 * std::sqrt(variance));
            };
            same(found.in_the_large, large.coef[0], large.covariance(0, 0));
            same(found.intercept, line.coef[0], line.covariance(0, 0));
            same(found.slope, line.coef[1], line.covariance(1, 1));
            const double statistic = line.start_deviance - line.deviance;
            EXPECT_NEAR(found.unreliability, statistic, 1e-9 * (1 + statistic));
        }
}

TEST(ValidateSampled, samples_without_an_answer_are_missing) {
    const sample of(40, 0);
    std::vector<double> rare(40);
    rare[7] = 1;
    const bootstrap_samples draws(40, {}, 5);
    const auto found = bootstrap_metric({rare, of.predicted}, metric::auc, draws, 200, 2);
    EXPECT_EQ(found.size(), 200U);
    std::vector<double> times(40);
    for (std::size_t k = 0; k < found.size(); ++k) {
        draws.count(k, times);
        EXPECT_EQ(std::isnan(found[k]), times[7] == 0);
    }
    const std::vector<double> certain(40, 1.0);
    EXPECT_THROW((void)bootstrap_metric({rare, certain}, metric::slope, draws, 2), invalid_argument);
}

TEST(ValidateSampled, threads_do_not_change_the_optimism) {
    const sample of(500, 0);
    const bootstrap_samples draws(500, {}, 5);
    const refit_logits shift = [&](std::span<const double> times) {
        std::vector<double> out(of.logit);
        double sum = 0;
        for (std::size_t i = 0; i < out.size(); ++i) sum += times[i] * of.event[i];
        for (double& one : out) one += sum / 500;
        return out;
    };
    const auto one = optimism(of.event, shift, count_drawn(draws), 20, 1);
    const auto two = optimism(of.event, shift, count_drawn(draws), 20, 2);
    EXPECT_EQ(one.optimism, two.optimism);
    EXPECT_NE(one.optimism[1], 0);
    EXPECT_THROW((void)optimism(of.event, shift, count_drawn(draws), 0), invalid_argument);
    const std::vector<std::size_t> outside{500};
    const std::span<const std::size_t> given[] = {outside};
    EXPECT_THROW((void)optimism(of.event, shift, count_rows(given), 1), invalid_argument);
}

}  // namespace
}  // namespace backrisk::validate
