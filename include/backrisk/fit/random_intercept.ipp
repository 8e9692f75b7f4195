#pragma once
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/fit/glm.hpp"
#include "backrisk/fit/internal/checked_rows.hpp"
#include "backrisk/fit/newton.hpp"
#include "backrisk/fit/random_intercept.hpp"
#include "backrisk/fit/row_terms.hpp"

namespace backrisk::fit {

/// Nodes: eigenvalues of the Jacobi matrix (Golub & Welsch 1969, 10.1090/S0025-5718-69-99647-1). Weights:
/// w exp(x^2) = 1 / sum over j < count of psi_j(x)^2, with psi_j the Hermite functions.
BACKRISK_INLINE hermite_rule gauss_hermite(int count) {
    Eigen::MatrixXd jacobi = Eigen::MatrixXd::Zero(count, count);
    for (Eigen::Index j = 1; j < count; ++j)
        jacobi(j, j - 1) = jacobi(j - 1, j) = std::sqrt(static_cast<double>(j) / 2);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> found(jacobi, Eigen::EigenvaluesOnly);
    hermite_rule out;
    for (const double x : found.eigenvalues()) {
        double before = 0, now = std::pow(std::numbers::pi, -0.25) * std::exp(-0.5 * x * x), sum = now * now;
        for (int j = 1; j < count; ++j) {
            const double next = std::sqrt(2.0 / j) * x * now - std::sqrt((j - 1.0) / j) * before;
            before = now, now = next;
            sum += now * now;
        }
        out.node.push_back(x);
        out.log_weight.push_back(-std::log(sum));
    }
    return out;
}

BACKRISK_INLINE std::vector<double> marginal_mean(const model_kind& kind, std::span<const double> eta,
                                                  double sd) {
    const hermite_rule rule = gauss_hermite(40);
    std::vector<double> out(eta.size(), 0.0);
    for (std::size_t i = 0; i < eta.size(); ++i)
        for (std::size_t k = 0; k < rule.node.size(); ++k) {
            const double x = rule.node[k];
            out[i] += std::exp(rule.log_weight[k] - x * x) / std::sqrt(std::numbers::pi) *
                      mean_of(kind, eta[i] + sd * std::numbers::sqrt2 * x);
        }
    return out;
}

namespace random_detail {

inline constexpr const char* function = "fit.random_intercept";

/// Sums over a cluster's rows at one u.
struct at_u {
    double value = 0, score = 0, curvature = 0;
};

/// Looks at the likelihood at (b, sd); remembers the mode of each cluster for the next look.
class likelihood {
  public:
    likelihood(const checked::clustered_rows& rows, const model_kind& kind, int nodes)
        : rows_(rows), kind_(kind), rule_(gauss_hermite(nodes)), mode_(rows.clusters(), 0.0) {
        effect.resize(rows.clusters()), effect_error.resize(rows.clusters());
    }
    void evaluate(const Eigen::VectorXd& at, derivatives& out) {
        const Eigen::Index q = rows_.z.cols();
        out = {0.0, Eigen::VectorXd::Zero(q + 1), Eigen::MatrixXd::Zero(q + 1, q + 1)};
        eta_ = rows_.z * at.head(q) + rows_.offset;
        for (std::size_t g = 0; g < rows_.clusters(); ++g) add_cluster(g, at[q], out);
    }
    std::vector<double> effect, effect_error;  ///< of the last look

  private:
    [[nodiscard]] at_u look(std::size_t g, double shift) const {
        at_u sum;
        for (Eigen::Index i = rows_.from[g]; i < rows_.from[g + 1]; ++i) {
            const row_terms one = row_of(kind_, eta_[i] + shift, rows_.y[i]);
            sum.value += rows_.weight[i] * one.value;
            sum.score += rows_.weight[i] * one.score;
            sum.curvature += rows_.weight[i] * one.observed;
        }
        return sum;
    }
    /// The mode of the log joint density in u, which is concave, and minus its second derivative there.
    double find_mode(std::size_t g, double sd) {
        double u = mode_[g], curvature = 1;
        for (int step = 0; step < 100; ++step) {
            const at_u here = look(g, sd * u);
            curvature = sd * sd * std::max(here.curvature, 0.0) + 1;
            const double move = (sd * here.score - u) / curvature;
            u += std::clamp(move, -2.0, 2.0);
            if (std::abs(move) < 1e-9) break;
        }
        mode_[g] = std::isfinite(u) ? u : 0.0;
        return curvature;
    }
    void add_cluster(std::size_t g, double sd, derivatives& out) {
        const Eigen::Index n = rows_.size(g), q = rows_.z.cols();
        const double scale = std::sqrt(2 / find_mode(g, sd));
        const std::size_t count = rule_.node.size();
        std::vector<double> u(count), log_mass(count);
        for (std::size_t k = 0; k < count; ++k) {
            u[k] = mode_[g] + scale * rule_.node[k];
            log_mass[k] = look(g, sd * u[k]).value - 0.5 * u[k] * u[k] + rule_.log_weight[k];
        }
        const double top = *std::ranges::max_element(log_mass);
        double total = 0;
        for (double& one : log_mass) total += one = std::exp(one - top);
        out.value += top + std::log(total) + std::log(scale) - 0.5 * std::log(2 * std::numbers::pi);
        const auto z = rows_.z.middleRows(rows_.from[g], n);
        Eigen::VectorXd mean = Eigen::VectorXd::Zero(q + 1), score(q + 1), s(n), h(n);
        Eigen::MatrixXd square = Eigen::MatrixXd::Zero(q + 1, q + 1);
        Eigen::VectorXd mean_h = Eigen::VectorXd::Zero(n), mean_hu = mean_h;
        double mean_huu = 0, first = 0, second = 0;
        for (std::size_t k = 0; k < count; ++k) {
            const double p = log_mass[k] / total;
            for (Eigen::Index i = 0; i < n; ++i) {
                const row_terms one =
                    row_of(kind_, eta_[rows_.from[g] + i] + sd * u[k], rows_.y[rows_.from[g] + i]);
                s[i] = rows_.weight[rows_.from[g] + i] * one.score;
                h[i] = rows_.weight[rows_.from[g] + i] * one.observed;
            }
            score.head(q) = z.transpose() * s;
            score[q] = u[k] * s.sum();
            mean += p * score;
            square += p * score * score.transpose();
            mean_h += p * h, mean_hu += p * u[k] * h, mean_huu += p * u[k] * u[k] * h.sum();
            first += p * u[k], second += p * u[k] * u[k];
        }
        out.gradient += mean;
        out.information -= square - mean * mean.transpose();
        out.information.topLeftCorner(q, q) += z.transpose() * mean_h.asDiagonal() * z;
        const Eigen::VectorXd side = z.transpose() * mean_hu;
        out.information.col(q).head(q) += side;
        out.information.row(q).head(q) += side.transpose();
        out.information(q, q) += mean_huu;
        effect[g] = sd * first;
        effect_error[g] = std::abs(sd) * std::sqrt(std::max(0.0, second - first * first));
    }

    const checked::clustered_rows& rows_;
    const model_kind& kind_;
    hermite_rule rule_;
    std::vector<double> mode_;
    Eigen::VectorXd eta_;
};

[[nodiscard]] inline newton_result search(likelihood& of, const Eigen::VectorXd& start, const prior& held,
                                          const control& how) {
    return maximise([&](const Eigen::VectorXd& b, derivatives& out) { of.evaluate(b, out); }, start, held,
                    newton_options{how});
}

/// The log-likelihood of the intercept and the random intercepts alone.
[[nodiscard]] inline double null_value(const checked::clustered_rows& rows, const model_kind& kind, int nodes,
                                       double intercept, const control& how) {
    checked::clustered_rows alone = rows;
    const Eigen::Index q = rows.columns.first();
    alone.z = Eigen::MatrixXd::Ones(rows.y.size(), q);
    likelihood of(alone, kind, nodes);
    Eigen::VectorXd start(q + 1);
    if (q > 0) start[0] = intercept;
    start[q] = 1;
    control quiet = how;
    quiet.progress = {};
    return search(of, start, {}, quiet).at.value;
}

/// The part of a log-likelihood of counts that holds no coefficient.
[[nodiscard]] inline double constant(const checked::clustered_rows& rows, const model_kind& kind) {
    double sum = 0;
    if (kind.of == family::poisson)
        for (Eigen::Index i = 0; i < rows.y.size(); ++i) sum -= rows.weight[i] * std::lgamma(rows.y[i] + 1);
    return sum;
}

/// One cluster has no spread between clusters, and single rows of 0 or 1 say nothing of one: the maximum
/// would be an sd of 0 that looks like an answer.
inline void check_repeated(const checked::clustered_rows& rows, const model_kind& kind) {
    check_argument(rows.clusters() >= 2, function, "clusters", rows.clusters(), "2 or more");
    Eigen::Index largest = 1;
    for (std::size_t g = 0; g < rows.clusters(); ++g) largest = std::max(largest, rows.size(g));
    check_argument(largest > 1 || kind.of == family::poisson || rows.weight.maxCoeff() > 1, function,
                   "rows of the largest cluster", largest, "2 or more where the outcome is 0 or 1");
}

}  // namespace random_detail

BACKRISK_INLINE random_intercept_result fit_random_intercept(const glm_rows& data, const glm_options& options,
                                                             int nodes) {
    namespace own = random_detail;
    check_argument(nodes >= 20 && nodes <= 100, own::function, "nodes", nodes, "20 to 100");
    check_argument(options.kind.of != family::gaussian, own::function, "family", options.kind.family_name,
                   "'binomial' or 'poisson'");
    const checked::clustered_rows rows = checked::by_cluster(own::function, data, options);
    check_prior(own::function, options.prior, rows.columns.size());
    own::check_repeated(rows, options.kind);
    glm_options alone = options;
    alone.firth = false, alone.covariance = covariance_kind::model, alone.control.progress = {};
    alone.cluster.clear();
    const glm_result independent = fit_glm(data, alone);
    const Eigen::Index q = rows.columns.size();
    fit::prior prior = rows.columns.to_standard(options.prior);
    if (!prior.none()) {  // the sd is flat
        prior.mean.conservativeResizeLike(Eigen::VectorXd::Zero(q + 1));
        prior.precision.conservativeResizeLike(Eigen::MatrixXd::Zero(q + 1, q + 1));
    }
    Eigen::VectorXd start(q + 1);
    start << rows.columns.to_standard(independent.coefficients), 1.0;
    own::likelihood of(rows, options.kind, nodes);
    const newton_result found = own::search(of, start, prior, options.control);
    if (!found.converged && !(found.decrement <= 1e-6))
        throw numeric_error(std::string(own::function) + ": no maximum after " + show(found.iterations) +
                            " iterations; the last one was " + show(found.decrement) +
                            " standard errors away");
    derivatives last;
    of.evaluate(found.coefficients, last);  // the step tried last may have been refused
    const Eigen::MatrixXd inverse = climb_matrix(found.curvature, Eigen::MatrixXd::Identity(q + 1, q + 1));
    const Eigen::MatrixXd map = rows.columns.to_own();
    random_intercept_result out;
    out.coefficients = map * found.coefficients.head(q);
    out.covariance = map * inverse.topLeftCorner(q, q) * map.transpose();
    out.naive_covariance = out.covariance;
    out.sd = std::abs(found.coefficients[q]);
    if (out.sd < 1e-6) out.sd = 0;
    out.sd_error = out.sd > 0 ? std::sqrt(inverse(q, q)) : missing_value;
    out.cluster = rows.label;
    out.effect = std::move(of.effect), out.effect_error = std::move(of.effect_error);
    const double rest = own::constant(rows, options.kind);
    out.log_likelihood = last.value + rest;
    out.null_log_likelihood = own::null_value(rows, options.kind, nodes, start[0], options.control) + rest;
    out.log_prior = log_kernel(prior, found.coefficients);
    out.effective_parameters = (inverse * last.information).trace();
    out.decrement = found.decrement, out.iterations = found.iterations, out.converged = found.converged;
    out.n_rows = static_cast<std::size_t>(rows.y.size());
    out.n_clusters = rows.clusters();
    out.n_events = rows.weight.dot(rows.y);
    return out;
}

}  // namespace backrisk::fit
