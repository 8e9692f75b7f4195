#pragma once
/// The calibration slope alone, for samples by the thousand: no deviance, no standard errors.
#include <optional>
#include <span>

#include "backrisk/core/config.hpp"

namespace backrisk::validate {

/// logit P(event) = intercept + slope logit p.
struct calibration_line {
    double intercept = 0, slope = 1;
};

/// Maximum likelihood by Newton's method from `start`, rows counted `times` times. None where the search does
/// not close in at once, as it does near a maximum: ask the careful `fit_logistic` there.
[[nodiscard]] std::optional<calibration_line> quick_line(std::span<const double> logit,
                                                         std::span<const double> event,
                                                         std::span<const double> times,
                                                         calibration_line start = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/slope.ipp"
#endif
