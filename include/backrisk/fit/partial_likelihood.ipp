#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "backrisk/core/error.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/partial_likelihood.hpp"

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

[[nodiscard]] inline auto covariates(const risk_set& set, std::size_t j) {
    return set.x.row(static_cast<Eigen::Index>(j));
}

/// M += sum of weight_i rows_i rows_i' in the lower triangle, in pieces that stay in cache.
class gram {
  public:
    explicit gram(Eigen::Index p) : sum_(Eigen::MatrixXd::Zero(p, p)), piece_(p, piece_rows) {}

    template <class Row>
    void add(const Row& row, double root_weight) {
        piece_.col(filled_++) = root_weight * row.transpose();
        if (filled_ == piece_rows) flush();
    }
    [[nodiscard]] Eigen::MatrixXd take() {
        flush();
        return sum_.selfadjointView<Eigen::Lower>();
    }

  private:
    static constexpr Eigen::Index piece_rows = 256;
    void flush() {
        if (filled_ > 0) sum_.selfadjointView<Eigen::Lower>().rankUpdate(piece_.leftCols(filled_));
        filled_ = 0;
    }
    Eigen::MatrixXd sum_, piece_;
    Eigen::Index filled_ = 0;
};

/// Sums of w exp(eta) x over those at risk, slot after slot of one block of slots.
class mean_sweep {
  public:
    mean_sweep(const risk_set& set, const risk_sums& sums, const Eigen::RowVectorXd& carried)
        : set_(set), sums_(sums), sum_(carried), dead_(Eigen::RowVectorXd::Zero(set.columns)) {}

    void enter(std::size_t u) {
        if (set_.dead[u] == 0) {  // the sentinel: another stratum follows
            sum_.setZero();
            return;
        }
        for (std::uint32_t i = set_.leaving_from[u]; i < set_.leaving_from[u + 1]; ++i) {
            const std::uint32_t j = set_.leaving[i];
            fetch_soon(i + 8);
            sum_.noalias() -= sums_.relative[j] * covariates(set_, j);
        }
        dead_.setZero();
        const std::uint32_t from = set_.joining_from[u], last_dead = from + set_.dead[u];
        for (std::uint32_t j = from; j < last_dead; ++j)
            dead_.noalias() += sums_.relative[j] * covariates(set_, j);
        sum_ += dead_;
        for (std::uint32_t j = last_dead; j < set_.joining_from[u + 1]; ++j)
            sum_.noalias() += sums_.relative[j] * covariates(set_, j);
    }
    /// E_l of a term with this share and this S_l.
    [[nodiscard]] auto mean(double share, double total) const { return (sum_ - share * dead_) / total; }

  private:
    /// Those who leave are scattered: their rows are asked for a little ahead.
    void fetch_soon([[maybe_unused]] std::size_t i) const {
#if defined(__GNUC__)
        if (i >= set_.leaving.size()) return;
        const std::size_t width = static_cast<std::size_t>(set_.columns);
        const double* at = set_.x.data() + set_.leaving[i] * width;
        for (std::size_t k = 0; k < width; k += 8) __builtin_prefetch(at + k);
        __builtin_prefetch(&sums_.relative[set_.leaving[i]]);
#endif
    }
    const risk_set& set_;
    const risk_sums& sums_;
    Eigen::RowVectorXd sum_, dead_;
};

/// The sums with which each block of slots begins. A row counts where it stays beyond the block it joined in.
[[nodiscard]] inline row_matrix carried_sums(const risk_set& set, const risk_sums& sums, int threads) {
    const std::size_t blocks = set.block.size() - 1, rows = row_blocks(set.rows());
    const auto height = static_cast<Eigen::Index>(blocks);
    std::vector<std::uint32_t> block_of(set.slots());
    std::vector<char> resets(blocks, 0);
    for (std::size_t b = 0; b < blocks; ++b)
        for (std::size_t u = set.block[b]; u < set.block[b + 1]; ++u) {
            block_of[u] = static_cast<std::uint32_t>(b);
            if (set.dead[u] == 0) resets[b] = 1;  // a stratum ends, and everybody before it has left
        }
    std::vector<row_matrix> parts((set.rows() + rows - 1) / rows);
    for_each_block(set.rows(), rows, threads, [&](std::size_t first, std::size_t last) {
        row_matrix part = row_matrix::Zero(2 * height, set.columns);  // who joins, then who leaves
        for (std::size_t j = first; j < last; ++j) {
            const Eigen::Index in = block_of[set.enter[j]], out = block_of[set.leave[j]];
            if (in == out) continue;
            part.row(in) += sums.relative[j] * covariates(set, j);
            part.row(height + out) += sums.relative[j] * covariates(set, j);
        }
        parts[first / rows] = std::move(part);
    });
    row_matrix change = row_matrix::Zero(2 * height, set.columns),
               carried = row_matrix::Zero(height, set.columns);
    for (const row_matrix& part : parts) change += part;
    for (Eigen::Index b = 0; b + 1 < height; ++b) {
        carried.row(b + 1) = change.row(b);
        if (resets[static_cast<std::size_t>(b)] == 0)
            carried.row(b + 1) += carried.row(b) - change.row(height + b);
    }
    return carried;
}

/// Runs `visit(block, u, sweep)` for every slot with dead, blocks in parallel.
template <class Visit>
void sweep_means(const risk_set& set, const risk_sums& sums, int threads, Visit&& visit) {
    const row_matrix carried = carried_sums(set, sums, threads);
    for_each_block(set.block.size() - 1, 1, threads, [&](std::size_t b, std::size_t) {
        mean_sweep sweep(set, sums, carried.row(static_cast<Eigen::Index>(b)));
        for (std::size_t u = set.block[b]; u < set.block[b + 1]; ++u) {
            sweep.enter(u);
            if (set.dead[u] > 0) visit(b, u, sweep);
        }
    });
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
    check_argument(name == "breslow", "fit::cox", "ties", name, "'efron', 'breslow' or 'exact'");
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
    for_each_block(n, partial_detail::row_block, threads, [&](std::size_t first, std::size_t last) {
        const auto from = static_cast<Eigen::Index>(first), count = static_cast<Eigen::Index>(last - first);
        Eigen::Map<Eigen::VectorXd> part(eta.data() + first, count);
        part.noalias() = set.x.middleRows(from, count) * beta;
        for (std::size_t j = first; j < last; ++j) {
            eta[j] += set.offset[j] + (extra.empty() ? 0 : extra[j]);
            sums.relative[j] = set.weight[j] * std::exp(eta[j]);
        }
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
                                                std::span<const double> at) {
    std::vector<double> increment = sums.hazard;
    for (std::size_t u = 0; u < at.size(); ++u) increment[u] *= at[u];
    const auto baseline = cumulate(set, increment);
    std::vector<double> hazard(set.rows());
    for (std::size_t j = 0; j < hazard.size(); ++j)
        hazard[j] = sums.relative[j] * (baseline[set.enter[j]] - baseline[set.leave[j]]);
    for (std::size_t u = 0; u < set.slots(); ++u)
        for (std::uint32_t j = set.joining_from[u], end = j + set.dead[u]; j < end; ++j)
            hazard[j] -= sums.relative[j] * sums.own[u] * (at.empty() ? 1 : at[u]);
    return hazard;
}

BACKRISK_INLINE Eigen::VectorXd score(const risk_set& set, std::span<const double> row_hazard, int threads) {
    const std::size_t n = set.rows(), block = partial_detail::row_blocks(n);
    std::vector<Eigen::VectorXd> parts((n + block - 1) / block);
    for_each_block(n, block, threads, [&](std::size_t first, std::size_t last) {
        const auto from = static_cast<Eigen::Index>(first), count = static_cast<Eigen::Index>(last - first);
        Eigen::VectorXd residual(count);
        for (std::size_t j = first; j < last; ++j)
            residual[static_cast<Eigen::Index>(j - first)] =
                (set.died(j) ? set.weight[j] : 0) - row_hazard[j];
        parts[first / block] = set.x.middleRows(from, count).transpose() * residual;
    });
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(set.columns);
    for (const auto& part : parts) sum += part;
    return sum;
}

BACKRISK_INLINE Eigen::MatrixXd information(const risk_set& set, const risk_sums& sums,
                                            std::span<const double> row_hazard, tie_rule ties, int threads,
                                            std::span<const double> at) {
    namespace own = partial_detail;
    const Eigen::Index p = set.columns;
    const std::size_t n = set.rows(), block = own::row_blocks(n);
    std::vector<Eigen::MatrixXd> parts((n + block - 1) / block);
    for_each_block(n, block, threads, [&](std::size_t first, std::size_t last) {
        own::gram positive(p), negative(p);
        for (std::size_t j = first; j < last; ++j)
            (row_hazard[j] < 0 ? negative : positive)
                .add(own::covariates(set, j), std::sqrt(std::abs(row_hazard[j])));
        parts[first / block] = positive.take() - negative.take();
    });
    std::vector<own::gram> means(set.block.size() - 1, own::gram(p));
    std::vector<own::gram> negative = at.empty() ? std::vector<own::gram>{} : means;
    own::sweep_means(set, sums, threads, [&](std::size_t b, std::size_t u, const own::mean_sweep& sweep) {
        const double factor = at.empty() ? 1 : at[u];
        auto& into = factor < 0 ? negative[b] : means[b];
        for_each_term(set, sums, u, dead_weight(set, u), ties, [&](double share, double c, double s) {
            into.add(sweep.mean(share, s), std::sqrt(c * std::abs(factor)));
        });
    });
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(p, p);
    for (const auto& part : parts) sum += part;
    for (auto& part : means) sum -= part.take();
    for (auto& part : negative) sum += part.take();
    return (sum + sum.transpose()) / 2;
}

BACKRISK_INLINE slot_means means_at_slots(const risk_set& set, const risk_sums& sums, tie_rule ties,
                                          int threads) {
    namespace own = partial_detail;
    const auto slots = static_cast<Eigen::Index>(set.slots());
    slot_means out;
    for (auto* table : {&out.mean, &out.flow, &out.own}) table->setZero(slots, set.columns);
    own::sweep_means(set, sums, threads, [&](std::size_t, std::size_t u, const own::mean_sweep& sweep) {
        const auto at = static_cast<Eigen::Index>(u);
        double terms = 0;
        for_each_term(set, sums, u, dead_weight(set, u), ties, [&](double share, double c, double s) {
            ++terms;
            out.mean.row(at) += sweep.mean(share, s);
            out.flow.row(at) += (c / s) * sweep.mean(share, s);
            out.own.row(at) += (share * c / s) * sweep.mean(share, s);
        });
        out.mean.row(at) /= terms;
    });
    return out;
}

BACKRISK_INLINE row_matrix row_scores(const risk_set& set, const risk_sums& sums, slot_means means,
                                      int threads) {
    const auto baseline = cumulate(set, sums.hazard);
    for (std::size_t u = set.slots();
         u-- > 0;)  // flow becomes its sum from the slot to the end of the stratum
        if (set.dead[u] > 0)
            means.flow.row(static_cast<Eigen::Index>(u)) += means.flow.row(static_cast<Eigen::Index>(u + 1));
    row_matrix scores(set.x.rows(), set.columns);
    for_each_block(set.rows(), partial_detail::row_block, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            const Eigen::Index in = set.enter[j], out = set.leave[j], at = static_cast<Eigen::Index>(j);
            const double relative = set.weight[j] > 0 ? sums.relative[j] / set.weight[j] : 0;
            const auto x = set.x.row(at);
            scores.row(at) = relative * (means.flow.row(in) - means.flow.row(out) -
                                         (baseline[set.enter[j]] - baseline[set.leave[j]]) * x);
            if (set.died(j))
                scores.row(at) +=
                    x - means.mean.row(in) + relative * (sums.own[set.enter[j]] * x - means.own.row(in));
        }
    });
    return scores;
}

}  // namespace backrisk::fit
