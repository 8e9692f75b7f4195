#pragma once
/// What one row of a generalised linear model adds to the log-likelihood.
///
/// With the linear predictor eta: `value` l(eta), `score` dl/deta, `observed` -d2l/deta2 and `expected`, its
/// mean over y. Source: McCullagh & Nelder 1989, Generalized Linear Models, 10.1007/978-1-4899-3242-6.
#include <algorithm>
#include <cmath>
#include <limits>

#include "backrisk/core/exponential.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/fit/family.hpp"

namespace backrisk::fit {

/// One row of a model without its weight.
struct row_terms {
    double value, score, observed, expected;
};

/// y eta - ln(1 + e^eta); p = e^eta / (1 + e^eta).
[[nodiscard]] inline row_terms logit_row(double eta, double y) noexcept {
    const double e = exponential(-std::abs(eta));
    const double small = e / (1 + e);
    const double h = small / (1 + e);
    // y - p without cancellation where p is close to 1.
    const double score = eta > 0 ? (y - 1) + small : y - small;
    return {y * eta - std::max(eta, 0.0) - std::log1p(e), score, h, h};
}

/// y ln Phi(eta) + (1 - y) ln Phi(-eta). Beyond 30 in the losing tail the Mills ratio is eta + 1/eta.
[[nodiscard]] inline row_terms probit_row(double eta, double y) noexcept {
    struct tail {
        double log_p, ratio;
    };
    const auto of = [](double z) -> tail {
        constexpr double half_log_two_pi = 0.91893853320467274;
        if (z < -30) {
            const double ratio = -z - 1 / z;
            return {-0.5 * z * z - half_log_two_pi - std::log(ratio), ratio};
        }
        const double p = normal_cdf(z);
        return {std::log(p), std::exp(-0.5 * z * z - half_log_two_pi) / p};
    };
    const tail one = of(eta), zero = of(-eta);
    const double observed = y * one.ratio * (one.ratio + eta) + (1 - y) * zero.ratio * (zero.ratio - eta);
    return {y * one.log_p + (1 - y) * zero.log_p, y * one.ratio - (1 - y) * zero.ratio, observed,
            one.ratio * zero.ratio};
}

/// y ln(1 - exp(-e)) - (1 - y) e with e = exp(eta); with a = e / (exp(e) - 1) the derivatives are
/// s = y (a + e) - e, -s' = (1 - y) e - y a (1 - e - a), expected e a.
[[nodiscard]] inline row_terms cloglog_row(double eta, double y) noexcept {
    const double e = exponential(std::min(eta, 300.0));
    const double a = e / exponential_minus_one(e);
    const double value = (y > 0 ? y * std::log(-exponential_minus_one(-e)) : 0.0) - (1 - y) * e;
    return {value, y * a - (1 - y) * e, (1 - y) * e - y * a * (1 - e - a), e * a};
}

/// y eta + (1 - y) ln(1 - e^eta); the value is -infinity where the probability would exceed 1.
[[nodiscard]] inline row_terms log_binomial_row(double eta, double y) noexcept {
    if (eta > 0 || (eta == 0 && y < 1)) return {-std::numeric_limits<double>::infinity(), 0, 1, 1};
    const double p = exponential(eta);
    const double q = -exponential_minus_one(eta);
    if (q == 0) return {0, 1, 1, 1};
    return {y * eta + (1 - y) * std::log(q), y - (1 - y) * p / q, (1 - y) * p / (q * q), p / q};
}

/// y eta - e^eta; ln y! is added once, by the caller.
[[nodiscard]] inline row_terms poisson_row(double eta, double y) noexcept {
    const double mu = exponential(eta);
    return {y * eta - mu, y - mu, mu, mu};
}

/// -(y - eta)^2 / 2; dispersion and constants are added by the caller.
[[nodiscard]] inline row_terms gaussian_row(double eta, double y) noexcept {
    const double residual = y - eta;
    return {-0.5 * residual * residual, residual, 1, 1};
}

[[nodiscard]] inline row_terms row_of(const model_kind& kind, double eta, double y) noexcept {
    if (kind.of == family::gaussian) return gaussian_row(eta, y);
    if (kind.of == family::poisson) return poisson_row(eta, y);
    switch (kind.by) {
        case link::probit:
            return probit_row(eta, y);
        case link::cloglog:
            return cloglog_row(eta, y);
        case link::log:
            return log_binomial_row(eta, y);
        default:
            return logit_row(eta, y);
    }
}

/// The log-likelihood of a row whose mean is its own outcome, on the scale of `row_terms::value`.
[[nodiscard]] inline double saturated_value(const model_kind& kind, double y) noexcept {
    const auto times_log = [](double x) { return x > 0 ? x * std::log(x) : 0.0; };
    if (kind.of == family::binomial) return times_log(y) + times_log(1 - y);
    if (kind.of == family::poisson) return times_log(y) - y;
    return 0;
}

}  // namespace backrisk::fit
