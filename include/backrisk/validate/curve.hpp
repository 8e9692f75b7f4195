#pragma once
/// The flexible calibration curve: what share of events follows a prediction of p, without a straight line
/// assumed; and how far predictions are from it.
///
///     ICI = mean |curve(p_i) - p_i|,  E50, E90 = quantiles (type 7) of it,  Emax = the largest
///
/// (Austin & Steyerberg 2019, doi:10.1002/sim.8281.)
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// `loess`: local quadratic regression with tricube weights (Cleveland 1979,
/// doi:10.1080/01621459.1979.10481038), fitted directly at every point, held within [0, 1]. Its band takes
/// the events as Bernoulli: sum of l_i^2 curve_i (1 - curve_i) for the smoother's weights l.
/// `spline`: logistic regression on a restricted cubic spline of logit p with knots at Harrell's quantiles;
/// the band is symmetric on the logit, and with persons of the clustered sandwich.
enum class smoother : std::uint8_t { loess, spline };
inline constexpr std::array all_smoothers{smoother::loess, smoother::spline};
[[nodiscard]] constexpr std::string_view to_string(smoother one) noexcept {
    return one == smoother::loess ? "loess" : "spline";
}

struct curve_options {
    smoother method = smoother::loess;
    double span = 0.75;            ///< share of the rows in a neighbourhood (loess)
    int knots = 5;                 ///< 3, 4 or 5 (spline)
    double clip = 0;               ///< as `calibration_options::clip` (spline)
    double level = default_level;  ///< of the band, pointwise
    int points = 101;              ///< of the curve, even between the smallest and the largest prediction
    /// With more distinct predictions than this, loess is fitted at so many of them, even in rank, and
    /// straight between.
    int most_fits = 2000;
};

struct calibration_curve {
    std::vector<double> predicted, share, low, high;  ///< the curve at `points` predictions
    double ici = missing_value, e50 = missing_value, e90 = missing_value, emax = missing_value;
};

/// Weights go with the spline only: in the fit, in its knots (their weighted quantiles) and in the distances.
/// For a risk by a horizon under censoring they are the inverse probabilities of being watched (Gerds 2014,
/// doi:10.1002/sim.6152); the band takes them as known. Throws as `calibration`, and `numeric_error` where a
/// neighbourhood has too few distinct predictions.
[[nodiscard]] calibration_curve flexible_curve(const observed& given, const curve_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/curve.ipp"
#endif
