#pragma once
/// A computed column: values, how much of each was observed, and why it is missing.
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/core/missing.hpp"

namespace backrisk {

/// Three columns of one length. `value[i]` is NaN, or infinite for x/0, where `reason[i]` is not
/// `reason::none`. `coverage[i]` in [0, 1] is the share of the window's weight that rests on observed days.
struct measured_series {
    std::vector<double> value;
    std::vector<double> coverage;
    std::vector<backrisk::reason> reason;

    measured_series() = default;
    explicit measured_series(std::size_t size)
        : value(size, missing_value), coverage(size, 0.0), reason(size, backrisk::reason::not_recorded) {}

    [[nodiscard]] std::size_t size() const noexcept { return value.size(); }
    [[nodiscard]] measured operator[](std::size_t i) const noexcept { return {value[i], reason[i]}; }
    void set(std::size_t i, measured one, double covered) noexcept {
        value[i] = one.value;
        reason[i] = one.reason;
        coverage[i] = covered;
    }
};

/// Rows of many people in one column: person g owns rows [starts[g], starts[g + 1]). Windows never cross
/// people.
using group_starts = std::span<const std::size_t>;

}  // namespace backrisk
