#pragma once
/// A set of factors, a bit each: which are known, which lie outside their range.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace backrisk::factor {

/// Two machine words with the operators of an unsigned integer that a set needs.
struct known_mask {
    std::uint64_t low;   ///< factors 0 to 63
    std::uint64_t high;  ///< factors 64 to 127

    known_mask() = default;  // unset, as a number is: long columns are not filled twice
    constexpr known_mask(std::uint64_t bits) noexcept : low(bits), high(0) {}  // NOLINT: a number is a set
    constexpr known_mask(std::uint64_t first, std::uint64_t second) noexcept : low(first), high(second) {}

    constexpr known_mask& operator|=(known_mask b) noexcept { return low |= b.low, high |= b.high, *this; }
    constexpr known_mask& operator&=(known_mask b) noexcept { return low &= b.low, high &= b.high, *this; }
    friend constexpr known_mask operator|(known_mask a, known_mask b) noexcept { return a |= b; }
    friend constexpr known_mask operator&(known_mask a, known_mask b) noexcept { return a &= b; }
    friend constexpr known_mask operator~(known_mask a) noexcept { return {~a.low, ~a.high}; }
    friend constexpr known_mask operator<<(known_mask a, std::size_t by) noexcept {
        if (by == 0) return a;
        if (by >= 64) return {0, by < 128 ? a.low << (by - 64) : 0};
        return {a.low << by, a.high << by | a.low >> (64 - by)};
    }
    friend constexpr known_mask operator>>(known_mask a, std::size_t by) noexcept {
        if (by == 0) return a;
        if (by >= 64) return {by < 128 ? a.high >> (by - 64) : 0, 0};
        return {a.low >> by | a.high << (64 - by), a.high >> by};
    }
    friend constexpr bool operator==(known_mask, known_mask) noexcept = default;
    explicit constexpr operator bool() const noexcept { return (low | high) != 0; }
};

inline constexpr std::size_t max_factors = 128;  ///< as many as a mask has bits

/// The factors before position `count`.
[[nodiscard]] constexpr known_mask first_factors(std::size_t count) noexcept {
    const auto word = [](std::size_t bits) {
        return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    };
    return {word(count), count > 64 ? word(count - 64) : 0};
}

}  // namespace backrisk::factor

template <>
struct std::hash<backrisk::factor::known_mask> {
    [[nodiscard]] std::size_t operator()(backrisk::factor::known_mask mask) const noexcept {
        const std::uint64_t mixed = mask.high * 0x9e3779b97f4a7c15U;
        return std::hash<std::uint64_t>{}(mask.low ^ mixed ^ mixed >> 32);
    }
};
