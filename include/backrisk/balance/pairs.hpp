#pragma once
/// Two columns of non-negative measurements, row by row.
#include <algorithm>
#include <cmath>
#include <span>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/series.hpp"

namespace backrisk::balance {

/// Why a single test result cannot be used: strength, time and angle magnitudes are finite and not negative.
[[nodiscard]] inline reason judge(double value) noexcept {
    if (std::isnan(value)) return reason::not_recorded;
    return value >= 0 && std::isfinite(value) ? reason::none : reason::out_of_range;
}
/// An impossible value outranks a missing one.
[[nodiscard]] inline reason judge_pair(double a, double b) noexcept {
    const double sum = a + b;
    if (a >= 0 && b >= 0 && std::isfinite(sum)) [[likely]]
        return reason::none;
    const reason first = judge(a), second = judge(b);
    if (first == reason::out_of_range || second == reason::out_of_range) return reason::out_of_range;
    return first != reason::none ? first : second;
}

/// numerator / denominator with its reason: 0/0 is NaN, x/0 is infinite, both `zero_denominator`.
[[nodiscard]] inline measured ratio(double numerator, double denominator) noexcept {
    if (const reason why = judge_pair(numerator, denominator); why != reason::none) return measured(why);
    const double value = numerator / denominator;
    return std::isfinite(value) ? measured(value) : measured(value, reason::zero_denominator);
}

/// `compute(a[i], b[i])` for every row; coverage is the share of the pair that was recorded.
template <class Compute>
[[nodiscard]] measured_series each_pair(std::span<const double> a, std::span<const double> b,
                                        Compute&& compute) {
    measured_series out(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        const int recorded = int{!std::isnan(a[i])} + int{!std::isnan(b[i])};
        out.set(i, compute(a[i], b[i]), 0.5 * recorded);
    }
    return out;
}

}  // namespace backrisk::balance
