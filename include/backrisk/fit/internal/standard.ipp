#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/standard.hpp"
#include "backrisk/fit/internal/tile.hpp"

namespace backrisk::fit {

namespace standard_detail {

inline constexpr std::size_t block = 128 * tile::rows;

/// A tile of rows, their weights, and what the columns are measured from.
struct moment_tile {
    explicit moment_tile(const std::vector<double>& from)
        : origin(from), ones(from.size(), 1.0), z(tile::columns_of_zeros(from.size())) {}

    const std::vector<double>& origin;
    std::vector<double> ones;
    tile::scratch z;
    alignas(64) std::array<double, tile::rows> weight{};
};

/// Adds one column of values and their squares in eight lanes; `weigh(row, value)` weighs a value.
template <class Weigh>
inline void add_column(const double* __restrict z, tile::cache_line& sums, tile::cache_line& squares,
                       const Weigh& weigh) {
    tile::cache_line sum = sums, square = squares;
    for (std::size_t r = 0; r < tile::rows; r += tile::lanes)
        for (std::size_t k = 0; k < tile::lanes; ++k) {
            const double d = z[r + k], weighed = weigh(r + k, d);
            sum.entries[k] += weighed;
            square.entries[k] += weighed * d;
        }
    sums = sum, squares = square;
}

/// Adds the values of a tile and their squares; `weight` may be null.
BACKRISK_INLINE BACKRISK_WIDE void add_moments(const matrix_view& x, std::size_t from, std::size_t count,
                                               const double* __restrict weight, moment_tile& t,
                                               tile::coming& next, tile::cache_line* sums) {
    double* z = t.z.data()->entries;
    tile::load(x, from, count, t.origin.data(), t.ones.data(), z);
    for (std::size_t j = 0; j < x.columns; ++j) {
        next.fetch(x.columns);
        tile::cache_line &sum = sums[2 * j], &square = sums[2 * j + 1];
        if (weight == nullptr)
            add_column(z + j * tile::rows, sum, square, [](std::size_t, double d) { return d; });
        else
            add_column(z + j * tile::rows, sum, square,
                       [&](std::size_t r, double d) { return weight[r] * d; });
    }
}

}  // namespace standard_detail

BACKRISK_INLINE Eigen::MatrixXd moments(const matrix_view& x, std::span<const double> weights,
                                        const std::vector<double>& origin, int threads) {
    namespace own = standard_detail;
    const auto p = static_cast<Eigen::Index>(x.columns);
    std::vector<Eigen::MatrixXd> parts((x.rows + own::block - 1) / own::block);
    const auto make = [&] { return own::moment_tile(origin); };
    for_each_block(x.rows, own::block, threads, make,
                   [&](own::moment_tile& t, std::size_t from, std::size_t to) {
                       tile::scratch sums(2 * x.columns, tile::cache_line{});
                       for (std::size_t row = from; row < to; row += tile::rows) {
                           const std::size_t count = std::min(tile::rows, to - row),
                                             after = std::min(x.rows, row + tile::rows);
                           if (!weights.empty()) std::copy_n(weights.data() + row, count, t.weight.begin());
                           tile::coming next{&x, after, std::min(tile::rows, x.rows - after), 0};
                           own::add_moments(x, row, count, weights.empty() ? nullptr : t.weight.data(), t,
                                            next, sums.data());
                       }
                       Eigen::MatrixXd& part = parts[from / own::block];
                       part.resize(p, 2);
                       for (Eigen::Index k = 0; k < 2 * p; ++k)
                           part(k / 2, k % 2) = tile::lane_sums::total(sums[static_cast<std::size_t>(k)]);
                   });
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(p, 2);
    for (const Eigen::MatrixXd& one : parts) sum += one;
    return sum;
}

BACKRISK_INLINE standard_columns standardise(const char* function, const matrix_view& x, bool intercept,
                                             const std::vector<std::string>& names, int threads) {
    const auto p = static_cast<Eigen::Index>(x.columns);
    std::vector<double> origin(x.columns, 0.0);
    for (std::size_t j = 0; intercept && x.rows > 0 && j < x.columns; ++j) origin[j] = x(0, j);
    const Eigen::MatrixXd sum = moments(x, {}, origin, threads);
    if (!sum.allFinite())
        for (std::size_t row = 0; row < x.rows; ++row)
            for (std::size_t column = 0; column < x.columns; ++column)
                check_argument(std::isfinite(x(row, column)), function,
                               "X, row " + show(row + 1) + ", " + column_title(names, column), x(row, column),
                               "a finite number; missing=\"drop\" leaves such rows out and says so");
    standard_columns out{intercept, Eigen::VectorXd::Zero(p), Eigen::VectorXd::Zero(p)};
    const double n = static_cast<double>(std::max<std::size_t>(x.rows, 1));
    for (Eigen::Index j = 0; j < p; ++j) {
        const double mean = sum(j, 0) / n;
        out.centre[j] = intercept ? origin[static_cast<std::size_t>(j)] + mean : 0.0;
        const double variance = std::max(0.0, sum(j, 1) / n - (intercept ? mean * mean : 0.0));
        // Below this, the spread is rounding of the values themselves.
        const double floor = intercept ? 1e-15 * std::abs(out.centre[j]) : 0.0;
        out.scale[j] = std::sqrt(variance) > floor ? std::sqrt(variance) : 0.0;
    }
    return out;
}

}  // namespace backrisk::fit
