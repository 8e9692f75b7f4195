#pragma once
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <new>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/elastic_net.hpp"
#include "backrisk/fit/internal/checked_rows.hpp"
#include "backrisk/fit/internal/glm_outcome.hpp"
#include "backrisk/fit/internal/glm_pass.hpp"
#include "backrisk/fit/internal/partial_likelihood.hpp"
#include "backrisk/fit/internal/proximal.hpp"
#include "backrisk/fit/row_terms.hpp"

namespace backrisk::fit {

namespace net_detail {

inline constexpr const char* function = "fit.elastic_net";

/// A likelihood in coefficients of its own scale, and what the penalty must know of that scale.
struct model {
    objective_function evaluate;
    Eigen::VectorXd scale;   ///< own coefficient times this is that of a column of deviation 1
    Eigen::Index first = 0;  ///< the first penalised one: 1 after an intercept
    double size = 0;         ///< N
    double saturated = 0;    ///< l of the model with a mean a row
    std::function<Eigen::VectorXd(const Eigen::VectorXd&)> as_given;  ///< coefficients of the columns
    std::size_t n_rows = 0;
    double n_events = 0;
};

inline void check_options(const elastic_net_options& options, std::size_t columns) {
    check_control(function, options.control);
    check_argument(options.alpha >= 0 && options.alpha <= 1, function, "alpha", options.alpha, "0 to 1");
    check_argument(options.count >= 1, function, "count", options.count, "1 or more");
    check_argument(options.least > 0 && options.least < 1, function, "least", options.least,
                   "between 0 and 1, ends excluded");
    check_argument(columns > 0, function, "X.columns", columns, "1 or more");
    check_argument(options.factor.empty() || options.factor.size() == columns, function, "factor.size",
                   options.factor.size(), show(columns) + ", the columns of X");
    double most = options.factor.empty() ? 1 : 0;
    for (std::size_t j = 0; j < options.factor.size(); ++j) {
        check_argument(options.factor[j] >= 0 && std::isfinite(options.factor[j]), function,
                       "factor, entry " + show(j + 1), options.factor[j], "finite and not negative");
        most = std::max(most, options.factor[j]);
    }
    check_argument(most > 0, function, "the largest factor", most, "positive; without a penalty use fit.glm");
    for (std::size_t k = 0; k < options.lambda.size(); ++k)
        check_argument(options.lambda[k] >= 0 && std::isfinite(options.lambda[k]) &&
                           (k == 0 || options.lambda[k] < options.lambda[k - 1]),
                       function, "lambda, entry " + show(k + 1), options.lambda[k],
                       "finite, not negative and less than the one before");
}

[[nodiscard]] inline proximal::penalty penalty_at(const model& of, const elastic_net_options& options,
                                                  double lambda) {
    const Eigen::Index q = of.first + of.scale.size();
    proximal::penalty by{Eigen::VectorXd::Zero(q), Eigen::VectorXd::Zero(q)};
    for (Eigen::Index j = 0; j < of.scale.size(); ++j) {
        const double f = options.factor.empty() ? 1.0 : options.factor[static_cast<std::size_t>(j)];
        // A column that does not vary stays out.
        by.lasso[of.first + j] =
            of.scale[j] > 0 ? lambda * options.alpha * f * of.scale[j] : std::numeric_limits<double>::max();
        by.ridge[of.first + j] = lambda * (1 - options.alpha) * f * of.scale[j] * of.scale[j];
    }
    return by;
}

/// Coefficients where only what is never penalised is free.
[[nodiscard]] inline proximal::solution unpenalised(const model& of, const elastic_net_options& options) {
    proximal::penalty by = penalty_at(of, {}, 0);
    for (Eigen::Index j = 0; j < of.scale.size(); ++j)
        if (options.factor.empty() || options.factor[static_cast<std::size_t>(j)] > 0)
            by.lasso[of.first + j] = std::numeric_limits<double>::max();
    control quiet = options.control;
    quiet.progress = {};
    return proximal::minimise(of.evaluate, Eigen::VectorXd::Zero(of.first + of.scale.size()), of.size, by,
                              quiet);
}

[[nodiscard]] inline std::vector<double> lambdas(const model& of, const elastic_net_options& options,
                                                 const proximal::solution& null) {
    if (!options.lambda.empty()) return options.lambda;
    const proximal::penalty unit = penalty_at(of, options, 1);
    double top = 0;
    for (Eigen::Index j = of.first; j < unit.lasso.size(); ++j) {
        const double share = options.alpha > 0 ? std::max(options.alpha, 1e-3) / options.alpha : 0;
        const double weight = options.alpha > 0 ? unit.lasso[j] * share : 1e-3 * std::sqrt(unit.ridge[j]);
        if (weight > 0) top = std::max(top, std::abs(null.at.gradient[j]) / of.size / weight);
    }
    std::vector<double> out;
    for (int k = 0; k < options.count; ++k)
        out.push_back(top *
                      std::pow(options.least, options.count > 1 ? double(k) / (options.count - 1) : 0.0));
    return out;
}

[[nodiscard]] inline elastic_net_path path_of(const model& of, const elastic_net_options& options) {
    const proximal::solution null = unpenalised(of, options);
    elastic_net_path out;
    out.n_rows = of.n_rows, out.n_events = of.n_events;
    derivatives empty;
    if (options.factor.empty())
        empty = null.at;
    else {
        elastic_net_options all = options;
        all.factor.clear();
        empty = unpenalised(of, all).at;
    }
    out.null_log_likelihood = empty.value, out.saturated_log_likelihood = of.saturated;
    const double null_deviance = of.saturated - empty.value;
    std::vector<Eigen::VectorXd> rows;
    Eigen::VectorXd b = null.coefficients;
    for (const double lambda : lambdas(of, options, null)) {
        const proximal::solution found =
            proximal::minimise(of.evaluate, b, of.size, penalty_at(of, options, lambda), options.control);
        if (!(found.residual <= std::max(1e-7, options.control.tolerance)))
            throw numeric_error(std::string(function) + ": no minimum at lambda " + show(lambda) +
                                "; the conditions for one are missed by " + show(found.residual) +
                                "; end the path at a larger lambda");
        b = found.coefficients;
        out.lambda.push_back(lambda);
        out.log_likelihood.push_back(found.at.value);
        out.explained.push_back(1 - (of.saturated - found.at.value) / null_deviance);
        out.kkt.push_back(found.residual);
        out.selected.push_back((b.tail(of.scale.size()).array() != 0).count());
        rows.push_back(of.as_given(b));
        if (options.lambda.empty() && out.explained.back() > 0.999) break;
    }
    out.coefficients.resize(static_cast<Eigen::Index>(rows.size()), b.size());
    for (std::size_t k = 0; k < rows.size(); ++k)
        out.coefficients.row(static_cast<Eigen::Index>(k)) = rows[k].transpose();
    return out;
}

/// Weighted standard deviations (denominator N) of columns about their means, over `unit`.
[[nodiscard]] inline Eigen::VectorXd deviations(const matrix_view& x, std::span<const double> weights,
                                                const standard_columns& columns, int threads) {
    const std::vector<double> origin(columns.centre.data(), columns.centre.data() + columns.centre.size());
    const Eigen::MatrixXd sum = moments(x, weights, origin, threads);
    const double size =
        weights.empty() ? static_cast<double>(x.rows) : std::accumulate(weights.begin(), weights.end(), 0.0);
    Eigen::VectorXd out(sum.rows());
    for (Eigen::Index j = 0; j < out.size(); ++j) {
        const double mean = sum(j, 0) / size;
        out[j] = std::sqrt(std::max(0.0, sum(j, 1) / size - mean * mean)) / columns.factor(j);
        if (columns.scale[j] == 0 || out[j] < 1e-12) out[j] = 0;
    }
    return out;
}

[[nodiscard]] inline model model_of(const glm_rows& data, const elastic_net_options& options,
                                    const standard_columns& columns) {
    const glm::outcome_sums sums = glm::sum_outcome(data, options.kind, options.control.threads);
    model out;
    out.scale = deviations(data.x, data.weights, columns, options.control.threads);
    out.first = 1, out.size = sums.weight, out.n_rows = static_cast<std::size_t>(sums.rows);
    out.saturated = options.kind.of == family::gaussian ? 0.0 : sums.saturated;
    out.n_events = options.kind.of == family::gaussian ? missing_value : sums.outcome;
    out.evaluate = [&data, &options, &columns](const Eigen::VectorXd& b, derivatives& at) {
        glm_pass(data, columns, options.kind, b, {curvature_of::observed, options.control.threads, 1}, at);
    };
    out.as_given = [&columns](const Eigen::VectorXd& b) { return Eigen::VectorXd(columns.to_own() * b); };
    return out;
}

/// The log partial likelihood of a hazard so high at each event that nobody else counts: 0 without ties.
[[nodiscard]] inline double saturated(const risk_set& set, tie_rule ties) {
    double sum = 0;
    for (std::size_t u = 0; u < set.slots(); ++u) {
        const double whole = dead_weight(set, u), d = set.dead[u];
        const std::uint32_t terms = ties == tie_rule::efron ? set.dead[u] : std::min(set.dead[u], 1u);
        for (std::uint32_t l = 0; l < terms; ++l)
            sum -= whole / terms * std::log(whole * (ties == tie_rule::efron ? 1 - l / d : 1.0));
    }
    return sum;
}

/// A Cox model.
[[nodiscard]] inline model model_of(const risk_set& set, const elastic_net_options& options) {
    model out;
    out.scale = Eigen::VectorXd::Ones(set.columns);  // a constant one is centred: its gradient is 0
    out.size = 0;
    for (std::size_t j = 0; j < set.rows(); ++j) out.size += set.weight[j];
    out.n_rows = set.rows(), out.n_events = static_cast<double>(set.events);
    out.saturated = saturated(set, options.ties);
    out.evaluate = [&set, &options](const Eigen::VectorXd& b, derivatives& at) {
        risk_sums sums;
        sum_risk_sets(set, b, {}, options.ties, options.control.threads, sums);
        at.value = sums.log_likelihood;
        const auto hazard = row_hazards(set, sums, {}, options.control.threads);
        slopes found = differentiate(set, sums, hazard, options.ties, options.control.threads);
        at.gradient = std::move(found.score), at.information = std::move(found.information);
    };
    out.as_given = [&set](const Eigen::VectorXd& b) { return Eigen::VectorXd(b.cwiseQuotient(set.scale)); };
    return out;
}

inline void check_ties(const elastic_net_options& options) {
    check_argument(options.ties != tie_rule::exact, function, "ties", std::string_view("exact"),
                   "'breslow' or 'efron'");
}

/// Rows of each fold; their codes ascending.
[[nodiscard]] inline std::map<std::int64_t, std::vector<std::size_t>> folds_of(
    std::span<const std::int64_t> fold, std::size_t rows) {
    check_argument(fold.size() == rows, function, "folds.size", fold.size(), show(rows) + ", the rows of X");
    std::map<std::int64_t, std::vector<std::size_t>> out;
    for (std::size_t i = 0; i < fold.size(); ++i) out[fold[i]].push_back(i);
    check_argument(out.size() >= 3, function, "folds", out.size(), "3 or more");
    return out;
}

/// `weights` with 0 in `rows`, or in all others.
[[nodiscard]] inline std::vector<double> weights_of(std::span<const double> weights, std::size_t size,
                                                    const std::vector<std::size_t>& rows, bool inside) {
    std::vector<double> out(size, inside ? 0.0 : 1.0);
    if (!weights.empty() && !inside) out.assign(weights.begin(), weights.end());
    for (const std::size_t i : rows) out[i] = !inside ? 0.0 : weights.empty() ? 1.0 : weights[i];
    return out;
}

/// Joins the losses of folds (rows) at lambdas (columns).
[[nodiscard]] inline cross_validation joined(const Eigen::MatrixXd& loss, const Eigen::VectorXd& weight) {
    cross_validation out;
    out.folds = static_cast<std::size_t>(loss.rows());
    const Eigen::VectorXd share = weight / weight.sum();
    for (Eigen::Index k = 0; k < loss.cols(); ++k) {
        const double mean = share.dot(loss.col(k));
        const double variance = share.dot((loss.col(k).array() - mean).square().matrix());
        out.loss.push_back(mean);
        out.error.push_back(std::sqrt(variance / static_cast<double>(loss.rows() - 1)));
        if (mean < out.loss[out.best]) out.best = static_cast<std::size_t>(k);
    }
    while (out.loss[out.one_se] > out.loss[out.best] + out.error[out.best]) ++out.one_se;
    return out;
}

[[nodiscard]] inline elastic_net_options at_lambdas(const elastic_net_options& options,
                                                    const elastic_net_path& path) {
    elastic_net_options out = options;
    out.lambda = path.lambda;
    return out;
}

}  // namespace net_detail

BACKRISK_INLINE elastic_net_path fit_elastic_net(const glm_rows& rows, const elastic_net_options& options) {
    namespace own = net_detail;
    own::check_options(options, rows.x.columns);
    checked::columns(own::function, rows, options.kind);
    const standard_columns columns =
        standardise(own::function, rows.x, true, options.names, options.control.threads);
    return own::path_of(own::model_of(rows, options, columns), options);
}

BACKRISK_INLINE elastic_net_path fit_elastic_net(const survival_rows& rows,
                                                 const elastic_net_options& options) {
    namespace own = net_detail;
    own::check_options(options, static_cast<std::size_t>(rows.x.cols()));
    own::check_ties(options);
    const risk_set set = sort_risk_set(rows, options.control.threads);
    return own::path_of(own::model_of(set, options), options);
}

BACKRISK_INLINE cross_validation cross_validate(const glm_rows& rows, const elastic_net_options& options,
                                                const elastic_net_path& path,
                                                std::span<const std::int64_t> fold) {
    namespace own = net_detail;
    const auto folds = own::folds_of(fold, rows.x.rows);
    const elastic_net_options at = own::at_lambdas(options, path);
    const auto count = static_cast<Eigen::Index>(path.lambda.size());
    Eigen::MatrixXd loss(static_cast<Eigen::Index>(folds.size()), count);
    Eigen::VectorXd weight(loss.rows());
    Eigen::Index f = 0;
    for (const auto& [code, members] : folds) {
        glm_rows part = rows;
        const std::vector<double> rest = own::weights_of(rows.weights, rows.x.rows, members, false);
        part.weights = rest;
        const elastic_net_path found = fit_elastic_net(part, at);
        weight[f] = 0;
        loss.row(f).setZero();
        for (const std::size_t i : members) {
            const double w = rows.weights.empty() ? 1.0 : rows.weights[i];
            weight[f] += w;
            Eigen::VectorXd eta = found.coefficients.col(0);
            for (std::size_t j = 0; j < rows.x.columns; ++j)
                eta += rows.x(i, j) * found.coefficients.col(static_cast<Eigen::Index>(j) + 1);
            const double most = saturated_value(options.kind, rows.y[i]);
            for (Eigen::Index k = 0; k < count; ++k)
                loss(f, k) += 2 * w *
                              (most - row_of(options.kind,
                                             eta[k] + (rows.offset.empty() ? 0 : rows.offset[i]), rows.y[i])
                                          .value);
        }
        loss.row(f) /= weight[f];
        ++f;
    }
    return own::joined(loss, weight);
}

BACKRISK_INLINE cross_validation cross_validate(const survival_rows& rows, const elastic_net_options& options,
                                                const elastic_net_path& path,
                                                std::span<const std::int64_t> fold) {
    namespace own = net_detail;
    const auto folds = own::folds_of(fold, rows.stop.size());
    const elastic_net_options at = own::at_lambdas(options, path);
    const risk_set all = sort_risk_set(rows, options.control.threads);
    Eigen::MatrixXd loss(static_cast<Eigen::Index>(folds.size()),
                         static_cast<Eigen::Index>(path.lambda.size()));
    Eigen::VectorXd weight(loss.rows());
    Eigen::Index f = 0;
    for (const auto& [code, members] : folds) {
        survival_rows part{rows};
        const std::vector<double> rest = own::weights_of(rows.weights, rows.stop.size(), members, false);
        part.weights = rest;
        const elastic_net_path found = fit_elastic_net(part, at);
        weight[f] = 0;
        for (const std::size_t i : members)
            weight[f] += rows.event[i] * (rows.weights.empty() ? 1.0 : rows.weights[i]);
        check_argument(weight[f] > 0, own::function, "events in fold " + show(code), weight[f], "1 or more");
        for (Eigen::Index k = 0; k < loss.cols(); ++k) {
            risk_sums sums;
            const Eigen::VectorXd b = found.coefficients.row(k).transpose().cwiseProduct(all.scale);
            sum_risk_sets(all, b, {}, options.ties, options.control.threads, sums);
            const double rest_deviance =
                found.saturated_log_likelihood - found.log_likelihood[static_cast<std::size_t>(k)];
            loss(f, k) =
                2 * (path.saturated_log_likelihood - sums.log_likelihood - rest_deviance) / weight[f];
        }
        ++f;
    }
    return own::joined(loss, weight);
}

}  // namespace backrisk::fit
