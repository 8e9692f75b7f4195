#pragma once
/// Technique: flexion of the trunk as a modifier of damage, and a coach's rating.
///
/// Both are measured and shown; neither is evidence of injury by itself. For the published trade-off of stoop
/// and squat see `stoop_minus_squat` (published.hpp).
#include <algorithm>
#include <array>
#include <cmath>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::spine {

/// Cycles to failure of segments at three angles of flexion under the load of lifting 9 kg.
struct flexion_fatigue {
    std::array<double, 3> angle_deg{0, 22.5, 45};
    std::array<double, 3> cycles{8253, 3257, 263};
    source from{"Gallagher 2005 Spine 30:2265, remembered", "", verification::unverified};
};

/// Damage of a repetition at `flexion_deg` over that of a neutral one, N_f(0) / N_f(angle), log-linear
/// between the angles. The means are remembered, so they are an argument and no other function applies them
/// unasked. Backward lean counts as neutral; beyond the last angle NaN `out_of_range`.
[[nodiscard]] inline measured flexion_damage_factor(double flexion_deg, const flexion_fatigue& means) {
    if (std::isnan(flexion_deg)) return measured{reason::not_recorded};
    const auto& angle = means.angle_deg;
    if (flexion_deg > angle.back() || flexion_deg < -90) return measured{reason::out_of_range};
    const double at = std::max(flexion_deg, angle.front());
    const std::size_t i = at < angle[1] ? 0 : 1;
    const double share = (at - angle[i]) / (angle[i + 1] - angle[i]);
    const double log_cycles =
        std::log(means.cycles[i]) + share * (std::log(means.cycles[i + 1]) - std::log(means.cycles[i]));
    return {std::exp(std::log(means.cycles.front()) - log_cycles), reason::none};
}

inline constexpr source technique_source{"scale of this library", "", verification::assumption};

/// A coach's rating of 0 (poor) to 10 (flawless) as a score in [0, 1]: rating / 10 (ours). NaN outside.
[[nodiscard]] inline measured technique_score(double rating) noexcept {
    if (std::isnan(rating)) return measured{reason::not_recorded};
    if (!(rating >= 0 && rating <= 10)) return measured{reason::out_of_range};
    return {rating / 10, reason::none};
}

}  // namespace backrisk::spine
