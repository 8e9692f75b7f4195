#pragma once
/// Strong quantities for the edge of the API: a number with a unit has it in its type.
///
/// `kilograms`, `pounds`, `metres`, `inches` ... convert implicitly within a dimension and never across:
///
///     kilograms mass = pounds{220.0};      // 99.79...
///     mass.value();                        // the number, in the type's own unit
///
/// Inside the library numbers are plain doubles whose names carry the unit (`mass_kg`). Conversion factors
/// are the exact definitions of the international yard and pound (NIST Special Publication 811, appendix B).
#include <chrono>
#include <compare>
#include <concepts>
#include <numbers>

namespace backrisk {

/// `Unit` names its `dimension` and how many SI units it holds (`si`).
template <class Unit>
class quantity {
  public:
    using unit = Unit;
    constexpr quantity() = default;
    constexpr explicit quantity(double value) noexcept : value_(value) {}
    template <class Other>
    requires std::same_as<typename Other::dimension, typename Unit::dimension>
    constexpr quantity(quantity<Other> other) noexcept  // NOLINT: implicit within a dimension by design
        : value_(other.value() * (Other::si / Unit::si)) {}

    [[nodiscard]] constexpr double value() const noexcept { return value_; }

    friend constexpr quantity operator+(quantity a, quantity b) noexcept {
        return quantity{a.value_ + b.value_};
    }
    friend constexpr quantity operator-(quantity a, quantity b) noexcept {
        return quantity{a.value_ - b.value_};
    }
    friend constexpr quantity operator*(double k, quantity a) noexcept { return quantity{k * a.value_}; }
    friend constexpr quantity operator*(quantity a, double k) noexcept { return quantity{k * a.value_}; }
    friend constexpr double operator/(quantity a, quantity b) noexcept { return a.value_ / b.value_; }
    friend constexpr auto operator<=>(quantity, quantity) = default;

  private:
    double value_ = 0;
};

namespace dimension {
struct mass {};
struct length {};
struct force {};
struct moment {};
struct angle {};
struct pressure {};
}  // namespace dimension

namespace unit {
struct kilogram {
    using dimension = dimension::mass;
    static constexpr double si = 1;
};
struct pound {
    using dimension = dimension::mass;
    static constexpr double si = 0.45359237;
};
struct metre {
    using dimension = dimension::length;
    static constexpr double si = 1;
};
struct centimetre {
    using dimension = dimension::length;
    static constexpr double si = 0.01;
};
struct inch {
    using dimension = dimension::length;
    static constexpr double si = 0.0254;
};
struct foot {
    using dimension = dimension::length;
    static constexpr double si = 0.3048;
};
struct newton {
    using dimension = dimension::force;
    static constexpr double si = 1;
};
struct pound_force {
    using dimension = dimension::force;
    static constexpr double si = 4.4482216152605;
};
struct newton_metre {
    using dimension = dimension::moment;
    static constexpr double si = 1;
};
struct foot_pound {
    using dimension = dimension::moment;
    static constexpr double si = 1.3558179483314004;
};
struct radian {
    using dimension = dimension::angle;
    static constexpr double si = 1;
};
struct degree {
    using dimension = dimension::angle;
    static constexpr double si = std::numbers::pi / 180;
};
struct pascal {
    using dimension = dimension::pressure;
    static constexpr double si = 1;
};
struct megapascal {
    using dimension = dimension::pressure;
    static constexpr double si = 1e6;
};
}  // namespace unit

using kilograms = quantity<unit::kilogram>;
using pounds = quantity<unit::pound>;
using metres = quantity<unit::metre>;
using centimetres = quantity<unit::centimetre>;
using inches = quantity<unit::inch>;
using feet = quantity<unit::foot>;
using newtons = quantity<unit::newton>;
using pounds_force = quantity<unit::pound_force>;
using newton_metres = quantity<unit::newton_metre>;
using foot_pounds = quantity<unit::foot_pound>;
using radians = quantity<unit::radian>;
using degrees = quantity<unit::degree>;
using pascals = quantity<unit::pascal>;
using megapascals = quantity<unit::megapascal>;

/// Durations are the standard library's; minutes and hours may be fractional.
using days = std::chrono::days;
using minutes = std::chrono::duration<double, std::ratio<60>>;
using hours = std::chrono::duration<double, std::ratio<3600>>;

}  // namespace backrisk
