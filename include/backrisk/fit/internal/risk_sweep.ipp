#pragma once
#include <utility>

#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/risk_sweep.hpp"

namespace backrisk::fit {

namespace sweep_detail {

inline void add_row(double* __restrict sum, double factor, const double* __restrict x, std::size_t p) {
    for (std::size_t k = 0; k < p; ++k) sum[k] += factor * x[k];
}

/// Who joins in each block of slots and stays beyond it, then who leaves in it and came before: (2 blocks,
/// p).
BACKRISK_INLINE BACKRISK_WIDE void carry_rows(const risk_set& set, const double* relative,
                                              const std::uint32_t* block_of, std::size_t first,
                                              std::size_t last, double* part) {
    const auto p = static_cast<std::size_t>(set.columns);
    const std::size_t height = set.block.size() - 1;
    for (std::size_t j = first; j < last; ++j) {
        const std::size_t in = block_of[set.enter[j]], out = block_of[set.leave[j]];
        if (in == out) continue;
        add_row(part + in * p, relative[j], set.x.data() + j * p, p);
        add_row(part + (height + out) * p, relative[j], set.x.data() + j * p, p);
    }
}

}  // namespace sweep_detail

BACKRISK_INLINE BACKRISK_WIDE void mean_sweep::enter(std::size_t u) {
    const std::size_t p = sum_.size();
    double *sum = sum_.data(), *dead = dead_.data();
    const double* x = set_.x.data();
    if (set_.dead[u] == 0) {  // the sentinel: another stratum follows
        for (std::size_t k = 0; k < p; ++k) sum[k] = 0;
        return;
    }
    const std::uint32_t* leaving = set_.leaving.data();
    const std::size_t all = set_.leaving.size();
    for (std::size_t i = set_.leaving_from[u]; i < set_.leaving_from[u + 1]; ++i) {
#if defined(__GNUC__)
        if (i + 16 < all) {  // those who leave are scattered: their rows are asked for a little ahead
            const std::size_t soon = leaving[i + 16];
            for (std::size_t k = 0; k < p; k += 8) __builtin_prefetch(x + soon * p + k);
            __builtin_prefetch(x + soon * p + p - 1);
            __builtin_prefetch(relative_ + soon);
        }
#endif
        sweep_detail::add_row(sum, -relative_[leaving[i]], x + leaving[i] * p, p);
    }
    for (std::size_t k = 0; k < p; ++k) dead[k] = 0;
    const std::size_t from = set_.joining_from[u], last_dead = from + set_.dead[u];
    for (std::size_t j = from; j < last_dead; ++j) sweep_detail::add_row(dead, relative_[j], x + j * p, p);
    for (std::size_t k = 0; k < p; ++k) sum[k] += dead[k];
    for (std::size_t j = last_dead; j < set_.joining_from[u + 1]; ++j)
        sweep_detail::add_row(sum, relative_[j], x + j * p, p);
}

BACKRISK_INLINE row_matrix carried_sums(const risk_set& set, std::span<const double> relative, int threads) {
    const std::size_t blocks = set.block.size() - 1, rows = std::max<std::size_t>(4096, set.rows() / 64 + 1);
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
        row_matrix part = row_matrix::Zero(2 * height, set.columns);
        sweep_detail::carry_rows(set, relative.data(), block_of.data(), first, last, part.data());
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

}  // namespace backrisk::fit
