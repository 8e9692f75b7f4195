#pragma once
/// The standard normal distribution function of whole columns.
///
///     Phi(c + x) = sum over k < 8 of Phi^(k)(c) / k! x^k,   Phi^(k) = (-1)^(k-1) He_(k-1) phi
///
/// about the nearest multiple c of 1/8, so |x| <= 1/16 and the remainder is below 1e-12; He are the Hermite
/// polynomials of the probabilists (Abramowitz & Stegun 1964, 26.2.31). Eight coefficients are one cache
/// line. Beyond +-8.5, where 1 - Phi < 1e-16, the end is used.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>

namespace backrisk {

namespace core::normal_table {

inline constexpr std::size_t terms = 8;
inline constexpr double farthest = 8.5, per_unit = 8;
inline constexpr std::size_t points = 137;

struct table {
    std::array<double, points * terms> cells;
    table() noexcept {
        for (std::size_t i = 0; i < points; ++i) {
            const double c = -farthest + static_cast<double>(i) / per_unit;
            double* cell = cells.data() + i * terms;
            cell[0] = 0.5 * std::erfc(-c / std::numbers::sqrt2);
            const double density = std::exp(-c * c / 2) / std::sqrt(2 * std::numbers::pi);
            double before = 0, hermite = 1, factorial = 1;  // He_(k-2), He_(k-1)
            for (std::size_t k = 1; k < terms; ++k) {
                factorial *= static_cast<double>(k);
                cell[k] = (k % 2 == 1 ? density : -density) * hermite / factorial;
                const double next = c * hermite - static_cast<double>(k - 1) * before;
                before = hermite;
                hermite = next;
            }
        }
    }
};

[[nodiscard, gnu::noinline]] inline const double* cells() noexcept {
    alignas(64) static const table made;
    return made.cells.data();
}

}  // namespace core::normal_table

/// Phi of each x; NaN stays NaN. `x` and `out` may be the same column.
inline void normal_cdf(std::span<const double> x, std::span<double> out) noexcept {
    namespace table = core::normal_table;
    const double* const cells = table::cells();
    constexpr std::size_t lane = 64, terms = table::terms;
    alignas(64) std::array<std::int32_t, lane> at;
    alignas(64) std::array<double, lane> rest;
    alignas(64) std::array<double, lane * terms> near;
    for (std::size_t from = 0; from < x.size(); from += lane) {
        const std::size_t n = std::min(lane, x.size() - from);
        for (std::size_t i = 0; i < n; ++i) {
            double inside = x[from + i] < -table::farthest ? -table::farthest : x[from + i];
            inside = inside > table::farthest ? table::farthest : inside;
            const double place = (inside + table::farthest) * table::per_unit + 0.5;
            const auto cell = static_cast<std::int32_t>(place >= 0 ? place : 0);
            at[i] = cell * static_cast<std::int32_t>(terms);
            rest[i] = inside - (cell / table::per_unit - table::farthest);
        }
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < terms; ++k)
                near[i * terms + k] = cells[static_cast<std::size_t>(at[i]) + k];
        for (std::size_t i = 0; i < n; ++i) {
            const double* const c = near.data() + i * terms;
            const double r = rest[i];
            double sum = c[7];
            for (std::size_t k = 7; k-- > 0;) sum = sum * r + c[k];
            out[from + i] = sum;
        }
    }
}

}  // namespace backrisk
