#pragma once
#include <boost/math/special_functions/erf.hpp>

#include "backrisk/balance/change.hpp"

namespace backrisk::balance {

BACKRISK_INLINE double minimal_detectable_change(double sem, double level) {
    check_non_negative("minimal_detectable_change", "sem", sem);
    check_argument(level > 0 && level < 1, "minimal_detectable_change", "level", level, "between 0 and 1");
    return 2 * boost::math::erf_inv(level) * sem;  // z = sqrt(2) erf^-1(level)
}

}  // namespace backrisk::balance
