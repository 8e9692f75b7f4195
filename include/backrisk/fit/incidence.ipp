#pragma once
#include <Eigen/Core>
#include <string>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/fit/incidence.hpp"

namespace backrisk::fit {

namespace incidence_detail {

/// p = (S, F_1, ...) and its covariance after an event time with `a` = d/n of each cause and n at risk.
inline void step(const Eigen::VectorXd& a, double n, Eigen::VectorXd& p, Eigen::MatrixXd& covariance) {
    Eigen::VectorXd move(p.size());
    move << -a.sum(), a;
    Eigen::MatrixXd chance = -move * move.transpose();
    chance(0, 0) += a.sum();
    for (Eigen::Index k = 1; k < p.size(); ++k) {
        chance(k, k) += a[k - 1];
        chance(0, k) -= a[k - 1];
        chance(k, 0) -= a[k - 1];
    }
    Eigen::MatrixXd by = Eigen::MatrixXd::Identity(p.size(), p.size());
    by.col(0) += move;
    covariance = by * covariance * by.transpose() + p[0] * p[0] / n * chance;
    p += p[0] * move;
}

}  // namespace incidence_detail

BACKRISK_INLINE incidence_curves cumulative_incidence(const survival_rows& table,
                                                      std::span<const std::int64_t> cause,
                                                      std::size_t causes) {
    constexpr const char* function = "fit.cumulative_incidence";
    const auto many = static_cast<std::int64_t>(causes);
    check_same_size(function, "cause", cause, table.stop);
    for (std::size_t i = 0; i < cause.size(); ++i) {
        check_argument(cause[i] >= 0 && cause[i] <= many, function, "cause of row " + show(i + 1), cause[i],
                       "0 to the number of causes");
        check_argument((cause[i] != 0) == (table.event[i] == 1), function, "event of row " + show(i + 1),
                       table.event[i], "1 where there is a cause");
    }
    const risk_set set = sort_risk_set(table);
    const auto at_risk = weights_at_risk(set);
    const auto states = static_cast<Eigen::Index>(causes) + 1;
    incidence_curves out;
    out.causes = causes;
    out.last = set.last;
    for (std::size_t g = 0; g < set.stratum.size(); ++g) {
        Eigen::VectorXd p = Eigen::VectorXd::Unit(states, 0);
        Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(states, states);
        for (std::uint32_t u = set.stratum_from[g + 1] - 1; u-- > set.stratum_from[g];) {
            Eigen::VectorXd dead = Eigen::VectorXd::Zero(states - 1);
            for (std::uint32_t j = set.joining_from[u], end = j + set.dead[u]; j < end; ++j)
                ++dead[cause[set.row[j]] - 1];
            incidence_detail::step(dead / at_risk[u], at_risk[u], p, covariance);
            out.group.push_back(set.stratum[g]);
            out.time.push_back(set.time[u]);
            out.at_risk.push_back(at_risk[u]);
            out.survival.push_back(p[0]);
            for (Eigen::Index k = 1; k < states; ++k) {
                out.events.push_back(dead[k - 1]);
                out.incidence.push_back(p[k]);
                out.variance.push_back(covariance(k, k));
            }
        }
    }
    return out;
}

}  // namespace backrisk::fit
