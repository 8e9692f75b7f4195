#pragma once
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/categories.hpp"
#include "backrisk/fit/internal/category_model.hpp"
#include "backrisk/fit/internal/clusters.hpp"
#include "backrisk/fit/internal/standard.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit {

namespace category_detail {

/// T with own coefficients = T standard ones.
[[nodiscard]] inline Eigen::MatrixXd to_own(const model_at& of, const standard_columns& columns) {
    const Index p = of.columns, q = of.size();
    Eigen::MatrixXd map = Eigen::MatrixXd::Identity(q, q);
    if (of.model == category_model::multinomial) {
        for (Index k = 0; k + 1 < of.categories; ++k)
            map.block(k * (p + 1), k * (p + 1), p + 1, p + 1) = columns.to_own();
        return map;
    }
    for (Index j = 0; j < p; ++j) {
        map(j, j) = 1 / columns.factor(j);
        for (Index k = p; k < q; ++k) map(k, j) = columns.centre[j] / columns.factor(j);
    }
    return map;
}

inline void check(const category_rows& rows, const category_options& options) {
    const char* function = function_of(options.model);
    check_control(function, options.control);
    const auto count = static_cast<std::int64_t>(rows.categories);
    check_argument(count >= 2, function, "categories", count, "2 or more");
    check_argument(rows.y.size() == rows.x.rows, function, "y.size", rows.y.size(),
                   show(rows.x.rows) + ", the rows of X");
    if (!rows.offset.empty()) check_same_size(function, "offset", rows.offset, rows.y);
    if (!rows.weights.empty()) check_same_size(function, "weights", rows.weights, rows.y);
    if (!options.cluster.empty()) check_same_size(function, "clusters", options.cluster, rows.y);
    std::vector<double> of(rows.categories, 0.0);
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        const std::string row = ", row " + show(i + 1);
        check_argument(rows.y[i] >= 0 && rows.y[i] < count, function, "y" + row, rows.y[i],
                       "0 to the number of categories less 1");
        if (!rows.offset.empty())
            check_argument(std::isfinite(rows.offset[i]), function, "offset" + row, rows.offset[i],
                           "a finite number");
        const double w = rows.weights.empty() ? 1 : rows.weights[i];
        check_argument(w >= 0 && std::isfinite(w), function, "weights" + row, w, "finite and not negative");
        of[static_cast<std::size_t>(rows.y[i])] += w;
    }
    for (std::size_t k = 0; k < of.size(); ++k)
        check_argument(of[k] > 0, function, "rows of category " + show(k), of[k],
                       "1 or more of positive weight; leave the category out");
}

/// Shares of the categories as coefficients of the model without columns.
[[nodiscard]] inline Eigen::VectorXd start_of(const model_at& of, const category_rows& rows) {
    Eigen::VectorXd weight = Eigen::VectorXd::Zero(of.categories);
    for (std::size_t i = 0; i < rows.y.size(); ++i)
        weight[rows.y[i]] += rows.weights.empty() ? 1 : rows.weights[i];
    Eigen::VectorXd b = Eigen::VectorXd::Zero(of.size());
    double below = 0;
    for (Index k = 0; k + 1 < of.categories; ++k) {
        below += weight[k];
        if (of.model == category_model::ordinal)
            b[of.columns + k] = std::log(below / (weight.sum() - below));
        else
            b[k * (of.columns + 1)] = std::log(weight[k + 1] / weight[0]);
    }
    return b;
}

/// Which column a coefficient belongs to; -1 for a threshold or an intercept.
[[nodiscard]] inline Index column_of(const model_at& of, Index k) {
    if (of.model == category_model::ordinal) return k < of.columns ? k : -1;
    return k % (of.columns + 1) - 1;
}

[[noreturn]] inline void fail(const model_at& of, const category_options& options, const std::string& what,
                              const std::vector<Index>& which, const std::string& remedy) {
    std::vector<std::string> named;
    for (const Index k : which) {
        const Index column = column_of(of, k);
        const std::string title =
            column < 0 ? "the intercepts" : column_title(options.names, static_cast<std::size_t>(column));
        if (std::ranges::find(named, title) == named.end()) named.push_back(title);
    }
    std::string text = std::string(function_of(options.model)) + ": " + what + " ";
    for (std::size_t k = 0; k < named.size(); ++k) text += (k > 0 ? ", " : "") + named[k];
    throw numeric_error(text + "; " + remedy);
}

/// The standardised rows of a fit.
class problem {
  public:
    problem(const category_rows& rows, const category_options& options, const model_at& of)
        : of_(of),
          rows_(rows),
          columns_(standardise(function_of(options.model), rows.x, true, options.names, 1)),
          z_(static_cast<Index>(rows.x.rows), of.columns) {
        for (Index i = 0; i < z_.rows(); ++i)
            for (Index j = 0; j < of.columns; ++j)
                z_(i, j) =
                    (rows.x(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) - columns_.centre[j]) /
                    columns_.factor(j);
    }
    /// Calls `use(i, weight, part)` for each row of weight; false where the likelihood is not finite.
    template <class Use>
    bool each(const Eigen::VectorXd& b, const Use& use) const {
        row_part part(of_.size());
        for (std::size_t i = 0; i < rows_.y.size(); ++i) {
            const double w = rows_.weights.empty() ? 1 : rows_.weights[i];
            if (w == 0) continue;
            of_.add(z_.row(static_cast<Index>(i)), rows_.offset.empty() ? 0 : rows_.offset[i], rows_.y[i], b,
                    part);
            if (!std::isfinite(part.value)) return false;
            use(i, w, part);
        }
        return true;
    }
    void evaluate(const Eigen::VectorXd& b, derivatives& out) const {
        out = {0.0, Eigen::VectorXd::Zero(b.size()), Eigen::MatrixXd::Zero(b.size(), b.size())};
        const bool fine = each(b, [&](std::size_t, double w, const row_part& part) {
            out.value += w * part.value;
            out.gradient += w * part.score;
            out.information += w * part.information;
        });
        if (!fine) out.value = -std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] const standard_columns& columns() const noexcept { return columns_; }
    [[nodiscard]] std::size_t counted() const {
        std::size_t n = 0;
        for (std::size_t i = 0; i < rows_.y.size(); ++i) n += rows_.weights.empty() || rows_.weights[i] > 0;
        return n;
    }

  private:
    const model_at& of_;
    const category_rows& rows_;
    standard_columns columns_;
    Eigen::MatrixXd z_;
};

[[nodiscard]] inline newton_result search(const problem& p, const model_at& of,
                                          const category_options& options, const prior& prior,
                                          const Eigen::VectorXd& start) {
    bool ranked = false;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        p.evaluate(b, out);
        if (ranked || !std::isfinite(out.value)) return;
        ranked = true;
        Eigen::MatrixXd a = out.information;
        if (!prior.none()) a += prior.precision;
        std::vector<Index> found = dependent_columns(a);
        for (Index k = 0; k < a.rows(); ++k)
            if (!(a(k, k) > 1e-20) && std::ranges::find(found, k) == found.end()) found.push_back(k);
        if (!found.empty())
            fail(of, options, "others determine", found, "leave them out, or give them a prior");
    };
    double before = std::numeric_limits<double>::infinity();
    const auto stop = [&](const newton_result& now) {
        const bool free =
            prior.none() || now.step.dot(prior.precision * now.step) <= 1e-12 * now.step.squaredNorm();
        if (free && now.decrement < 1e-3 && now.decrement > 0.3 * before) {
            std::vector<Index> which;
            for (Index k = 0; k < now.step.size(); ++k)
                if (std::abs(now.step[k]) > 1e-3 * now.step.cwiseAbs().maxCoeff()) which.push_back(k);
            fail(of, options, "the outcome is separated, so the likelihood has no maximum along", which,
                 "use a prior such as fit.weak_prior()");
        }
        before = now.decrement;
        return false;
    };
    const newton_result found = maximise(evaluate, start, prior, newton_options{options.control}, stop);
    if (!found.converged && !(found.decrement <= 1e-6))
        throw numeric_error(std::string(function_of(options.model)) + ": no maximum after " +
                            show(found.iterations) + " iterations; the last one was " +
                            show(found.decrement) + " standard errors away");
    return found;
}

/// Sum over clusters of u u', u the sum of a cluster's scores.
[[nodiscard]] inline Eigen::MatrixXd middle(const problem& p, const Eigen::VectorXd& b,
                                            std::span<const std::int64_t> cluster, std::size_t& count) {
    std::map<std::int64_t, Eigen::VectorXd> sums;
    (void)p.each(b, [&](std::size_t i, double w, const row_part& part) {
        auto [at, fresh] = sums.try_emplace(cluster[i], Eigen::VectorXd::Zero(b.size()));
        at->second += w * part.score;
    });
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(b.size(), b.size());
    for (const auto& [code, u] : sums) sum += u * u.transpose();
    count = sums.size();
    return sum;
}

/// Log-likelihood without columns.
[[nodiscard]] inline double null_value(const category_rows& rows, const category_options& options) {
    category_rows none = rows;
    none.x = {nullptr, rows.x.rows, 0, 1, 1};
    const model_at of{options.model, 0, static_cast<Index>(rows.categories)};
    category_options plain{.model = options.model, .control = options.control};
    plain.control.progress = {};
    const problem p(none, plain, of);
    return search(p, of, plain, {}, start_of(of, none)).at.value;
}

}  // namespace category_detail

BACKRISK_INLINE category_result fit_categories(const category_rows& rows, const category_options& options) {
    namespace own = category_detail;
    own::check(rows, options);
    const own::model_at of{options.model, static_cast<Eigen::Index>(rows.x.columns),
                           static_cast<Eigen::Index>(rows.categories)};
    check_prior(own::function_of(options.model), options.prior, of.size());
    const own::problem p(rows, options, of);
    const Eigen::MatrixXd map = own::to_own(of, p.columns());
    prior standard;
    if (!options.prior.none()) {
        standard = {map.partialPivLu().solve(options.prior.mean),
                    map.transpose() * options.prior.precision * map};
    }
    const newton_result found = own::search(p, of, options, standard, own::start_of(of, rows));
    category_result out;
    const Eigen::MatrixXd inverse =
        climb_matrix(found.curvature, Eigen::MatrixXd::Identity(of.size(), of.size()));
    out.coefficients = map * found.coefficients;
    out.covariance = out.naive_covariance = map * inverse * map.transpose();
    out.effective_parameters = inverse.cwiseProduct(found.at.information).sum();
    if (!options.cluster.empty()) {
        out.covariance = map * inverse * own::middle(p, found.coefficients, options.cluster, out.n_clusters) *
                         inverse * map.transpose();
        out.reason = too_few_clusters(out.n_clusters, static_cast<std::size_t>(of.size()), out.covariance);
    }
    out.log_likelihood = found.at.value;
    out.null_log_likelihood = own::null_value(rows, options);
    out.log_prior = log_kernel(standard, found.coefficients);
    out.decrement = found.decrement;
    out.n_rows = p.counted();
    out.iterations = found.iterations;
    out.converged = found.converged;
    return out;
}

BACKRISK_INLINE category_prediction predict_categories(category_model model, std::size_t categories,
                                                       const matrix_view& x, std::span<const double> offset,
                                                       const Eigen::VectorXd& coefficients,
                                                       const Eigen::MatrixXd& covariance) {
    const char* function = category_detail::function_of(model);
    const category_detail::model_at of{model, static_cast<Eigen::Index>(x.columns),
                                       static_cast<Eigen::Index>(categories)};
    check_argument(coefficients.size() == of.size(), function, "X.columns", x.columns, "as in the fit");
    check_argument(offset.empty() || offset.size() == x.rows, function, "offset.size", offset.size(),
                   show(x.rows));
    const auto n = static_cast<Eigen::Index>(x.rows);
    category_prediction out{Eigen::MatrixXd(n, of.categories), Eigen::MatrixXd(n, of.categories)};
    Eigen::VectorXd z(of.columns), p;
    Eigen::MatrixXd slope;
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto row = static_cast<std::size_t>(i);
        for (Eigen::Index j = 0; j < of.columns; ++j) z[j] = x(row, static_cast<std::size_t>(j));
        const double shift = offset.empty() ? 0 : offset[row];
        if (!z.allFinite() || !std::isfinite(shift)) {
            out.probability.row(i).setConstant(missing_value);
            out.standard_error.row(i).setConstant(missing_value);
            continue;
        }
        of.predict(z, shift, coefficients, p, slope);
        out.probability.row(i) = p.transpose();
        out.standard_error.row(i) =
            (slope * covariance).cwiseProduct(slope).rowwise().sum().cwiseMax(0).cwiseSqrt().transpose();
    }
    return out;
}

}  // namespace backrisk::fit
