#pragma once
/// Cox regression: hazard ratios without a form of the baseline.
///
///     hazard of row i at t = lambda0_stratum(t) exp(offset_i + x_i beta)
///
/// beta maximises the log partial likelihood (partial_likelihood.hpp) plus the log kernel of the prior; its
/// covariance is the inverse of information plus precision. Recurrent events are rows: (start, stop] on one
/// clock is Andersen-Gill, a stratum an event number is Prentice-Williams-Peterson. Several rows a person
/// need `clusters`: the robust covariance is V (sum over clusters of u u') V with u the sum of w times the
/// score residuals (Lin & Wei 1989, 10.1080/01621459.1989.10478874).
///
/// Columns that others determine, and events that the columns separate, are errors that name the columns: no
/// finite number would be an answer.
#include <cstdint>
#include <span>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/cox_fit.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// Fits the model. `clusters` (rows, as the caller ordered them) may be empty; with two of them, or as many
/// as coefficients or fewer, the robust covariance is missing and `reason` says why. Throws
/// `invalid_argument` for a prior or clusters of the wrong size; `numeric_error` for columns that others
/// determine, for separation, and where no maximum was found.
[[nodiscard]] cox_fit fit_cox(const risk_set& set, const cox_options& options = {},
                              std::span<const std::int64_t> clusters = {});

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/cox.ipp"
#endif
