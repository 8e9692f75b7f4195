#pragma once
/// From the moment at L5/S1 to compression and shear: an explicit choice of muscle model.
///
/// Models of the same lift differ by about half: 684 Nm over a lever arm of 0.06 m are 11.4 kN where a
/// detailed model finds 17.2 kN (PMID 36606738). Every result therefore carries a range.
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::spine {

/// `lever_arm`: one equivalent muscle, F = |M| / r, pulling at a small angle to the compression axis.
/// `polynomial`: regression on the moment, up to 400 Nm (remembered coefficients: `unverified`).
enum class muscle_model : std::uint8_t { lever_arm, polynomial };
inline constexpr std::array all_muscle_models{muscle_model::lever_arm, muscle_model::polynomial};

[[nodiscard]] constexpr std::string_view to_string(muscle_model model) noexcept {
    return model == muscle_model::lever_arm ? "lever_arm" : "polynomial";
}

inline constexpr source lever_arm_source{
    "Lever arm 0.06 m and 5 degrees: Cholewicki 1991 Med Sci Sports Exerc 23:1179, read in a quotation; "
    "segments: "
    "de Leva 1996; place of L5/S1: ours",
    "", verification::partial};
inline constexpr source polynomial_source{"McGill, Norman & Cholewicki 1996 Ergonomics 39:1107", "",
                                          verification::unverified};
[[nodiscard]] constexpr source source_of(muscle_model model) noexcept {
    return model == muscle_model::lever_arm ? lever_arm_source : polynomial_source;
}

struct muscle_options {
    muscle_model model = muscle_model::lever_arm;
    metres lever_arm{0.06};
    degrees muscle_angle{5};  ///< backward pull of the muscle against the compression axis
};

/// Largest moment of the polynomial in Nm: its cubic turns over beyond about 560 Nm.
inline constexpr double polynomial_limit_nm = 400;

/// C(F, B, T) in N from the moments of flexion, side bending and twisting in Nm, each |moment| <= 400; NaN
/// beyond. C = 1067.6 + 1.219 F + 0.083 F^2 - 0.0001 F^3 + 3.229 B + 0.119 B^2 - 0.0001 B^3
///           + 0.862 T + 0.393 T^2
[[nodiscard]] inline double polynomial_compression(double flexion_nm, double side_nm = 0,
                                                   double twist_nm = 0) noexcept {
    const double f = std::abs(flexion_nm), b = std::abs(side_nm), t = std::abs(twist_nm);
    const bool inside = f <= polynomial_limit_nm && b <= polynomial_limit_nm && t <= polynomial_limit_nm;
    if (!inside) return missing_value;
    return 1067.6 + f * (1.219 + f * (0.083 - 0.0001 * f)) + b * (3.229 + b * (0.119 - 0.0001 * b)) +
           t * (0.862 + 0.393 * t);
}

/// Compression and shear in N for a moment and the weight above the joint, whose axis leans by an angle given
/// as cosine and sine:
///     C = Fm cos b + W cos a,   S = W sin a - sign(M) Fm sin b,   Fm = |M| / r
/// S is positive when the upper body slides forward. The polynomial replaces C and leaves S without a muscle.
/// C is negative (traction) where the upper body hangs and no muscle pulls.
struct joint_force {
    double compression, shear;
    double compression_scale, shear_scale;  ///< sums of the magnitudes of both terms, for the ranges
};

/// Constants of one call, so that columns do not repeat the trigonometry.
struct muscle_constants {
    bool polynomial;
    double along, across;  ///< cos b / r and sin b / r, per metre
    explicit muscle_constants(const muscle_options& how) noexcept
        : polynomial(how.model == muscle_model::polynomial),
          along(std::cos(radians{how.muscle_angle}.value()) / how.lever_arm.value()),
          across(std::sin(radians{how.muscle_angle}.value()) / how.lever_arm.value()) {}
};

[[nodiscard]] inline joint_force joint_force_of(double moment_nm, double weight_n, double cos_lean,
                                                double sin_lean, const muscle_constants& muscle) noexcept {
    const double slide = weight_n * sin_lean;
    if (muscle.polynomial) {
        const double c = polynomial_compression(moment_nm);
        return {c, slide, c, std::abs(slide)};
    }
    const double squeeze = std::abs(moment_nm) * muscle.along, pull = moment_nm * muscle.across;
    const double press = weight_n * cos_lean;
    return {squeeze + press, slide - pull, squeeze + std::abs(press), std::abs(slide) + std::abs(pull)};
}

}  // namespace backrisk::spine
