#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/huge_pages.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/partial_likelihood.hpp"
#include "backrisk/fit/internal/risk_sweep.hpp"
#include "backrisk/fit/internal/tile.hpp"

namespace backrisk::fit {

namespace partial_detail {

/// A sum that keeps what rounding drops (Neumaier): rows leave it again, and what stays may be small.
class careful_sum {
  public:
    void add(double x) noexcept {
        const double next = high_ + x, part = next - high_;
        low_ += (high_ - (next - part)) + (x - part);
        high_ = next;
    }
    [[nodiscard]] double value() const noexcept { return high_ + low_; }

  private:
    double high_ = 0, low_ = 0;
};

inline constexpr std::size_t row_block = 4096;

[[nodiscard]] inline std::size_t row_blocks(std::size_t rows) {  // at most 64, whatever the threads
    return std::max(row_block, rows / 64 + 1);
}

/// Rows that are standardised already, as the columns of a tile; what is beyond `count` is zero.
struct tile_rows {
    explicit tile_rows(std::size_t columns)
        : p(columns), zeros(p, 0.0), ones(p, 1.0), storage(tile::columns_of_zeros(tile::padded(p))) {}

    void load(const double* rows, std::size_t count) {
        const matrix_view x{rows, count, p, static_cast<std::ptrdiff_t>(p), 1};
        tile::load(x, 0, count, zeros.data(), ones.data(), z());
    }
    [[nodiscard]] double* z() { return storage.data()->entries; }

    std::size_t p;
    std::vector<double> zeros, ones;
    tile::scratch storage;
};

/// eta without the offset, and w exp(eta), of at most a tile of rows from `from` on.
BACKRISK_INLINE BACKRISK_WIDE void tile_relatives(const risk_set& set, std::size_t from, std::size_t count,
                                                  const double* beta, std::span<const double> extra,
                                                  tile_rows& t, double* __restrict eta,
                                                  double* __restrict relative) {
    t.load(set.x.data() + from * t.p, count);
    alignas(64) double sum[tile::rows] = {};
    tile::add_predictor(t.z(), beta, t.p, sum);
    for (std::size_t r = 0; r < count; ++r)
        eta[r] = sum[r] + (set.offset[from + r] + (extra.empty() ? 0.0 : extra[from + r]));
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < count; ++r) {
        const double grown = exponential(eta[r]);
        const double inside = eta[r] > 709.0 ? infinite : grown;  // NOLINT(bugprone-narrowing-conversions)
        const double w = set.weight[from + r], times = w * (eta[r] < -708.0 ? 0.0 : inside);
        relative[r] = w == 0 ? 0.0 : times;  // a row that is left out may have any eta
    }
}

/// Adds a tile of rows with weights c and s to the sums of c z z' and s z.
BACKRISK_INLINE BACKRISK_WIDE void add_rows(const double* rows, std::size_t count, const double* c,
                                            const double* s, tile_rows& t, int width, tile::lane_sums& sums) {
    tile::coming none;
    t.load(rows, count);
    tile::add_products(t.z(), c, s, none, sums, width);
}

/// Weighted sums of products of rows that come one after another.
class gram {
  public:
    explicit gram(std::size_t p) : p_(p), rows_(p * tile::rows), tile_(p), sums_(tile::padded(p)) {}

    /// Where the next row goes, (p); `weight` is its c.
    [[nodiscard]] double* next(double weight) {
        if (filled_ == tile::rows) flush();
        c_[filled_] = weight;
        return rows_.data() + p_ * filled_++;
    }
    /// Rows that stand in memory one after another.
    void add(const double* rows, std::size_t count, const double* c, const double* s) {
        add_rows(rows, count, c, s, tile_, width_, sums_);
    }
    [[nodiscard]] slopes take() {
        flush();
        const auto size = static_cast<Eigen::Index>(p_);
        slopes out{Eigen::VectorXd(size), Eigen::MatrixXd(size, size)};
        for (std::size_t i = 0; i < p_; ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            out.score[row] = sums_.first(i);
            for (std::size_t j = 0; j <= i; ++j) {
                const auto column = static_cast<Eigen::Index>(j);
                out.information(row, column) = out.information(column, row) = sums_.product(i, j);
            }
        }
        return out;
    }

  private:
    void flush() {
        std::fill(c_.begin() + static_cast<std::ptrdiff_t>(filled_), c_.end(), 0.0);
        if (filled_ > 0) add(rows_.data(), filled_, c_.data(), c_.data());
        filled_ = 0;
    }
    std::size_t p_, filled_ = 0;
    std::vector<double> rows_;
    tile_rows tile_;
    tile::lane_sums sums_;
    int width_ = tile::register_width();
    alignas(64) std::array<double, tile::rows> c_{};
};

/// Runs `visit(state, u, sweep)` for every slot with dead, blocks in parallel; `make(block)` makes the state
/// of a block, `end(block, state)` takes it.
template <class Make, class Visit, class End>
void sweep_means(const risk_set& set, const risk_sums& sums, int threads, Make&& make, Visit&& visit,
                 End&& end) {
    const row_matrix carried = carried_sums(set, sums.relative, threads);
    for_each_block(set.block.size() - 1, 1, threads, [&](std::size_t b, std::size_t) {
        mean_sweep sweep(set, sums.relative, carried.data() + b * static_cast<std::size_t>(set.columns));
        auto state = make();
        for (std::size_t u = set.block[b]; u < set.block[b + 1]; ++u) {
            sweep.enter(u);
            if (set.dead[u] > 0) visit(state, u, sweep);
        }
        end(b, state);
    });
}

/// Sums over the rows of one block: of H x x', and of x times the weight of the dead less H.
[[nodiscard]] inline slopes row_slopes(const risk_set& set, std::span<const double> row_hazard,
                                       std::span<const double> at, std::size_t first, std::size_t last) {
    const auto p = static_cast<std::size_t>(set.columns);
    gram sums(p);
    alignas(64) std::array<double, tile::rows> c, s;
    for (std::size_t from = first; from < last; from += tile::rows) {
        const std::size_t count = std::min(tile::rows, last - from);
        for (std::size_t r = 0; r < count; ++r) {
            const std::size_t j = from + r;
            const double dead = set.died(j) ? set.weight[j] * (at.empty() ? 1.0 : at[set.enter[j]]) : 0.0;
            c[r] = row_hazard[j], s[r] = dead - row_hazard[j];
        }
        for (std::size_t r = count; r < tile::rows; ++r) c[r] = s[r] = 0;
        sums.add(set.x.data() + from * p, count, c.data(), s.data());
    }
    return sums.take();
}

/// Score residuals of rows [first, last); the flow of `means` is cumulated, so is `baseline`.
BACKRISK_INLINE BACKRISK_WIDE void score_rows(const risk_set& set, const risk_sums& sums,
                                              const slot_means& means, const double* baseline,
                                              std::size_t first, std::size_t last, double* __restrict to) {
    const auto p = static_cast<std::size_t>(set.columns);
    const double* flow = means.flow.data();
    for (std::size_t j = first; j < last; ++j, to += p) {
        const std::size_t in = set.enter[j], out = set.leave[j];
        const double relative = set.weight[j] > 0 ? sums.relative[j] / set.weight[j] : 0;
        const double hazard = baseline[in] - baseline[out];
        const double* __restrict x = set.x.data() + j * p;
#if defined(__GNUC__)
        if (j + 8 < last)  // rows leave anywhere
            for (std::size_t k = 0; k < p; k += 8) __builtin_prefetch(flow + set.leave[j + 8] * p + k);
#endif
        for (std::size_t k = 0; k < p; ++k)
            to[k] = relative * (flow[in * p + k] - flow[out * p + k] - hazard * x[k]);
        if (!set.died(j)) continue;
        const double* mean = means.mean.data() + in * p;
        for (std::size_t k = 0; k < p; ++k) to[k] += x[k] - mean[k] + relative * sums.own[in] * x[k];
        for (std::size_t k = 0; k < p && means.own.rows() > 0; ++k)
            to[k] -= relative * means.own.data()[in * p + k];
    }
}

/// Fills S, S of the dead and what follows from them, slot after slot.
inline void sum_slots(const risk_set& set, std::span<const double> eta, tie_rule ties, risk_sums& sums) {
    careful_sum total;
    double log_likelihood = 0;
    for (std::size_t u = 0; u < set.slots(); ++u) {
        sums.total[u] = sums.dead[u] = sums.hazard[u] = sums.own[u] = sums.variance[u] = 0;
        if (set.dead[u] == 0) {
            total = {};
            continue;
        }
        for (std::uint32_t i = set.leaving_from[u]; i < set.leaving_from[u + 1]; ++i)
            total.add(-sums.relative[set.leaving[i]]);
        const std::uint32_t from = set.joining_from[u], last_dead = from + set.dead[u];
        double weight = 0;
        for (std::uint32_t j = from; j < set.joining_from[u + 1]; ++j) {
            total.add(sums.relative[j]);
            if (j >= last_dead) continue;
            sums.dead[u] += sums.relative[j];
            weight += set.weight[j];
            log_likelihood += set.weight[j] * eta[j];
        }
        sums.total[u] = total.value();
        for_each_term(set, sums, u, weight, ties, [&](double share, double c, double s) {
            log_likelihood -= c * std::log(s);
            sums.hazard[u] += c / s;
            sums.own[u] += share * c / s;
            sums.variance[u] += c / (s * s);
        });
    }
    sums.log_likelihood = log_likelihood;
}

}  // namespace partial_detail

BACKRISK_INLINE tie_rule parse_ties(std::string_view name) {
    if (name == "efron") return tie_rule::efron;
    if (name == "exact") return tie_rule::exact;
    check_argument(name == "breslow", "fit.cox", "ties", name, "'efron', 'breslow' or 'exact'");
    return tie_rule::breslow;
}

BACKRISK_INLINE void sum_risk_sets(const risk_set& set, const Eigen::VectorXd& beta,
                                   std::span<const double> extra, tie_rule ties, int threads,
                                   risk_sums& sums) {
    const std::size_t n = set.rows(), slots = set.slots();
    sums.relative.resize(n);
    for (auto* column : {&sums.total, &sums.dead, &sums.hazard, &sums.own, &sums.variance})
        column->resize(slots);
    std::vector<double> eta(n);
    const auto make = [&] { return partial_detail::tile_rows(static_cast<std::size_t>(set.columns)); };
    for_each_block(n, partial_detail::row_block, threads, make,
                   [&](partial_detail::tile_rows& t, std::size_t first, std::size_t last) {
                       for (std::size_t j = first; j < last; j += tile::rows)
                           partial_detail::tile_relatives(set, j, std::min(tile::rows, last - j), beta.data(),
                                                          extra, t, eta.data() + j, sums.relative.data() + j);
                   });
    partial_detail::sum_slots(set, eta, ties, sums);
}

BACKRISK_INLINE std::vector<double> cumulate(const risk_set& set, std::span<const double> increment) {
    std::vector<double> sum(set.slots());
    double running = 0;
    for (std::size_t u = set.slots(); u-- > 0;)
        sum[u] = running = set.dead[u] == 0 ? 0 : running + increment[u];
    return sum;
}

BACKRISK_INLINE std::vector<double> row_hazards(const risk_set& set, const risk_sums& sums,
                                                std::span<const double> at, int threads) {
    std::vector<double> increment = sums.hazard;
    for (std::size_t u = 0; u < at.size(); ++u) increment[u] *= at[u];
    const auto baseline = cumulate(set, increment);
    std::vector<double> hazard(set.rows());
    for_each_block(hazard.size(), partial_detail::row_block, threads,
                   [&](std::size_t first, std::size_t last) {
                       for (std::size_t j = first; j < last; ++j) {
                           const std::uint32_t in = set.enter[j];
                           const double own = set.died(j) ? sums.own[in] * (at.empty() ? 1 : at[in]) : 0.0;
                           hazard[j] = sums.relative[j] * ((baseline[in] - baseline[set.leave[j]]) - own);
                       }
                   });
    return hazard;
}

BACKRISK_INLINE slopes differentiate(const risk_set& set, const risk_sums& sums,
                                     std::span<const double> row_hazard, tie_rule ties, int threads,
                                     std::span<const double> at) {
    namespace own = partial_detail;
    const std::size_t n = set.rows(), block = own::row_blocks(n), p = static_cast<std::size_t>(set.columns);
    std::vector<slopes> rows((n + block - 1) / block), means(set.block.size() - 1);
    for_each_block(n, block, threads, [&](std::size_t first, std::size_t last) {
        rows[first / block] = own::row_slopes(set, row_hazard, at, first, last);
    });
    own::sweep_means(
        set, sums, threads, [&] { return own::gram(p); },
        [&](own::gram& into, std::size_t u, const mean_sweep& sweep) {
            for_each_term(set, sums, u, dead_weight(set, u), ties, [&](double share, double c, double s) {
                sweep.mean(share, s, into.next(at.empty() ? c : c * at[u]));
            });
        },
        [&](std::size_t b, own::gram& into) { means[b] = into.take(); });
    slopes out{Eigen::VectorXd::Zero(set.columns), Eigen::MatrixXd::Zero(set.columns, set.columns)};
    for (const slopes& one : rows) out.score += one.score, out.information += one.information;
    for (const slopes& one : means) out.information -= one.information;
    return out;
}

BACKRISK_INLINE slot_means means_at_slots(const risk_set& set, const risk_sums& sums, tie_rule ties,
                                          int threads) {
    namespace own = partial_detail;
    const std::size_t p = static_cast<std::size_t>(set.columns), slots = set.slots();
    const bool tied = std::ranges::any_of(set.dead, [](std::uint32_t d) { return d > 1; });
    slot_means out;
    for (auto* table : {&out.mean, &out.flow, &out.own}) {
        table->resize(table != &out.own || tied ? static_cast<Eigen::Index>(slots) : 0, set.columns);
        advise_huge_pages(table->data(), static_cast<std::size_t>(table->size()) * sizeof(double));
    }
    for (std::size_t u = 0; u < slots; ++u)
        if (set.dead[u] == 0)
            for (auto* table : {&out.mean, &out.flow, &out.own})
                if (table->rows() > 0) table->row(static_cast<Eigen::Index>(u)).setZero();
    const auto visit = [&](Eigen::RowVectorXd& one, std::size_t u, const mean_sweep& sweep) {
        const auto at = static_cast<Eigen::Index>(u);
        double terms = 0;
        for_each_term(set, sums, u, dead_weight(set, u), ties, [&](double share, double c, double s) {
            double* mean = out.mean.data() + u * p;
            double* flow = out.flow.data() + u * p;
            const bool first = terms++ == 0;
            sweep.mean(share, s, first ? mean : one.data());
            const double* now = first ? mean : one.data();
            for (std::size_t k = 0; k < p; ++k) flow[k] = (first ? 0.0 : flow[k]) + c / s * now[k];
            if (tied) {
                if (first) out.own.row(at).setZero();
                for (std::size_t k = 0; k < p; ++k) out.own.data()[u * p + k] += share * c / s * now[k];
            }
            for (std::size_t k = 0; k < p && !first; ++k) mean[k] += now[k];
        });
        if (terms > 1) out.mean.row(at) /= terms;
    };
    own::sweep_means(
        set, sums, threads, [&] { return Eigen::RowVectorXd(set.columns); }, visit,
        [](std::size_t, const Eigen::RowVectorXd&) {});
    return out;
}

BACKRISK_INLINE void read_row_scores(const risk_set& set, const risk_sums& sums, slot_means means,
                                     int threads, const score_reader& read) {
    const auto baseline = cumulate(set, sums.hazard);
    for (std::size_t u = set.slots();
         u-- > 0;)  // flow becomes its sum from the slot to the end of the stratum
        if (set.dead[u] > 0)
            means.flow.row(static_cast<Eigen::Index>(u)) += means.flow.row(static_cast<Eigen::Index>(u + 1));
    const auto p = static_cast<std::size_t>(set.columns);
    constexpr std::size_t piece = 1024, chunk = 32 * piece;  // a thread, and what is handed over
    std::vector<double> scores(std::min(chunk, set.rows()) * p);
    for (std::size_t begin = 0; begin < set.rows(); begin += chunk) {
        const std::size_t end = std::min(set.rows(), begin + chunk);
        for_each_block(end - begin, piece, threads, [&](std::size_t first, std::size_t last) {
            partial_detail::score_rows(set, sums, means, baseline.data(), begin + first, begin + last,
                                       scores.data() + first * p);
        });
        read(begin, end, scores.data());
    }
}

BACKRISK_INLINE row_matrix row_scores(const risk_set& set, const risk_sums& sums, slot_means means,
                                      int threads) {
    row_matrix out(set.x.rows(), set.columns);
    const auto p = static_cast<std::size_t>(set.columns);
    read_row_scores(set, sums, std::move(means), threads,
                    [&](std::size_t first, std::size_t last, const double* scores) {
                        std::copy(scores, scores + (last - first) * p, out.data() + first * p);
                    });
    return out;
}

}  // namespace backrisk::fit
