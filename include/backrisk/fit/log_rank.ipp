#pragma once
#include <Eigen/QR>
#include <cmath>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/fit/chi_square.hpp"
#include "backrisk/fit/log_rank.hpp"

namespace backrisk::fit {

namespace log_rank_detail {

/// S(t-)^rho of each slot of stratum s, in the place of its slot.
inline void weigh(const risk_set& set, std::size_t s, const std::vector<double>& at_risk, double rho,
                  std::vector<double>& weight) {
    double survival = 1;
    for (std::uint32_t u = set.stratum_from[s + 1] - 1; u-- > set.stratum_from[s];) {
        weight[u] = std::pow(survival, rho);
        survival *= 1 - set.dead[u] / at_risk[u];
    }
}

/// Adds an event time: `among` those at risk and `dead` the events, by group.
inline void add(const Eigen::VectorXd& among, const Eigen::VectorXd& dead, double weight,
                log_rank_test& out) {
    const double n = among.sum(), d = dead.sum();
    const Eigen::VectorXd share = among / n;
    out.observed += weight * dead;
    out.expected += weight * d * share;
    if (n <= 1) return;
    const double spread = weight * weight * d * (n - d) / (n - 1);
    out.covariance.diagonal() += spread * share;
    out.covariance -= spread * share * share.transpose();
}

}  // namespace log_rank_detail

BACKRISK_INLINE log_rank_test log_rank(const survival_rows& table, std::span<const std::int64_t> group,
                                       std::size_t groups, double rho) {
    constexpr const char* function = "fit.log_rank";
    check_argument(groups >= 2, function, "groups", groups, "2 or more");
    check_argument(rho >= 0 && std::isfinite(rho), function, "rho", rho, "finite and not negative");
    check_same_size(function, "group", group, table.stop);
    for (const std::int64_t one : group)
        check_argument(one >= 0 && one < static_cast<std::int64_t>(groups), function, "group", one,
                       "0 to the number of groups less 1");
    const risk_set set = sort_risk_set(table);
    const auto at_risk = weights_at_risk(set);
    const auto size = static_cast<Eigen::Index>(groups);
    std::vector<double> weight(set.slots(), 0);
    log_rank_test out{Eigen::VectorXd::Zero(size), Eigen::VectorXd::Zero(size),
                      Eigen::MatrixXd::Zero(size, size)};
    for (std::size_t s = 0; s < set.stratum.size(); ++s) {
        log_rank_detail::weigh(set, s, at_risk, rho, weight);
        Eigen::VectorXd among = Eigen::VectorXd::Zero(size);
        for (std::uint32_t u = set.stratum_from[s]; u + 1 < set.stratum_from[s + 1]; ++u) {
            Eigen::VectorXd dead = Eigen::VectorXd::Zero(size);
            for (std::uint32_t k = set.leaving_from[u]; k < set.leaving_from[u + 1]; ++k)
                --among[group[set.row[set.leaving[k]]]];
            for (std::uint32_t j = set.joining_from[u]; j < set.joining_from[u + 1]; ++j) {
                ++among[group[set.row[j]]];
                if (j < set.joining_from[u] + set.dead[u]) ++dead[group[set.row[j]]];
            }
            log_rank_detail::add(among, dead, weight[u], out);
        }
    }
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver(out.covariance);
    const Eigen::VectorXd more = out.observed - out.expected;
    out.chi_square = more.dot(solver.solve(more));
    out.degrees = static_cast<int>(solver.rank());
    out.p = chi_square_tail(out.chi_square, out.degrees);
    return out;
}

}  // namespace backrisk::fit
