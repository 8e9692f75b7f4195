#pragma once
#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/fit/control.hpp"

namespace backrisk::fit {

BACKRISK_INLINE void check_control(const char* function, const control& one) {
    check_positive(function, "control.tolerance", one.tolerance);
    check_argument(one.iterations >= 1, function, "control.iterations", one.iterations, "1 or more");
    check_argument(one.threads >= 1, function, "control.threads", one.threads, "1 or more");
}

}  // namespace backrisk::fit
