#pragma once
#include <array>
#include <cmath>
#include <vector>

#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/glm_pass.hpp"
#include "backrisk/fit/internal/tile.hpp"
#include "backrisk/fit/row_terms.hpp"

namespace backrisk::fit {

namespace pass {

inline constexpr std::size_t tiles_a_block = 64;  ///< the unit of work of a thread

/// One tile of rows and what follows from it; entries beyond `rows` add nothing.
struct tile_data {
    explicit tile_data(std::size_t columns, bool unit)
        : storage(tile::columns_of_zeros(columns)), z(storage.data()->entries), unit_weights(unit) {}

    tile::scratch storage;
    double* z;  ///< columns of tile::rows values
    std::size_t rows = 0;
    alignas(64) std::array<double, tile::rows> eta, y, weight, score, curve, value, log_of;
    bool unit_weights;
    tile::coming next;
    int width = tile::register_width();
};

template <class Row>
inline void fill_terms(tile_data& t, curvature_of which, const Row& row) {
    const bool observed = which == curvature_of::observed;
    for (std::size_t r = 0; r < tile::rows; ++r) {
        const row_terms terms = row(t.eta[r], t.y[r]);
        t.value[r] = terms.value;
        t.score[r] = terms.score;
        t.curve[r] = observed ? terms.observed : terms.expected;
    }
}

/// The logit without a logarithm a row: ln of the product of (1 + e^-|eta|), which cannot overflow.
inline double logit_terms(tile_data& t) {
    for (std::size_t r = 0; r < tile::rows; ++r) {
        const double e = exponential(-std::abs(t.eta[r]));
        const double small = e / (1 + e);
        const bool above = t.eta[r] > 0;
        t.log_of[r] = 1 + e;
        t.value[r] = t.y[r] * t.eta[r] - (above ? t.eta[r] : 0.0);
        t.score[r] = above ? (t.y[r] - 1) + small : t.y[r] - small;
        t.curve[r] = small * (1 - small);
    }
    if (!t.unit_weights) {
        for (std::size_t r = 0; r < tile::rows; ++r) t.value[r] -= logarithm(t.log_of[r]);
        return 0;
    }
    for (std::size_t r = t.rows; r < tile::rows; ++r) t.log_of[r] = 1;
    std::array<double, tile::lanes> product;
    product.fill(1);
    for (std::size_t r = 0; r < tile::rows; r += tile::lanes)
        for (std::size_t k = 0; k < tile::lanes; ++k) product[k] *= t.log_of[r + k];
    double sum = 0;
    for (const double one : product) sum -= std::log(one);
    return sum;
}

/// As `cloglog_row`, with e^e - 1 = E for all: 1 - exp(-e) is E / (1 + E).
inline void cloglog_terms(tile_data& t, curvature_of which) {
    const bool observed = which == curvature_of::observed;
    for (std::size_t r = 0; r < tile::rows; ++r) {
        const double eta = t.eta[r];
        t.value[r] = exponential(eta < 300.0 ? eta : 300.0);
    }
    for (std::size_t r = 0; r < tile::rows; ++r) {
        const double e = t.value[r], y = t.y[r], grown = exponential_minus_one(e);
        const double a = e / grown, alive = (1 - y) * e;
        t.log_of[r] = y > 0 ? grown / (1 + grown) : 1.0;
        t.score[r] = y * a - alive;
        t.curve[r] = observed ? alive - y * a * (1 - e - a) : e * a;
    }
    for (std::size_t r = 0; r < tile::rows; ++r)
        t.value[r] = t.y[r] * logarithm(t.log_of[r]) - (1 - t.y[r]) * t.value[r];
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
        cloglog_terms(t, which);
    else
        fill_terms(t, which, [&](double eta, double y) { return row_of(kind, eta, y); });
    if (!t.unit_weights || t.rows < tile::rows)
        for (std::size_t r = 0; r < tile::rows; ++r) {
            // A row without weight adds nothing, even where its value is not finite.
            t.value[r] = t.weight[r] > 0 ? t.weight[r] * t.value[r] : 0.0;
            t.score[r] = t.weight[r] > 0 ? t.weight[r] * t.score[r] : 0.0;
            t.curve[r] = t.weight[r] > 0 ? t.weight[r] * t.curve[r] : 0.0;
        }
    if (which == curvature_of::squared_score)
        for (std::size_t r = 0; r < tile::rows; ++r) t.curve[r] = t.score[r] * t.score[r];
    tile::cache_line lane{};
    for (std::size_t r = 0; r < tile::rows; r += tile::lanes)
        for (std::size_t k = 0; k < tile::lanes; ++k) lane.entries[k] += t.value[r + k];
    return sum + tile::lane_sums::total(lane);
}

/// What a pass knows of all rows.
struct pass_data {
    const glm_rows& rows;
    const standard_columns& columns;
    std::vector<double> centre, factor, b;
};

/// Standardised columns of rows [from, from + rows) into `z`, with y, weights and offset.
inline void load_tile(const pass_data& data, std::size_t from, tile_data& t) {
    const auto column = [&](std::span<const double> values, double absent, double* to) {
        for (std::size_t r = 0; r < t.rows; ++r) to[r] = values.empty() ? absent : values[from + r];
        for (std::size_t r = t.rows; r < tile::rows; ++r) to[r] = 0;
    };
    column(data.rows.y, 0, t.y.data());
    column(data.rows.offset, 0, t.eta.data());
    column(data.rows.weights, 1, t.weight.data());
    const auto first = static_cast<std::size_t>(data.columns.first());
    for (std::size_t r = 0; r < tile::rows && data.columns.intercept; ++r) t.z[r] = r < t.rows ? 1.0 : 0.0;
    tile::load(data.rows.x, from, t.rows, data.centre.data(), data.factor.data(), t.z + first * tile::rows);
}

/// Adds the tile of rows from `from` on to the sums; returns its log-likelihood.
BACKRISK_INLINE BACKRISK_WIDE double add_tile(const pass_data& data, std::size_t from, const model_kind& kind,
                                              curvature_of which, tile_data& t, tile::lane_sums& sums) {
    load_tile(data, from, t);
    tile::add_predictor(t.z, data.b.data(), data.b.size(), t.eta.data());
    const double value = tile_terms(t, kind, which);
    tile::add_products(t.z, t.curve.data(), t.score.data(), t.next, sums, t.width);
    return value;
}

/// The sums of all blocks, in order.
[[nodiscard]] inline derivatives total(const std::vector<derivatives>& blocks, Eigen::Index size) {
    derivatives out{0.0, Eigen::VectorXd::Zero(size), Eigen::MatrixXd::Zero(size, size)};
    for (const derivatives& one : blocks) {
        out.value += one.value;
        out.gradient += one.gradient;
        out.information += one.information;
    }
    out.information.triangularView<Eigen::StrictlyUpper>() = out.information.transpose();
    return out;
}

}  // namespace pass

BACKRISK_INLINE void glm_pass(const glm_rows& rows, const standard_columns& columns, const model_kind& kind,
                              const Eigen::VectorXd& coefficients, const pass_options& options,
                              derivatives& out) {
    const Eigen::Index q = columns.size();
    const std::size_t padded = tile::padded(static_cast<std::size_t>(q));
    const std::size_t tiles = (rows.x.rows + tile::rows - 1) / tile::rows;
    const std::size_t used = (tiles + options.every - 1) / options.every;
    pass::pass_data data{rows, columns, {}, {}, {coefficients.begin(), coefficients.end()}};
    for (Eigen::Index j = 0; j < columns.centre.size(); ++j) {
        data.centre.push_back(columns.centre[j]);
        data.factor.push_back(1 / columns.factor(j));
    }
    std::vector<derivatives> blocks((used + pass::tiles_a_block - 1) / pass::tiles_a_block);
    const auto make = [&] { return pass::tile_data(padded, rows.weights.empty()); };
    const auto work = [&](pass::tile_data& t, std::size_t from, std::size_t to) {
        tile::lane_sums sums(padded);
        derivatives& into = blocks[from / pass::tiles_a_block];
        for (std::size_t k = from; k < to; ++k) {
            const std::size_t first = k * options.every * tile::rows;
            t.rows = std::min(tile::rows, rows.x.rows - first);
            const std::size_t next = std::min(rows.x.rows, first + options.every * tile::rows);
            t.next = {&rows.x, next, std::min(tile::rows, rows.x.rows - next), 0};
            into.value += pass::add_tile(data, first, kind, options.curvature, t, sums);
        }
        into.gradient.resize(q), into.information.setZero(q, q);
        for (Eigen::Index i = 0; i < q; ++i) {
            into.gradient[i] = sums.first(static_cast<std::size_t>(i));
            for (Eigen::Index j = 0; j <= i; ++j)
                into.information(i, j) =
                    sums.product(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
        }
    };
    for_each_block(used, pass::tiles_a_block, options.threads, make, work);
    out = pass::total(blocks, q);
}

}  // namespace backrisk::fit
