#pragma once
/// Risk and log cumulative hazard: the complementary log-log link and its mean under uncertainty.
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "backrisk/core/error.hpp"
#include "backrisk/core/exponential.hpp"

namespace backrisk {

/// R = 1 - exp(-exp(eta)): the risk of a log cumulative hazard.
[[nodiscard]] inline double risk_of_log_hazard(double eta) noexcept {
    return -exponential_minus_one(-exponential(eta));
}

/// eta = ln(-ln(1 - R)), R in (0, 1).
[[nodiscard]] inline double log_hazard_of_risk(double risk) {
    check_argument(risk > 0 && risk < 1, "log_hazard_of_risk", "risk", risk, "inside (0, 1)");
    return std::log(-std::log1p(-risk));
}

namespace core {

inline constexpr std::size_t mean_risk_nodes = 26;
inline constexpr double mean_risk_first = -5.5;  ///< a lower node would add less than 1e-8 of the risk

/// Weights of the trapezoidal rule for a standard normal on z = -5.5, -5, ..., 7.
[[nodiscard]] inline const std::array<double, mean_risk_nodes>& mean_risk_weights() noexcept {
    static const auto weights = [] {
        std::array<double, mean_risk_nodes> w{};
        double sum = 0;
        for (std::size_t j = 0; j < mean_risk_nodes; ++j) {
            const double z = mean_risk_first + 0.5 * static_cast<double>(j);
            sum += w[j] = std::exp(-0.5 * z * z);
        }
        for (double& one : w) one /= sum;
        return w;
    }();
    return weights;
}

}  // namespace core

/// E[1 - exp(-exp(mu + sd z))], z standard normal: the posterior mean risk of a lognormal hazard.
///
/// Trapezoidal rule with step 1/2, which converges geometrically for a Gaussian weight and an entire
/// integrand (Trefethen & Weideman 2014, 10.1137/130932132) and whose nodes exp(mu + sd z_j) form a geometric
/// progression: one exponential a node instead of two. Relative error below 1e-7 for sd <= 1.2 and below 3e-5
/// for sd <= 2; a 32-point Gauss-Hermite rule has 4e-7 and 1e-4.
[[nodiscard]] inline double mean_risk(double mu, double sd) noexcept {
    const auto& weights = core::mean_risk_weights();
    const double ratio = exponential(0.5 * sd);
    double hazard = exponential(mu + core::mean_risk_first * sd);
    double sum = 0;
    for (const double w : weights) {
        sum -= w * exponential_minus_one(-hazard);
        hazard *= ratio;
    }
    return sum;
}

/// The same for columns; bit-identical to the scalar form. `mu`, `sd` and `risk` have one length.
inline void mean_risk(std::span<const double> mu, std::span<const double> sd,
                      std::span<double> risk) noexcept {
    const auto& weights = core::mean_risk_weights();
    constexpr std::size_t lane = 64;
    std::array<double, lane> hazard, ratio, sum;
    for (std::size_t from = 0; from < mu.size(); from += lane) {
        const std::size_t n = mu.size() - from < lane ? mu.size() - from : lane;
        for (std::size_t i = 0; i < n; ++i) {
            ratio[i] = exponential(0.5 * sd[from + i]);
            hazard[i] = exponential(mu[from + i] + core::mean_risk_first * sd[from + i]);
            sum[i] = 0;
        }
        for (const double w : weights)
            for (std::size_t i = 0; i < n; ++i) {
                sum[i] -= w * exponential_minus_one(-hazard[i]);
                hazard[i] *= ratio[i];
            }
        for (std::size_t i = 0; i < n; ++i) risk[from + i] = sum[i];
    }
}

}  // namespace backrisk
