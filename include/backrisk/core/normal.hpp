#pragma once
/// The standard normal distribution.
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "backrisk/core/error.hpp"

namespace backrisk {

/// Phi(z).
[[nodiscard]] inline double normal_cdf(double z) noexcept {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

/// z with Phi(z) = p. Throws `invalid_argument` unless 0 < p < 1.
[[nodiscard]] inline double normal_quantile(double p) {
    check_argument(p > 0 && p < 1, "normal_quantile", "p", p, "between 0 and 1, ends excluded");
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p);
}

}  // namespace backrisk
