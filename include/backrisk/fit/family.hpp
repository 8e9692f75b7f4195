#pragma once
/// Families and links of a generalised linear model: what one row adds to the log-likelihood.
///
/// With the linear predictor eta: `value` l(eta), `score` dl/deta, `observed` -d2l/deta2 and `expected`, its
/// mean over y. Source: McCullagh & Nelder 1989, Generalized Linear Models, 10.1007/978-1-4899-3242-6.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/normal.hpp"

namespace backrisk::fit {

enum class family : std::uint8_t { gaussian, binomial, poisson };
enum class link : std::uint8_t { identity, logit, probit, cloglog, log };

/// The pairs that exist; the first of a family is its default.
struct model_kind {
    family of;
    link by;
    std::string_view family_name, link_name;
};
inline constexpr std::array<model_kind, 6> model_kinds{{
    {family::gaussian, link::identity, "gaussian", "identity"},
    {family::binomial, link::logit, "binomial", "logit"},
    {family::binomial, link::probit, "binomial", "probit"},
    {family::binomial, link::cloglog, "binomial", "cloglog"},
    {family::binomial, link::log, "binomial", "log"},
    {family::poisson, link::log, "poisson", "log"},
}};

/// The kind of a family and link by name; an empty link means the default. Throws `invalid_argument`.
[[nodiscard]] inline const model_kind& find_model_kind(std::string_view family_name,
                                                       std::string_view link_name) {
    bool family_exists = false;
    for (const model_kind& one : model_kinds) {
        family_exists = family_exists || one.family_name == family_name;
        if (one.family_name == family_name && (link_name.empty() || one.link_name == link_name)) return one;
    }
    if (family_exists)
        fail_argument("fit.glm", "link", link_name,
                      family_name == "binomial"  ? "'logit', 'probit', 'cloglog' or 'log'"
                      : family_name == "poisson" ? "'log'"
                                                 : "'identity'");
    fail_argument("fit.glm", "family", family_name, "'gaussian', 'binomial' or 'poisson'");
}

/// Whether observed and expected information are the same.
[[nodiscard]] constexpr bool is_canonical(const model_kind& kind) noexcept {
    return kind.by == link::identity || kind.by == link::logit || kind.of == family::poisson;
}

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

/// The mean of y at a linear predictor.
[[nodiscard]] inline double mean_of(const model_kind& kind, double eta) noexcept {
    switch (kind.by) {
        case link::identity:
            return eta;
        case link::logit: {
            const double e = exponential(-std::abs(eta));
            return eta > 0 ? 1 / (1 + e) : e / (1 + e);
        }
        case link::probit:
            return normal_cdf(eta);
        case link::cloglog:
            return -exponential_minus_one(-exponential(eta));
        case link::log:
            return exponential(eta);
    }
    return eta;
}

/// The linear predictor of a mean strictly inside its range.
[[nodiscard]] inline double link_of(const model_kind& kind, double mean) {
    switch (kind.by) {
        case link::identity:
            return mean;
        case link::logit:
            return std::log(mean) - std::log1p(-mean);
        case link::probit:
            return normal_quantile(mean);
        case link::cloglog:
            return std::log(-std::log1p(-mean));
        case link::log:
            return std::log(mean);
    }
    return mean;
}

/// The log-likelihood of a row whose mean is its own outcome, on the scale of `row_terms::value`.
[[nodiscard]] inline double saturated_value(const model_kind& kind, double y) noexcept {
    const auto times_log = [](double x) { return x > 0 ? x * std::log(x) : 0.0; };
    if (kind.of == family::binomial) return times_log(y) + times_log(1 - y);
    if (kind.of == family::poisson) return times_log(y) - y;
    return 0;
}

}  // namespace backrisk::fit
