#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/internal/partial_likelihood.hpp"
#include "backrisk/fit/residuals.hpp"

namespace backrisk::fit {

namespace residual_detail {

/// The exact likelihood of ties is no sum over rows.
inline void refuse_exact(const char* function, const cox_fit& of) {
    check_argument(of.ties != tie_rule::exact, function, "ties", to_string(of.ties),
                   "'efron' or 'breslow' for residuals a row");
}

/// Hazard of each row without its weight, in the order of the set.
[[nodiscard]] inline std::vector<double> hazards(const risk_set& set, const cox_fit& of) {
    auto hazard = row_hazards(set, of.sums);
    for (std::size_t j = 0; j < hazard.size(); ++j)
        hazard[j] = set.weight[j] > 0 ? hazard[j] / set.weight[j] : 0;
    return hazard;
}

/// 1 - S(t-) of Kaplan and Meier at every slot, all strata on one clock.
[[nodiscard]] inline std::vector<double> failed_before(const risk_set& set) {
    std::vector<std::size_t> slots;
    for (std::size_t u = 0; u < set.slots(); ++u)
        if (set.dead[u] > 0) slots.push_back(u);
    std::sort(slots.begin(), slots.end(), [&](auto a, auto b) { return set.time[a] < set.time[b]; });
    const auto at_risk = weights_at_risk(set);
    std::vector<double> out(set.slots(), 0);
    double survival = 1;
    for (std::size_t first = 0; first < slots.size();) {
        std::size_t last = first;
        double risk = 0, events = 0;
        for (; last < slots.size() && set.time[slots[last]] == set.time[slots[first]]; ++last)
            risk += at_risk[slots[last]], events += dead_weight(set, slots[last]);
        for (; first < last; ++first) out[slots[first]] = 1 - survival;
        survival *= 1 - events / risk;
    }
    return out;
}

/// g(t) of every slot, less its mean over the events.
[[nodiscard]] inline std::vector<double> transformed(const risk_set& set, time_scale scale) {
    std::vector<double> g(set.slots(), 0);
    if (scale == time_scale::km) g = failed_before(set);
    std::vector<double> times;
    for (std::size_t u = 0; u < set.slots(); ++u) times.insert(times.end(), set.dead[u], set.time[u]);
    std::sort(times.begin(), times.end());
    double mean = 0;
    for (std::size_t u = 0; u < set.slots(); ++u) {
        if (set.dead[u] == 0) continue;
        const double t = set.time[u];
        if (scale == time_scale::log) {
            check_argument(t > 0, "fit.test_proportional", "time", t, "positive for the log scale");
            g[u] = std::log(t);
        } else if (scale == time_scale::identity) {
            g[u] = t;
        } else if (scale == time_scale::rank) {  // mean rank of the tied
            const auto range = std::equal_range(times.begin(), times.end(), t);
            g[u] =
                0.5 * static_cast<double>((range.first - times.begin()) + (range.second - times.begin()) + 1);
        }
        mean += g[u] * set.dead[u] / static_cast<double>(set.events);
    }
    for (std::size_t u = 0; u < set.slots(); ++u)
        if (set.dead[u] > 0) g[u] -= mean;
    return g;
}

/// u' V u of the new part of a score, where the old part is zero.
[[nodiscard]] inline double score_statistic(const Eigen::MatrixXd& information, const Eigen::VectorXd& u) {
    const Eigen::LDLT<Eigen::MatrixXd> factor(information);
    return u.dot(factor.solve(u));
}

}  // namespace residual_detail

BACKRISK_INLINE std::vector<double> martingale_residuals(const risk_set& set, const cox_fit& of) {
    const auto hazard = residual_detail::hazards(set, of);
    std::vector<double> out(set.rows());
    for (std::size_t j = 0; j < out.size(); ++j) out[set.row[j]] = (set.died(j) ? 1 : 0) - hazard[j];
    return out;
}

BACKRISK_INLINE std::vector<double> deviance_residuals(const risk_set& set, const cox_fit& of) {
    const auto hazard = residual_detail::hazards(set, of);
    std::vector<double> out(set.rows());
    for (std::size_t j = 0; j < out.size(); ++j) {
        const double d = set.died(j) ? 1 : 0, m = d - hazard[j];
        const double inside = m + (d > 0 ? std::log(hazard[j]) : 0);
        out[set.row[j]] = std::copysign(std::sqrt(std::max(0.0, -2 * inside)), m);
    }
    return out;
}

BACKRISK_INLINE row_matrix score_residuals(const risk_set& set, const cox_fit& of, int threads) {
    residual_detail::refuse_exact("fit.score_residuals", of);
    const row_matrix scores =
        row_scores(set, of.sums, means_at_slots(set, of.sums, of.ties, threads), threads);
    row_matrix out(scores.rows(), scores.cols());
    for (std::size_t j = 0; j < set.rows(); ++j)
        out.row(static_cast<Eigen::Index>(set.row[j])) =
            scores.row(static_cast<Eigen::Index>(j)).cwiseProduct(set.scale.transpose());
    return out;
}

BACKRISK_INLINE row_matrix dfbeta_residuals(const risk_set& set, const cox_fit& of, int threads) {
    return score_residuals(set, of, threads) * of.naive_covariance;
}

BACKRISK_INLINE schoenfeld schoenfeld_residuals(const risk_set& set, const cox_fit& of, int threads) {
    residual_detail::refuse_exact("fit.schoenfeld_residuals", of);
    const slot_means means = means_at_slots(set, of.sums, of.ties, threads);
    schoenfeld out;
    out.residual.resize(static_cast<Eigen::Index>(set.events), set.columns);
    Eigen::Index event = 0;
    for (std::size_t s = 0; s < set.stratum.size(); ++s)
        for (std::uint32_t u = set.stratum_from[s + 1]; u-- > set.stratum_from[s];)  // earliest first
            for (std::uint32_t j = set.joining_from[u], end = j + set.dead[u]; j < end; ++j) {
                out.row.push_back(set.row[j]);
                out.stratum.push_back(set.stratum[s]);
                out.time.push_back(set.time[u]);
                out.residual.row(event++) =
                    (set.x.row(j) - means.mean.row(u)).cwiseProduct(set.scale.transpose());
            }
    out.scaled = static_cast<double>(set.events) * (out.residual * of.naive_covariance);
    out.scaled.rowwise() += of.coefficients.transpose();
    return out;
}

BACKRISK_INLINE time_scale parse_time_scale(std::string_view name) {
    constexpr std::string_view names[] = {"identity", "log", "rank", "km"};
    for (int k = 0; k < 4; ++k)
        if (name == names[k]) return static_cast<time_scale>(k);
    fail_argument("fit.test_proportional", "transform", name, "'identity', 'log', 'rank' or 'km'");
}

BACKRISK_INLINE proportional_test test_proportional(const risk_set& set, const cox_fit& of, time_scale scale,
                                                    int threads,
                                                    std::vector<std::vector<Eigen::Index>> terms) {
    residual_detail::refuse_exact("fit.test_proportional", of);
    const auto g = residual_detail::transformed(set, scale);
    auto g2 = g;
    for (double& v : g2) v *= v;
    const auto part = [&](std::span<const double> at) {
        return differentiate(set, of.sums, row_hazards(set, of.sums, at), of.ties, threads, at).information;
    };
    const Eigen::Index p = set.columns;
    Eigen::MatrixXd whole(2 * p, 2 * p);
    whole.topLeftCorner(p, p) = part({});
    whole.topRightCorner(p, p) = part(g);
    whole.bottomLeftCorner(p, p) = whole.topRightCorner(p, p).transpose();
    whole.bottomRightCorner(p, p) = part(g2);
    const slot_means means = means_at_slots(set, of.sums, of.ties, threads);
    Eigen::VectorXd u = Eigen::VectorXd::Zero(2 * p);
    for (std::size_t slot = 0; slot < set.slots(); ++slot)
        for (std::uint32_t j = set.joining_from[slot], end = j + set.dead[slot]; j < end; ++j) {
            const Eigen::VectorXd residual = set.x.row(j) - means.mean.row(static_cast<Eigen::Index>(slot));
            u.tail(p) += set.weight[j] * g[slot] * residual;
        }
    if (terms.empty())
        for (Eigen::Index k = 0; k < p; ++k) terms.push_back({k});
    proportional_test out;
    for (const std::vector<Eigen::Index>& term : terms) {
        std::vector<Eigen::Index> block(static_cast<std::size_t>(p));
        std::iota(block.begin(), block.end(), Eigen::Index{0});
        for (const Eigen::Index k : term) {
            check_argument(k >= 0 && k < p, "fit.test_proportional", "column of a term", k,
                           "0 to the number of columns less 1");
            block.push_back(p + k);
        }
        out.chi_square.push_back(residual_detail::score_statistic(whole(block, block), u(block)));
        out.degrees.push_back(static_cast<int>(term.size()));
    }
    out.chi_square.push_back(missing_value);
    out.degrees.push_back(0);
    if (p == 0) return out;
    out.chi_square.back() = residual_detail::score_statistic(whole, u);
    out.degrees.back() = static_cast<int>(p);
    return out;
}

}  // namespace backrisk::fit
