#pragma once
/// A published limit and whether a value crosses it: a remark with a source, never a coefficient.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::balance {

enum class flag : std::int8_t {
    unknown = -1,  ///< no value, or nobody published a limit
    clear = 0,     ///< within the limits
    raised = 1,    ///< outside the limits
};

/// Raised below `low` or above `high`; the limits themselves are still clear. Infinite where a side has no
/// limit; NaN on both sides where no limit is known at all.
struct flag_rule {
    double low;
    double high;
    source from;
};

inline constexpr double no_limit = std::numeric_limits<double>::infinity();
inline constexpr flag_rule no_rule{missing_value, missing_value, {"", "", verification::unverified}};

[[nodiscard]] constexpr bool exists(const flag_rule& rule) noexcept { return rule.low == rule.low; }

/// An infinite value (x/0) is beyond every limit on its side, so it can raise a flag; NaN cannot.
[[nodiscard]] inline flag judge(const measured& one, const flag_rule& rule) noexcept {
    if (!exists(rule) || std::isnan(one.value)) return flag::unknown;
    return one.value < rule.low || one.value > rule.high ? flag::raised : flag::clear;
}

}  // namespace backrisk::balance
