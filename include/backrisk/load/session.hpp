#pragma once
/// Load of one session: how hard it felt times how long it took.
///
///     load = RPE (CR-10, 0 .. 10) x minutes (0 .. 1440)           in arbitrary units
///
/// Foster et al. 2001, J Strength Cond Res 15:109. Missing when either is missing.
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/quantity.hpp"

namespace backrisk::load {

inline constexpr double highest_rpe = 10;            ///< end of the CR-10 scale
inline constexpr double longest_session_min = 1440;  ///< a session ends on the day it began

namespace check {
/// Each value is NaN or inside [0, high]; throws `invalid_argument` that names index and value.
inline void bounded(std::string_view function, std::string_view argument, std::span<const double> values,
                    double high) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] < 0 || values[i] > high)
            check_between(function, std::string(argument) + "[" + show(i) + "]", values[i], 0, high);
}
}  // namespace check

/// One session. Throws `invalid_argument` outside the ranges.
[[nodiscard]] inline double session_rpe(double rpe, minutes duration) {
    check::bounded("session_rpe", "rpe", {&rpe, 1}, highest_rpe);
    const double length_min = duration.count();
    check::bounded("session_rpe", "duration", {&length_min, 1}, longest_session_min);
    return rpe * length_min;
}

/// A column of sessions; NaN where either part is. Throws `invalid_argument`.
[[nodiscard]] inline std::vector<double> session_rpe(std::span<const double> rpe,
                                                     std::span<const double> duration_min) {
    check_same_size("session_rpe", "duration", duration_min, rpe);
    check::bounded("session_rpe", "rpe", rpe, highest_rpe);
    check::bounded("session_rpe", "duration", duration_min, longest_session_min);
    std::vector<double> load(rpe.size());
    for (std::size_t i = 0; i < rpe.size(); ++i) load[i] = rpe[i] * duration_min[i];
    return load;
}

}  // namespace backrisk::load
