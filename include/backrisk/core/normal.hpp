#pragma once
/// The standard normal distribution.
#include <cmath>
#include <numbers>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"

namespace backrisk {

/// Phi(z).
[[nodiscard]] inline double normal_cdf(double z) noexcept {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

/// z with Phi(z) = p. Throws `invalid_argument` unless 0 < p < 1.
[[nodiscard]] double normal_quantile(double p);

}  // namespace backrisk

#ifndef BACKRISK_COMPILED
#include "backrisk/core/normal.ipp"
#endif
