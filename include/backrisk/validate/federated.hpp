#pragma once
/// Validation over clinics that exchange aggregates, never rows.
///
/// Most measures are smooth functions of sums over rows, with standard errors from sums over persons:
///
///     estimate = g(F),   F = sum over persons g of F_g,   F_g = sum over the rows i of g of w_i f_i
///     Var = G / (G - 1) v' M v,   M = sum over persons of F_g F_g',   v the derivative of g at F
///
/// F and M of clinics add up (a person belongs to one clinic), so that the pooled numbers are those of the
/// rows put together: share, mean prediction, O:E, Brier scores, log loss, net benefit. Calibration in the
/// large and slope solve score = 0: clinics send scores and information at one common line, `pool_packs`
/// makes Newton's step, and clinics send again at its answer until it stands still; then it is that of the
/// rows. Concordance compares rows across clinics and is no sum over rows: it is known within bounds, from
/// counts in cells.
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/decision.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/meta.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// What clinics agree on before they pack; they must use the same.
struct pack_options {
    std::vector<double> thresholds{};  ///< to act at, rising, in (0, 1)
    double shift = 0;                  ///< calibration in the large is scored at logit p + shift
    double intercept = 0, slope = 1;   ///< the calibration line at intercept + slope logit p
    double clip = 0;                   ///< as in `calibration_options`
    /// The fewest people behind a number: smaller cells are merged, smaller flagged groups withheld.
    std::size_t least = 5;
};

/// Rows whose prediction lies in (low, high], and how many of them had an event (weights, where there are).
struct pack_cell {
    double low = 0, high = 1, rows = 0, events = 0, predicted = 0;
};

/// The aggregates of one clinic.
struct clinic_pack {
    pack_options agreed{};
    std::size_t rows = 0, people = 0, events = 0;
    bool clustered = false, weighted = false;  ///< whether persons were given; whether weights were
    /// Sums F of: 1, y, p, (p - y)^2, -ln P(y), residual at the shift, residual at the line, the same times
    /// logit p; then of each threshold true and false positives. NaN where withheld.
    std::vector<double> sums{};
    std::vector<double> products{};     ///< M, k x k
    double shift_information = 0;       ///< of calibration in the large
    std::vector<double> information{};  ///< of the line: intercept, both, slope
    std::vector<pack_cell> cells{};
    estimate auc{}, observed_expected{}, in_the_large{}, slope{};  ///< of this clinic alone
};

/// @param of outcomes and probabilities of one clinic; persons keep their rows together
/// @return its aggregates. Throws `invalid_argument` for a bad column or option, one class only, or fewer
/// than
///     2 k people for k sums: fewer could be solved for from their products
[[nodiscard]] clinic_pack pack(const observed& of, const pack_options& options = {});

/// What the rows of all clinics together say; `calibration_settled` when another round would change nothing.
struct pooled_packs {
    std::size_t clinics = 0, rows = 0, people = 0, events = 0;
    estimate share{}, mean_predicted{}, observed_expected{}, brier{}, scaled_brier{}, log_loss{};
    estimate in_the_large{}, intercept{}, slope{};
    bool calibration_settled = false;
    pack_options next{};                                       ///< for the next round
    std::vector<decision_point> decision{};                    ///< a point a threshold
    std::vector<pack_cell> cells{};                            ///< of the boundaries that all clinics have
    double auc_low = missing_value, auc_high = missing_value;  ///< where the AUC of the rows lies
    estimate auc{};  ///< of predictions rounded to cells; se only where each row is its own person
    /// Random effects over the clinics' own estimates: logit AUC, ln O:E, in the large, slope.
    meta_result across_auc{}, across_observed_expected{}, across_in_the_large{}, across_slope{};
};

/// @param packs of two or more clinics
/// @return pooled numbers. Throws `invalid_argument` for packs that were not made with the same options
[[nodiscard]] pooled_packs pool_packs(std::span<const clinic_pack> packs, double level = default_level);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/federated.ipp"
#endif
