#pragma once
/// Ratios of the strength of opposing muscle groups, with the limits people quote and how good those are.
///
/// No limit here is validated for back pain; prospective studies of athletes found no or insufficient
/// association of trunk and hip strength with it (Moradi 2015, 10.1155/2015/850184).
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/balance/flag.hpp"
#include "backrisk/balance/pairs.hpp"
#include "backrisk/core/estimand.hpp"

namespace backrisk::balance {

enum class ratio_kind : std::uint8_t {
    trunk_flexor_extensor,
    hamstring_quadriceps,
    hamstring_quadriceps_functional,
    hip_flexor_extensor,
    hip_adductor_abductor,
};

struct ratio_info {
    ratio_kind kind;
    std::string_view name;
    std::string_view numerator;
    std::string_view denominator;
    double reference;  ///< typical healthy value, NaN where none is known
    flag_rule rule;
};

inline constexpr std::array strength_ratios{
    // The literature quotes extensor over flexor: 1.3 typical, below 1.0 often seen in chronic back pain.
    ratio_info{ratio_kind::trunk_flexor_extensor,
               "trunk_flexor_extensor",
               "trunk flexor peak torque, 60 deg/s",
               "trunk extensor peak torque, 60 deg/s",
               1 / 1.3,
               {-no_limit, 1.0, {"general literature; weak evidence", "", verification::unverified}}},
    ratio_info{
        ratio_kind::hamstring_quadriceps,
        "hamstring_quadriceps",
        "hamstrings, concentric, 60 deg/s",
        "quadriceps, concentric, 60 deg/s",
        0.6,
        {0.6,
         no_limit,
         {"Coombs & Garbutt 2002 J Sports Sci Med 1:56; rises with speed", "", verification::verified}}},
    // 0.8 is the lenient end of the quoted 0.8 to 1.0.
    ratio_info{ratio_kind::hamstring_quadriceps_functional,
               "hamstring_quadriceps_functional",
               "hamstrings, eccentric",
               "quadriceps, concentric",
               1.0,
               {0.8, no_limit, {"general literature", "", verification::unverified}}},
    ratio_info{ratio_kind::hip_flexor_extensor, "hip_flexor_extensor", "hip flexors", "hip extensors",
               missing_value, no_rule},
    ratio_info{ratio_kind::hip_adductor_abductor, "hip_adductor_abductor", "hip adductors", "hip abductors",
               missing_value, no_rule},
};

[[nodiscard]] constexpr const ratio_info& describe(ratio_kind kind) noexcept {
    return strength_ratios[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view to_string(ratio_kind kind) noexcept { return describe(kind).name; }
[[nodiscard]] inline ratio_kind parse_ratio_kind(std::string_view text) {
    std::array<ratio_kind, strength_ratios.size()> kinds{};
    for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] = strength_ratios[i].kind;
    return core::parse_name("strength_ratio", "kind", text, kinds);
}

/// One ratio and its flag; the definition, reference and source are `describe(kind)`.
struct strength_result {
    measured ratio;
    flag crossed = flag::unknown;
};

/// numerator / denominator, both in one unit (it cancels). Missing and impossible values as in `ratio`.
[[nodiscard]] inline strength_result strength_ratio(double numerator, double denominator,
                                                    ratio_kind kind) noexcept {
    const measured value = ratio(numerator, denominator);
    return {value, judge(value, describe(kind).rule)};
}

/// Flags of a column of ratios.
[[nodiscard]] inline std::vector<std::int8_t> flags(const measured_series& values, const flag_rule& rule) {
    std::vector<std::int8_t> out(values.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::int8_t>(judge(values[i], rule));
    return out;
}

/// The ratio for columns of one length; `flags` judges the result.
[[nodiscard]] inline measured_series strength_ratio(std::span<const double> numerator,
                                                    std::span<const double> denominator) {
    check_same_size("strength_ratio", "denominator", denominator, numerator);
    return each_pair(numerator, denominator, [](double n, double d) { return ratio(n, d); });
}

}  // namespace backrisk::balance
