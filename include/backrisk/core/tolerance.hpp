#pragma once
/// When two numbers that were computed are one number.

namespace backrisk {

/// Relative difference below which two values differ by rounding alone: the square root of the machine
/// epsilon, as R compares (all.equal, and timefix of survival).
inline constexpr double rounding_tolerance = 1.4901161193847656e-08;

/// A standard deviation that is rounding alone: no variation.
[[nodiscard]] constexpr bool is_constant(double sd, double mean) noexcept {
    return !(sd > rounding_tolerance * (mean < 0 ? -mean : mean));
}

}  // namespace backrisk
