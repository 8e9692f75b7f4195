#pragma once
/// How many people a model needs: to be developed without much overfitting, and to be validated precisely.
///
/// Development with p candidate parameters (Riley 2020, doi:10.1136/bmj.m441; Riley 2019,
/// doi:10.1002/sim.7992):
///
///     risk        n = (1.96 / margin)^2 phi (1 - phi)                          overall risk is precise
///     error       ln n = (-0.508 + 0.259 ln phi + 0.504 ln p - ln e) / 0.544   mean absolute error e
///     shrinkage   n = p / ((S - 1) ln(1 - R2 / S))                             shrinkage S or better
///     optimism    the same with S = R2 / (R2 + d max R2)                       Nagelkerke's R2 within d
///
/// R2 is the anticipated Cox-Snell R2 and max R2 = 1 - (phi^phi (1 - phi)^(1 - phi))^2.
#include <array>
#include <cmath>
#include <cstdint>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk::validate {

struct development_options {
    double shrinkage = 0.9;
    double optimism = 0.05;        ///< of Nagelkerke's R2
    double margin = 0.05;          ///< of the overall risk, half the width of its 95 % interval
    double absolute_error = 0.05;  ///< mean of |predicted - true risk|; studied for up to 30 parameters
};

/// People needed by each criterion, rounded up, and by all of them.
struct development_size {
    double risk, error, shrinkage, optimism;
    double people, events, events_per_parameter;
    double max_cox_snell;
};

namespace planning {

[[nodiscard]] inline double most_cox_snell(double share) {
    return -std::expm1(2 * (share * std::log(share) + (1 - share) * std::log1p(-share)));
}

[[nodiscard]] inline double for_shrinkage(double parameters, double cox_snell, double shrinkage) {
    return parameters / ((shrinkage - 1) * std::log1p(-cox_snell / shrinkage));
}

inline void check_share(const char* function, const char* argument, double value) {
    check_argument(value > 0 && value < 1, function, argument, value, "between 0 and 1, ends excluded");
}

}  // namespace planning

/// `share` of events, `parameters` (of the model before any selection), anticipated Cox-Snell R2.
[[nodiscard]] inline development_size sample_size_development(double share, double parameters,
                                                              double cox_snell,
                                                              const development_options& options = {}) {
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

struct validation_options {
    double observed_expected_width = 0.2;  ///< of the 95 % interval of O:E around 1
    double slope_width = 0.4;              ///< of the calibration slope around 1
    double auc_width = 0.1;                ///< of the AUC
};

struct validation_size {
    double observed_expected, slope, auc;
    double people, events;
};

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

/// Validation of a model whose logit p is normal(`logit_mean`, `logit_sd`) in the new people (Riley 2021,
/// doi:10.1002/sim.9025): O:E, n = (1 - phi) / (phi se^2); slope, n = I_aa / (se^2 (I_aa I_bb - I_ab^2));
/// AUC, the smallest n for which Newcombe's standard error is small enough.
[[nodiscard]] inline validation_size sample_size_validation(double share, double auc, double logit_mean,
                                                            double logit_sd,
                                                            const validation_options& options = {}) {
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
