#pragma once
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/chi_square.hpp"

namespace backrisk::fit {

BACKRISK_INLINE double chi_square_tail(double x, int degrees) {
    if (std::isnan(x) || degrees < 1) return missing_value;
    return x > 0 ? boost::math::gamma_q(degrees / 2.0, x / 2) : 1.0;
}

}  // namespace backrisk::fit
