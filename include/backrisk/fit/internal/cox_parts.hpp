#pragma once
/// Parts of a Cox fit that the fit with frailty shares; not for use from outside.
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/cox_fit.hpp"
#include "backrisk/fit/internal/clusters.hpp"
#include "backrisk/fit/internal/exact_ties.hpp"
#include "backrisk/fit/internal/partial_likelihood.hpp"
#include "backrisk/fit/internal/standard.hpp"

namespace backrisk::fit {

namespace cox_detail {

inline constexpr const char* function = "fit.cox";

/// The prior of standardised coefficients.
[[nodiscard]] inline prior standardised(const prior& given, const Eigen::VectorXd& scale) {
    if (given.none()) return {};
    const Eigen::VectorXd inverse = scale.cwiseInverse();
    return {given.mean.cwiseProduct(scale), inverse.asDiagonal() * given.precision * inverse.asDiagonal()};
}

/// Names of columns for a message, in order.
[[nodiscard]] inline std::string titles(const risk_set& set, const std::vector<Eigen::Index>& which) {
    std::string text;
    for (const Eigen::Index k : which)
        text += (text.empty() ? "" : ", ") + column_title(set.names, static_cast<std::size_t>(k));
    return text;
}

/// Throws `numeric_error` for columns that those before them determine, in the information plus precision: a
/// pivot of the elimination counts as zero below 1e-11 of its diagonal, or where the column is constant.
inline void check_rank(const risk_set& set, const Eigen::MatrixXd& information) {
    const double least = 1e-12 * static_cast<double>(set.events);
    std::vector<Eigen::Index> found = dependent_columns(information);
    for (Eigen::Index k = 0; k < information.rows(); ++k)
        if (!(information(k, k) > least) && std::ranges::find(found, k) == found.end()) found.push_back(k);
    std::ranges::sort(found);
    if (found.empty()) return;
    throw numeric_error(std::string(function) + ": the columns before them determine " + titles(set, found) +
                        "; leave them out, or give them a prior (a constant column is in the baseline)");
}

/// Labels as 0, 1, ... in ascending order, one a row; counted where they lie close together, sorted
/// otherwise.
struct cluster_codes {
    std::vector<std::uint32_t> code;
    std::size_t count = 0;

    explicit cluster_codes(std::span<const std::int64_t> labels) : code(labels.size()) {
        const auto [low, high] = std::ranges::minmax(labels);
        const auto range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
        if (range < 8 * labels.size()) {
            std::vector<std::uint32_t> place(range + 1, 0);
            const auto at = [&, low = low](std::int64_t label) -> std::uint32_t& {
                return place[static_cast<std::uint64_t>(label) - static_cast<std::uint64_t>(low)];
            };
            for (const std::int64_t label : labels) at(label) = 1;
            for (std::uint32_t& one : place) one = static_cast<std::uint32_t>(one > 0 ? count++ : count);
            std::ranges::transform(labels, code.begin(), at);
            return;
        }
        std::vector<std::int64_t> known(labels.begin(), labels.end());
        std::sort(known.begin(), known.end());
        known.erase(std::unique(known.begin(), known.end()), known.end());
        count = known.size();
        std::ranges::transform(labels, code.begin(), [&](std::int64_t label) {
            return static_cast<std::uint32_t>(std::ranges::lower_bound(known, label) - known.begin());
        });
    }
};

/// Sums of w times the score residuals, one row a cluster, in standardised units.
[[nodiscard]] inline row_matrix cluster_scores(const risk_set& set, const cox_fit& fit,
                                               std::span<const std::int64_t> clusters, int threads) {
    const cluster_codes of(clusters);
    row_matrix sums = row_matrix::Zero(static_cast<Eigen::Index>(of.count), set.columns);
    const auto p = static_cast<std::size_t>(set.columns);
    const auto add = [&](std::size_t first, std::size_t last, const double* __restrict scores) {
        for (std::size_t j = first; j < last; ++j, scores += p) {
            double* __restrict to = sums.data() + of.code[set.row[j]] * p;
            for (std::size_t k = 0; k < p; ++k) to[k] += set.weight[j] * scores[k];
        }
    };
    read_row_scores(set, fit.sums, means_at_slots(set, fit.sums, fit.ties, threads), threads, add);
    return sums;
}

/// Covariances, tests and the coefficients in their own units, from the standardised ones. `information` is
/// of the likelihood, `curvature` has the precision of the prior in it.
inline void finish(const risk_set& set, const Eigen::MatrixXd& information, const Eigen::MatrixXd& curvature,
                   std::span<const std::int64_t> clusters, const cox_options& options, cox_fit& fit) {
    const Eigen::Index p = set.columns;
    const Eigen::MatrixXd inverse = curvature.llt().solve(Eigen::MatrixXd::Identity(p, p));
    fit.standardised_covariance = (inverse + inverse.transpose()) / 2;
    const Eigen::VectorXd unit = set.scale.cwiseInverse();
    fit.coefficients = fit.standardised.cwiseProduct(unit);
    fit.naive_covariance = unit.asDiagonal() * fit.standardised_covariance * unit.asDiagonal();
    fit.effective_parameters = inverse.cwiseProduct(information).sum();
    fit.n_rows = set.rows(), fit.n_events = set.events;
    if (!clusters.empty()) {
        const row_matrix scores = cluster_scores(set, fit, clusters, options.control.threads);
        const row_matrix moved = scores * fit.standardised_covariance;
        fit.n_clusters = static_cast<std::size_t>(scores.rows());
        fit.standardised_covariance = moved.transpose() * moved;
        fit.reason =
            too_few_clusters(fit.n_clusters, static_cast<std::size_t>(p), fit.standardised_covariance);
    }
    fit.covariance = unit.asDiagonal() * fit.standardised_covariance * unit.asDiagonal();
    if (!options.prior.none() || p == 0) return;
    fit.wald_test = fit.reason.empty()
                        ? fit.standardised.dot(fit.standardised_covariance.ldlt().solve(fit.standardised))
                        : missing_value;
}

/// Score and information at b, from the sums that this leaves in `sums`.
inline void differentiate(const risk_set& set, const cox_options& options, const Eigen::VectorXd& b,
                          std::span<const double> extra, risk_sums& sums, derivatives& at) {
    sum_risk_sets(set, b, extra, options.ties, options.control.threads, sums);
    at.value = sums.log_likelihood;
    if (!std::isfinite(at.value)) return;
    if (options.ties == tie_rule::exact) {
        at = exact_derivatives(set, b);
        return;
    }
    const auto hazard = row_hazards(set, sums, {}, options.control.threads);
    slopes found = fit::differentiate(set, sums, hazard, options.ties, options.control.threads);
    at.gradient = std::move(found.score);
    at.information = std::move(found.information);
}

/// What a fit starts with: the prior on the standard scale and the derivatives at zero; the sums of the fit
/// stand at zero too. Throws as `fit_cox`.
struct beginning {
    fit::prior prior;
    derivatives null;
};
[[nodiscard]] inline beginning begin(const risk_set& set, const cox_options& options, cox_fit& fit) {
    check_control(function, options.control);
    check_prior(function, options.prior, set.columns);
    if (options.ties == tie_rule::exact) check_exact(set);
    fit.ties = options.ties;
    beginning out{standardised(options.prior, set.scale), {}};
    differentiate(set, options, Eigen::VectorXd::Zero(set.columns), {}, fit.sums, out.null);
    fit.null_log_likelihood = out.null.value;
    check_argument(std::isfinite(out.null.value), function, "offset", std::string_view("too wide"),
                   "such that exp(offset - mean) is a number");
    if (out.prior.none()) {
        check_rank(set, out.null.information);
        fit.score_test = out.null.gradient.dot(out.null.information.llt().solve(out.null.gradient));
    } else {
        check_rank(set, out.null.information + out.prior.precision);
    }
    return out;
}

}  // namespace cox_detail

}  // namespace backrisk::fit
