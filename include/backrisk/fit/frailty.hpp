#pragma once
/// Shared frailty: people differ in ways no column says, and a person's rows share a factor u on the hazard.
///
///     hazard of row i at t = lambda0(t) u_person exp(offset + x beta),   u = exp(omega), variance theta
///
/// beta and omega maximise the log partial likelihood plus a penalty a person,
///
///     gamma       (omega - (u - 1)) / theta       u has mean 1 and variance theta
///     Gaussian    -omega^2 / (2 theta)            omega has mean 0 and variance theta
///
/// by Newton, with the diagonal of omega's curvature only, so that a step costs n p whatever the number of
/// people; the maximum is the exact one, and the covariance of beta is that of this curvature, as in R's
/// coxph. With gamma the frailty integrates out,
///
///     log L = penalised + sum of d + ln G(nu + d) - ln G(nu) + nu ln nu - (nu + d) ln(nu + d),  nu = 1/theta
///
/// with d the events of a person, and theta maximises it. Gaussian theta solves theta = mean of omega^2 plus
/// its posterior variance. At theta = 0 there is no frailty. Sources: Therneau, Grambsch & Pankratz 2003
/// (10.1198/1061860031365), Nielsen et al. 1992 (Scand J Stat 19:25), Ripatti & Palmgren 2000
/// (10.1111/j.0006-341X.2000.01016.x).
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/cox.hpp"

namespace backrisk::fit {

enum class frailty_law : unsigned char { gamma, gaussian };
[[nodiscard]] constexpr std::string_view to_string(frailty_law law) noexcept {
    return law == frailty_law::gamma ? "gamma" : "gaussian";
}
[[nodiscard]] frailty_law parse_frailty(std::string_view name);

struct frailty_options {
    frailty_law law = frailty_law::gamma;
    double variance = missing_value;  ///< theta; missing: estimated
    double greatest = 100;            ///< theta is sought up to here
};

struct frailty_fit {
    cox_fit cox;                        ///< beta; `log_posterior` has no penalty of the frailties in it
    double variance = 0;                ///< theta
    std::vector<std::int64_t> person;   ///< labels, ascending
    std::vector<double> log_frailty;    ///< omega of each
    double penalised = missing_value;   ///< log partial likelihood plus prior plus penalty
    double integrated = missing_value;  ///< gamma: log likelihood without the frailties; Gaussian: missing
};

/// Fits at a given variance, or finds it. `person` has a label a row. Throws `invalid_argument`.
[[nodiscard]] frailty_fit fit_frailty(const risk_set& set, std::span<const std::int64_t> person,
                                      const cox_options& options = {}, const frailty_options& frailty = {});

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/frailty.ipp"
#endif
