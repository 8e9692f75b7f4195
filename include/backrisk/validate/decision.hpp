#pragma once
/// Decisions: is it better to act on the predictions than to act on everybody, or on nobody?
///
///     NB(t) = (true positives - false positives t / (1 - t)) / n,   flagged: prediction >= t
///
/// (Vickers & Elkin 2006, doi:10.1177/0272989X06295361.) Acting on nobody has 0; acting on everybody share -
/// (1 - share) t / (1 - t). Standardised: NB / share, 1 at best (Kerr 2016, doi:10.1200/JCO.2015.65.5654).
///
/// Where the share of events is not that of the people to act on (as in a case-control study, or elsewhere),
/// `prevalence` phi stands for it, and is taken as known:
///
///     NB(t) = sensitivity phi - (1 - specificity) (1 - phi) t / (1 - t)
///
/// A prediction that is below a threshold by rounding alone counts as at it (core/ties.hpp).
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

struct decision_options {
    double level = default_level;
    double prevalence = missing_value;  ///< of events among those to act on; NaN: the share of the rows
};

struct decision_point {
    double threshold = missing_value;
    estimate net_benefit{};
    estimate standardised{};
    double treat_all = missing_value;
    estimate over_treat_all{};  ///< net benefit - that of acting on everybody
    double avoided_per_100 =
        missing_value;  ///< unneeded actions avoided against acting on everybody, at equal benefit
};

/// A point for each threshold. Intervals are by the influence of each row, a person's together; the share of
/// events counts as unknown too, unless `prevalence` is given.
/// @param of outcomes and probabilities
/// @param thresholds in (0, 1)
/// @return a point each. Throws `invalid_argument` for a bad column or option, or no event (with `prevalence`
///     also no non-event)
[[nodiscard]] std::vector<decision_point> decision_curve(const observed& of,
                                                         std::span<const double> thresholds,
                                                         const decision_options& options = {});

/// What two predictions of the same rows gain at one threshold.
struct decision_difference {
    double threshold = missing_value;
    double first = missing_value, second = missing_value;  ///< net benefit
    estimate difference{};                                 ///< second - first
    double p = missing_value;                              ///< two-sided, of no difference (normal)
};

/// Difference of net benefit of `other` and of `of.predicted`, by the influence of each row (Vickers 2008,
/// doi:10.1186/1472-6947-8-53, has it by bootstrap). Columns and errors as `decision_curve`.
[[nodiscard]] std::vector<decision_difference> net_benefit_difference(const observed& of,
                                                                      std::span<const double> other,
                                                                      std::span<const double> thresholds,
                                                                      const decision_options& options = {});

/// The risk at which acting and not acting cost the same: `unneeded` / (`unneeded` + `missed`), for what an
/// unneeded action costs and what an event costs that was not acted on (Pauker & Kassirer 1975,
/// doi:10.1056/NEJM197507312930501). In one unit.
[[nodiscard]] double threshold_of_costs(double unneeded, double missed);

struct threshold_options {
    double level = default_level;
    double people = 1000;  ///< of how many the counts are
};

/// What acting at a threshold means for so many people.
struct threshold_row {
    double threshold = missing_value;
    double flagged = 0, true_positives = 0, false_positives = 0, missed = 0, spared = 0;
    estimate sensitivity{}, specificity{};
    estimate positive_value{};                 ///< share of the flagged with an event
    estimate negative_value{};                 ///< share of the others without one
    double flagged_per_event = missing_value;  ///< how many are flagged for each event found
};

/// Shares have Wilson's intervals (1927, doi:10.1080/01621459.1927.10502953); with weights or persons at the
/// number of rows that would give them the standard error they have. Columns and errors as `decision_curve`.
[[nodiscard]] std::vector<threshold_row> threshold_table(const observed& of,
                                                         std::span<const double> thresholds,
                                                         const threshold_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/decision.ipp"
#endif
