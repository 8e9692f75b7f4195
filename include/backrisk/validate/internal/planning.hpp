#pragma once
/// What the sizes of studies share.
#include <cmath>

#include "backrisk/core/error.hpp"

namespace backrisk::validate {

namespace planning {

[[nodiscard]] inline double most_cox_snell(double share) {
    return -std::expm1(2 * (share * std::log(share) + (1 - share) * std::log1p(-share)));
}

[[nodiscard]] inline double for_shrinkage(double parameters, double cox_snell, double shrinkage) {
    return parameters / ((shrinkage - 1) * std::log1p(-cox_snell / shrinkage));
}

inline void check_share(const char* function, const char* argument, double value) {
    check_argument(value > 0 && value < 1, function, argument, value, "between 0 and 1, ends excluded");
}

}  // namespace planning

}  // namespace backrisk::validate
