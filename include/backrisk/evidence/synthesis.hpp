#pragma once
/// All studies of one question together: random effects over bias-adjusted estimates, heterogeneity reported.
///
///     y_i ~ N(mu + u_i, v_i),  u_i ~ N(0, tau^2),  w_i = 1 / (v_i + tau^2),  mu = sum w_i y_i / sum w_i
///
/// tau^2 is the estimate of Paule and Mandel: sum w_i (y_i - mu)^2 = k - 1, or 0 where the sum is smaller at
/// 0 (Paule & Mandel 1982 J Res Natl Bur Stand 87:377, doi:10.6028/jres.087.022). The variance of mu is that
/// of Hartung, Knapp, Sidik and Jonkman, never below 1 / sum w_i (Rover et al. 2015 BMC Med Res Methodol
/// 15:99, doi:10.1186/s12874-015-0091-1). I^2 compares tau^2 with a typical variance within studies (Higgins
/// & Thompson 2002 Stat Med 21:1539, doi:10.1002/sim.1186).
#include <cstddef>
#include <span>

#include "backrisk/core/missing.hpp"

namespace backrisk::evidence {

/// One study: a log ratio and its variance, penalties for bias included.
struct study_estimate {
    double estimate = missing_value;
    double variance = missing_value;
};

struct synthesis {
    double estimate = missing_value;        ///< mu
    double standard_error = missing_value;  ///< of mu
    double tau_squared = 0;                 ///< between studies
    double q = 0;          ///< Cochran's Q: sum (y_i - mu_fixed)^2 / v_i with k - 1 degrees of freedom
    double i_squared = 0;  ///< share of the variance that lies between studies, 0 to 1
    std::size_t studies = 0;
    /// SD of the effect in a place that was not studied: sqrt(standard_error^2 + tau^2).
    [[nodiscard]] double predictive_sd() const noexcept;
};

/// Pools the studies; `least_tau` is a floor for tau (what one or two studies cannot tell). The weights are
/// 1 / (v_i + tau^2). Throws `invalid_argument` for no study, an estimate that is not finite, a variance that
/// is not positive or a negative floor.
[[nodiscard]] synthesis random_effects(std::span<const study_estimate> studies, double least_tau = 0);

/// SE of the log hazard ratio of a yes/no factor from the size of a cohort: 1 / sqrt(d p (1 - p)), d events,
/// p the share of people with the factor. What a "no association" without an interval can have excluded.
/// Source: Schoenfeld 1983 Biometrics 39:499, doi:10.2307/2531021.
[[nodiscard]] double standard_error_of_null(double events, double share);

}  // namespace backrisk::evidence

#ifndef BACKRISK_COMPILED
#include "backrisk/evidence/synthesis.ipp"
#endif
