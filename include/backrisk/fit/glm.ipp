#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "backrisk/core/missing.hpp"
#include "backrisk/fit/firth.hpp"
#include "backrisk/fit/glm.hpp"
#include "backrisk/fit/glm_check.hpp"
#include "backrisk/fit/sandwich.hpp"

namespace backrisk::fit {

namespace glm {

/// Everything a fit needs to look at a point.
struct problem {
    const glm_rows& data;
    const glm_options& options;
    standard_columns columns;
    prior with;             ///< on the standard scale
    double dispersion = 1;  ///< of a Gaussian outcome under a prior

    void look(const Eigen::VectorXd& b, derivatives& out, curvature_of which, std::size_t every = 1) const {
        glm_pass(data, columns, options.kind, b, {which, options.threads, every}, out);
        if (dispersion == 1) return;
        const double scale = which == curvature_of::squared_score ? dispersion * dispersion : dispersion;
        out.value /= dispersion;
        out.gradient /= dispersion;
        out.information /= scale;
    }
    [[nodiscard]] double weight(std::size_t i) const { return data.weights.empty() ? 1.0 : data.weights[i]; }
};

/// Coefficients of the mean outcome alone: zero but for the intercept.
[[nodiscard]] inline Eigen::VectorXd mean_start(const problem& p) {
    Eigen::VectorXd b = Eigen::VectorXd::Zero(p.columns.size());
    if (!p.columns.intercept) return b;
    double y = 0, weights = 0, offset = 0;
    for (std::size_t i = 0; i < p.data.y.size(); ++i) {
        y += p.weight(i) * p.data.y[i];
        weights += p.weight(i);
        if (!p.data.offset.empty()) offset += p.weight(i) * p.data.offset[i];
    }
    // Half an event more, so that no event at all has a place to start from.
    const double shrunk = p.options.kind.of == family::gaussian  ? y / weights
                          : p.options.kind.of == family::poisson ? (y + 0.5) / weights
                                                                 : (y + 0.5) / (weights + 1);
    b[0] = link_of(p.options.kind, shrunk) - offset / weights;
    return b;
}

[[noreturn]] inline void fail(const problem& p, const std::string& what,
                              const std::vector<Eigen::Index>& coefficients, const std::string& remedy) {
    throw numeric_error(std::string(check::function) + ": " + what + " " +
                        check::titles(coefficients, p.columns, p.options.names) + "; " + remedy);
}

inline void check_rank(const problem& p, const Eigen::MatrixXd& information) {
    Eigen::MatrixXd a = information;
    if (!p.with.none()) a += p.with.precision;
    std::vector<Eigen::Index> found = dependent_columns(a);
    for (Eigen::Index j = 0; j < p.columns.centre.size(); ++j) {
        const Eigen::Index k = p.columns.first() + j;
        const bool held = !p.with.none() && p.with.precision(k, k) > 0;
        if (p.columns.scale[j] == 0 && !held && std::ranges::find(found, k) == found.end())
            found.push_back(k);
    }
    std::ranges::sort(found);
    if (!found.empty())
        fail(p, "the columns before them determine", found,
             "leave them out, or give them a prior (a constant column repeats the intercept)");
}

/// The coefficients that run away along a separating direction.
[[nodiscard]] inline std::vector<Eigen::Index> runaways(const Eigen::VectorXd& direction) {
    std::vector<Eigen::Index> out;
    const double most = direction.cwiseAbs().maxCoeff();
    for (Eigen::Index k = 0; k < direction.size(); ++k)
        if (std::abs(direction[k]) > 1e-3 * most) out.push_back(k);
    return out;
}

[[nodiscard]] inline newton_result search(const problem& p, const newton_options& newton,
                                          const Eigen::VectorXd& start) {
    bool ranked = false;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        p.look(b, out, curvature_of::observed);
        if (!ranked && out.information.allFinite()) check_rank(p, out.information);
        ranked = true;
    };
    const auto separated = [&](const newton_result& now) {
        if (now.iterations < 4 || now.iterations % 2 != 0) return false;
        if (!check::separates(p.data, p.columns, p.options.kind, now.step)) return false;
        if (!p.with.none() && now.step.dot(p.with.precision * now.step) > 1e-12 * now.step.squaredNorm())
            return false;
        fail(p, "the outcome is separated, so the likelihood has no maximum along", runaways(now.step),
             "use firth, or a prior such as fit.weak_prior()");
    };
    return maximise(evaluate, start, p.with, newton, separated);
}

/// A start from each 16th tile of a long table: it saves most of the passes over all rows.
[[nodiscard]] inline Eigen::VectorXd sampled_start(const problem& p, const newton_options& newton) {
    const Eigen::VectorXd start = mean_start(p);
    constexpr std::size_t every = 16;
    if (p.data.x.rows < 4096 * every || p.options.kind.of == family::gaussian || p.options.firth)
        return start;
    newton_options quick = newton;
    quick.tolerance = 1e-4;
    quick.max_iterations = 12;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        p.look(b, out, curvature_of::observed, every);
    };
    const newton_result found = maximise(evaluate, start, p.with, quick);
    const bool usable =
        found.converged && dependent_columns(found.curvature).empty() && found.coefficients.allFinite();
    return usable ? found.coefficients : start;
}

/// Log-likelihood and deviance with every constant, at linear-predictor terms summed to `value`.
struct likelihood {
    double log_likelihood, deviance;
};
[[nodiscard]] inline likelihood with_constants(const problem& p, double value) {
    double saturated = 0, constant = 0, rows = 0;
    const model_kind& kind = p.options.kind;
    for (std::size_t i = 0; i < p.data.y.size(); ++i) {
        const double w = p.weight(i);
        if (w == 0) continue;
        rows += 1;
        if (kind.of == family::gaussian) {
            constant += 0.5 * std::log(w);
            continue;
        }
        const double y = p.data.y[i];
        if (kind.of == family::poisson && y > 1) constant -= w * std::lgamma(y + 1);
        if (kind.of == family::poisson ? y > 0 : (y > 0 && y < 1)) saturated += w * saturated_value(kind, y);
    }
    if (kind.of != family::gaussian) return {value + constant, 2 * (saturated - value)};
    const double rss = -2 * value;
    return {constant - 0.5 * rows * (std::log(2 * std::numbers::pi * rss / rows) + 1), rss};
}

/// l, on the scale of `row_terms`, of the intercept and the offset alone.
[[nodiscard]] inline double null_value(const problem& p) {
    glm_rows none = p.data;
    none.x = {nullptr, p.data.x.rows, 0, 1, 1};
    const standard_columns columns{p.columns.intercept, Eigen::VectorXd(0), Eigen::VectorXd(0)};
    const problem alone{none, p.options, columns, {}};
    if (p.columns.intercept && p.data.offset.empty() && p.options.kind.of != family::gaussian) {
        double y = 0, weights = 0;
        for (std::size_t i = 0; i < p.data.y.size(); ++i)
            y += p.weight(i) * p.data.y[i], weights += p.weight(i);
        return weights * saturated_value(p.options.kind, y / weights);
    }
    newton_options newton = p.options.newton;
    newton.progress = {};
    newton.held = -1;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        alone.look(b, out, curvature_of::observed);
    };
    return maximise(evaluate, mean_start(alone), {}, newton).at.value;
}

[[nodiscard]] inline double used_rows(const problem& p) {
    if (p.data.weights.empty()) return static_cast<double>(p.data.y.size());
    return static_cast<double>(std::ranges::count_if(p.data.weights, [](double w) { return w > 0; }));
}

/// The log-likelihood without Firth's penalty.
[[nodiscard]] inline double plain_value(const problem& p, const newton_result& found) {
    derivatives plain;
    p.look(found.coefficients, plain, curvature_of::expected);
    return plain.value;
}

/// ln of the integral of likelihood times prior by Laplace: the curvature is the observed one.
[[nodiscard]] inline double log_evidence(const problem& p, const newton_result& found, const glm_result& at) {
    const Eigen::LLT<Eigen::MatrixXd> factor(found.curvature);
    if (p.with.none() || factor.info() != Eigen::Success) return missing_value;
    double half_log_determinant = factor.matrixLLT().diagonal().array().log().sum();
    for (Eigen::Index j = 0; j < p.columns.centre.size(); ++j)
        half_log_determinant += std::log(p.columns.factor(j));  // from the standard to the own scale
    return at.log_likelihood + log_density(p.options.with, at.coefficients) - half_log_determinant +
           0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(p.columns.size());
}

/// A Gaussian outcome under a prior: the residual variance and the coefficients determine each other.
[[nodiscard]] inline newton_result search_dispersion(problem& p, const Eigen::VectorXd& start) {
    newton_result found = search(p, p.options.newton, start);
    for (int round = 0; round < 200; ++round) {
        const double rss = -2 * found.at.value * p.dispersion;
        const double effective = climb_matrix(found.curvature, found.at.information).trace();
        const double next = rss / std::max(1.0, used_rows(p) - effective);
        const bool settled = std::abs(next - p.dispersion) <= 1e-13 * next;
        p.dispersion = next;
        found = search(p, p.options.newton, found.coefficients);
        if (settled) break;
    }
    return found;
}

/// A^-1 of the fit, and what is asked for in its place, both on the own scale.
inline void add_covariance(const problem& p, const newton_result& found, const Eigen::MatrixXd& inverse,
                           const Eigen::MatrixXd& information, glm_result& out) {
    const glm_options& options = p.options;
    const double n = used_rows(p), q = static_cast<double>(p.columns.size());
    Eigen::MatrixXd covariance = inverse;
    double factor = 1;
    if (options.covariance == covariance_kind::sampling) {
        covariance = inverse * information * inverse;
    } else if (options.covariance == covariance_kind::sandwich) {
        derivatives squared;
        p.look(found.coefficients, squared, curvature_of::squared_score);
        covariance = inverse * squared.information * inverse;
        factor = n / (n - q);
    } else if (options.covariance == covariance_kind::cluster) {
        const cluster_sum sum = cluster_middle({p.data, p.columns}, options.kind, found.coefficients,
                                               options.cluster, options.threads);
        covariance = inverse * (sum.middle / (p.dispersion * p.dispersion)) * inverse;
        out.clusters = sum.clusters;
        const double g = static_cast<double>(sum.clusters);
        factor = g / (g - 1) * (n - 1) / (n - q);
    }
    if (options.small_sample) covariance *= factor;
    const Eigen::MatrixXd map = p.columns.to_own();
    out.covariance = map * covariance * map.transpose();
    out.model_covariance = map * inverse * map.transpose();
}

inline void check_found(const problem& p, const newton_result& found) {
    if (found.converged || found.decrement <= 1e-6) return;
    if (!std::isfinite(found.objective))
        throw numeric_error(
            std::string(check::function) + ": no finite likelihood at the starting values" +
            (p.options.kind.by == link::log ? "; the log link needs an intercept to start" : ""));
    throw numeric_error(std::string(check::function) + ": no maximum after " + show(found.iterations) +
                        " iterations; the last one was " + show(found.decrement) +
                        " standard errors away (scale of the data, or a maximum on the edge of the model)");
}

inline void check_options(const glm_rows& rows, const glm_options& options) {
    check::columns(rows);
    check::outcome(rows, options.kind);
    check_prior(check::function, options.with,
                static_cast<Eigen::Index>(rows.x.columns) + (options.intercept ? 1 : 0));
    check_argument(!options.firth || (options.kind.by == link::logit && options.with.none()), check::function,
                   "firth", std::string_view("true"),
                   "false unless the link is 'logit' and there is no prior");
    const bool clustered = options.covariance == covariance_kind::cluster;
    check_argument(options.cluster.size() == (clustered ? rows.y.size() : 0), check::function,
                   "clusters.size", options.cluster.size(),
                   clustered ? show(rows.y.size()) : "0 unless the covariance is 'cluster'");
}

[[nodiscard]] inline newton_result find_maximum(problem& p) {
    const newton_options& newton = p.options.newton;
    if (p.options.firth) {
        const row_reader reader{p.data, p.columns};
        bool ranked = false;
        const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
            p.look(b, out, curvature_of::expected);
            if (!ranked) check_rank(p, out.information);
            ranked = true;
            add_firth(reader, p.options.kind, b, out);
        };
        return maximise(evaluate, mean_start(p), {}, newton);
    }
    if (p.options.kind.of == family::gaussian && !p.with.none()) return search_dispersion(p, mean_start(p));
    return search(p, newton, sampled_start(p, newton));
}

}  // namespace glm

BACKRISK_INLINE glm_result fit_glm(const glm_rows& rows, const glm_options& options) {
    glm::check_options(rows, options);
    standard_columns columns =
        standardise(check::function, rows.x, options.intercept, options.names, options.threads);
    const prior with = columns.to_standard(options.with);
    glm::problem p{rows, options, std::move(columns), with};
    newton_result found = glm::find_maximum(p);
    glm::check_found(p, found);
    glm_result out;
    out.rows = static_cast<std::size_t>(glm::used_rows(p));
    out.iterations = found.iterations;
    out.decrement = found.decrement;
    out.converged = found.converged;
    Eigen::MatrixXd information = found.at.information;
    if (options.expected_information && !is_canonical(options.kind)) {
        derivatives expected;
        p.look(found.coefficients, expected, curvature_of::expected);
        information = expected.information;
    }
    const double n = glm::used_rows(p);
    if (options.kind.of == family::gaussian && with.none()) {
        p.dispersion = -2 * found.at.value / (n - static_cast<double>(p.columns.size()));
        information /= p.dispersion;
        found.curvature /= p.dispersion;
        found.at.value /= p.dispersion;
    }
    const double value = found.at.value * p.dispersion;
    Eigen::MatrixXd a = information;
    if (!with.none()) a += with.precision;
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
    out.log_prior = log_kernel(with, found.coefficients);
    out.log_evidence = glm::log_evidence(p, found, out);
    return out;
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
