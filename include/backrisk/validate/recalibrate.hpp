#pragma once
/// Recalibration: probabilities p that were wrong, put right by what happened.
///
///     intercept   link(q) = link(p) + a
///     logistic    link(q) = a + b link(p)                   (Cox 1958, doi:10.1093/biomet/45.3-4.562)
///     beta        logit q = c + a ln p - b ln(1 - p)        (Kull 2017, doi:10.1214/17-EJS1338SI)
///     isotonic    q rises with p, and is as near as can be  (Zadrozny & Elkan 2002,
///                                                            doi:10.1145/775047.775151)
///
/// link is the logit, or ln(-ln(1 - p)): then a is a log hazard ratio and b multiplies log hazards. The
/// slopes of `beta` may not be negative: one that would be is held at 0.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/link.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

enum class recalibration_method : std::uint8_t { intercept, logistic, beta, isotonic };
inline constexpr std::array all_recalibration_methods{
    recalibration_method::intercept, recalibration_method::logistic, recalibration_method::beta,
    recalibration_method::isotonic};
[[nodiscard]] constexpr std::string_view to_string(recalibration_method method) noexcept {
    constexpr std::array<std::string_view, 4> names{"intercept", "logistic", "beta", "isotonic"};
    return names[static_cast<std::size_t>(method)];
}

struct recalibration_options {
    recalibration_method method = recalibration_method::logistic;
    link scale = link::logit;
    double level = default_level;
    double clip = 0;  ///< as in `calibration_options`; isotonic needs none
};

/// A map from probability to probability.
struct recalibration_fit {
    recalibration_method method = recalibration_method::logistic;
    link scale = link::logit;
    std::size_t rows = 0, events = 0;
    /// intercept: a; logistic: a, b; beta: c, a, b; isotonic: none.
    std::vector<estimate> coefficients{};
    std::vector<double> covariance{};  ///< of the coefficients, row by row; 0 for one held at 0
    std::vector<double> from{}, to{};  ///< isotonic: corners, joined by straight lines, level outside
};

/// Maximum likelihood (isotonic: weighted least squares by pooling adjacent violators, equal predictions
/// pooled first). Standard errors as in `calibration`. Throws `invalid_argument` for a bad column, one class
/// only, a prediction of 0 or 1 without `clip`, or a slope of equal predictions; `numeric_error` when the
/// predictions separate the events.
[[nodiscard]] recalibration_fit recalibrate(const observed& of, const recalibration_options& options = {});

/// The recalibrated probability, and the interval that the coefficients' uncertainty gives it (delta method
/// on the link; NaN for isotonic, which has no standard error).
struct recalibrated_probability {
    double value = missing_value, low = missing_value, high = missing_value;
};

/// 0 and 1 go to the limit of the map; NaN stays NaN. Throws `invalid_argument` outside [0, 1].
[[nodiscard]] recalibrated_probability recalibrated(const recalibration_fit& fit, double p,
                                                    double level = default_level);

/// A score with an interval of its own, recalibrated: its ends go through the map, and the uncertainty of the
/// map is added to theirs (squares of the distances on the link). Isotonic: through the map only, and held
/// within [1 / (2 n), 1 - 1 / (2 n)] for the n rows of the fit: no data show that a risk is 0 or 1.
[[nodiscard]] recalibrated_probability recalibrated(const recalibration_fit& fit,
                                                    const recalibrated_probability& score, double level);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/recalibrate.ipp"
#endif
