#pragma once
/// Area under the ROC curve, with the variance of DeLong.
///
///     A = P(prediction of an event > that of a non-event) + P(equal) / 2
///     V_i = share of the non-events below event i, ties half; V_j = share of the events above non-event j
///     Var A = sum over events (V_i - A)^2 / (m (m - 1)) + the same over n non-events
///
/// (DeLong 1988, doi:10.2307/2531595; by ranks as Sun & Xu 2014, doi:10.1109/LSP.2014.2337313.) With persons
/// the sums are over persons and gain their cross term (Obuchowski 1997, doi:10.2307/2533958). With weights,
/// shares and sums are weighted.
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// AUC with its Wald interval, within [0, 1]. O(n log n). Throws `invalid_argument` for a bad column or one
/// class only. The note says when the interval has no width to be believed.
[[nodiscard]] estimate auc(const observed& of, double level = default_level);

/// AUCs of several predictions of the same rows, and their covariance (row by row, k x k).
struct auc_set {
    std::vector<double> value;
    std::vector<double> covariance;
};

/// `of.predicted` is not read; `predictions` are columns of its length.
[[nodiscard]] auc_set auc_covariance(const observed& of,
                                     std::span<const std::span<const double>> predictions);

/// Difference of two AUCs: z (paired) or t on `df` degrees of freedom (unpaired), and the two-sided p.
struct auc_difference {
    estimate first{};
    estimate second{};
    estimate difference{};
    double covariance = 0;
    double statistic = missing_value;
    double df = missing_value;  ///< NaN: normal
    double p = missing_value;
};

/// Two predictions of the same rows (DeLong 1988).
[[nodiscard]] auc_difference auc_test_paired(const observed& of, std::span<const double> other,
                                             double level = default_level);
/// Predictions of different people: Welch's t, as pROC (doi:10.1186/1471-2105-12-77).
[[nodiscard]] auc_difference auc_test_unpaired(const observed& a, const observed& b,
                                               double level = default_level);

/// Area of the ROC curve where the false positive rate lies in [low, high].
struct partial_auc_result {
    double area = missing_value;
    double standardised = missing_value;  ///< 0.5 at chance, 1 at best (McClish 1989)
};

/// Trapezoids of the empirical curve, cut by straight lines (McClish 1989, doi:10.1177/0272989X8900900307).
[[nodiscard]] partial_auc_result partial_auc(const observed& of, double low, double high);

/// The empirical ROC curve, from (0, 0) to (1, 1): flagged are predictions of at least `threshold`.
struct roc_points {
    std::vector<double> threshold;
    std::vector<double> sensitivity;
    std::vector<double> false_positive_rate;
};
[[nodiscard]] roc_points roc_curve(const observed& of);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/auc.ipp"
#endif
