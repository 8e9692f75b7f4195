#pragma once
#include <algorithm>
#include <array>
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/validate/internal/planning.hpp"
#include "backrisk/validate/sample_size.hpp"

namespace backrisk::validate {

BACKRISK_INLINE development_size sample_size_development(double share, double parameters, double cox_snell,
                                                         const development_options& options) {
    constexpr auto name = "sample_size_development";
    planning::check_share(name, "share", share);
    check_argument(parameters >= 1, name, "parameters", parameters, "1 or more");
    const double most = planning::most_cox_snell(share);
    check_argument(cox_snell > 0 && cox_snell < most, name, "cox_snell", cox_snell,
                   "above 0 and below its maximum for this share of events, " + show(most));
    planning::check_share(name, "shrinkage", options.shrinkage);
    check_argument(cox_snell < options.shrinkage, name, "cox_snell", cox_snell,
                   "below shrinkage, " + show(options.shrinkage));
    planning::check_share(name, "optimism", options.optimism);
    planning::check_share(name, "margin", options.margin);
    planning::check_share(name, "absolute_error", options.absolute_error);

    constexpr double z = 1.96;
    development_size out{};
    out.max_cox_snell = most;
    out.risk = std::ceil(z * z * share * (1 - share) / (options.margin * options.margin));
    out.error = std::ceil(std::exp(
        (-0.508 + 0.259 * std::log(share) + 0.504 * std::log(parameters) - std::log(options.absolute_error)) /
        0.544));
    out.shrinkage = std::ceil(planning::for_shrinkage(parameters, cox_snell, options.shrinkage));
    const double needed = cox_snell / (cox_snell + options.optimism * most);
    out.optimism = std::ceil(planning::for_shrinkage(parameters, cox_snell, needed));
    out.people = std::max(std::max(out.risk, out.error), std::max(out.shrinkage, out.optimism));
    out.events = out.people * share;
    out.events_per_parameter = out.events / parameters;
    return out;
}

namespace planning {

/// Variance of an AUC in n people (Newcombe 2006, doi:10.1002/sim.2324, method 4).
[[nodiscard]] inline double auc_variance(double auc, double share, double people) {
    const double half = people / 2 - 1;
    return auc * (1 - auc) * (1 + half * (1 - auc) / (2 - auc) + half * auc / (1 + auc)) /
           (people * people * share * (1 - share));
}

/// Standard error of ln(O:E) for which exp(+-1.96 se) spans `width`: sinh(1.96 se) = width / 2.
[[nodiscard]] inline double log_ratio_error(double width) { return std::asinh(width / 2) / 1.96; }

/// Information of a calibration model in one person, with logit p normal: (I_aa, I_ab, I_bb).
[[nodiscard]] inline std::array<double, 3> calibration_information(double mean, double sd) {
    std::array<double, 3> out{};
    constexpr int steps = 4000;
    constexpr double reach = 10;
    double mass = 0;
    for (int k = 0; k <= steps; ++k) {
        const double z = -reach + 2 * reach * k / steps, density = std::exp(-z * z / 2);
        const double logit = mean + sd * z, p = 1 / (1 + std::exp(-logit)), weight = density * p * (1 - p);
        mass += density;
        out[0] += weight;
        out[1] += weight * logit;
        out[2] += weight * logit * logit;
    }
    for (double& one : out) one /= mass;
    return out;
}

}  // namespace planning

BACKRISK_INLINE validation_size sample_size_validation(double share, double auc, double logit_mean,
                                                       double logit_sd, const validation_options& options) {
    constexpr auto name = "sample_size_validation";
    planning::check_share(name, "share", share);
    check_argument(auc >= 0.5 && auc < 1, name, "auc", auc, "0.5 or more, and below 1");
    check_argument(std::isfinite(logit_mean), name, "logit_mean", logit_mean, "finite");
    check_positive(name, "logit_sd", logit_sd);
    check_positive(name, "observed_expected_width", options.observed_expected_width);
    check_positive(name, "slope_width", options.slope_width);
    planning::check_share(name, "auc_width", options.auc_width);

    const auto squared_error = [](double width) { return width * width / (4 * 1.96 * 1.96); };
    validation_size out{};
    const double ratio = planning::log_ratio_error(options.observed_expected_width);
    out.observed_expected = std::ceil((1 - share) / (share * ratio * ratio));
    const auto [aa, ab, bb] = planning::calibration_information(logit_mean, logit_sd);
    out.slope = std::ceil(aa / (squared_error(options.slope_width) * (aa * bb - ab * ab)));
    double least = 2, most = 1e9;  // the variance falls with n
    while (most - least > 1) {
        const double middle = std::floor((least + most) / 2);
        const bool precise = planning::auc_variance(auc, share, middle) <= squared_error(options.auc_width);
        (precise ? most : least) = middle;
    }
    out.auc = most;
    out.people = std::max(out.observed_expected, std::max(out.slope, out.auc));
    out.events = out.people * share;
    return out;
}

}  // namespace backrisk::validate
