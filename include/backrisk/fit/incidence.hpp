#pragma once
/// The probability of each of several competing ends by a time (Aalen-Johansen), with late entry and groups.
///
///     F_k(t) = sum over event times s up to t of S(s-) d_k/n        S(s) = S(s-) (1 - sum of d_k/n)
///
/// d_k: events of cause k at a time, n: rows at risk just before (start < t <= stop). The covariance of
/// p = (S, F_1, ...) follows p itself from event time to event time: with p <- A p,
///
///     V <- A V A' + S(s-)^2 C,    C the multinomial covariance of (-sum a, a_1, ...), a_k = d_k/n.
///
/// With one cause it is Greenwood's. Sources: Aalen & Johansen 1978 Scand J Stat 5:141; the variance:
/// Allignol, Schumacher & Beyersmann 2010 Biom J 52:126, 10.1002/bimj.200900039.
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

/// A row an event time of any cause, groups in ascending order, time ascending; of the causes (rows, causes).
struct incidence_curves {
    std::size_t causes = 0;
    std::vector<std::int64_t> group;
    std::vector<double> time, at_risk, survival;
    std::vector<double> events, incidence, variance;
    std::vector<double> last;  ///< one a group: when follow-up ends
};

/// The curves of each group. `table` without covariates and weights, its event 1 where `cause` is not 0, its
/// strata the groups; `cause` 0 for censored rows, else 1 to `causes`. Throws as `sort_risk_set`, and for
/// another cause.
[[nodiscard]] incidence_curves cumulative_incidence(const survival_rows& table,
                                                    std::span<const std::int64_t> cause, std::size_t causes);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/incidence.ipp"
#endif
