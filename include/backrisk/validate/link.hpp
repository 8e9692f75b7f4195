#pragma once
/// Scales of probabilities.
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace backrisk::validate {

/// Scale on which the columns add up: log odds, or (complementary log-log) log cumulative hazard.
enum class link : std::uint8_t { logit, cloglog };
inline constexpr std::array all_links{link::logit, link::cloglog};
[[nodiscard]] constexpr std::string_view to_string(link scale) noexcept {
    return scale == link::logit ? "logit" : "cloglog";
}

/// P(event) of a linear predictor.
[[nodiscard]] inline double inverse(link scale, double eta) noexcept {
    return scale == link::logit ? 1 / (1 + std::exp(-eta)) : -std::expm1(-std::exp(eta));
}

}  // namespace backrisk::validate
