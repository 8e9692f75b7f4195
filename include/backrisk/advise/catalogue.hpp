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
});

}  // namespace backrisk::advise
