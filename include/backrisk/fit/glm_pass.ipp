#pragma once
#include <array>
#include <cmath>
#include <vector>

#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/glm_pass.hpp"

namespace backrisk::fit {

namespace pass {

inline constexpr std::size_t tile = 128;          ///< rows
inline constexpr std::size_t tiles_a_block = 64;  ///< the unit of work of a thread
inline constexpr std::size_t side = 3;            ///< products are made in blocks of side x side columns

/// Four doubles that the compiler keeps in one register, or in two: the same additions in any case.
#if defined(__GNUC__)
typedef double lanes __attribute__((vector_size(32), may_alias));
#else
struct lanes {
    double part[4]{};
    double operator[](int k) const { return part[k]; }
    lanes operator*(const lanes& o) const {
        return {{part[0] * o.part[0], part[1] * o.part[1], part[2] * o.part[2], part[3] * o.part[3]}};
    }
    lanes& operator+=(const lanes& o) {
        for (int k = 0; k < 4; ++k) part[k] += o.part[k];
        return *this;
    }
};
#endif

/// Scratch starts where a register may be loaded from.
struct alignas(64) cache_line {
    double entries[8];
};

/// Sums and scratch of one block of rows; columns are padded with zeros to a multiple of `side`.
struct block {
    std::size_t columns = 0;
    double value = 0;
    std::vector<double> gradient, information;
};

/// One tile: `z` holds columns of `tile` values; entries beyond `rows` are zero.
struct tile_data {
    std::size_t rows = 0;
    double* z = nullptr;
    double* weighted = nullptr;  ///< diag(c) z
    std::array<double, tile> eta, y, weight, score, curve, value;
    bool unit_weights = true;
};

template <class Row>
inline void fill_terms(tile_data& t, curvature_of which, const Row& row) {
    for (std::size_t r = 0; r < tile; ++r) {
        const row_terms terms = row(t.eta[r], t.y[r]);
        t.value[r] = terms.value;
        t.score[r] = terms.score;
        t.curve[r] = which == curvature_of::observed ? terms.observed : terms.expected;
    }
}

/// The logit without a logarithm a row: ln of the product of (1 + e^-|eta|), which cannot overflow.
inline double logit_terms(tile_data& t) {
    std::array<double, tile> factor;
    for (std::size_t r = 0; r < tile; ++r) {
        const double e = exponential(-std::abs(t.eta[r]));
        const double small = e / (1 + e);
        factor[r] = 1 + e;
        t.value[r] = t.y[r] * t.eta[r] - (t.eta[r] > 0 ? t.eta[r] : 0.0);
        t.score[r] = t.eta[r] > 0 ? (t.y[r] - 1) + small : t.y[r] - small;
        t.curve[r] = small / (1 + e);
    }
    if (!t.unit_weights) {
        for (std::size_t r = 0; r < tile; ++r) t.value[r] -= std::log(factor[r]);
        return 0;
    }
    for (std::size_t r = t.rows; r < tile; ++r) factor[r] = 1;
    std::array<double, 4> product{1, 1, 1, 1};
    for (std::size_t r = 0; r < tile; r += 4)
        for (std::size_t k = 0; k < 4; ++k) product[k] *= factor[r + k];
    return -(std::log(product[0]) + std::log(product[1])) - (std::log(product[2]) + std::log(product[3]));
}

/// Log-likelihood of the tile; weighted score and curvature a row.
inline double tile_terms(tile_data& t, const model_kind& kind, curvature_of which) {
    double sum = 0;
    if (kind.by == link::logit)
        sum = logit_terms(t);
    else if (kind.of == family::poisson)
        fill_terms(t, which, [](double eta, double y) { return poisson_row(eta, y); });
    else if (kind.of == family::gaussian)
        fill_terms(t, which, [](double eta, double y) { return gaussian_row(eta, y); });
    else if (kind.by == link::cloglog)
        fill_terms(t, which, [](double eta, double y) { return cloglog_row(eta, y); });
    else
        fill_terms(t, which, [&](double eta, double y) { return row_of(kind, eta, y); });
    for (std::size_t r = 0; r < tile; ++r) {
        // A row without weight adds nothing, even where its value is not finite.
        t.value[r] = t.weight[r] > 0 ? t.weight[r] * t.value[r] : 0.0;
        t.score[r] = t.weight[r] > 0 ? t.weight[r] * t.score[r] : 0.0;
        t.curve[r] = t.weight[r] > 0 ? t.weight[r] * t.curve[r] : 0.0;
    }
    if (which == curvature_of::squared_score)
        for (std::size_t r = 0; r < tile; ++r) t.curve[r] = t.score[r] * t.score[r];
    for (std::size_t r = 0; r < tile; ++r) sum += t.value[r];
    return sum;
}

[[nodiscard]] inline double total(const lanes& a) { return (a[0] + a[1]) + (a[2] + a[3]); }

/// information += weighted' z, lower blocks only.
inline void add_products(const tile_data& t, block& into) {
    const auto at = [](const double* from) { return reinterpret_cast<const lanes*>(from); };
    for (std::size_t i = 0; i < into.columns; i += side)
        for (std::size_t j = 0; j <= i; j += side) {
            const double* a = t.weighted + i * tile;
            const double* b = t.z + j * tile;
            lanes sum[side * side] = {};
            for (std::size_t r = 0; r < tile; r += 4) {
                const lanes a0 = *at(a + r), a1 = *at(a + tile + r), a2 = *at(a + 2 * tile + r);
                const lanes b0 = *at(b + r), b1 = *at(b + tile + r), b2 = *at(b + 2 * tile + r);
                sum[0] += a0 * b0, sum[1] += a0 * b1, sum[2] += a0 * b2;
                sum[3] += a1 * b0, sum[4] += a1 * b1, sum[5] += a1 * b2;
                sum[6] += a2 * b0, sum[7] += a2 * b1, sum[8] += a2 * b2;
            }
            for (std::size_t k = 0; k < side * side; ++k)
                into.information[(i + k / side) * into.columns + j + k % side] += total(sum[k]);
        }
}

/// eta, score, gradient and information of one tile whose z, y, weight and offset (in eta) are in place.
BACKRISK_INLINE BACKRISK_WIDE void add_tile(tile_data& t, const double* b, const model_kind& kind,
                                            curvature_of which, block& into) {
    for (std::size_t j = 0; j < into.columns; ++j)
        for (std::size_t r = 0; r < tile; ++r) t.eta[r] += b[j] * t.z[j * tile + r];
    into.value += tile_terms(t, kind, which);
    for (std::size_t j = 0; j < into.columns; ++j) {
        std::array<double, 4> sum{};
        for (std::size_t r = 0; r < tile; r += 4)
            for (std::size_t k = 0; k < 4; ++k) {
                sum[k] += t.score[r + k] * t.z[j * tile + r + k];
                t.weighted[j * tile + r + k] = t.curve[r + k] * t.z[j * tile + r + k];
            }
        into.gradient[j] += (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
    add_products(t, into);
}

/// Standardised columns of rows [from, from + rows) into `z`, with y, weights and offset.
inline void load_tile(const glm_rows& data, const standard_columns& columns, std::size_t from, tile_data& t) {
    const auto first = static_cast<std::size_t>(columns.first());
    t.eta.fill(0), t.y.fill(0), t.weight.fill(0);
    for (std::size_t r = 0; r < t.rows; ++r) {
        t.y[r] = data.y[from + r];
        t.weight[r] = data.weights.empty() ? 1.0 : data.weights[from + r];
        if (!data.offset.empty()) t.eta[r] = data.offset[from + r];
    }
    for (std::size_t r = 0; r < tile && columns.intercept; ++r) t.z[r] = r < t.rows ? 1.0 : 0.0;
    // Eight rows at a time: of a table by rows each line of memory is read once and each line of the tile
    // written once.
    constexpr std::size_t step = 8;
    const std::size_t p = data.x.columns;
    for (std::size_t r = 0; r < tile; r += step) {
        const std::size_t last = std::min(r + step, t.rows);
        for (std::size_t j = 0; j < p; ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            const double centre = columns.centre[column], factor = 1 / columns.factor(column);
            double* to = t.z + (first + j) * tile;
            if (last == r + step) {
                const double* x = data.x.at(from + r, j);
                for (std::size_t k = 0; k < step; ++k)
                    to[r + k] = (x[static_cast<std::ptrdiff_t>(k) * data.x.row_step] - centre) * factor;
            } else {
                for (std::size_t k = r; k < r + step; ++k)
                    to[k] = k < last ? (data.x(from + k, j) - centre) * factor : 0.0;
            }
        }
    }
}

}  // namespace pass

BACKRISK_INLINE void glm_pass(const glm_rows& rows, const standard_columns& columns, const model_kind& kind,
                              const Eigen::VectorXd& coefficients, const pass_options& options,
                              derivatives& out) {
    using namespace pass;
    const auto q = static_cast<std::size_t>(columns.size());
    const std::size_t padded = (q + side - 1) / side * side;
    const std::size_t tiles = (rows.x.rows + tile - 1) / tile;
    const std::size_t used = (tiles + options.every - 1) / options.every;
    std::vector<double> b(padded, 0.0);
    for (std::size_t j = 0; j < q; ++j) b[j] = coefficients[static_cast<Eigen::Index>(j)];
    std::vector<block> blocks((used + tiles_a_block - 1) / tiles_a_block);
    for_each_block(used, tiles_a_block, options.threads, [&](std::size_t from, std::size_t to) {
        block& sums = blocks[from / tiles_a_block];
        sums = {padded, 0.0, std::vector<double>(padded, 0.0), std::vector<double>(padded * padded, 0.0)};
        std::vector<cache_line> scratch(2 * padded * tile / 8);
        tile_data t;
        t.z = scratch.data()->entries;
        t.weighted = t.z + padded * tile;
        t.unit_weights = rows.weights.empty();
        for (std::size_t k = from; k < to; ++k) {
            const std::size_t first = k * options.every * tile;
            t.rows = std::min(tile, rows.x.rows - first);
            load_tile(rows, columns, first, t);
            add_tile(t, b.data(), kind, options.curvature, sums);
        }
    });
    const auto size = static_cast<Eigen::Index>(q);
    out = {0.0, Eigen::VectorXd::Zero(size), Eigen::MatrixXd::Zero(size, size)};
    for (const block& one : blocks) {
        out.value += one.value;
        for (std::size_t i = 0; i < q; ++i) {
            out.gradient[static_cast<Eigen::Index>(i)] += one.gradient[i];
            for (std::size_t j = 0; j <= i; ++j)
                out.information(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) +=
                    one.information[i * padded + j];
        }
    }
    out.information.triangularView<Eigen::StrictlyUpper>() = out.information.transpose();
}

}  // namespace backrisk::fit
