#pragma once
/// The baseline hazard of a Cox model and the survival it predicts, also along a path of covariates.
///
/// Over a path x(t) from time a, in one stratum,
///
///     H(t) = sum over event times s in (a, t] with a known x(s) of exp(offset + x(s) beta) h(s)      S =
///     exp(-H) Var H = sum of exp(2 eta) v(s) + q' V q,      q = sum of (x(s) - E(s)) exp(eta) h(s)
///
/// with h and v the increments of `risk_sums` (Efron's terms under Efron's ties) and E the mean covariate at
/// risk. V is the robust covariance where the fit has one. Sources: Tsiatis 1981 (10.1214/aos/1176345335),
/// Therneau & Grambsch 2000, chapter 10 (10.1007/978-1-4757-3294-8).
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/cox.hpp"

namespace backrisk::fit {

/// One row an event time, strata in ascending order, time ascending, at x = 0 and offset = 0.
struct baseline_table {
    std::vector<std::int64_t> stratum;
    std::vector<double> time;
    std::vector<double> hazard;  ///< increment of the cumulative hazard
    std::vector<double> cumulative_hazard;
    std::vector<double> at_risk;  ///< sum of the weights at risk
    std::vector<double> events;   ///< sum of the weights of the dead
};
[[nodiscard]] baseline_table baseline(const risk_set& set, const cox_fit& of);

/// Paths whose survival is wanted: rows of one path together, in the order of time; a row holds over
/// (start, stop], and time between rows carries no hazard. Without start and stop a row holds for ever.
struct survival_paths {
    Eigen::Map<const row_matrix> x{nullptr, 0, 0};
    std::span<const double> start{}, stop{};
    std::span<const double> offset{};
    std::span<const std::int64_t> strata{};    ///< of each row; needed where the fit has several
    std::span<const std::size_t> path_from{};  ///< first row of each path, and the end; default: a row a path
};

/// (paths, times); NaN beyond the end of a path and beyond the follow-up of its stratum, where nobody knows
/// the hazard; before its start a path's survival is 1.
struct survival_prediction {
    row_matrix survival, cumulative_hazard;
    row_matrix standard_error;  ///< of the cumulative hazard; that of survival is S times it
};
[[nodiscard]] survival_prediction predict_survival(const risk_set& set, const cox_fit& of,
                                                   const survival_paths& paths, std::span<const double> times,
                                                   int threads = 1);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/baseline.ipp"
#endif
