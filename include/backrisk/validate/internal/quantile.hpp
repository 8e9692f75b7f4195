#pragma once
#include <algorithm>
#include <cstddef>
#include <span>

namespace backrisk::validate {

/// Quantile of type 7 (linear between order statistics) of sorted values.
[[nodiscard]] inline double quantile_of_sorted(std::span<const double> sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace backrisk::validate
