#pragma once
/// The exact partial likelihood of tied event times that are discrete: visits, weeks, months.
///
///     log L = sum over event times of (sum of eta over the dead - ln sum over all sets of d of those at
///     risk of exp(sum of eta over the set))
///
/// d is the number of dead. It is the likelihood of a logistic model a time whose intercepts are conditioned
/// away: odds ratios within an interval, larger than hazard ratios. Its work is the sum over times of
/// (at risk) d p^2, so it is for hundreds or thousands of rows; Efron's rule is for more. Rows have weight 1
/// (or 0: left out). Source: Cox 1972 J R Stat Soc B 34:187, 10.1111/j.2517-6161.1972.tb00899.x.
#include "backrisk/core/config.hpp"
#include "backrisk/fit/newton.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// Value, score and information at the standardised coefficients, whose columns are those of the set.
[[nodiscard]] derivatives exact_derivatives(const risk_set& set, const Eigen::VectorXd& beta);

/// Throws `invalid_argument` unless every weight is 1 or 0.
void check_exact(const risk_set& set);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/internal/exact_ties.ipp"
#endif
