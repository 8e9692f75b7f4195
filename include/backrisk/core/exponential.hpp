#pragma once
/// exp, expm1 and the logarithm without branches or tables, so that loops over columns vectorise.
///
/// x = k ln 2 + r with |r| <= ln(2)/2, exp(r) - 1 = r + r^2 q(r) by the Taylor polynomial to r^13 (remainder
/// below 5e-18), then exp(x) = 2^k exp(r) and expm1(x) = 2^k expm1(r) + (2^k - 1). NaN stays NaN; arguments
/// beyond
/// [-708, 709] are moved to the end of that range, so nothing overflows. Largest error seen against the exact
/// value: see the test.
#include <bit>
#include <cstdint>
#include <limits>

namespace backrisk {

namespace core {

struct power_of_two_split {
    double two_to_k;  ///< 2^k
    double expm1_r;   ///< exp(r) - 1
};

[[nodiscard]] inline power_of_two_split split_exponential(double x) noexcept {
    x = x < -708.0 ? -708.0 : x;
    x = x > 709.0 ? 709.0 : x;
    constexpr double magic = 0x1.8p52;  // adding it leaves round(x / ln 2) in the low bits of the significand
    const double shifted = x * 1.4426950408889634 + magic;
    const double k = shifted - magic;
    const double r = (x - k * 0x1.62e42fefa0000p-1) - k * 0x1.cf79abc9e3b3ap-40;
    const double r2 = r * r, r4 = r2 * r2;  // pairs and quadruples of terms (Estrin), so that none waits long
    const double low = (1.0 / 2 + 1.0 / 6 * r) + (1.0 / 24 + 1.0 / 120 * r) * r2;
    const double middle = (1.0 / 720 + 1.0 / 5040 * r) + (1.0 / 40320 + 1.0 / 362880 * r) * r2;
    const double high = (1.0 / 3628800 + 1.0 / 39916800 * r) + (1.0 / 479001600 + 1.0 / 6227020800 * r) * r2;
    const double q = low + r4 * (middle + r4 * high);
    const auto bits = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;
    return {std::bit_cast<double>(bits), r + r2 * q};
}

}  // namespace core

/// e^x within 2 units in the last place on [-708, 709].
[[nodiscard]] inline double exponential(double x) noexcept {
    const auto [scale, e] = core::split_exponential(x);
    return scale * e + scale;
}

/// e^x - 1 without cancellation near zero, within 4 units in the last place on [-708, 709].
[[nodiscard]] inline double exponential_minus_one(double x) noexcept {
    const auto [scale, e] = core::split_exponential(x);
    return scale * e + (scale - 1.0);
}

/// ln x within 3 units in the last place for normal positive x; NaN for the rest but +infinity.
///
/// x = 2^k m with sqrt(1/2) <= m < sqrt(2), ln m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172, by its
/// series to s^21 (remainder below 1e-18).
[[nodiscard]] inline double logarithm(double x) noexcept {
    constexpr std::uint64_t half = 0x3fe6a09e667f3bcdULL;  // sqrt(1/2)
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t above = bits - half;               // the exponent field now counts from sqrt(1/2)
    const std::uint64_t field = (above >> 52) ^ 0x800ULL;  // k + 2048, biased to stay positive
    const double m = std::bit_cast<double>((above & 0x000fffffffffffffULL) + half);
    const double k = std::bit_cast<double>(0x4330000000000000ULL | (field & 0xfffULL)) - 0x1.00000000008p52;
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    const double z2 = z * z, z4 = z2 * z2;  // in pairs, as above
    const double low = (1.0 / 3 + 1.0 / 5 * z) + (1.0 / 7 + 1.0 / 9 * z) * z2;
    const double middle = (1.0 / 11 + 1.0 / 13 * z) + (1.0 / 15 + 1.0 / 17 * z) * z2;
    const double high = 1.0 / 19 + 1.0 / 21 * z;
    const double q = low + z4 * (middle + z4 * high);
    const double small = 2.0 * s * z * q + k * 0x1.cf79abc9e3b3ap-40;
    const double result = k * 0x1.62e42fefa0000p-1 + (2.0 * s + small);
    const bool normal = x >= 0x1p-1022 && x <= 0x1.fffffffffffffp1023;
    return normal ? result : (x > 0x1p-1022 ? x : std::numeric_limits<double>::quiet_NaN());
}

}  // namespace backrisk
