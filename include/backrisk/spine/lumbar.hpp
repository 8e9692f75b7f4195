#pragma once
/// Static load of L5/S1 in the sagittal plane: moment, compression and shear while holding a load.
///
///     M = sum_i m_i g x_i + L g x_L        over head, trunk above L5/S1, arms and the load
///
/// Lengths along the trunk follow `segment.hpp`. Statics understate fast movements: what accelerates the load
/// is not in here.
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/spine/muscle.hpp"
#include "backrisk/spine/segment.hpp"

namespace backrisk::spine {

inline constexpr double standard_gravity = 9.80665;  ///< m/s2, by definition (CGPM 1901)

struct lifter {
    kilograms mass{};
    metres height{};
    body_sex sex = body_sex::unspecified;
};

enum class load_place : std::uint8_t { hands, shoulders };  ///< in the hands, or a bar on the back
inline constexpr std::array all_load_places{load_place::hands, load_place::shoulders};
[[nodiscard]] constexpr std::string_view to_string(load_place place) noexcept {
    return place == load_place::hands ? "hands" : "shoulders";
}

/// Angles in the sagittal plane.
struct lifting_posture {
    degrees trunk_flexion{0};  ///< of the trunk from the vertical, forward positive; -45 to 135
    degrees upper_arm{0};      ///< of the upper arm from hanging straight down, forward positive; -90 to 180
    degrees elbow{0};          ///< bend of the elbow; 0 to 160
    load_place place = load_place::hands;
};

struct lumbar_options {
    muscle_options muscle{};
    /// Where L5/S1 lies between mid-hip (0) and navel (1); ours: no table of segments says.
    double lumbosacral_share = 0.7;
    /// Half-widths of the ranges, relative. Compression and shear: models differ by half (muscle.hpp).
    /// Moment: 12 %, the error of a static estimate in Xu 2012 (PMC4690458).
    double force_uncertainty = 0.5;
    double moment_uncertainty = 0.12;
};

/// A number with the range that the choice of model leaves open.
template <class Quantity>
struct estimate {
    Quantity value, low, high;
};

struct lumbar_numbers {
    double moment_nm = missing_value, compression_n = missing_value, shear_n = missing_value;
    double compression_scale_n = missing_value, shear_scale_n = missing_value;  ///< for the ranges
    backrisk::reason reason = backrisk::reason::not_recorded;
};

struct lumbar_result {
    estimate<newton_metres> moment;
    estimate<newtons> compression, shear;
    backrisk::reason reason;
    source from;
};

/// Everything of `lumbar_load` that does not depend on posture and load, per kg of body mass and metre of
/// stature: computed once a column and sex.
struct lumbar_body {
    double trunk_moment = 0, trunk_mass = 0;  ///< sum of mass x distance along the trunk; mass, head included
    double shoulder = 0;                      ///< L5/S1 to shoulder
    double upper_arm_moment = 0, upper_arm = 0, forearm_moment = 0, grip = 0;  ///< both arms; lengths
    double arm_mass = 0;

    lumbar_body(body_sex sex, double lumbosacral_share) noexcept {
        const auto s = segments_of(sex);
        double at = 0;  // distance above L5/S1
        const auto stack = [&](double mass, double length, double centre_from_top) {
            trunk_moment += mass * (at + length * (1 - centre_from_top));
            trunk_mass += mass;
            at += length;
        };
        const double above = 1 - lumbosacral_share;  // part of the lower trunk above L5/S1, taken as uniform
        stack(s.lower_trunk.mass * above, s.lower_trunk.length * above, 0.5);
        stack(s.mid_trunk.mass, s.mid_trunk.length, s.mid_trunk.centre);
        stack(s.upper_trunk.mass, s.upper_trunk.length, s.upper_trunk.centre);
        stack(s.head.mass, s.head.length, s.head.centre);
        shoulder = shoulder_height_share - hip_height_share - lumbosacral_share * s.lower_trunk.length;
        const double beyond_elbow = s.forearm.mass + s.hand.mass;
        upper_arm = s.upper_arm.length;
        upper_arm_moment = 2 * (s.upper_arm.mass * s.upper_arm.centre * upper_arm + beyond_elbow * upper_arm);
        grip = s.forearm.length + s.hand.centre * s.hand.length;
        forearm_moment = 2 * (s.forearm.mass * s.forearm.centre * s.forearm.length + s.hand.mass * grip);
        arm_mass = 2 * (s.upper_arm.mass + beyond_elbow);
    }
};

/// One body a sex, in the order of `body_sex`.
[[nodiscard]] inline std::array<lumbar_body, 3> lumbar_bodies(double lumbosacral_share) noexcept {
    return {lumbar_body(body_sex::female, lumbosacral_share), lumbar_body(body_sex::male, lumbosacral_share),
            lumbar_body(body_sex::unspecified, lumbosacral_share)};
}

/// Sines and cosine of a posture.
struct posture_numbers {
    double sin_trunk, cos_trunk, sin_upper_arm, sin_forearm;
    explicit posture_numbers(double trunk_deg, double upper_arm_deg, double elbow_deg) noexcept {
        constexpr double deg = unit::degree::si;
        sin_trunk = std::sin(trunk_deg * deg);
        cos_trunk = std::cos(trunk_deg * deg);
        sin_upper_arm = upper_arm_deg == 0 ? 0 : std::sin(upper_arm_deg * deg);
        const double forearm = upper_arm_deg + elbow_deg;
        sin_forearm = forearm == 0 ? 0 : std::sin(forearm * deg);
    }
};

[[nodiscard]] inline lumbar_numbers lumbar_forces(const lumbar_body& body, const muscle_constants& muscle,
                                                  double mass_kg, double height_m, const posture_numbers& p,
                                                  double load_kg, load_place place) noexcept {
    const double shoulder = body.shoulder * p.sin_trunk;
    const double own = body.trunk_moment * p.sin_trunk + body.arm_mass * shoulder +
                       body.upper_arm_moment * p.sin_upper_arm + body.forearm_moment * p.sin_forearm;
    const double reach = place == load_place::shoulders
                             ? shoulder
                             : shoulder + body.upper_arm * p.sin_upper_arm + body.grip * p.sin_forearm;
    const double moment = standard_gravity * height_m * (mass_kg * own + load_kg * reach);
    const double weight = standard_gravity * (mass_kg * (body.trunk_mass + body.arm_mass) + load_kg);
    const auto f = joint_force_of(moment, weight, p.cos_trunk, p.sin_trunk, muscle);
    return {moment,        f.compression,
            f.shear,       f.compression_scale,
            f.shear_scale, std::isnan(f.compression) ? reason::out_of_range : reason::none};
}

/// Kernel of columns: NaN and a reason instead of an exception.
[[nodiscard]] inline lumbar_numbers lumbar_kernel(const lumbar_body& body, const muscle_constants& muscle,
                                                  double mass_kg, double height_m, double trunk_deg,
                                                  double upper_arm_deg, double elbow_deg, double load_kg,
                                                  load_place place) noexcept {
    lumbar_numbers out;
    if (std::isnan(mass_kg + height_m + trunk_deg + upper_arm_deg + elbow_deg + load_kg)) return out;
    const bool possible = mass_kg > 0 && std::isfinite(mass_kg) && height_m > 0 && std::isfinite(height_m) &&
                          trunk_deg >= -45 && trunk_deg <= 135 && upper_arm_deg >= -90 &&
                          upper_arm_deg <= 180 && elbow_deg >= 0 && elbow_deg <= 160 && load_kg >= 0 &&
                          std::isfinite(load_kg);
    out.reason = reason::out_of_range;
    if (!possible) return out;
    const posture_numbers posture(trunk_deg, upper_arm_deg, elbow_deg);
    return lumbar_forces(body, muscle, mass_kg, height_m, posture, load_kg, place);
}

namespace detail {
template <class Quantity>
[[nodiscard]] estimate<Quantity> around(double value, double half_width) noexcept {
    return {Quantity{value}, Quantity{value - half_width}, Quantity{value + half_width}};
}

inline void check_lumbar_options(std::string_view function, const lumbar_options& how) {
    check_positive(function, "lever_arm", how.muscle.lever_arm.value());
    check_between(function, "muscle_angle", how.muscle.muscle_angle.value(), 0, 45);
    check_between(function, "lumbosacral_share", how.lumbosacral_share, 0, 1);
    check_between(function, "force_uncertainty", how.force_uncertainty, 0, 1);
    check_between(function, "moment_uncertainty", how.moment_uncertainty, 0, 1);
}
}  // namespace detail

/// Moment, compression and shear at L5/S1 with their ranges. `reason` is `out_of_range` where the muscle
/// model does not reach the moment. Throws `invalid_argument` for impossible angles, masses and heights.
[[nodiscard]] inline lumbar_result lumbar_load(const lifter& who, const lifting_posture& posture,
                                               kilograms load, const lumbar_options& how = {}) {
    constexpr std::string_view here = "spine::lumbar_load";
    detail::check_lumbar_options(here, how);
    check_positive(here, "mass", who.mass.value());
    check_positive(here, "height", who.height.value());
    check_between(here, "trunk_flexion", posture.trunk_flexion.value(), -45, 135);
    check_between(here, "upper_arm", posture.upper_arm.value(), -90, 180);
    check_between(here, "elbow", posture.elbow.value(), 0, 160);
    check_non_negative(here, "load", load.value());
    const auto n =
        lumbar_kernel(lumbar_body(who.sex, how.lumbosacral_share), muscle_constants(how.muscle),
                      who.mass.value(), who.height.value(), posture.trunk_flexion.value(),
                      posture.upper_arm.value(), posture.elbow.value(), load.value(), posture.place);
    const double u = how.force_uncertainty;
    return {detail::around<newton_metres>(n.moment_nm, how.moment_uncertainty * std::abs(n.moment_nm)),
            detail::around<newtons>(n.compression_n, u * n.compression_scale_n),
            detail::around<newtons>(n.shear_n, u * n.shear_scale_n), n.reason, source_of(how.muscle.model)};
}

}  // namespace backrisk::spine
