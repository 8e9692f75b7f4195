#pragma once
/// Calibration: are probabilities of 0.1 followed by one event in ten? (Van Calster 2019,
/// doi:10.1186/s12916-019-1466-7.)
///
///     in the large    logit P(event) = a + logit p          0 when as many events came as were predicted
///     slope           logit P(event) = a + b logit p        b < 1: predictions too extreme
///     O:E             events / sum of predictions           1
///
/// Standard errors are of the logistic model; with weights or persons of the sandwich, a person's rows
/// together.
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

struct calibration_options {
    double level = default_level;
    /// A logit of 0 or 1 does not exist. 0 refuses such predictions; c > 0 holds them within [c, 1 - c].
    double clip = 0;
};

struct calibration_result {
    std::size_t rows = 0;
    std::size_t events = 0;
    double mean_predicted = missing_value;
    double share = missing_value;  ///< of events
    estimate observed_expected{};  ///< `se` is that of its logarithm
    estimate in_the_large{};
    estimate intercept{};  ///< a of the slope model
    estimate slope{};
    double unreliability = missing_value;  ///< likelihood ratio chi-square (2 df) of a = 0, b = 1
};

/// @param of outcomes and probabilities; with weights or persons standard errors are of the sandwich
/// @return NaN and a note for the slope of equal predictions. Throws `invalid_argument` for a bad column, one
///     class only, or a prediction of 0 or 1 without `clip`; `numeric_error` when the predictions separate
///     the events
[[nodiscard]] calibration_result calibration(const observed& of, const calibration_options& options = {});

/// O:E = events / sum of predictions, `se` of its logarithm (Debray 2017, doi:10.1136/bmj.i6460). Without any
/// event it is 0, without an interval. Throws `invalid_argument` for a bad column or predictions that are all
/// 0.
[[nodiscard]] estimate observed_expected(const observed& of, double level = default_level);

/// A bin of the grouped plot, with honest counts.
struct calibration_group {
    double low, high;  ///< smallest and largest prediction in it
    std::size_t rows, events;
    double mean_predicted;
    estimate share;  ///< of events, with Wilson's interval (1927, doi:10.1080/01621459.1927.10502953)
};

/// `groups` bins at the quantiles (type 7) of the predictions; equal predictions stay together, so there may
/// be fewer. A bin holds what is above its lower and up to its upper bound. Takes no weights.
[[nodiscard]] std::vector<calibration_group> calibration_groups(const observed& of, std::size_t groups = 10,
                                                                double level = default_level);

/// Wilson's interval of `events` of `rows`; NaN for no rows.
[[nodiscard]] estimate wilson(double events, double rows, double level = default_level);

/// ln(p / (1 - p)) of each prediction held within [clip, 1 - clip]; throws for 0 or 1 where `clip` is 0.
[[nodiscard]] std::vector<double> logits(std::string_view function, std::span<const double> p, double clip);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/calibration.ipp"
#endif
