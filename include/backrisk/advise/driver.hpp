#pragma once
/// Which factors of a person could change, and what is known about changing them.
///
/// Whether something could change is this library's reading (`verification::assumption`). A factor's
/// coefficient says how people who differ in it differ in risk; only `trial` names a change that was tried.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/advise/intervention.hpp"
#include "backrisk/factor/defaults.hpp"

namespace backrisk::advise {

enum class changeable : std::uint8_t { yes, partly };
[[nodiscard]] constexpr std::string_view to_string(changeable one) noexcept {
    return one == changeable::yes ? "yes" : "partly";
}

struct driver {
    std::string_view factor;
    changeable can;
    std::string_view trial;  ///< an intervention that changes it, empty where none was found
};

inline constexpr std::array drivers{
    driver{"session_spike", changeable::yes, ""},
    driver{"acute_chronic_ratio", changeable::yes, ""},
    driver{"week_change", changeable::yes, ""},
    driver{"monotony", changeable::yes, ""},
    driver{"load_lifted_kg", changeable::yes, ""},
    driver{"lifts_per_day", changeable::partly, ""},
    driver{"cumulative_back_load", changeable::partly, ""},
    driver{"bent_twisted_work", changeable::partly, ""},
    driver{"lumbar_flexion_deg", changeable::yes, "neuromuscular_training"},
    driver{"whole_body_vibration", changeable::partly, ""},
    driver{"hip_extensor_asymmetry", changeable::yes, ""},
    driver{"trunk_extensor_endurance_s", changeable::yes, "exercise"},
    driver{"hamstring_rom_deg", changeable::yes, ""},
    driver{"lateral_flexion_rom_deg", changeable::yes, ""},
    driver{"warm_up_share", changeable::yes, "warm_up_programme"},
    driver{"activity_min_week", changeable::yes, "exercise"},
    driver{"bmi", changeable::partly, ""},
    driver{"smoker", changeable::partly, ""},
    driver{"depressive_symptoms", changeable::partly, ""},
    driver{"mood", changeable::partly, ""},
    driver{"sleep_hours", changeable::yes, ""},
};

/// A driver with the evidence behind its coefficient.
struct graded_driver {
    driver what;
    evidence::certainty grade = evidence::certainty::very_low;  ///< best of the rows that carry it
    bool centred_on_zero = false;                               ///< studied, and nothing usable found
    std::string rows{};                                         ///< ids of its evidence, separated by spaces
};

namespace detail_driver {
[[nodiscard]] inline graded_driver graded(const driver& one, const factor::factor& with) {
    graded_driver out{one};
    out.centred_on_zero = true;
    for (const auto& term : with.terms) {
        out.centred_on_zero = out.centred_on_zero && term.centred_on_zero;
        for (const auto& use : term.evidence) {
            const auto& row = evidence::find_effect(use.id);
            out.rows += (out.rows.empty() ? "" : " ") + use.id;
            const bool carries = !term.centred_on_zero && evidence::may_ship(row) && evidence::has_ratio(row);
            const bool indirect = use.indirect || evidence::is_other_injury(row);
            if (carries && !indirect) out.grade = std::min(out.grade, row.grade);
            if (carries && indirect)
                out.grade = std::min(out.grade, std::max(row.grade, evidence::certainty::low));
        }
    }
    return out;
}
}  // namespace detail_driver

/// The drivers of the default factors, in the order of the table. Indirect evidence counts as low at best.
[[nodiscard]] inline std::vector<graded_driver> graded_drivers() {
    const auto schema = factor::default_schema();
    std::vector<graded_driver> all;
    all.reserve(drivers.size());
    for (const auto& one : drivers)
        all.push_back(detail_driver::graded(one, schema.factors()[schema.index(one.factor)]));
    return all;
}

}  // namespace backrisk::advise
