#pragma once
/// Which factors of a person could change, and what is known about changing them.
///
/// Whether something could change is this library's reading (`verification::assumption`). A factor's
/// coefficient says how people who differ in it differ in risk; only `trial` names a change that was tried.
/// Nothing is said of a value between the groups that were compared: half of all people lie above a median.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/advise/intervention.hpp"
#include "backrisk/core/missing.hpp"
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
    bool above = true;       ///< what is said holds at `from` and above it; else at `from` and below it
    /// Where the exposed group of the published contrast begins; missing where none was published with a unit
    /// that could be read: then nothing is said of a person's value.
    double from = missing_value;
    std::string_view contrast{};  ///< the published one, in words

    /// Whether a value lies in the exposed group of the published contrast.
    [[nodiscard]] constexpr bool holds(double value) const noexcept {
        return above ? value >= from : value <= from;  // false where either is missing
    }
};

inline constexpr std::array drivers{
    driver{"session_spike", changeable::yes, "", true, 0.1,
           "more than 10 % above the longest of the last 30 days (E043)"},
    driver{"acute_chronic_ratio", changeable::yes, "", true, 2, "twice the usual load or more (E036)"},
    driver{"week_change", changeable::yes, ""},
    driver{"monotony", changeable::yes, ""},
    driver{"load_lifted_kg", changeable::yes, "", true, 25, "more than 25 kg (E055)"},
    driver{"lifts_per_day", changeable::partly, "", true, 25, "more than 25 lifts a day (E056)"},
    driver{"cumulative_back_load", changeable::partly, "", true, 2.0 / 3,
           "high against low, the upper third (E057)"},
    driver{"bent_twisted_work", changeable::partly, "", true, 1, "yes against no (E060)"},
    driver{"lumbar_flexion_deg", changeable::yes, "neuromuscular_training"},
    driver{"whole_body_vibration", changeable::partly, "", true, 1, "exposed against not (E078)"},
    driver{"hip_extensor_asymmetry", changeable::yes, ""},
    driver{"trunk_extensor_endurance_s", changeable::yes, "exercise", false, 58, "less than 58 s (E086)"},
    driver{"hamstring_rom_deg", changeable::yes, ""},
    driver{"lateral_flexion_rom_deg", changeable::yes, ""},
    driver{"warm_up_share", changeable::yes, "warm_up_programme", false, 0.5,
           "a programme against the usual, read as half of the sessions (E102)"},
    driver{"activity_min_week", changeable::yes, "exercise", false, 0, "none against some (E146)"},
    driver{"bmi", changeable::partly, "", true, 30, "obese against normal (E111, E113)"},
    driver{"smoker", changeable::partly, "", true, 1, "current against never (E114)"},
    driver{"depressive_symptoms", changeable::partly, "", true, 1, "symptoms against none (E118)"},
    driver{"mood", changeable::partly, "", false, 0.5,
           "symptoms against none, read as the lower half of the scale (E118)"},
    driver{"sleep_hours", changeable::yes, "", false, 6,
           "disturbed against not, read as 5 against 7 hours; from half of it on (E121)"},
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
