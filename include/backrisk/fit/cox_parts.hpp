#pragma once
/// Parts of a Cox fit that the fit with frailty shares; not for use from outside.
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <span>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/cox_fit.hpp"
#include "backrisk/fit/exact_ties.hpp"

namespace backrisk::fit {

namespace cox_detail {

using columns = std::vector<Eigen::Index>;

/// Columns of a symmetric matrix that are not determined by earlier ones: Cholesky in the order of the
/// columns, a pivot counts as zero below 1e-11 of its diagonal or `least`.
[[nodiscard]] inline columns independent_columns(const Eigen::MatrixXd& matrix, double least) {
    Eigen::MatrixXd rest = matrix;
    columns kept;
    for (Eigen::Index k = 0; k < matrix.rows(); ++k) {
        if (!(rest(k, k) > std::max(least, 1e-11 * matrix(k, k)))) continue;
        kept.push_back(k);
        const Eigen::VectorXd column = rest.col(k) / std::sqrt(rest(k, k));
        rest -= column * column.transpose();
    }
    return kept;
}

/// The prior of standardised coefficients, those of `kept`.
[[nodiscard]] inline prior standardised(const prior& given, const Eigen::VectorXd& scale,
                                        const columns& kept) {
    if (given.none()) return {};
    const Eigen::VectorXd mean = given.mean.cwiseProduct(scale), inverse = scale.cwiseInverse();
    const Eigen::MatrixXd precision = inverse.asDiagonal() * given.precision * inverse.asDiagonal();
    return {mean(kept), precision(kept, kept)};
}

[[nodiscard]] inline Eigen::VectorXd spread_out(const Eigen::VectorXd& values, const columns& kept,
                                                Eigen::Index size) {
    Eigen::VectorXd out = Eigen::VectorXd::Zero(size);
    out(kept) = values;
    return out;
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

/// Covariances, tests and the coefficients in their own units, from the standardised ones.
inline void finish(const risk_set& set, const columns& kept, const Eigen::MatrixXd& curvature,
                   std::span<const std::int64_t> clusters, const cox_options& options, cox_fit& fit) {
    const Eigen::Index p = set.columns, k = static_cast<Eigen::Index>(kept.size());
    const Eigen::MatrixXd inverse = curvature.llt().solve(Eigen::MatrixXd::Identity(k, k));
    fit.standardised_covariance = Eigen::MatrixXd::Zero(p, p);
    fit.standardised_covariance(kept, kept) = (inverse + inverse.transpose()) / 2;
    const Eigen::VectorXd unit = set.scale.cwiseInverse();
    Eigen::VectorXd mask = Eigen::VectorXd::Zero(p);
    for (const Eigen::Index a : fit.aliased) mask[a] = missing_value;
    const auto in_units = [&](const Eigen::MatrixXd& covariance) -> Eigen::MatrixXd {
        Eigen::MatrixXd out = unit.asDiagonal() * covariance * unit.asDiagonal();
        out.colwise() += mask;
        out.rowwise() += mask.transpose();
        return out;
    };
    fit.coefficients = fit.standardised.cwiseProduct(unit) + mask;
    fit.covariance = in_units(fit.standardised_covariance);
    if (!clusters.empty()) {
        const row_matrix moved =
            cluster_scores(set, fit, clusters, options.threads) * fit.standardised_covariance;
        fit.standardised_covariance = moved.transpose() * moved;
        fit.robust_covariance = in_units(fit.standardised_covariance);
    }
    if (!options.belief.none() || k == 0) return;
    const Eigen::VectorXd b = fit.standardised(kept);
    fit.wald_test = b.dot(fit.standardised_covariance(kept, kept).ldlt().solve(b));
}

/// Score and information of `kept` at b, from the sums that this leaves in `sums`.
inline void differentiate(const risk_set& set, const cox_options& options, const columns& kept,
                          const Eigen::VectorXd& b, std::span<const double> extra, risk_sums& sums,
                          derivatives& at) {
    sum_risk_sets(set, spread_out(b, kept, set.columns), extra, options.ties, options.threads, sums);
    at.value = sums.log_likelihood;
    if (!std::isfinite(at.value)) return;
    if (options.ties == tie_rule::exact) {
        at = exact_derivatives(set, spread_out(b, kept, set.columns));
        at.gradient = at.gradient(kept).eval();
        at.information = at.information(kept, kept).eval();
        return;
    }
    const auto hazard = row_hazards(set, sums, {}, options.threads);
    const slopes found = fit::differentiate(set, sums, hazard, options.ties, options.threads);
    at.gradient = found.score(kept);
    at.information = found.information(kept, kept);
}

/// What a fit starts with: the derivatives at zero, the columns that count, and the prior of those.
struct beginning {
    columns kept;
    prior belief;
    derivatives null;  ///< of the kept columns; the sums of the fit stand at zero too
};
[[nodiscard]] inline beginning begin(const risk_set& set, const cox_options& options, cox_fit& fit) {
    check_prior("fit::cox", options.belief, set.columns);
    if (options.ties == tie_rule::exact) check_exact(set);
    fit.ties = options.ties;
    columns all(static_cast<std::size_t>(set.columns)), kept;
    std::iota(all.begin(), all.end(), Eigen::Index{0});
    derivatives null;
    differentiate(set, options, all, Eigen::VectorXd::Zero(set.columns), {}, fit.sums, null);
    fit.log_likelihood_null = null.value;
    check_argument(std::isfinite(null.value), "fit::cox", "offset", std::string_view("too wide"),
                   "such that exp(offset - mean) is a number");
    const prior whole = standardised(options.belief, set.scale, all);
    kept = independent_columns(whole.none() ? null.information : null.information + whole.precision,
                               1e-12 * static_cast<double>(set.events));
    std::set_difference(all.begin(), all.end(), kept.begin(), kept.end(), std::back_inserter(fit.aliased));
    null = {null.value, null.gradient(kept), null.information(kept, kept)};
    if (whole.none()) fit.score_test = null.gradient.dot(null.information.llt().solve(null.gradient));
    return {kept, standardised(options.belief, set.scale, kept), null};
}

}  // namespace cox_detail

}  // namespace backrisk::fit
