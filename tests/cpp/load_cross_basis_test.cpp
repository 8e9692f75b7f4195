// Cross-bases and effects against the double sum written out; threads give the same bits.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/lag_effect.hpp"
#include "backrisk/load/cross_basis.hpp"

namespace {

using namespace backrisk;

std::vector<double> simulated(std::size_t size) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> load(0, 100);
    std::vector<double> out(size);
    for (double& one : out) one = load(random);
    return out;
}

exposure_lag curved(std::span<const double> x, lag_range lags) {
    basis exposure, lag;
    exposure.kind = lag.kind = basis_kind::ns;
    exposure.df = lag.df = 3;
    lag.intercept = true;
    return placed(exposure, lag, lags, x);
}

TEST(CrossBasis, IsTheDoubleSumAndKeepsPeopleApart) {
    std::vector<double> x = simulated(60);
    x[10] = missing_value;
    const std::vector<std::size_t> starts{0, 25, 60};
    const exposure_lag of = curved(x, {0, 4});
    const auto rows = load::cross_basis(x, of, starts);
    ASSERT_EQ(rows.cols(), 9);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t start = i < 25 ? 0 : 25;
        const bool whole = i >= start + 4 && (i < 10 || i > 14);
        for (Eigen::Index column = 0; column < 9; ++column) {
            const double found = rows(static_cast<Eigen::Index>(i), column);
            ASSERT_EQ(std::isnan(found), !whole) << i;
            if (!whole) continue;
            double sum = 0;
            for (int l = 0; l <= 4; ++l) {
                const double day[1] = {x[i - static_cast<std::size_t>(l)]}, lag[1] = {static_cast<double>(l)};
                sum += basis_columns(of.exposure, day)(0, column / 3) *
                       basis_columns(of.lag, lag)(0, column % 3);
            }
            EXPECT_NEAR(found, sum, 1e-13);
        }
    }
}

TEST(CrossBasis, ThreadsGiveTheSameBits) {
    const std::vector<double> x = simulated(9000);
    const exposure_lag of = curved(x, {0, 27});
    const auto one = load::cross_basis(x, of, {}, 1), four = load::cross_basis(x, of, {}, 4);
    EXPECT_TRUE((one.array() == four.array() || (one.array().isNaN() && four.array().isNaN())).all());
}

TEST(LagEffect, OverallIsTheSumOfLagsAndAgreesWithItsReduction) {
    const std::vector<double> x = simulated(100);
    const exposure_lag of = curved(x, {0, 6});
    fit::lag_coefficients b{Eigen::VectorXd::LinSpaced(9, -1, 2), Eigen::MatrixXd::Identity(9, 9) * 0.04};
    b.covariance(0, 5) = b.covariance(5, 0) = 0.01;
    const std::vector<double> at{0, 35, 90};
    const auto effect = fit::predict_lags(of, b, at, {50.0, 1.0});
    EXPECT_LT((effect.fit.rowwise().sum() - effect.overall).cwiseAbs().maxCoeff(), 1e-12);
    const auto reduced = fit::reduce(of, b, fit::reduction::overall, 0, 50.0);
    const double centre[1] = {50};
    const Eigen::MatrixXd rows =
        basis_columns(of.exposure, at).rowwise() - basis_columns(of.exposure, centre).row(0);
    const Eigen::VectorXd error = (rows * reduced.covariance).cwiseProduct(rows).rowwise().sum().cwiseSqrt();
    EXPECT_LT((rows * reduced.value - effect.overall).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((error - effect.overall_error).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(LagEffect, ABadCallIsNamed) {
    const std::vector<double> x = simulated(100);
    const exposure_lag of = curved(x, {0, 6});
    const fit::lag_coefficients few{Eigen::VectorXd::Zero(8), Eigen::MatrixXd::Identity(8, 8)};
    EXPECT_THROW((void)fit::predict_lags(of, few, x, {50.0, 1.0}), invalid_argument);
    EXPECT_THROW((void)curved(x, {3, 1}), invalid_argument);
}

}  // namespace
