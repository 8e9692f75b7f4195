#pragma once
/// What single rows say about a Cox model. Rows are in the caller's order, columns in their own units.
///
/// With m the mean covariate at risk (average over Efron's terms), dH the hazard of a row over its interval:
///
///     martingale   d - H
///     deviance     sign(M) sqrt(-2 (M + d ln(d - M)))
///     score        d (x - m) - integral of (x - E) dH
///     dfbeta       score V: how much beta moves, to first order, when the row is left out
///     Schoenfeld   x - m, one a dead row
///
/// Sources: Therneau, Grambsch & Fleming 1990 (10.1093/biomet/77.1.147), Schoenfeld 1982
/// (10.1093/biomet/69.1.239), Grambsch & Therneau 1994 (10.1093/biomet/81.3.515).
#include <Eigen/Core>
#include <cstdint>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/cox.hpp"

namespace backrisk::fit {

[[nodiscard]] std::vector<double> martingale_residuals(const risk_set& set, const cox_fit& of);
[[nodiscard]] std::vector<double> deviance_residuals(const risk_set& set, const cox_fit& of);

/// (n, p); weights are not in it.
[[nodiscard]] row_matrix score_residuals(const risk_set& set, const cox_fit& of, int threads = 1);
[[nodiscard]] row_matrix dfbeta_residuals(const risk_set& set, const cox_fit& of, int threads = 1);

/// One a dead row, in the order of stratum, then time.
struct schoenfeld {
    std::vector<std::uint32_t> row;     ///< the caller's row
    std::vector<std::int64_t> stratum;  ///< the caller's label
    std::vector<double> time;
    row_matrix residual;  ///< (events, p)
    row_matrix scaled;    ///< beta + events * residual * V: a coefficient against time
};
[[nodiscard]] schoenfeld schoenfeld_residuals(const risk_set& set, const cox_fit& of, int threads = 1);

/// How time enters the test of proportional hazards. `km` is 1 - S(t-) of all rows together.
enum class time_scale : unsigned char { identity, log, rank, km };
[[nodiscard]] time_scale parse_time_scale(std::string_view name);

/// The score test of beta(t) = beta + gamma g(t), a term and all together: chi square, and its degrees of
/// freedom. NaN for an aliased covariate.
struct proportional_test {
    std::vector<double> chi_square;  ///< one a term, the last of all together
    std::vector<int> degrees;
};
/// @param terms The columns of each term (a spline, the levels of a factor); empty: each column is one.
[[nodiscard]] proportional_test test_proportional(const risk_set& set, const cox_fit& of, time_scale scale,
                                                  int threads = 1,
                                                  std::vector<std::vector<Eigen::Index>> terms = {});

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/residuals.ipp"
#endif
