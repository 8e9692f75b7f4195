#pragma once
/// The upper tail of the chi-square distribution.
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "backrisk/core/missing.hpp"

namespace backrisk::fit {

/// P(chi square of `degrees` > x); NaN where x is NaN or there are no degrees of freedom.
[[nodiscard]] inline double chi_square_tail(double x, int degrees) {
    if (std::isnan(x) || degrees < 1) return missing_value;
    return x > 0 ? boost::math::gamma_q(degrees / 2.0, x / 2) : 1.0;
}

}  // namespace backrisk::fit
