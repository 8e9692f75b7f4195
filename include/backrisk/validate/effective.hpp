#pragma once
/// Effective sample size of a prediction: how many people just like this one the model's uncertainty is
/// worth.
///
///     n = p (1 - p) / Var(p)      Var(p) = (dp / d eta)^2 se(eta)^2
///
/// (Thomassen 2024, doi:10.1002/sim.10018: the variance of the outcome given the person over that of the
/// prediction.) A share of events among n people has just this variance.
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/link.hpp"

namespace backrisk::validate {

/// @param p n predicted probabilities
/// @param se n standard errors of them, of p itself
/// @return n numbers of people; NaN where p is 0, 1 or NaN, or se is 0 or NaN. Throws `invalid_argument` for
///     columns of different size, p outside [0, 1] or a negative se
[[nodiscard]] std::vector<double> effective_sample_size(std::span<const double> p,
                                                        std::span<const double> se);

/// Standard errors of probabilities from their intervals, made as eta +- z se on the scale of `scale`.
/// @param p n probabilities; low, high: the ends, NaN where unknown
/// @return n standard errors of p; NaN where they cannot be had. Throws as `effective_sample_size`
[[nodiscard]] std::vector<double> error_of_interval(std::span<const double> p, std::span<const double> low,
                                                    std::span<const double> high, link scale = link::cloglog,
                                                    double level = default_level);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/effective.ipp"
#endif
