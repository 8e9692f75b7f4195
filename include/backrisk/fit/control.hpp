#pragma once
/// How a fit is to run: when to stop, on how many threads, whom to tell. The same for every model.
#include <functional>

namespace backrisk::fit {

/// Called before each iteration with its number and the objective; may throw to stop the fit.
using progress_report = std::function<void(int iteration, double objective)>;

struct control {
    double tolerance = 1e-9;     ///< of the Newton decrement, in standard errors
    int iterations = 100;        ///< at most
    int threads = 1;             ///< same bits for any number
    progress_report progress{};  ///< empty: none
};

/// Throws `invalid_argument` unless the tolerance is positive, and there is an iteration and a thread or
/// more.
void check_control(const char* function, const control& one);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/control.ipp"
#endif
