#pragma once
/// How many people a model of when something happens needs to be developed (Riley 2019 part II,
/// doi:10.1002/sim.7992).
///
/// With p candidate parameters, events at a constant `rate` a unit of time, mean follow-up f and a horizon t:
///
///     risk        1 - exp(-(rate +- 1.96 sqrt(rate / (n f))) t) within `margin` of 1 - exp(-rate t)
///     shrinkage   n = p / ((S - 1) ln(1 - R2 / S))
///     optimism    the same with S = R2 / (R2 + d max R2),  max R2 = 1 - exp(2 (e ln e - e)),  e = rate f
#include "backrisk/validate/sample_size.hpp"

namespace backrisk::validate {

/// People needed by each criterion, rounded up, and by all of them.
struct survival_size {
    double risk, shrinkage, optimism;
    double people, events, events_per_parameter, follow_up;  ///< the last in all, in units of time
    double max_cox_snell;
};

/// @param rate of events a unit of time, above 0; follow_up: mean of a person; horizon: of the prediction; in
///     one unit of time
/// @param parameters of the model before any selection; cox_snell: the R2 to be expected
/// @param options `absolute_error` is not used
/// @return people for each criterion and for all. Throws `invalid_argument`
[[nodiscard]] survival_size sample_size_survival(double rate, double follow_up, double horizon,
                                                 double parameters, double cox_snell,
                                                 const development_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/sample_size_survival.ipp"
#endif
