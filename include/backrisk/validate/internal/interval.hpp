#pragma once
/// From the influence of rows to an interval, by the one rule of estimate.hpp.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/validate/estimate.hpp"

namespace backrisk::validate {

/// A standard error, or why there is none.
struct spread {
    double se = missing_value;
    estimate_note note = estimate_note::none;
};

inline void check_level(double level) {
    check_argument(level > 0 && level < 1, "interval", "level", level, "between 0 and 1, ends excluded");
}

/// value +- z se, held within [least, most].
[[nodiscard]] inline estimate wald(double value, spread of, double level, double least = -HUGE_VAL,
                                   double most = HUGE_VAL) {
    check_level(level);
    if (of.note != estimate_note::none) return {value, missing_value, missing_value, missing_value, of.note};
    if (!std::isfinite(of.se))
        return {value, missing_value, missing_value, missing_value, estimate_note::not_finite};
    const double reach = normal_quantile(0.5 + level / 2) * of.se;
    return {value, of.se, std::max(least, value - reach), std::min(most, value + reach)};
}
[[nodiscard]] inline estimate wald(double value, double se, double level, double least = -HUGE_VAL,
                                   double most = HUGE_VAL) {
    return wald(value, spread{se}, level, least, most);
}

/// exp(log_value +- z se), with `se` that of the logarithm; `se` of the result is of the logarithm too.
[[nodiscard]] inline estimate wald_of_log(double value, spread of, double level) {
    const estimate inner = wald(std::log(value), of, level);
    return {value, inner.se, std::exp(inner.low), std::exp(inner.high), inner.note};
}

/// p of a standard normal statistic, two-sided.
[[nodiscard]] inline double two_sided(double z) noexcept { return 2 * normal_cdf(-std::abs(z)); }

/// Sums of `psi` a person; each row on its own when `person` is empty. Codes count from 0.
[[nodiscard]] inline std::vector<double> person_sums(std::span<const double> psi,
                                                     std::span<const std::size_t> person) {
    if (person.empty()) return {psi.begin(), psi.end()};
    std::vector<double> sums;
    for (std::size_t i = 0; i < psi.size(); ++i) {
        if (person[i] >= sums.size()) sums.resize(person[i] + 1);
        sums[person[i]] += psi[i];
    }
    return sums;
}

/// How many rows, or persons, have a row with a positive weight.
[[nodiscard]] inline std::size_t count_units(std::size_t rows, std::span<const double> weight,
                                             std::span<const std::size_t> person) {
    const auto counts = [&](std::size_t i) { return weight.empty() || weight[i] > 0; };
    std::size_t units = 0;
    std::vector<char> seen;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!counts(i)) continue;
        if (person.empty()) {
            ++units;
            continue;
        }
        if (person[i] >= seen.size()) seen.resize(person[i] + 1);
        units += seen[person[i]] == 0 ? 1 : 0;
        seen[person[i]] = 1;
    }
    return units;
}

/// The rule: `units` persons, and a standard error that is more than the rounding of `scale`, the size of
/// what was added up.
[[nodiscard]] inline spread of_units(double se, std::size_t units, double scale,
                                     std::size_t coefficients = 1) noexcept {
    constexpr double rounding = 1e-12;
    if (units < least_units || units <= coefficients) return {missing_value, estimate_note::few_units};
    if (std::isnan(se)) return {missing_value, estimate_note::not_finite};
    if (!(se > rounding * std::abs(scale))) return {missing_value, estimate_note::no_variation};
    return {se};
}

/// Standard error of an estimate whose influence is `psi`, in sums of the size `scale`.
[[nodiscard]] inline spread standard_error(std::span<const double> psi, std::span<const double> weight,
                                           std::span<const std::size_t> person, double scale) {
    const std::size_t units = count_units(psi.size(), weight, person);
    double sum = 0;
    if (person.empty())
        for (const double one : psi) sum += one * one;
    else
        for (const double one : person_sums(psi, person)) sum += one * one;
    const auto g = static_cast<double>(units);
    return of_units(std::sqrt(sum * g / (g - 1)), units, scale);
}

}  // namespace backrisk::validate
