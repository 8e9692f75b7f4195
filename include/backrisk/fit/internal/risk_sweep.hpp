#pragma once
/// Sums of covariates over those at risk, slot after slot: what the means of a partial likelihood are made
/// of.
#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// Sums of w exp(eta) x over those at risk, through the slots of one block; `relative` (rows) is w exp(eta).
class mean_sweep {
  public:
    /// `carried`, (p): the sums with which the block begins.
    mean_sweep(const risk_set& set, std::span<const double> relative, const double* carried)
        : set_(set),
          relative_(relative.data()),
          sum_(carried, carried + set.columns),
          dead_(static_cast<std::size_t>(set.columns), 0.0) {}

    /// Those who leave at slot u go, those who join come.
    void enter(std::size_t u);

    /// E_l of a term with this share and this S_l, into `out`, (p).
    void mean(double share, double total, double* out) const {
        const double factor = 1 / total;
        for (std::size_t k = 0; k < sum_.size(); ++k) out[k] = (sum_[k] - share * dead_[k]) * factor;
    }

  private:
    const risk_set& set_;
    const double* relative_;
    std::vector<double> sum_, dead_;
};

/// (blocks, p) The sums with which each block of slots begins. The same bits for any number of threads.
[[nodiscard]] row_matrix carried_sums(const risk_set& set, std::span<const double> relative, int threads);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/internal/risk_sweep.ipp"
#endif
