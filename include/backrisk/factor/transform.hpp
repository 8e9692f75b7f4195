#pragma once
/// phi(x): how a measured value becomes the columns that a coefficient multiplies.
///
/// A value outside the factor's plausible range is moved to the nearer end first, and the answer says
/// `extrapolates`: the model never claims to know what lies beyond the range that was studied.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/estimand.hpp"

namespace backrisk::factor {

enum class shape : std::uint8_t {
    linear,     ///< (x - origin) / scale
    indicator,  ///< x, which is 0 or 1
    log2,       ///< log2(x / origin) / scale, x > 0
    log,        ///< ln(x / origin) / scale, x > 0
    below,      ///< max(0, origin - x) / scale
    steps,      ///< column j is 1 where knots[j] < x <= knots[j + 1] (the last has no upper knot)
    recency,    ///< ln(origin / max(x, scale)) / ln(origin / knots[0]), 0 beyond `origin` and for never; x in
                ///< days
};

inline constexpr std::array all_shapes{shape::linear, shape::indicator, shape::log2,   shape::log,
                                       shape::below,  shape::steps,     shape::recency};

[[nodiscard]] constexpr std::string_view to_string(shape kind) noexcept {
    switch (kind) {
        case shape::linear:
            return "linear";
        case shape::indicator:
            return "indicator";
        case shape::log2:
            return "log2";
        case shape::log:
            return "log";
        case shape::below:
            return "below";
        case shape::steps:
            return "steps";
        case shape::recency:
            return "recency";
    }
    return "";
}

inline constexpr std::size_t max_width = 3;  ///< columns that one factor may have

struct transform {
    shape kind = shape::linear;
    double origin = 0;
    double scale = 1;
    std::array<double, max_width> knots{};  ///< increasing; used by `steps`
    std::size_t width = 1;                  ///< number of columns

    friend bool operator==(const transform&, const transform&) = default;

    /// Writes `width` columns for one known, in-range value.
    void apply(double x, double* phi) const noexcept {
        switch (kind) {
            case shape::linear:
                phi[0] = (x - origin) / scale;
                break;
            case shape::indicator:
                phi[0] = x;
                break;
            case shape::log2:
                phi[0] = std::log2(x / origin) / scale;
                break;
            case shape::log:
                phi[0] = std::log(x / origin) / scale;
                break;
            case shape::below:
                phi[0] = std::max(0.0, origin - x) / scale;
                break;
            case shape::steps:
                for (std::size_t j = 0; j < width; ++j)
                    phi[j] = x > knots[j] && (j + 1 == width || x <= knots[j + 1]) ? 1.0 : 0.0;
                break;
            case shape::recency:
                phi[0] =
                    x >= origin ? 0.0 : std::log(origin / std::max(x, scale)) / std::log(origin / knots[0]);
                break;
        }
    }
};

[[nodiscard]] constexpr transform linear(double origin, double scale) {
    return {shape::linear, origin, scale, {}, 1};
}
[[nodiscard]] constexpr transform indicator() { return {shape::indicator, 0, 1, {}, 1}; }
[[nodiscard]] constexpr transform log2_ratio(double origin) { return {shape::log2, origin, 1, {}, 1}; }
[[nodiscard]] constexpr transform log_ratio(double origin) { return {shape::log, origin, 1, {}, 1}; }
[[nodiscard]] constexpr transform below(double origin, double scale) {
    return {shape::below, origin, scale, {}, 1};
}
[[nodiscard]] constexpr transform steps(std::array<double, max_width> knots, std::size_t width) {
    return {shape::steps, 0, 1, knots, width};
}
/// Power-law decay of the log hazard since recovery: 1 at `unit_day`, 0 from `horizon` days on, constant
/// before `floor`.
[[nodiscard]] constexpr transform recency(double horizon_days, double floor_days, double unit_day) {
    return {shape::recency, horizon_days, floor_days, {unit_day}, 1};
}

}  // namespace backrisk::factor
