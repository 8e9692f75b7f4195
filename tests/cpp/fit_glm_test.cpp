// Generalised linear models. Oracles: closed forms, a naive twin by full matrices, identities.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <random>

#include "backrisk/core/error.hpp"
#include "backrisk/fit.hpp"
#include "backrisk/fit/internal/glm_pass.hpp"
#include "backrisk/fit/internal/sandwich.hpp"
#include "backrisk/fit/internal/standard.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::fit;

struct table {
    Eigen::MatrixXd x;
    std::vector<double> y, offset, weights;
    [[nodiscard]] glm_rows rows() const {
        const auto n = static_cast<std::size_t>(x.rows()), p = static_cast<std::size_t>(x.cols());
        return {{x.data(), n, p, 1, static_cast<std::ptrdiff_t>(n)}, y, offset, weights};
    }
};

table draw(const model_kind& kind, Eigen::Index n, Eigen::Index p, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    table out;
    out.x = Eigen::MatrixXd::NullaryExpr(n, p, [&] { return normal(random); });
    const double middle = kind.by == link::log && kind.of == family::binomial ? -2.0 : -0.4;
    for (Eigen::Index i = 0; i < n; ++i) {
        const double mu = mean_of(kind, middle + 0.3 * out.x.row(i).mean());
        out.offset.push_back(0.1 * uniform(random));
        out.weights.push_back(0.5 + uniform(random));
        if (kind.of == family::binomial)
            out.y.push_back(uniform(random) < mu ? 1 : 0);
        else if (kind.of == family::poisson)
            out.y.push_back(static_cast<double>(std::poisson_distribution<int>(mu)(random)));
        else
            out.y.push_back(mu + normal(random));
    }
    return out;
}

class Kinds : public testing::TestWithParam<std::size_t> {
  protected:
    model_kind kind = model_kinds[GetParam()];
};

TEST_P(Kinds, DerivativesOfARowAreThoseOfItsValue) {
    for (const double eta : {-3.0, -1.2, -0.05, 0.7, 2.5})
        for (const double y : {0.0, 0.3, 1.0}) {
            if (kind.of == family::binomial && kind.by == link::log && eta > -0.01) continue;
            const double h = 1e-5;
            const row_terms low = row_of(kind, eta - h, y), at = row_of(kind, eta, y),
                            high = row_of(kind, eta + h, y);
            EXPECT_NEAR((high.value - low.value) / (2 * h), at.score, 1e-7 * (1 + std::abs(at.score)));
            EXPECT_NEAR(-(high.score - low.score) / (2 * h), at.observed, 1e-7 * (1 + at.observed));
            const row_terms mean = row_of(kind, eta, mean_of(kind, eta));
            EXPECT_NEAR(mean.score, 0, 1e-12) << "the score of the mean outcome";
            EXPECT_NEAR(mean.observed, mean.expected, 1e-10 * (1 + mean.expected));
        }
}

// The pass by tiles against sums over whole matrices.
TEST_P(Kinds, PassEqualsItsNaiveTwin) {
    const table t = draw(kind, 1000, 4, 3);
    const glm_rows rows = t.rows();
    const standard_columns columns = standardise("test", rows.x, true, {}, 1);
    Eigen::VectorXd b(5);
    b << -1.5, 0.1, -0.05, 0.02, 0.03;
    derivatives fast;
    glm_pass(rows, columns, kind, b, {}, fast);
    derivatives slow{0, Eigen::VectorXd::Zero(5), Eigen::MatrixXd::Zero(5, 5)};
    Eigen::VectorXd z(5);
    const row_reader reader{rows, columns};
    for (std::size_t i = 0; i < t.y.size(); ++i) {
        reader.read(i, z);
        const row_terms terms = row_of(kind, reader.eta(i, z, b), t.y[i]);
        slow.value += t.weights[i] * terms.value;
        slow.gradient += t.weights[i] * terms.score * z;
        slow.information += t.weights[i] * terms.observed * z * z.transpose();
    }
    EXPECT_NEAR(fast.value, slow.value, 1e-11 * std::abs(slow.value));
    EXPECT_LT((fast.gradient - slow.gradient).cwiseAbs().maxCoeff(), 1e-10);
    EXPECT_LT((fast.information - slow.information).cwiseAbs().maxCoeff(), 1e-9);
}

TEST_P(Kinds, FitIsStationaryAndTheSameForAnyThreadsAndStorage) {
    table t = draw(kind, 30'000, 3, 5);
    glm_options options;
    options.kind = kind;
    const glm_result one = fit_glm(t.rows(), options);
    EXPECT_TRUE(one.converged);
    options.control.threads = 2;
    const glm_result two = fit_glm(t.rows(), options);
    EXPECT_EQ(one.coefficients, two.coefficients);
    EXPECT_EQ(one.covariance, two.covariance);
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_row = t.x;
    glm_rows rows = t.rows();
    rows.x = {by_row.data(), rows.x.rows, rows.x.columns, 3, 1};
    const glm_result other = fit_glm(rows, options);
    EXPECT_LT((other.coefficients - one.coefficients).cwiseAbs().maxCoeff(), 1e-12);
    Eigen::VectorXd score = Eigen::VectorXd::Zero(4);
    for (std::size_t i = 0; i < t.y.size(); ++i) {
        Eigen::VectorXd z(4);
        z << 1, t.x.row(static_cast<Eigen::Index>(i)).transpose();
        score += t.weights[i] * row_of(kind, z.dot(one.coefficients) + t.offset[i], t.y[i]).score * z;
    }
    EXPECT_LT(score.cwiseAbs().maxCoeff(), 1e-7);
}

TEST_P(Kinds, UnitsOfColumnsDoNotMatter) {
    const table t = draw(kind, 600, 3, 7);
    glm_options options;
    options.kind = kind;
    const glm_result plain = fit_glm(t.rows(), options);
    table scaled = t;
    scaled.x.col(0) *= 1e8;
    scaled.x.col(1) *= 1e-8;
    scaled.x.col(2).array() += 1e5;
    const glm_result other = fit_glm(scaled.rows(), options);
    EXPECT_NEAR(other.coefficients[1] * 1e8, plain.coefficients[1], 1e-9);
    EXPECT_NEAR(other.coefficients[2] * 1e-8, plain.coefficients[2], 1e-9);
    EXPECT_NEAR(other.coefficients[3], plain.coefficients[3], 1e-9);
    EXPECT_NEAR(other.log_likelihood, plain.log_likelihood, 1e-9 * std::abs(plain.log_likelihood));
    EXPECT_NEAR(other.covariance(1, 1) * 1e16 / plain.covariance(1, 1), 1, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Glm, Kinds, testing::Range<std::size_t>(0, model_kinds.size()));

// 2 x 2 table: the log odds ratio ln(ad/bc), variance 1/a + 1/b + 1/c + 1/d (Woolf 1955). The information is
// that of the point before the last step, which is at most 1e-9 standard errors away.
TEST(Glm, TwoByTwoTable) {
    table t;
    t.x.resize(4, 1);
    t.x << 1, 1, 0, 0;
    t.y = {1, 0, 1, 0};
    t.weights = {20, 30, 10, 60};
    const glm_result fit = fit_glm(t.rows(), {});
    EXPECT_NEAR(fit.coefficients[1], std::log(20.0 * 60 / (30 * 10)), 1e-12);
    EXPECT_NEAR(fit.covariance(1, 1), 1.0 / 20 + 1.0 / 30 + 1.0 / 10 + 1.0 / 60, 1e-9);
}

TEST(Glm, LeastSquaresAndGaussianPrior) {
    const table t = draw(model_kinds[0], 50, 3, 11);
    table plain = t;
    plain.offset.clear(), plain.weights.clear();
    glm_options options;
    options.kind = model_kinds[0];
    Eigen::MatrixXd z(50, 4);
    z << Eigen::VectorXd::Ones(50), t.x;
    const Eigen::Map<const Eigen::VectorXd> y(t.y.data(), 50);
    const glm_result least = fit_glm(plain.rows(), options);
    const Eigen::VectorXd wanted = (z.transpose() * z).ldlt().solve(z.transpose() * y);
    EXPECT_LT((least.coefficients - wanted).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_NEAR(least.dispersion, (y - z * wanted).squaredNorm() / 46, 1e-12);
    options.prior = {Eigen::Vector4d(0, 1, 0, -1), Eigen::Vector4d(0, 30, 30, 30).asDiagonal()};
    const glm_result held = fit_glm(plain.rows(), options);
    const Eigen::MatrixXd a = z.transpose() * z / held.dispersion + options.prior.precision;
    const Eigen::VectorXd b =
        a.ldlt().solve(z.transpose() * y / held.dispersion + options.prior.precision * options.prior.mean);
    EXPECT_LT((held.coefficients - b).cwiseAbs().maxCoeff(), 1e-10);
    EXPECT_LT((held.covariance - a.inverse()).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(Glm, ClustersOfOneAreTheSandwich) {
    const table t = draw(model_kinds[1], 400, 2, 13);
    glm_options options;
    options.covariance = covariance_kind::sandwich;
    const glm_result sandwich = fit_glm(t.rows(), options);
    options.covariance = covariance_kind::cluster;
    for (std::int64_t i = 0; i < 400; ++i) options.cluster.push_back((i * 7) % 400);
    const glm_result cluster = fit_glm(t.rows(), options);
    EXPECT_EQ(cluster.n_clusters, 400u);
    EXPECT_LT((cluster.covariance - sandwich.covariance).cwiseAbs().maxCoeff(), 1e-13);
}

TEST(Glm, SampledStartLeadsToTheSameMaximum) {
    table t = draw(model_kinds[1], 70'000, 3, 17);
    t.weights.clear();
    glm_options options;
    const glm_result long_table = fit_glm(t.rows(), options);
    t.weights.assign(70'000, 1.0);
    const glm_result weighted = fit_glm(t.rows(), options);
    EXPECT_LT((long_table.coefficients - weighted.coefficients).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_NEAR(long_table.log_likelihood, weighted.log_likelihood, 1e-9);
}

std::string error_of(const table& t, const glm_options& options) {
    try {
        static_cast<void>(fit_glm(t.rows(), options));
    } catch (const numeric_error& e) {
        return e.what();
    } catch (const invalid_argument& e) {
        return std::string("invalid: ") + e.what();
    }
    return "";
}

TEST(Glm, SeparationIsReportedAndHasRemedies) {
    table t;
    t.x.resize(8, 2);
    t.x << 1, 3, 2, 1, 3, 2, 4, 4, 5, 1, 6, 3, 7, 2, 8, 4;
    t.y = {0, 0, 0, 0, 1, 1, 1, 1};
    glm_options options;
    options.names = {"load", "sleep"};
    for (const std::size_t k : {1u, 2u, 3u}) {
        options.kind = model_kinds[k];
        EXPECT_NE(error_of(t, options).find("'load'"), std::string::npos) << k;
    }
    options.kind = model_kinds[1];
    options.firth = true;
    EXPECT_TRUE(fit_glm(t.rows(), options).converged);
    options.firth = false;
    options.prior = {Eigen::Vector3d::Zero(), Eigen::Vector3d(0, 1, 1).asDiagonal()};
    EXPECT_TRUE(fit_glm(t.rows(), options).converged);
    options.prior = {};
    options.kind = model_kinds[5];
    t.y.assign(8, 0.0);
    EXPECT_NE(error_of(t, options).find("separated"), std::string::npos) << "no event at all";
}

TEST(Glm, DependentColumnsAndMissingValuesAreNamed) {
    table t = draw(model_kinds[1], 100, 4, 19);
    t.x.col(3) = 2 * t.x.col(0) - t.x.col(2);
    glm_options options;
    options.names = {"a", "b", "c", "d"};
    EXPECT_NE(error_of(t, options).find("determine 'd'"), std::string::npos);
    t = draw(model_kinds[1], 100, 4, 19);
    t.x.col(1).setConstant(4.1);
    EXPECT_NE(error_of(t, options).find("determine 'b'"), std::string::npos);
    t = draw(model_kinds[1], 100, 4, 19);
    t.x(36, 2) = missing_value;
    EXPECT_NE(error_of(t, options).find("invalid: fit.glm: X, row 37, 'c'"), std::string::npos);
    t = draw(model_kinds[1], 100, 4, 19);
    t.y[4] = 2;
    EXPECT_NE(error_of(t, options).find("y, row 5"), std::string::npos);
}

}  // namespace
