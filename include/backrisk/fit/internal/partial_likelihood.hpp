#pragma once
/// Cox's partial likelihood and what hangs on it, at one coefficient vector, from a sorted risk set.
///
///     S(t) = sum over those at risk at t of w exp(eta)          eta = offset + x beta
///     log L = sum of w eta over the dead - sum over terms of c ln S_l
///
/// A term l of an event time with d dead: Breslow has one, c = sum of their w, S_l = S. Efron has d of
/// them, c = (sum of w)/d and S_l = S - (l/d) S_dead, l = 0 .. d-1. The score and the information need no
/// matrix sum over the risk set:
///
///     hazard of row j     H_j = exp(eta_j) sum of c/S_l over the terms of the slots enter .. leave
///     score               sum of w_j (d_j - H_j) x_j
///     information         sum of w_j H_j x_j x_j' - sum over terms of c E_l E_l',   E_l = (mean of x at
///     risk)
///
/// where a dead row takes the share 1 - l/d of its own time's terms. So an iteration costs one pass of n p
/// and two weighted Gram matrices. Sources: Cox 1972 (10.1111/j.2517-6161.1972.tb00899.x), Breslow 1974
/// (10.2307/2529620), Efron 1977 (10.1080/01621459.1977.10480613), Therneau & Grambsch 2000
/// (10.1007/978-1-4757-3294-8).
#include <Eigen/Core>
#include <functional>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/cox_fit.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// Calls `term(share, c, S_l)` for each term of a slot.
template <class Term>
void for_each_term(const risk_set& set, const risk_sums& sums, std::size_t u, double dead_weight,
                   tie_rule ties, Term&& term) {
    const std::uint32_t d = set.dead[u];
    if (ties != tie_rule::efron || d == 1) {
        term(0.0, dead_weight, sums.total[u]);
        return;
    }
    for (std::uint32_t l = 0; l < d; ++l) {
        const double share = static_cast<double>(l) / d;
        term(share, dead_weight / d, sums.total[u] - share * sums.dead[u]);
    }
}

/// Fills `sums` at eta = offset + x beta + extra; `extra` (rows) may be empty. The log likelihood is not
/// finite where exp(eta) overflows or a risk set vanishes.
void sum_risk_sets(const risk_set& set, const Eigen::VectorXd& beta, std::span<const double> extra,
                   tie_rule ties, int threads, risk_sums& sums);

/// Sum of an increment a slot over the slots from u to the end of its stratum: a baseline at the slot's time.
[[nodiscard]] std::vector<double> cumulate(const risk_set& set, std::span<const double> increment);

/// (rows) Hazard of each row times its weight, w H; with `at` (slots) the integral of `at` dH.
[[nodiscard]] std::vector<double> row_hazards(const risk_set& set, const risk_sums& sums,
                                              std::span<const double> at = {}, int threads = 1);

/// Score, (p), and information, (p, p), in standardised units; with `at` (slots) the sum of `at` times each
/// slot's part, where `row_hazard` was computed with the same `at`.
struct slopes {
    Eigen::VectorXd score;
    Eigen::MatrixXd information;
};
[[nodiscard]] slopes differentiate(const risk_set& set, const risk_sums& sums,
                                   std::span<const double> row_hazard, tie_rule ties, int threads,
                                   std::span<const double> at = {});

/// What residuals and predictions need of each slot, in standardised units, (slots, p).
struct slot_means {
    row_matrix mean;  ///< mean of E_l over the terms
    row_matrix flow;  ///< sum of c E_l / S_l
    row_matrix own;   ///< sum of (l/d) c E_l / S_l; (0, p) where no two die at one time
};
[[nodiscard]] slot_means means_at_slots(const risk_set& set, const risk_sums& sums, tie_rule ties,
                                        int threads);

/// Hands over the score residuals of rows [first, last) as (last - first, p), chunk after chunk in order.
using score_reader = std::function<void(std::size_t first, std::size_t last, const double* scores)>;
void read_row_scores(const risk_set& set, const risk_sums& sums, slot_means means, int threads,
                     const score_reader& read);

/// (n, p) Score residuals in standardised units, rows in the order of the set; weights are not in them.
[[nodiscard]] row_matrix row_scores(const risk_set& set, const risk_sums& sums, slot_means means,
                                    int threads);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/internal/partial_likelihood.ipp"
#endif
