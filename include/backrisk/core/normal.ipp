#pragma once
#include <boost/math/special_functions/erf.hpp>

#include "backrisk/core/error.hpp"
#include "backrisk/core/normal.hpp"

namespace backrisk {

BACKRISK_INLINE double normal_quantile(double p) {
    check_argument(p > 0 && p < 1, "normal_quantile", "p", p, "between 0 and 1, ends excluded");
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p);
}

}  // namespace backrisk
