// Tiles of rows against plain loops; fits of long tables, whose start comes from a sample, against the search
// from the mean outcome.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <numeric>
#include <random>

#include "backrisk/fit.hpp"
#include "backrisk/fit/internal/glm_parts.hpp"
#include "backrisk/fit/internal/glm_problem.hpp"
#include "backrisk/fit/internal/tile.hpp"

namespace {

using namespace backrisk;
using namespace backrisk::fit;

struct filled_tile {
    explicit filled_tile(std::size_t columns)
        : z(tile::columns_of_zeros(columns)), c(tile::rows), s(tile::rows) {
        std::mt19937_64 random(columns);
        std::normal_distribution<double> normal;
        for (std::size_t k = 0; k < columns * tile::rows; ++k) at()[k] = normal(random);
        for (std::size_t r = 0; r < tile::rows; ++r) c[r] = normal(random), s[r] = normal(random);
    }
    double* at() { return z.data()->entries; }
    tile::scratch z;
    std::vector<double> c, s;
};

TEST(Tile, ProductsAreThoseOfAPlainLoopAndOfEveryWidth) {
    for (const std::size_t columns : {3u, 6u, 21u}) {
        filled_tile t(columns);
        const auto sums_of = [&](int width) {
            tile::lane_sums sums(columns);
            tile::coming next;
            for (int twice = 0; twice < 2; ++twice)
                tile::add_products(t.at(), t.c.data(), t.s.data(), next, sums, width);
            return sums;
        };
        const auto two = sums_of(2), four = sums_of(4), eight = sums_of(8);
        for (std::size_t i = 0; i < columns; ++i) {
            double first = 0;
            for (std::size_t r = 0; r < tile::rows; ++r) first += 2 * t.s[r] * t.at()[i * tile::rows + r];
            EXPECT_NEAR(eight.first(i), first, 1e-12 * tile::rows);
            EXPECT_EQ(two.first(i), eight.first(i));
            EXPECT_EQ(four.first(i), eight.first(i));
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = 0;
                for (std::size_t r = 0; r < tile::rows; ++r)
                    sum += 2 * t.c[r] * t.at()[i * tile::rows + r] * t.at()[j * tile::rows + r];
                EXPECT_NEAR(eight.product(i, j), sum, 1e-12 * tile::rows);
                EXPECT_EQ(two.product(i, j), eight.product(i, j));
                EXPECT_EQ(four.product(i, j), eight.product(i, j));
            }
        }
    }
}

TEST(Tile, LoadsAnyStorageToTheBit) {
    const std::vector<double> numbers = [] {
        std::vector<double> out(40'000);
        std::iota(out.begin(), out.end(), -11.0);
        return out;
    }();
    for (const std::size_t columns : {1u, 3u, 4u, 7u, 20u})
        for (const std::size_t count : {std::size_t{1}, std::size_t{77}, tile::rows}) {
            const auto p = static_cast<std::ptrdiff_t>(columns);
            const std::vector<matrix_view> views{{numbers.data(), 200, columns, p, 1},
                                                 {numbers.data() + 1, 200, columns, p + 3, 1},
                                                 {numbers.data(), 200, columns, 1, 200},
                                                 {numbers.data(), 200, columns, 2 * p, 2},
                                                 {numbers.data() + 30'000, 200, columns, -p, 1}};
            std::vector<double> centre(columns), factor(columns);
            for (std::size_t j = 0; j < columns; ++j)
                centre[j] = 0.1 * static_cast<double>(j), factor[j] = 1.1 + centre[j];
            for (const matrix_view& x : views) {
                tile::scratch z(columns * tile::rows / tile::lanes,
                                tile::cache_line{{9, 9, 9, 9, 9, 9, 9, 9}});
                tile::load(x, 5, count, centre.data(), factor.data(), z.data()->entries);
                for (std::size_t j = 0; j < columns; ++j)
                    for (std::size_t r = 0; r < tile::rows; ++r) {
                        const double want = r < count ? (x(5 + r, j) - centre[j]) * factor[j] : 0.0;
                        ASSERT_EQ(z.data()->entries[j * tile::rows + r], want) << j << " " << r;
                    }
            }
        }
}

struct long_table {
    std::size_t n = 70'001, p = 3;
    std::vector<double> x, y, weights;

    explicit long_table(const model_kind& kind, double middle = -1) : x(n * p), y(n) {
        std::mt19937_64 random(3);
        std::normal_distribution<double> normal;
        std::uniform_real_distribution<double> uniform;
        for (double& value : x) value = normal(random);
        for (std::size_t i = 0; i < n; ++i)
            y[i] = uniform(random) < mean_of(kind, middle + 0.4 * x[i * p] - 0.2 * x[i * p + 1]) ? 1 : 0;
    }
    [[nodiscard]] glm_rows rows() const {
        return {{x.data(), n, p, static_cast<std::ptrdiff_t>(p), 1}, y, {}, weights};
    }
};

/// The plain search: from the mean outcome, each look at all rows, to the end.
void expect_as_plain(const long_table& t, const model_kind& kind) {
    glm_options options;
    options.kind = kind;
    options.expected_information = false;
    const glm_rows rows = t.rows();
    const glm_result fast = fit_glm(rows, options);
    const glm::problem p{rows, options, standardise("test", rows.x, true, {}, 1), {}};
    const auto look = [&](const Eigen::VectorXd& b, derivatives& out) {
        p.evaluate(b, out, curvature_of::observed);
    };
    newton_result plain = maximise(look, glm::mean_start(p), {}, {});
    look(plain.coefficients, plain.at);
    const Eigen::MatrixXd map = p.columns.to_own();
    const Eigen::MatrixXd inverse =
        plain.at.information.llt().solve(Eigen::MatrixXd::Identity(map.rows(), map.cols()));
    const Eigen::MatrixXd covariance = map * inverse * map.transpose();
    const Eigen::VectorXd own = map * plain.coefficients;
    EXPECT_TRUE(fast.converged);
    EXPECT_LE(fast.decrement, 1e-9);
    for (Eigen::Index k = 0; k < own.size(); ++k) {
        const double error = std::sqrt(covariance(k, k));
        EXPECT_NEAR(fast.coefficients[k], own[k], 1e-9 * error);
        for (Eigen::Index j = 0; j <= k; ++j)
            EXPECT_NEAR(fast.covariance(k, j), covariance(k, j), 1e-9 * error * std::sqrt(covariance(j, j)));
    }
    EXPECT_NEAR(fast.log_likelihood, glm::with_constants(p, plain.at.value).log_likelihood, 1e-9);
    options.control.threads = 3;
    const glm_result threads = fit_glm(rows, options);
    EXPECT_EQ(threads.coefficients, fast.coefficients);
    EXPECT_EQ(threads.covariance, fast.covariance);
    EXPECT_EQ(threads.log_likelihood, fast.log_likelihood);
}

TEST(LongTable, FitsAsThePlainSearch) {
    for (const std::size_t k : {1u, 2u, 3u, 5u}) expect_as_plain(long_table(model_kinds[k]), model_kinds[k]);
}

TEST(LongTable, OrderOfRowsAndScalesOfColumns) {
    long_table t(model_kinds[1]);
    std::sort(t.y.begin(), t.y.end());  // the columns tell nothing, and tiles hold one outcome only
    expect_as_plain(t, model_kinds[1]);
    for (std::size_t i = 0; i < t.n; ++i) t.x[i * t.p] = 1e8 * (t.x[i * t.p] + (i > t.n / 2 ? 3.0 : 0.0));
    expect_as_plain(t, model_kinds[1]);  // the first tells something, and is wide
    t.weights.assign(t.n, 0.0);
    for (std::size_t i = 100; i < t.n; i += 3) t.weights[i] = 0.5 + static_cast<double>(i % 5);
    expect_as_plain(t, model_kinds[1]);
}

TEST(LongTable, RareEventsOutsideTheSample) {
    for (const std::size_t k : {1u, 3u, 5u}) {
        long_table t(model_kinds[k], -7);
        for (std::size_t i = 0; i < t.n; ++i)
            if (i / tile::rows % 16 == 0) t.y[i] = 0;
        ASSERT_GT(std::accumulate(t.y.begin(), t.y.end(), 0.0), 20);
        expect_as_plain(t, model_kinds[k]);
    }
    long_table t(model_kinds[1]);
    for (std::size_t i = 0; i < t.n; ++i) t.x[i * t.p + 2] = i / tile::rows % 16 == 3 && i % 5 == 0 ? 1 : 0;
    expect_as_plain(t, model_kinds[1]);  // a column that is constant in the sample
}

TEST(LongTable, SeparationAndRankAreFound) {
    const auto error_of = [](const long_table& t) -> std::string {
        try {
            static_cast<void>(fit_glm(t.rows(), {}));
        } catch (const numeric_error& error) {
            return error.what();
        }
        return "";
    };
    long_table t(model_kinds[1]);
    for (std::size_t i = 0; i < t.n; ++i) t.y[i] = t.x[i * t.p + 1] > 0.3 ? 1 : 0;
    EXPECT_NE(error_of(t).find("separated"), std::string::npos);
    for (std::size_t i = 0; i < t.n; ++i)  // in the sample alone
        if (i / tile::rows % 16 != 0) t.y[i] = static_cast<double>(i % 2);
    expect_as_plain(t, model_kinds[1]);
    for (std::size_t i = 0; i < t.n; ++i) t.x[i * t.p + 2] = t.x[i * t.p] - 2 * t.x[i * t.p + 1];
    EXPECT_NE(error_of(t).find("determine column 3"), std::string::npos);
}

}  // namespace
