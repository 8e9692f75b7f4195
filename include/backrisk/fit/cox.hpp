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
/// Columns that others determine are left out, the later one of them: coefficient NaN, listed in `aliased`.
/// Where the likelihood climbs for ever (separation) the fit stops, says so and is not converged.
#include <cstdint>
#include <span>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/cox_fit.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// Fits the model. `clusters` (rows, as the caller ordered them) may be empty. Throws `invalid_argument` for
/// a prior or clusters of the wrong size.
[[nodiscard]] cox_fit fit_cox(const risk_set& set, const cox_options& options = {},
                              std::span<const std::int64_t> clusters = {});

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/cox.ipp"
#endif
