#pragma once
/// A number with its standard error and interval, and the one way in which rows of one person are kept
/// together.
///
/// Every estimator here is a smooth function of sums over rows, so that to first order
///
///     estimate - truth = sum over rows of psi_i,    Var = G / (G - 1) sum over persons of (sum of psi_i)^2
///
/// with psi the influence of a row, and G the number of persons (of rows, when no persons are given).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/normal.hpp"

namespace backrisk::validate {

/// `note` says why an interval is missing or not to be trusted; empty where it stands.
struct estimate {
    double value = missing_value;
    double se = missing_value;
    double low = missing_value;
    double high = missing_value;
    std::string_view note{};
};

/// value +- z se, held within [least, most].
[[nodiscard]] inline estimate wald(double value, double se, double level, double least = -HUGE_VAL,
                                   double most = HUGE_VAL) {
    check_argument(level > 0 && level < 1, "interval", "level", level, "between 0 and 1, ends excluded");
    if (!std::isfinite(se)) return {value, missing_value, missing_value, missing_value, "no interval"};
    const double reach = normal_quantile(0.5 + level / 2) * se;
    return {value, se, std::max(least, value - reach), std::min(most, value + reach), {}};
}

/// exp(log_value +- z se), with `se` that of the logarithm; `se` of the result is of the logarithm too.
[[nodiscard]] inline estimate wald_of_log(double value, double se, double level) {
    const estimate inner = wald(std::log(value), se, level);
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

/// Standard error of an estimate whose influence is `psi`; NaN with fewer than two units.
[[nodiscard]] inline double standard_error(std::span<const double> psi, std::span<const double> weight,
                                           std::span<const std::size_t> person) {
    const auto units = static_cast<double>(count_units(psi.size(), weight, person));
    if (units < 2) return missing_value;
    double sum = 0;
    if (person.empty())
        for (const double one : psi) sum += one * one;
    else
        for (const double one : person_sums(psi, person)) sum += one * one;
    return std::sqrt(sum * units / (units - 1));
}

}  // namespace backrisk::validate
