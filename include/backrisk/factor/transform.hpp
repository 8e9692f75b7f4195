#pragma once
/// phi(x): how a measured value becomes the columns that a coefficient multiplies.
///
/// A value outside the factor's plausible range is moved to the nearer end first, and the answer says
/// `extrapolates`: the model never claims to know what lies beyond the range that was studied.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "backrisk/core/exponential.hpp"

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

    /// Column `part` of one known, in-range value; the shape is `Kind`. Loops over columns call this.
    template <shape Kind>
    [[nodiscard]] double column(double x, std::size_t part) const noexcept {
        if constexpr (Kind == shape::linear) return (x - origin) / scale;
        if constexpr (Kind == shape::indicator) return x;
        if constexpr (Kind == shape::log2) return logarithm(x / origin) * (1.4426950408889634 / scale);
        if constexpr (Kind == shape::log) return logarithm(x / origin) / scale;
        if constexpr (Kind == shape::below) return (origin > x ? origin - x : 0.0) / scale;
        if constexpr (Kind == shape::steps) {
            const double upper = part + 1 < width ? knots[part + 1] : std::numeric_limits<double>::infinity();
            return x > knots[part] && x <= upper ? 1.0 : 0.0;
        }
        if constexpr (Kind == shape::recency) {
            const double waited = logarithm(origin / (x < scale ? scale : x)) / logarithm(origin / knots[0]);
            return x >= origin ? 0.0 : waited;
        }
    }

    /// Calls `work` with the shape as a compile-time constant.
    template <class Work>
    void visit(Work&& work) const {
        switch (kind) {
            case shape::linear:
                return work.template operator()<shape::linear>();
            case shape::indicator:
                return work.template operator()<shape::indicator>();
            case shape::log2:
                return work.template operator()<shape::log2>();
            case shape::log:
                return work.template operator()<shape::log>();
            case shape::below:
                return work.template operator()<shape::below>();
            case shape::steps:
                return work.template operator()<shape::steps>();
            case shape::recency:
                return work.template operator()<shape::recency>();
        }
    }

    /// Writes `width` columns for one known, in-range value.
    void apply(double x, double* phi) const noexcept {
        visit([&]<shape Kind>() {
            for (std::size_t part = 0; part < width; ++part) phi[part] = column<Kind>(x, part);
        });
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
