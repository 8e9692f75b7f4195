#pragma once
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>

#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/meta.hpp"

namespace backrisk::validate {

namespace sites {

/// Weighted sums at one tau^2.
struct sums {
    double weight = 0, squares = 0, cubes = 0;
    double mean = 0;
    double q = 0;          ///< sum w (y - mu)^2
    double q_squares = 0;  ///< sum w^2 (y - mu)^2
};

[[nodiscard]] inline sums at(std::span<const double> y, std::span<const double> v, double tau_squared) {
    sums out;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double w = 1 / (v[i] + tau_squared);
        out.weight += w;
        out.squares += w * w;
        out.cubes += w * w * w;
        out.mean += w * y[i];
    }
    out.mean /= out.weight;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double w = 1 / (v[i] + tau_squared), apart = y[i] - out.mean;
        out.q += w * apart * apart;
        out.q_squares += w * w * apart * apart;
    }
    return out;
}

/// Falls through 0 at the estimate: the generalised Q less its expectation, or the (restricted) score.
[[nodiscard]] inline double excess(heterogeneity method, const sums& s, double k) {
    if (method == heterogeneity::paule_mandel) return s.q - (k - 1);
    const double restricted = method == heterogeneity::reml ? s.squares / s.weight : 0;
    return s.q_squares - s.weight + restricted;
}

[[nodiscard]] inline double tau_squared(heterogeneity method, std::span<const double> y,
                                        std::span<const double> v) {
    const auto k = static_cast<double>(y.size());
    const sums fixed = at(y, v, 0);
    if (method == heterogeneity::fixed) return 0;
    if (method == heterogeneity::dersimonian_laird)
        return std::max(0.0, (fixed.q - (k - 1)) / (fixed.weight - fixed.squares / fixed.weight));
    double low = 0, high = 1;
    if (excess(method, fixed, k) <= 0) return 0;
    while (excess(method, at(y, v, high), k) > 0) high *= 2;
    for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
        const double middle = low + (high - low) / 2;
        (excess(method, at(y, v, middle), k) > 0 ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

/// Two-sided quantile of Student's t.
[[nodiscard]] inline double t_quantile(double level, double df) {
    const double x = boost::math::ibeta_inv(df / 2, 0.5, 1 - level);
    return std::sqrt(df * (1 - x) / x);
}

}  // namespace sites

BACKRISK_INLINE meta_result pool(std::span<const double> value, std::span<const double> variance,
                                 const meta_options& options) {
    constexpr auto name = "pool";
    check_same_size(name, "variance", variance, value);
    check_argument(value.size() >= 2, name, "number of sites", value.size(), "2 or more");
    check::column(name, "value", value, "a finite number", [](double y) { return y - y == 0; });
    check::column(name, "variance", variance, "finite and positive",
                  [](double v) { return (v > 0) & (v < HUGE_VAL); });
    const auto k = static_cast<double>(value.size());
    const sites::sums fixed = sites::at(value, variance, 0);
    meta_result out;
    out.tau_squared = sites::tau_squared(options.method, value, variance);
    const sites::sums s = sites::at(value, variance, out.tau_squared);
    const double typical = (k - 1) * fixed.weight / (fixed.weight * fixed.weight - fixed.squares);
    out.q = fixed.q;
    out.i_squared = options.method == heterogeneity::fixed
                        ? std::max(0.0, 100 * (out.q - (k - 1)) / out.q)
                        : 100 * out.tau_squared / (out.tau_squared + typical);
    double se = std::sqrt(1 / s.weight);
    out.mean = wald(s.mean, se, options.level);
    double reach = wald(0, 1, options.level).high;
    if (options.adjusted) {
        se = std::sqrt(s.q / ((k - 1) * s.weight));
        reach = sites::t_quantile(options.level, k - 1);
        // sites that agree to rounding give a standard error of 0: no certainty
        double size = 0;
        for (const double y : value) size = std::max(size, std::abs(y));
        if (se > 1e-12 * size)
            out.mean = {s.mean, se, s.mean - reach * se, s.mean + reach * se};
        else
            out.mean = {s.mean, missing_value, missing_value, missing_value, estimate_note::no_variation};
    }
    if (out.mean.note != estimate_note::none) return out;
    const double around = reach * std::sqrt(out.tau_squared + se * se);
    out.low = s.mean - around;
    out.high = s.mean + around;
    return out;
}

}  // namespace backrisk::validate
