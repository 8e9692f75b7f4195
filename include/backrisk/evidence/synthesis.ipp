#pragma once
#include <algorithm>
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/evidence/synthesis.hpp"

namespace backrisk::evidence {

namespace pooling {

struct weighted_mean {
    double mean = 0;
    double precision = 0;
    double squares = 0;  ///< sum w (y - mean)^2
};

[[nodiscard]] inline weighted_mean weigh(std::span<const study_estimate> studies, double tau_squared) {
    weighted_mean out;
    for (const study_estimate& one : studies) {
        const double weight = 1 / (one.variance + tau_squared);
        out.precision += weight;
        out.mean += weight * one.estimate;
    }
    out.mean /= out.precision;
    for (const study_estimate& one : studies) {
        const double away = one.estimate - out.mean;
        out.squares += away * away / (one.variance + tau_squared);
    }
    return out;
}

/// The sum of squares falls in tau^2: bisection between 0 and a value where it is below k - 1.
[[nodiscard]] inline double paule_mandel(std::span<const study_estimate> studies) {
    const double degrees = static_cast<double>(studies.size()) - 1;
    if (degrees < 1 || weigh(studies, 0).squares <= degrees) return 0;
    double low = 0, high = 1e-6;
    while (weigh(studies, high).squares > degrees) high *= 4;
    for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
        const double middle = (low + high) / 2;
        (weigh(studies, middle).squares > degrees ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Higgins and Thompson's typical variance within studies, and I^2 from it.
[[nodiscard]] inline double i_squared(std::span<const study_estimate> studies, double tau_squared) {
    double sum = 0, squares = 0;
    for (const study_estimate& one : studies) {
        sum += 1 / one.variance;
        squares += 1 / (one.variance * one.variance);
    }
    const double spare = sum * sum - squares;
    if (studies.size() < 2 || spare <= 0) return 0;
    const double typical = (static_cast<double>(studies.size()) - 1) * sum / spare;
    return tau_squared / (tau_squared + typical);
}

}  // namespace pooling

BACKRISK_INLINE double synthesis::predictive_sd() const noexcept {
    return std::sqrt(standard_error * standard_error + tau_squared);
}

BACKRISK_INLINE synthesis random_effects(std::span<const study_estimate> studies, double least_tau) {
    constexpr std::string_view here = "evidence::random_effects";
    check_argument(!studies.empty(), here, "studies", studies.size(), "one or more");
    check_non_negative(here, "least_tau", least_tau);
    for (const study_estimate& one : studies) {
        check_argument(std::isfinite(one.estimate), here, "studies.estimate", one.estimate, "finite");
        check_positive(here, "studies.variance", one.variance);
    }
    synthesis out;
    out.studies = studies.size();
    out.q = pooling::weigh(studies, 0).squares;
    out.tau_squared = std::max(pooling::paule_mandel(studies), least_tau * least_tau);
    out.i_squared = pooling::i_squared(studies, out.tau_squared);
    const pooling::weighted_mean pooled = pooling::weigh(studies, out.tau_squared);
    out.estimate = pooled.mean;
    const double spread = out.studies > 1 ? pooled.squares / (static_cast<double>(out.studies) - 1) : 1.0;
    out.standard_error = std::sqrt(std::max(1.0, spread) / pooled.precision);
    return out;
}

BACKRISK_INLINE double standard_error_of_null(double events, double share) {
    check_positive("evidence::standard_error_of_null", "events", events);
    check_argument(share > 0 && share < 1, "evidence::standard_error_of_null", "share", share,
                   "inside (0, 1)");
    return 1 / std::sqrt(events * share * (1 - share));
}

}  // namespace backrisk::evidence
