#pragma once
/// Two predictions of the same rows: does the second one know more?
#include <span>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

struct paired_estimate {
    estimate first{}, second{};
    estimate difference{};  ///< second - first
};

/// Scaled Brier scores (Kattan & Gerds 2018, doi:10.1186/s41512-018-0029-2) of `of.predicted` and of `other`,
/// and their difference by the influence of each row, a person's rows together. The predictions are taken as
/// given: that a model was fitted to these rows is not in the interval.
/// @param of outcomes and the first predictions
/// @param other the second predictions, n probabilities
[[nodiscard]] paired_estimate scaled_brier_paired(const observed& of, std::span<const double> other,
                                                  double level = default_level);

/// P(chi-square with `df` degrees of freedom > `statistic`); 1 for a statistic of 0 or less.
[[nodiscard]] double chi_square_tail(double statistic, double df);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/paired.ipp"
#endif
