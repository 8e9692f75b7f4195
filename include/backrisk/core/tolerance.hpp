#pragma once
/// Whether values vary, or differ by rounding alone.
#include "backrisk/core/ties.hpp"

namespace backrisk {

/// A standard deviation that is rounding alone, relative to the mean and by the tolerance of ties.
/// @param sd not negative; NaN counts as no variation
/// @param mean of the same values
[[nodiscard]] constexpr bool is_constant(double sd, double mean) noexcept {
    return !(sd > tie_tolerance * (mean < 0 ? -mean : mean));
}

}  // namespace backrisk
