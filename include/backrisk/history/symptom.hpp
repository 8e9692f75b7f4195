#pragma once
/// Symptoms as a person tells them, and what counts as current pain of the low back.
#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

#include "backrisk/core/names.hpp"
#include "backrisk/history/condition.hpp"

namespace backrisk::history {

/// Every `pain_on_...` is pain too, and so are `severe_pain`, `leg_pain` and `pain_after_exercise`.
enum class symptom : std::uint8_t {
    pain,                 ///< pain in the low back now
    severe_pain,          ///< 7 or more of 10
    pain_on_bending,      ///< bending forward brings it on
    pain_on_arching,      ///< bending backward does
    pain_on_twisting,     ///< turning the trunk does
    pain_on_lifting,      ///< a load does
    pain_on_impact,       ///< running or jumping does
    pain_on_sitting,      ///< sitting does
    leg_pain,             ///< pain that runs down a leg
    pain_after_exercise,  ///< worse for more than a day after exercise
    recovering,           ///< an episode ended within the last four weeks
};

}  // namespace backrisk::history

namespace backrisk {
template <>
inline constexpr auto enum_names<history::symptom> = std::to_array<std::string_view>(
    {"pain", "severe_pain", "pain_on_bending", "pain_on_arching", "pain_on_twisting", "pain_on_lifting",
     "pain_on_impact", "pain_on_sitting", "leg_pain", "pain_after_exercise", "recovering"});
}  // namespace backrisk

namespace backrisk::history {

inline constexpr std::size_t symptom_count = enum_values<symptom>.size();
using symptom_set = std::bitset<symptom_count>;

/// A condition that means a symptom of today. Reported without its end, a condition is taken as present.
struct implied_symptom {
    std::size_t condition;
    symptom also;
};
inline constexpr std::array implied_symptoms{
    implied_symptom{condition_index("low_back_pain"), symptom::pain},
    implied_symptom{condition_index("back_strain"), symptom::pain},
    implied_symptom{condition_index("muscle_spasm"), symptom::pain},
    implied_symptom{condition_index("failed_back_surgery"), symptom::pain},
    implied_symptom{condition_index("sacroiliac_pain"), symptom::pain},
    implied_symptom{condition_index("night_pain"), symptom::pain},
    implied_symptom{condition_index("pain_unrelated_to_movement"), symptom::pain},
    implied_symptom{condition_index("discogenic_pain"), symptom::pain},
    implied_symptom{condition_index("tearing_pain"), symptom::pain},
    implied_symptom{condition_index("facet_joint_pain"), symptom::pain},
    implied_symptom{condition_index("sciatica"), symptom::leg_pain},
    implied_symptom{condition_index("bilateral_sciatica"), symptom::leg_pain},
    implied_symptom{condition_index("radiculopathy"), symptom::leg_pain},
    implied_symptom{condition_index("extension_related_pain"), symptom::pain_on_arching},
};

/// `felt`, what the conditions mean, and pain from any pain. More in never gives less out.
[[nodiscard]] inline symptom_set symptoms_of(const condition_set& reported, symptom_set felt) noexcept {
    for (const auto& one : implied_symptoms)
        if (reported[one.condition]) felt.set(static_cast<std::size_t>(one.also));
    symptom_set without_pain;
    without_pain.set(static_cast<std::size_t>(symptom::recovering));
    if ((felt & ~without_pain).any()) felt.set(static_cast<std::size_t>(symptom::pain));
    return felt;
}

}  // namespace backrisk::history
