#pragma once
/// The upper tail of the chi-square distribution.

namespace backrisk::fit {

/// P(chi square of `degrees` > x); NaN where x is NaN or there are no degrees of freedom.
[[nodiscard]] double chi_square_tail(double x, int degrees);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/chi_square.ipp"
#endif
