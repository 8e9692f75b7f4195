#pragma once
/// The clinical tests that a `tests` table may hold: name, unit, sides, plausible range.
///
/// The unit of a value is fixed here, so that a column of values needs none of its own. The plausible ranges
/// are ours: wide enough for an elite athlete and a frail patient, narrow enough to catch a typing error or
/// a wrong unit (minutes for seconds, radians for degrees, pounds for newtons at the extremes).
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/nearest.hpp"

namespace backrisk::balance {

struct clinical_test {
    std::string_view name;
    std::string_view unit;
    bool sided;   ///< measured left and right
    double low;   ///< least plausible value
    double high;  ///< greatest plausible value
    std::string_view what;

    /// Why a value cannot be a result of this test; `none` when it can.
    [[nodiscard]] constexpr reason judge(double value) const noexcept {
        if (value != value) return reason::not_recorded;
        return value >= low && value <= high ? reason::none : reason::out_of_range;
    }
};

inline constexpr std::array clinical_tests{
    // Endurance. The Biering-Sorensen test is stopped at 240 s; other protocols go on.
    clinical_test{"trunk_extensor_endurance", "s", false, 0, 1200,
                  "Biering-Sorensen hold, upper body unsupported"},
    clinical_test{"trunk_flexor_endurance", "s", false, 0, 1800, "seated hold, trunk at 60 degrees"},
    clinical_test{"side_bridge", "s", true, 0, 1200, "side bridge hold on the forearm"},
    clinical_test{"front_plank", "s", false, 0, 36000, "front plank hold on the forearms"},
    // Strength: peak isokinetic torque at 60 deg/s, or the force at a hand-held dynamometer.
    clinical_test{"trunk_extensor_strength", "N*m", false, 0, 800, "peak torque of trunk extension"},
    clinical_test{"trunk_flexor_strength", "N*m", false, 0, 600, "peak torque of trunk flexion"},
    clinical_test{"hip_extensor_strength", "N", true, 0, 2000, "hip extension, hand-held dynamometer"},
    clinical_test{"hip_flexor_strength", "N", true, 0, 1500, "hip flexion, hand-held dynamometer"},
    clinical_test{"hip_abductor_strength", "N", true, 0, 1500, "hip abduction, hand-held dynamometer"},
    clinical_test{"hip_adductor_strength", "N", true, 0, 1500, "hip adduction, hand-held dynamometer"},
    clinical_test{"hip_external_rotator_strength", "N", true, 0, 1000,
                  "hip external rotation, hand-held dynamometer"},
    clinical_test{"knee_extensor_strength", "N*m", true, 0, 600, "concentric peak torque of knee extension"},
    clinical_test{"knee_flexor_strength", "N*m", true, 0, 400, "concentric peak torque of knee flexion"},
    clinical_test{"knee_flexor_eccentric_strength", "N*m", true, 0, 500,
                  "eccentric peak torque of knee flexion"},
    // Ranges of motion and posture. Extension short of neutral is negative.
    clinical_test{"lumbar_flexion_rom", "deg", false, 0, 120, "lumbar flexion by inclinometer"},
    clinical_test{"lumbar_extension_rom", "deg", false, -10, 90, "lumbar extension by inclinometer"},
    clinical_test{"lateral_flexion_rom", "deg", true, 0, 70, "lumbar lateral flexion by inclinometer"},
    clinical_test{"trunk_rotation_rom", "deg", true, 0, 120, "seated trunk rotation"},
    clinical_test{"lumbar_lordosis", "deg", false, -30, 110, "lumbar lordosis, positive when concave behind"},
    clinical_test{"hamstring_rom", "deg", true, 0, 150, "straight leg raise"},
    clinical_test{"hip_flexor_rom", "deg", true, -60, 60, "hip extension, modified Thomas test"},
    clinical_test{"hip_internal_rotation_rom", "deg", true, -20, 90, "hip internal rotation"},
    clinical_test{"hip_external_rotation_rom", "deg", true, -20, 110, "hip external rotation"},
    clinical_test{"hip_total_rotation_rom", "deg", true, 0, 180, "hip internal plus external rotation"},
};

/// The test of that name, or null.
[[nodiscard]] constexpr const clinical_test* look_up_test(std::string_view name) noexcept {
    for (const clinical_test& one : clinical_tests)
        if (one.name == name) return &one;
    return nullptr;
}

/// The test of that name; throws `invalid_argument` that lists the nearest names.
[[nodiscard]] inline const clinical_test& find_test(std::string_view name) {
    if (const clinical_test* found = look_up_test(name)) return *found;
    std::vector<std::string_view> names(clinical_tests.size());
    std::ranges::transform(clinical_tests, names.begin(), &clinical_test::name);
    fail_unknown_name("find_test", "name", name, std::move(names));
}

}  // namespace backrisk::balance
