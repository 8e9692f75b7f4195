#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "backrisk/core/missing.hpp"
#include "backrisk/fit/glm.hpp"
#include "backrisk/fit/internal/clusters.hpp"
#include "backrisk/fit/internal/glm_parts.hpp"
#include "backrisk/fit/internal/glm_problem.hpp"

namespace backrisk::fit {

namespace glm {

/// l, on the scale of `row_terms`, of the intercept and the offset alone.
[[nodiscard]] inline double null_value(const problem& p) {
    glm_rows none = p.data;
    none.x = {nullptr, p.data.x.rows, 0, 1, 1};
    const standard_columns columns{p.columns.intercept, Eigen::VectorXd(0), Eigen::VectorXd(0)};
    const problem alone{none, p.options, columns, {}};
    if (p.columns.intercept && p.data.offset.empty() && p.options.kind.of != family::gaussian) {
        return p.sums.weight * saturated_value(p.options.kind, p.sums.outcome / p.sums.weight);
    }
    newton_options newton{p.options.control};
    newton.progress = {};
    newton.held = -1;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        alone.evaluate(b, out, curvature_of::observed);
    };
    return maximise(evaluate, mean_start(alone), {}, newton).at.value;
}

/// The log-likelihood without Firth's penalty.
[[nodiscard]] inline double plain_value(const problem& p, const newton_result& found) {
    derivatives plain;
    p.evaluate(found.coefficients, plain, curvature_of::expected);
    return plain.value;
}

/// ln of the integral of likelihood times prior by Laplace: the curvature is the observed one.
[[nodiscard]] inline double log_evidence(const problem& p, const newton_result& found, const glm_result& at) {
    const Eigen::LLT<Eigen::MatrixXd> factor(found.curvature);
    if (p.prior.none() || factor.info() != Eigen::Success) return missing_value;
    double half_log_determinant = factor.matrixLLT().diagonal().array().log().sum();
    for (Eigen::Index j = 0; j < p.columns.centre.size(); ++j)
        half_log_determinant += std::log(p.columns.factor(j));  // from the standard to the own scale
    return at.log_likelihood + log_density(p.options.prior, at.coefficients) - half_log_determinant +
           0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(p.columns.size());
}

/// A^-1 of the fit, and what is asked for in its place, both on the own scale.
inline void add_covariance(const problem& p, const newton_result& found, const Eigen::MatrixXd& inverse,
                           const Eigen::MatrixXd& information, glm_result& out) {
    const glm_options& options = p.options;
    const double n = p.sums.rows, q = static_cast<double>(p.columns.size());
    Eigen::MatrixXd covariance = inverse;
    double factor = 1;
    if (options.covariance == covariance_kind::sampling) {
        covariance = inverse * information * inverse;
    } else if (options.covariance == covariance_kind::sandwich) {
        derivatives squared;
        p.evaluate(found.coefficients, squared, curvature_of::squared_score);
        covariance = inverse * squared.information * inverse;
        factor = n / (n - q);
    } else if (options.covariance == covariance_kind::cluster) {
        const cluster_sum sum = cluster_middle({p.data, p.columns}, options.kind, found.coefficients,
                                               options.cluster, options.control.threads);
        covariance = inverse * (sum.middle / (p.dispersion * p.dispersion)) * inverse;
        out.n_clusters = sum.clusters;
        const double g = static_cast<double>(sum.clusters);
        factor = g / (g - 1) * (n - 1) / (n - q);
    }
    if (options.small_sample) covariance *= factor;
    if (options.covariance == covariance_kind::cluster)
        out.reason = too_few_clusters(out.n_clusters, static_cast<std::size_t>(p.columns.size()), covariance);
    const Eigen::MatrixXd map = p.columns.to_own();
    out.covariance = map * covariance * map.transpose();
    out.naive_covariance = map * inverse * map.transpose();
}

}  // namespace glm

BACKRISK_INLINE glm_result fit_glm(const glm_rows& rows, const glm_options& options) {
    glm::check_options(rows, options);
    standard_columns columns =
        standardise(check::function, rows.x, options.intercept, options.names, options.control.threads);
    const fit::prior prior = columns.to_standard(options.prior);
    glm::problem p{rows, options, std::move(columns), prior};
    newton_result found = glm::find_maximum(p);
    glm::check_found(p, found);
    glm_result out;
    out.n_rows = static_cast<std::size_t>(p.sums.rows);
    out.n_events = p.events();
    out.iterations = found.iterations;
    out.decrement = found.decrement;
    out.converged = found.converged;
    Eigen::MatrixXd information = found.at.information;
    if (options.expected_information && !is_canonical(options.kind)) {
        derivatives expected;
        p.evaluate(found.coefficients, expected, curvature_of::expected);
        information = expected.information;
    }
    const double n = p.sums.rows;
    if (options.kind.of == family::gaussian && prior.none()) {
        p.dispersion = -2 * found.at.value / (n - static_cast<double>(p.columns.size()));
        information /= p.dispersion;
        found.curvature /= p.dispersion;
        found.at.value /= p.dispersion;
    }
    const double value = found.at.value * p.dispersion;
    Eigen::MatrixXd a = information;
    if (!prior.none()) a += prior.precision;
    const Eigen::Index q = p.columns.size();
    const Eigen::MatrixXd inverse = climb_matrix(a, Eigen::MatrixXd::Identity(q, q));
    out.effective_parameters = (inverse * information).trace();
    out.dispersion = p.dispersion;
    glm::add_covariance(p, found, inverse, information, out);
    out.coefficients = p.columns.to_own() * found.coefficients;
    const auto reached = glm::with_constants(p, options.firth ? glm::plain_value(p, found) : value);
    const auto null = glm::with_constants(p, glm::null_value(p));
    out.log_likelihood = reached.log_likelihood, out.deviance = reached.deviance;
    out.null_log_likelihood = null.log_likelihood, out.null_deviance = null.deviance;
    out.log_prior = log_kernel(prior, found.coefficients);
    out.log_evidence = glm::log_evidence(p, found, out);
    return out;
}

BACKRISK_INLINE double pearson_dispersion(const glm_rows& rows, const glm_options& options,
                                          const Eigen::VectorXd& coefficients, double effective_parameters) {
    const auto p = static_cast<Eigen::Index>(rows.x.columns);
    const standard_columns own{options.intercept, Eigen::VectorXd::Zero(p), Eigen::VectorXd::Ones(p)};
    const row_reader reader{rows, own};
    Eigen::VectorXd z(own.size());
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        if (reader.weight(i) == 0) continue;
        reader.read(i, z);
        const double mean = mean_of(options.kind, reader.eta(i, z, coefficients));
        const double variance = options.kind.of == family::binomial  ? mean * (1 - mean)
                                : options.kind.of == family::poisson ? mean
                                                                     : 1.0;
        const double residual = rows.y[i] - mean;
        if (residual != 0) sum += reader.weight(i) * residual * residual / variance;
        count += 1;
    }
    return sum / (count - effective_parameters);
}

BACKRISK_INLINE linear_prediction predict_linear(const matrix_view& x, std::span<const double> offset,
                                                 bool intercept, const Eigen::VectorXd& coefficients,
                                                 const Eigen::MatrixXd& covariance, int threads) {
    const auto q = static_cast<Eigen::Index>(x.columns) + (intercept ? 1 : 0);
    check_argument(coefficients.size() == q, "fit.predict", "X.columns", x.columns,
                   show(coefficients.size() - (intercept ? 1 : 0)) + ", as in the fit");
    check_argument(offset.empty() || offset.size() == x.rows, "fit.predict", "offset.size", offset.size(),
                   show(x.rows));
    linear_prediction out{std::vector<double>(x.rows), std::vector<double>(x.rows)};
    for_each_block(x.rows, 4096, threads, [&](std::size_t from, std::size_t to) {
        Eigen::VectorXd row(q);
        for (std::size_t i = from; i < to; ++i) {
            if (intercept) row[0] = 1;
            for (std::size_t j = 0; j < x.columns; ++j)
                row[static_cast<Eigen::Index>(j) + (intercept ? 1 : 0)] = x(i, j);
            out.eta[i] = row.dot(coefficients) + (offset.empty() ? 0.0 : offset[i]);
            out.standard_error[i] = std::sqrt(std::max(0.0, row.dot(covariance * row)));
        }
    });
    return out;
}

BACKRISK_INLINE wald_table wald(std::span<const double> coefficients, std::span<const double> variances,
                                double level) {
    check_argument(level > 0 && level < 1, "fit.wald", "level", level, "between 0 and 1, ends excluded");
    const double z = normal_quantile(0.5 + level / 2);
    wald_table out;
    for (std::size_t k = 0; k < coefficients.size(); ++k) {
        const double b = coefficients[k], error = std::sqrt(variances[k]);
        out.standard_error.push_back(error);
        out.z.push_back(b / error);
        out.p.push_back(2 * normal_cdf(-std::abs(b / error)));
        out.low.push_back(b - z * error);
        out.high.push_back(b + z * error);
    }
    return out;
}

}  // namespace backrisk::fit
