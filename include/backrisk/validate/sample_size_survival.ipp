#pragma once
#include <algorithm>
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/validate/internal/planning.hpp"
#include "backrisk/validate/sample_size_survival.hpp"

namespace backrisk::validate {

BACKRISK_INLINE survival_size sample_size_survival(double rate, double follow_up, double horizon,
                                                   double parameters, double cox_snell,
                                                   const development_options& options) {
    constexpr auto name = "sample_size_survival";
    check_positive(name, "rate", rate);
    check_positive(name, "follow_up", follow_up);
    check_positive(name, "horizon", horizon);
    check_argument(parameters >= 1, name, "parameters", parameters, "1 or more");
    planning::check_share(name, "shrinkage", options.shrinkage);
    planning::check_share(name, "optimism", options.optimism);
    planning::check_share(name, "margin", options.margin);
    const double each = rate * follow_up;
    check_argument(each <= 1, name, "rate x follow_up", each, "at most 1: a person has one event at most");
    const double most = -std::expm1(2 * each * (std::log(each) - 1));
    const double below = std::min(options.shrinkage, most);
    check_argument(cox_snell > 0 && cox_snell < below, name, "cox_snell", cox_snell,
                   "above 0 and below its maximum and the shrinkage, " + show(below));
    constexpr double z = 1.96;
    survival_size out{};
    out.max_cox_snell = most;
    // The lower end is the farther one: 1 - exp is concave.
    const double reach = std::log1p(options.margin * std::exp(rate * horizon)) / horizon;
    out.risk = std::ceil(rate / follow_up * (z / reach) * (z / reach));
    out.shrinkage = std::ceil(planning::for_shrinkage(parameters, cox_snell, options.shrinkage));
    const double needed = cox_snell / (cox_snell + options.optimism * most);
    out.optimism = std::ceil(planning::for_shrinkage(parameters, cox_snell, needed));
    out.people = std::max(out.risk, std::max(out.shrinkage, out.optimism));
    out.follow_up = out.people * follow_up;
    out.events = out.people * each;
    out.events_per_parameter = out.events / parameters;
    return out;
}

}  // namespace backrisk::validate
