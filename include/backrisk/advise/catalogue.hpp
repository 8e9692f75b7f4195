#pragma once
/// Every public measure of this area: formula, source, and the test that reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::advise {

inline constexpr auto measures = std::to_array<measure_info>({
    {"advise.what_if",
     "",
     "log hazard + ln HR of the trial; variance + SE*^2, SE*^2 = SE^2 + v(certainty) + v(indirect) + tau^2",
     {"effect added on the log hazard scale with the penalties of the composer", "",
      verification::assumption},
     "advise_what_if_test: published hazard ratio, naive twin by quadrature"},
    {"advise.plan",
     "min",
     "M_w = the highest level allowed after M_1 .. M_{w-1}, the greatest plan within the limits",
     {"greatest element of monotone limits; the limits are conventions", "", verification::assumption},
     "advise_plan_test: every small plan tried; test_advise_plan.py: br.load on the whole diary"},
    {"advise.project",
     "",
     "risk of the diary followed by the planned days, the last values of everything else held",
     {"cohort::stream on a planned diary", "", verification::assumption},
     "test_advise_plan.py::test_a_projection_is_the_score_of_the_diary_with_the_plan_done"},
});

}  // namespace backrisk::advise
