#pragma once
/// What every measure of a daily load series shares: the rules of its input, and the loop over people.
///
/// A daily load is a finite number of 0 or more, or NaN. NaN means that nobody knows (missing or
/// unmonitored); zero means rest. The two are never exchanged.
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "backrisk/core/error.hpp"
#include "backrisk/core/people.hpp"
#include "backrisk/core/series.hpp"

namespace backrisk::load {

using backrisk::default_min_coverage;
using backrisk::for_each_person;
using backrisk::replay;

namespace check {

using backrisk::check::groups;
using backrisk::check::share;
using backrisk::check::window;

/// Each of `values` from `first` on is NaN or finite and not negative; throws `invalid_argument` that names
/// index and value.
inline void amounts(std::string_view function, std::string_view argument, std::span<const double> values,
                    std::size_t first = 0) {
    for (std::size_t i = first; i < values.size(); ++i)
        if (const double x = values[i];
            !(x >= 0 && x <= std::numeric_limits<double>::max()) && !std::isnan(x))
            fail_argument(function, std::string(argument) + "[" + std::to_string(i) + "]", x,
                          "finite and not negative, or NaN where it is not known");
}

}  // namespace check

/// The checks, then `replay`.
template <class State>
[[nodiscard]] measured_series run(std::string_view function, std::span<const double> daily,
                                  group_starts starts, const State& fresh) {
    check::amounts(function, "daily", daily);
    check::groups(function, starts, daily.size());
    measured_series out(daily.size());
    replay(daily, starts, fresh, out);
    return out;
}

/// x / y, which says so when y is zero: infinite for x > 0, undefined for 0 / 0.
[[nodiscard]] inline measured divide(double x, double y, reason because = reason::zero_denominator) noexcept {
    if (y != 0) return x / y;
    return {x > 0 ? std::numeric_limits<double>::infinity() : missing_value, because};
}

}  // namespace backrisk::load
