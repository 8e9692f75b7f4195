#pragma once
/// The calibration slope alone, for samples by the thousand: no deviance, no standard errors.
#include <array>
#include <optional>
#include <span>

#include "backrisk/core/config.hpp"

namespace backrisk::validate {

/// logit P(event) = intercept + slope logit p.
struct calibration_line {
    double intercept = 0, slope = 1;
};

/// What a search moves: both coefficients, or the intercept alone (calibration in the large).
enum class line_moves : bool { intercept, both };

/// Maximum likelihood by Newton's method from `start`, rows counted `times` times (empty: once). None where
/// the search does not close in at once, as it does near a maximum: ask the careful `fit_logistic` there.
[[nodiscard]] std::optional<calibration_line> quick_line(std::span<const double> logit,
                                                         std::span<const double> event,
                                                         std::span<const double> times,
                                                         calibration_line start = {},
                                                         line_moves which = line_moves::both);

/// Of rows that count once: expected information of the intercept, of both, of the slope; and deviance.
[[nodiscard]] std::array<double, 3> line_information(std::span<const double> logit,
                                                     std::span<const double> event, calibration_line at);
[[nodiscard]] double line_deviance(std::span<const double> logit, std::span<const double> event,
                                   calibration_line at);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/internal/slope.ipp"
#endif
