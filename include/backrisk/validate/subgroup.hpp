#pragma once
/// A metric in each group of people, and how it differs from that of everybody else.
///
/// The difference d = a - b of the group (interval la .. ua) and of the rest (lb .. ub) has the interval
///
///     d - sqrt((a - la)^2 + (ub - b)^2 - 2 r (a - la)(ub - b)),    and upwards likewise
///
/// (Zou & Donner 2008, doi:10.1002/sim.3095; for shares method 10 of Newcombe 1998), so that it respects the
/// interval that each metric has on its own. r is the correlation of the two: 0, unless persons have rows on
/// both sides; then it comes from the influences of their rows.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// The last five are of acting where the prediction is at least a threshold.
enum class group_metric : std::uint8_t {
    share,
    observed_expected,
    in_the_large,
    slope,
    auc,
    brier,
    scaled_brier,
    log_loss,
    flagged,
    sensitivity,
    specificity,
    positive_value,
    net_benefit
};

inline constexpr std::array all_group_metrics{group_metric::share,        group_metric::observed_expected,
                                              group_metric::in_the_large, group_metric::slope,
                                              group_metric::auc,          group_metric::brier,
                                              group_metric::scaled_brier, group_metric::log_loss,
                                              group_metric::flagged,      group_metric::sensitivity,
                                              group_metric::specificity,  group_metric::positive_value,
                                              group_metric::net_benefit};

[[nodiscard]] constexpr std::string_view to_string(group_metric metric) noexcept {
    constexpr std::array<std::string_view, all_group_metrics.size()> names{
        "share",       "observed_expected", "in_the_large", "slope",   "auc",
        "brier",       "scaled_brier",      "log_loss",     "flagged", "sensitivity",
        "specificity", "positive_value",    "net_benefit"};
    return names[static_cast<std::size_t>(metric)];
}

struct subgroup_options {
    double level = default_level;
    double clip = 0;                   ///< as in `calibration_options`
    double threshold = missing_value;  ///< for the metrics of acting
};

struct subgroup_row {
    std::size_t rows = 0, people = 0, events = 0;  ///< of positive weight
    estimate found{};
    estimate difference{};  ///< from the rest
};

/// What a cell of so many events and non-events cannot bear. 100 of each is the least for validation
/// (Vergouwe 2005, doi:10.1016/j.jclinepi.2004.06.017; Collins 2016, doi:10.1002/sim.6787). That below 10 of
/// each the intervals themselves are not to be trusted is a convention of this library.
[[nodiscard]] std::string_view cell_warning(std::size_t events, std::size_t others) noexcept;

/// One row for each group code 0, 1, ... of `group` (one a row of `of`). Where a metric does not exist in a
/// group its value is NaN and `note` says why. Throws `invalid_argument` for a bad column, a prediction of 0
/// or 1 where a logit is needed, or a metric of acting without `threshold`.
[[nodiscard]] std::vector<subgroup_row> subgroups(const observed& of, std::span<const std::size_t> group,
                                                  group_metric metric, const subgroup_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/subgroup.ipp"
#endif
