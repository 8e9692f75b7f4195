#pragma once
#include <cmath>

#include "backrisk/validate/effective.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"

namespace backrisk::validate {

namespace effective {

inline void check_probabilities(std::string_view function, std::string_view argument,
                                std::span<const double> p) {
    check::column(function, argument, p, "a probability, between 0 and 1, or NaN",
                  [](double one) { return ((one >= 0) & (one <= 1)) | (one != one); });
}

[[nodiscard]] inline double linked(link scale, double p) noexcept {
    return scale == link::logit ? std::log(p) - std::log1p(-p) : std::log(-std::log1p(-p));
}

/// dp / d eta.
[[nodiscard]] inline double slope(link scale, double p) noexcept {
    return scale == link::logit ? p * (1 - p) : -(1 - p) * std::log1p(-p);
}

}  // namespace effective

BACKRISK_INLINE std::vector<double> effective_sample_size(std::span<const double> p,
                                                          std::span<const double> se) {
    constexpr auto name = "effective_sample_size";
    check_same_size(name, "se", se, p);
    effective::check_probabilities(name, "predicted", p);
    check::column(name, "se", se, "not negative, or NaN",
                  [](double one) { return (one >= 0) | (one != one); });
    std::vector<double> out(p.size(), missing_value);
    for (std::size_t i = 0; i < p.size(); ++i)
        if (p[i] > 0 && p[i] < 1 && se[i] > 0) out[i] = p[i] * (1 - p[i]) / (se[i] * se[i]);
    return out;
}

BACKRISK_INLINE std::vector<double> error_of_interval(std::span<const double> p, std::span<const double> low,
                                                      std::span<const double> high, link scale,
                                                      double level) {
    constexpr auto name = "effective_sample_size";
    check_level(level);
    check_same_size(name, "low", low, p);
    check_same_size(name, "high", high, p);
    effective::check_probabilities(name, "predicted", p);
    effective::check_probabilities(name, "low", low);
    effective::check_probabilities(name, "high", high);
    const double z = normal_quantile(0.5 + level / 2);
    std::vector<double> out(p.size(), missing_value);
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!(low[i] > 0 && high[i] < 1 && low[i] < high[i] && p[i] > 0 && p[i] < 1)) continue;
        const double wide = effective::linked(scale, high[i]) - effective::linked(scale, low[i]);
        out[i] = effective::slope(scale, p[i]) * wide / (2 * z);
    }
    return out;
}

}  // namespace backrisk::validate
