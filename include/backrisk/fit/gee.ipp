#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/gee.hpp"
#include "backrisk/fit/glm.hpp"
#include "backrisk/fit/internal/checked_rows.hpp"
#include "backrisk/fit/internal/clusters.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit {

namespace gee_detail {

inline constexpr const char* function = "fit.gee";

/// dmu/deta at eta with mean mu, and the variance function.
[[nodiscard]] inline std::pair<double, double> slope_and_variance(const model_kind& kind, double eta,
                                                                  double mean) {
    const double variance = kind.of == family::gaussian  ? 1.0
                            : kind.of == family::poisson ? mean
                                                         : mean * (1 - mean);
    switch (kind.by) {
        case link::identity:
            return {1.0, variance};
        case link::probit:
            return {std::exp(-0.5 * eta * eta) / std::sqrt(2 * std::numbers::pi), variance};
        case link::cloglog:
            return {std::exp(eta - std::exp(eta)), variance};
        case link::log:
            return {mean, variance};
        case link::logit:
            break;
    }
    return {variance, variance};
}

/// Everything at one b: Pearson residuals, D A^-1/2 row by row, and the moments.
struct point {
    Eigen::VectorXd residual;
    Eigen::MatrixXd design;
    double dispersion = 1, correlation = 0;
};

struct equations {
    Eigen::MatrixXd bread;   ///< sum D' V^-1 D with phi = 1
    Eigen::MatrixXd scores;  ///< (clusters, q) D' V^-1 (y - mu) with phi = 1
    Eigen::VectorXd score;   ///< their sum
};

[[nodiscard]] inline point look(const checked::clustered_rows& rows, const model_kind& kind,
                                const Eigen::VectorXd& b) {
    point at{rows.z * b + rows.offset, rows.z, 1, 0};
    for (Eigen::Index i = 0; i < rows.y.size(); ++i) {
        const double eta = at.residual[i], mean = mean_of(kind, eta);
        const auto [slope, variance] = slope_and_variance(kind, eta, mean);
        const double scale = std::sqrt(rows.weight[i] / variance);
        at.residual[i] = scale * (rows.y[i] - mean);
        at.design.row(i) *= scale * slope;
    }
    return at;
}

inline void add_moments(const checked::clustered_rows& rows, working_correlation kind, double lost,
                        point& at) {
    at.dispersion = at.residual.squaredNorm() / (static_cast<double>(rows.y.size()) - lost);
    if (kind == working_correlation::independence) return;
    double products = 0, pairs = 0;
    for (std::size_t g = 0; g < rows.clusters(); ++g) {
        const auto part = at.residual.segment(rows.from[g], rows.size(g));
        const double sum = part.sum(), n = static_cast<double>(rows.size(g));
        products += (sum * sum - part.squaredNorm()) / 2;
        pairs += n * (n - 1) / 2;
    }
    check_argument(pairs > lost, function, "pairs of rows in one cluster", pairs,
                   "more than the coefficients; without repeated rows use correlation 'independence'");
    at.correlation = products / (at.dispersion * (pairs - lost));
}

/// R^-1 = (I - alpha / (1 + (n - 1) alpha) J) / (1 - alpha), so that sums over a cluster are enough.
[[nodiscard]] inline equations sums(const checked::clustered_rows& rows, const point& at) {
    const Eigen::Index q = rows.z.cols();
    const double alpha = at.correlation;
    equations out{Eigen::MatrixXd::Zero(q, q),
                  Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(rows.clusters()), q),
                  {}};
    for (std::size_t g = 0; g < rows.clusters(); ++g) {
        const Eigen::Index n = rows.size(g);
        const auto design = at.design.middleRows(rows.from[g], n);
        const auto residual = at.residual.segment(rows.from[g], n);
        const double joint = alpha / (1 + static_cast<double>(n - 1) * alpha);
        const Eigen::VectorXd total = design.colwise().sum();
        out.bread += (design.transpose() * design - joint * total * total.transpose()) / (1 - alpha);
        out.scores.row(static_cast<Eigen::Index>(g)) =
            (design.transpose() * residual - joint * residual.sum() * total).transpose() / (1 - alpha);
    }
    out.score = out.scores.colwise().sum();
    return out;
}

inline void check_correlation(double alpha, std::size_t largest) {
    const double least = largest > 1 ? -1 / static_cast<double>(largest - 1) : -1.0;
    if (alpha > least && alpha < 1) return;
    throw numeric_error(std::string(function) + ": the moments give a correlation of " + show(alpha) +
                        ", which no clusters of up to " + show(largest) +
                        " rows have; use correlation 'independence'");
}

}  // namespace gee_detail

BACKRISK_INLINE gee_result fit_gee(const glm_rows& data, const glm_options& options,
                                   working_correlation correlation) {
    namespace own = gee_detail;
    const checked::clustered_rows rows = checked::by_cluster(own::function, data, options);
    check_prior(own::function, options.prior, rows.columns.size());
    glm_options start = options;
    start.firth = false, start.covariance = covariance_kind::model, start.control.progress = {};
    start.cluster.clear();
    const glm_result independent = fit_glm(data, start);
    const fit::prior prior = rows.columns.to_standard(options.prior);
    const auto q = static_cast<double>(rows.columns.size());
    gee_result out;
    for (std::size_t g = 0; g < rows.clusters(); ++g)
        out.largest = std::max(out.largest, static_cast<std::size_t>(rows.size(g)));
    Eigen::VectorXd b = rows.columns.to_standard(independent.coefficients);
    own::equations now;
    Eigen::MatrixXd inverse;
    double before = missing_value;
    for (out.iterations = 1;; ++out.iterations) {
        if (options.control.progress) options.control.progress(out.iterations, out.decrement);
        own::point at = own::look(rows, options.kind, b);
        own::add_moments(rows, correlation, options.small_sample ? q : 0.0, at);
        if (!(at.dispersion > 0 && std::isfinite(at.dispersion)))
            throw numeric_error(std::string(own::function) + ": the residuals have no variance");
        own::check_correlation(at.correlation, out.largest);
        now = own::sums(rows, at);
        Eigen::MatrixXd curvature = now.bread / at.dispersion;
        Eigen::VectorXd score = now.score / at.dispersion;
        if (!prior.none()) {
            curvature += prior.precision;
            score -= prior.precision * (b - prior.mean);
        }
        inverse = climb_matrix(curvature, Eigen::MatrixXd::Identity(b.size(), b.size()));
        const Eigen::VectorXd step = inverse * score;
        out.decrement = std::sqrt(std::max(0.0, step.dot(score)));
        out.correlation = at.correlation, out.dispersion = at.dispersion;
        const bool still = std::abs(at.correlation - before) <= options.control.tolerance;
        out.converged = out.decrement <= options.control.tolerance &&
                        (still || correlation == working_correlation::independence);
        if (out.converged || out.iterations >= options.control.iterations) break;
        before = at.correlation;
        b += step;
    }
    if (!out.converged && !(out.decrement <= 1e-6))
        throw numeric_error(std::string(own::function) + ": no root after " + show(out.iterations) +
                            " iterations; the last one was " + show(out.decrement) + " standard errors away");
    const Eigen::MatrixXd map = rows.columns.to_own();
    const Eigen::MatrixXd scores = now.scores / out.dispersion;
    out.coefficients = map * b;
    out.naive_covariance = map * inverse * map.transpose();
    out.covariance = map * (inverse * (scores.transpose() * scores) * inverse) * map.transpose();
    out.n_rows = static_cast<std::size_t>(rows.y.size());
    out.n_clusters = rows.clusters();
    out.n_events = options.kind.of == family::gaussian ? missing_value : rows.weight.dot(rows.y);
    out.reason = too_few_clusters(out.n_clusters, static_cast<std::size_t>(b.size()), out.covariance);
    return out;
}

}  // namespace backrisk::fit
