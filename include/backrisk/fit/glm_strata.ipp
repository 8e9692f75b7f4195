#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/glm_strata.hpp"
#include "backrisk/fit/internal/clusters.hpp"
#include "backrisk/fit/internal/glm_parts.hpp"

namespace backrisk::fit {

namespace strata_detail {

/// Rows of weight, ordered by stratum; stratum g has order[from[g]] ... order[from[g + 1] - 1].
struct layout {
    std::vector<std::size_t> order, from;
    std::vector<std::int64_t> code;
};

[[nodiscard]] inline layout arrange(const glm_rows& rows, std::span<const std::int64_t> strata) {
    layout out;
    for (std::size_t i = 0; i < rows.y.size(); ++i)
        if (rows.weights.empty() || rows.weights[i] > 0) out.order.push_back(i);
    std::ranges::stable_sort(out.order, {}, [&](std::size_t i) { return strata[i]; });
    for (std::size_t k = 0; k < out.order.size(); ++k)
        if (k == 0 || strata[out.order[k]] != strata[out.order[k - 1]]) {
            out.from.push_back(k);
            out.code.push_back(strata[out.order[k]]);
        }
    out.from.push_back(out.order.size());
    return out;
}

/// One stratum at one b: what its rows add once its intercept is found.
struct stratum {
    Eigen::MatrixXd z;                                ///< standardised rows
    Eigen::VectorXd linear, y, weight, score, curve;  ///< of each row; score and curve with its weight
    double alpha = 0, value = 0, total = 0;
    Eigen::RowVectorXd mean;

    void read(const row_reader& rows, std::span<const std::size_t> order, const Eigen::VectorXd& b) {
        const auto size = static_cast<Eigen::Index>(order.size());
        z.resize(size, b.size());
        for (Eigen::VectorXd* column : {&linear, &y, &weight, &score, &curve}) column->resize(size);
        Eigen::VectorXd row(b.size());
        for (Eigen::Index k = 0; k < size; ++k) {
            const std::size_t i = order[static_cast<std::size_t>(k)];
            rows.read(i, row);
            z.row(k) = row;
            linear[k] = rows.eta(i, row, b);
            y[k] = rows.data.y[i];
            weight[k] = rows.weight(i);
        }
    }
    /// +1 and -1 where the outcome is at one end throughout, so that alpha runs away; else 0.
    [[nodiscard]] int runs_away(const model_kind& kind) const {
        if (kind.of == family::gaussian) return 0;
        if (y.maxCoeff() == 0) return -1;
        return kind.of == family::binomial && y.minCoeff() == 1 ? 1 : 0;
    }
    void add_terms(const model_kind& kind, bool expected) {
        value = 0;
        for (Eigen::Index k = 0; k < y.size(); ++k) {
            const row_terms terms = row_of(kind, alpha + linear[k], y[k]);
            value += weight[k] * terms.value;
            score[k] = weight[k] * terms.score;
            curve[k] = weight[k] * (expected ? terms.expected : terms.observed);
        }
    }
    /// The alpha at which the scores add up to zero: Newton inside a bracket that shrinks.
    void solve(const model_kind& kind, double start) {
        alpha = std::isfinite(start) ? start : 0;
        double low = -missing_value, high = missing_value;  // NaN: not known yet
        for (int round = 0; round < 200; ++round) {
            add_terms(kind, false);
            const double slope = score.sum(), bend = curve.sum();
            (slope > 0 ? low : high) = alpha;
            double step = bend > 0 ? slope / bend : (slope > 0 ? 1.0 : -1.0);
            step = std::clamp(step, -8.0, 8.0);
            if (kind.of == family::gaussian) step = slope / bend;
            const double next = alpha + step;
            const bool outside = next <= low || next >= high;
            const double before = alpha;
            alpha = outside && std::isfinite(low + high) ? low + (high - low) / 2 : next;
            if (std::abs(alpha - before) <= 1e-12 * (1 + std::abs(alpha)))
                break;  // Newton doubles the digits
        }
        add_terms(kind, false);
    }
    /// Rows less the mean of their stratum, weighted by curvature.
    void centre() {
        total = curve.sum();
        mean = curve.transpose() * z / total;
        z.rowwise() -= mean;
    }
    void add_to(derivatives& out) const {
        out.value += value;
        out.gradient += z.transpose() * score;
        out.information += z.transpose() * curve.asDiagonal() * z;
    }
};

/// What a fit needs to look at a point, and the intercepts of the last look to start from.
struct profile {
    const glm::problem& p;
    layout by;
    std::vector<double> alpha;

    profile(const glm::problem& of, std::span<const std::int64_t> strata)
        : p(of), by(arrange(of.data, strata)), alpha(by.code.size(), missing_value) {}

    /// Calls `use(g, stratum)` for each stratum with a finite intercept; blocks of strata in parallel.
    template <class Use>
    void each(const Eigen::VectorXd& b, std::size_t block, const Use& use) {
        const row_reader rows{p.data, p.columns};
        const std::span<const std::size_t> order = by.order;
        for_each_block(by.code.size(), block, p.options.control.threads,
                       [&](std::size_t first, std::size_t last) {
                           stratum one;
                           for (std::size_t g = first; g < last; ++g) {
                               one.read(rows, order.subspan(by.from[g], by.from[g + 1] - by.from[g]), b);
                               const int away = one.runs_away(p.options.kind);
                               if (away == 0) {
                                   one.solve(p.options.kind, alpha[g]);
                                   alpha[g] = one.alpha;
                               } else {
                                   alpha[g] = away * std::numeric_limits<double>::infinity();
                               }
                               if (away == 0) use(g, one);
                           }
                       });
    }
    void evaluate(const Eigen::VectorXd& b, derivatives& out, bool expected = false) {
        constexpr std::size_t block = 64;
        const Eigen::Index size = b.size();
        const derivatives none{0.0, Eigen::VectorXd::Zero(size), Eigen::MatrixXd::Zero(size, size)};
        std::vector<derivatives> parts((by.code.size() + block - 1) / block, none);
        each(b, block, [&](std::size_t g, stratum& one) {
            if (expected) one.add_terms(p.options.kind, true);
            one.centre();
            one.add_to(parts[g / block]);
        });
        out = none;
        for (const derivatives& part : parts) {
            out.value += part.value;
            out.gradient += part.gradient;
            out.information += part.information;
        }
    }
    /// Whether the outcome is separated along a direction within every stratum (as check::separates).
    [[nodiscard]] bool separates(const Eigen::VectorXd& direction) {
        const model_kind& kind = p.options.kind;
        if (kind.of == family::gaussian) return false;
        double against = 0, along = 0;
        glm_rows data = p.data;
        data.offset = {};
        const row_reader rows{data, p.columns};
        stratum one;
        for (std::size_t g = 0; g < by.code.size(); ++g) {
            one.read(rows, std::span(by.order).subspan(by.from[g], by.from[g + 1] - by.from[g]), direction);
            if (one.runs_away(kind) != 0) continue;
            double top = -std::numeric_limits<double>::infinity(), bottom = -top;
            for (Eigen::Index k = 0; k < one.y.size(); ++k) {
                if (kind.of == family::poisson || one.y[k] < 1) top = std::max(top, one.linear[k]);
                if (one.y[k] > 0) bottom = std::min(bottom, one.linear[k]);
            }
            against = std::max(against, top - bottom);
            along = std::max(along, one.linear.maxCoeff() - one.linear.minCoeff());
        }
        return along > 0 && against <= 1e-4 * along;
    }
};

inline void check_options(const glm_rows& rows, std::span<const std::int64_t> strata,
                          const glm_options& options) {
    glm_options without = options;
    without.intercept = false;
    glm::check_options(rows, without);
    check_same_size(check::function, "strata", strata, rows.y);
    check_argument(rows.x.columns > 0, check::function, "X.columns", rows.x.columns, "1 or more with strata");
    const auto refuse = [](bool wrong, const char* argument, std::string_view value) {
        check_argument(!wrong, check::function, argument, value, "another one with strata");
    };
    refuse(options.firth, "firth", "true");
    refuse(options.kind.of == family::binomial && options.kind.by == link::log, "link", "log");
    refuse(options.kind.of == family::gaussian && !options.prior.none(), "prior",
           "given for a Gaussian outcome");
    refuse(options.covariance == covariance_kind::sampling, "covariance", "sampling");
}

[[nodiscard]] inline newton_result search(profile& at) {
    const glm::problem& p = at.p;
    bool ranked = false;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        at.evaluate(b, out);
        if (ranked) return;
        ranked = true;
        const double rows = static_cast<double>(p.data.y.size());
        std::vector<Eigen::Index> lacking;
        for (Eigen::Index k = 0; k < b.size(); ++k)
            if (out.information(k, k) <= 1e-20 * rows && (p.prior.none() || p.prior.precision(k, k) == 0))
                lacking.push_back(k);
        Eigen::MatrixXd a = out.information;
        if (!p.prior.none()) a += p.prior.precision;
        if (lacking.empty()) lacking = dependent_columns(a);
        if (!lacking.empty())
            glm::fail(p, "the strata and the columns before them determine", lacking, "leave them out");
    };
    const auto separated = [&](const newton_result& now) {
        if (now.iterations < 4 || now.iterations % 2 != 0 || !at.separates(now.step)) return false;
        if (!p.prior.none() && now.step.dot(p.prior.precision * now.step) > 1e-12 * now.step.squaredNorm())
            return false;
        glm::fail(p, "within strata the outcome is separated along", check::runaways(now.step),
                  "use a prior");
    };
    return maximise(evaluate, Eigen::VectorXd::Zero(p.columns.size()), p.prior,
                    newton_options{p.options.control}, separated);
}

/// The middle of a sandwich: sum of u u' over rows, or over clusters.
[[nodiscard]] inline cluster_sum middle(profile& at, const Eigen::VectorXd& b, bool expected) {
    const bool clustered = at.p.options.covariance == covariance_kind::cluster;
    std::vector<std::int64_t> labels = at.p.options.cluster;
    std::ranges::sort(labels);
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(b.size(), static_cast<Eigen::Index>(labels.size()));
    cluster_sum out{Eigen::MatrixXd::Zero(b.size(), b.size()), labels.size()};
    at.each(b, at.by.code.size(), [&](std::size_t g, stratum& one) {  // one block: sums are shared
        if (expected) one.add_terms(at.p.options.kind, true);
        one.centre();
        for (Eigen::Index k = 0; k < one.y.size(); ++k) {
            const Eigen::VectorXd u = one.score[k] * one.z.row(k).transpose();
            if (!clustered) {
                out.middle += u * u.transpose();
                continue;
            }
            const std::size_t row = at.by.order[at.by.from[g] + static_cast<std::size_t>(k)];
            sums.col(std::ranges::lower_bound(labels, at.p.options.cluster[row]) - labels.begin()) += u;
        }
    });
    if (clustered) out.middle = sums * sums.transpose();
    return out;
}

/// Intercepts, weights and means on the columns' own scale; n, strata with a finite intercept.
inline void tell_strata(profile& at, const newton_result& found, bool expected, stratum_effects& out) {
    const auto count = static_cast<Eigen::Index>(at.by.code.size());
    const Eigen::MatrixXd map = at.p.columns.to_own();
    out.code = at.by.code;
    out.weight.assign(out.code.size(), 0);
    out.mean = Eigen::MatrixXd::Constant(count, found.coefficients.size(), missing_value);
    at.each(found.coefficients, 64, [&](std::size_t g, stratum& one) {
        if (expected) one.add_terms(at.p.options.kind, true);
        one.centre();
        out.weight[g] = one.total;
        out.mean.row(static_cast<Eigen::Index>(g)) = one.mean;
    });
    out.alpha = at.alpha;
    double shift = 0;  // of the centred columns
    for (Eigen::Index j = 0; j < found.coefficients.size(); ++j) {
        const double factor = at.p.columns.factor(j), centre = at.p.columns.centre[j];
        shift += centre / factor * found.coefficients[j];
        out.mean.col(j) = (out.mean.col(j).array() * factor + centre).matrix();
    }
    for (double& one : out.alpha) one -= shift;
    out.empty = static_cast<std::size_t>(
        std::ranges::count_if(out.alpha, [](double one) { return std::isinf(one); }));
}

struct sizes {
    double rows, parameters;
    bool expected;  ///< which information
};

/// What is asked for in the place of A^-1; counts the clusters.
[[nodiscard]] inline Eigen::MatrixXd covariance_of(profile& at, const Eigen::VectorXd& b,
                                                   const Eigen::MatrixXd& inverse, const sizes& of,
                                                   glm_result& fit) {
    const glm_options& options = at.p.options;
    if (options.covariance == covariance_kind::model) return inverse;
    const cluster_sum sum = middle(at, b, of.expected);
    const double scale = at.p.dispersion * at.p.dispersion, g = static_cast<double>(sum.clusters);
    double factor = of.rows / (of.rows - of.parameters);
    if (options.covariance == covariance_kind::cluster) {
        fit.n_clusters = sum.clusters;
        factor = g / (g - 1) * (of.rows - 1) / (of.rows - of.parameters);
    }
    Eigen::MatrixXd covariance =
        inverse * (sum.middle / scale) * inverse * (options.small_sample ? factor : 1.0);
    if (options.covariance == covariance_kind::cluster)
        fit.reason = too_few_clusters(fit.n_clusters, static_cast<std::size_t>(b.size()), covariance);
    return covariance;
}

}  // namespace strata_detail

BACKRISK_INLINE stratified_fit fit_glm_strata(const glm_rows& rows, std::span<const std::int64_t> strata,
                                              const glm_options& options) {
    strata_detail::check_options(rows, strata, options);
    standard_columns columns =
        standardise(check::function, rows.x, true, options.names, options.control.threads);
    columns.intercept = false;  // a shift of a column goes into the intercepts
    const fit::prior prior = columns.to_standard(options.prior);
    glm::problem p{rows, options, std::move(columns), prior};
    strata_detail::profile at(p, strata);
    derivatives null;
    at.evaluate(Eigen::VectorXd::Zero(p.columns.size()), null);
    newton_result found = strata_detail::search(at);
    glm::check_found(p, found);
    const bool expected = options.expected_information && !is_canonical(options.kind);
    derivatives last;
    at.evaluate(found.coefficients, last, expected);
    stratified_fit out;
    glm_result& fit = out.fit;
    strata_detail::tell_strata(at, found, expected, out.strata);
    const double n = p.sums.rows, q = static_cast<double>(p.columns.size());
    const double intercepts = static_cast<double>(out.strata.code.size() - out.strata.empty);
    if (options.kind.of == family::gaussian) p.dispersion = -2 * last.value / (n - q - intercepts);
    for (double& weight : out.strata.weight) weight /= p.dispersion;
    const Eigen::MatrixXd information = last.information / p.dispersion;
    Eigen::MatrixXd a = information;
    if (!prior.none()) a += prior.precision;
    const Eigen::MatrixXd inverse = climb_matrix(a, Eigen::MatrixXd::Identity(a.rows(), a.rows()));
    const Eigen::MatrixXd covariance =
        strata_detail::covariance_of(at, found.coefficients, inverse, {n, q + intercepts, expected}, fit);
    const Eigen::MatrixXd map = p.columns.to_own();
    fit.coefficients = map * found.coefficients;
    fit.covariance = map * covariance * map.transpose();
    fit.naive_covariance = map * inverse * map.transpose();
    fit.effective_parameters = (inverse * information).trace() + intercepts;
    fit.dispersion = p.dispersion;
    fit.n_rows = static_cast<std::size_t>(n);
    fit.n_events = p.events();
    fit.iterations = found.iterations;
    fit.decrement = found.decrement;
    fit.converged = found.converged;
    const auto reached = glm::with_constants(p, last.value), alone = glm::with_constants(p, null.value);
    fit.log_likelihood = reached.log_likelihood, fit.deviance = reached.deviance;
    fit.null_log_likelihood = alone.log_likelihood, fit.null_deviance = alone.deviance;
    fit.log_prior = log_kernel(prior, found.coefficients);
    fit.log_evidence = missing_value;  // the intercepts have no prior
    return out;
}

}  // namespace backrisk::fit
