#pragma once
/// The search for the maximum of a generalised linear model on its standardised columns.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/fit/glm_options.hpp"
#include "backrisk/fit/internal/firth.hpp"
#include "backrisk/fit/internal/glm_check.hpp"
#include "backrisk/fit/internal/glm_outcome.hpp"

namespace backrisk::fit {

namespace glm {

/// Everything a fit needs to look at a point.
struct problem {
    const glm_rows& data;
    const glm_options& options;
    standard_columns columns;
    fit::prior prior;       ///< on the standard scale
    double dispersion = 1;  ///< of a Gaussian outcome under a prior
    outcome_sums sums = sum_outcome(data, options.kind, options.control.threads);

    void evaluate(const Eigen::VectorXd& b, derivatives& out, curvature_of which,
                  std::size_t every = 1) const {
        glm_pass(data, columns, options.kind, b, {which, options.control.threads, every}, out);
        if (dispersion == 1) return;
        const double scale = which == curvature_of::squared_score ? dispersion * dispersion : dispersion;
        out.value /= dispersion;
        out.gradient /= dispersion;
        out.information /= scale;
    }
    /// Weighted sum of outcomes; missing for a Gaussian one.
    [[nodiscard]] double events() const {
        return options.kind.of == family::gaussian ? missing_value : sums.outcome;
    }
    /// What is maximised: the likelihood, with Firth's penalty where asked for.
    void evaluate_penalised(const Eigen::VectorXd& b, derivatives& out) const {
        evaluate(b, out, options.firth ? curvature_of::expected : curvature_of::observed);
        if (options.firth) add_firth({data, columns}, options.kind, b, out);
    }
};

/// A table so long that looks at all of it are worth saving.
[[nodiscard]] inline bool is_long(const problem& p) { return p.data.x.rows >= 65536; }

/// Coefficients of the mean outcome alone: zero but for the intercept.
[[nodiscard]] inline Eigen::VectorXd mean_start(const problem& p) {
    Eigen::VectorXd b = Eigen::VectorXd::Zero(p.columns.size());
    if (!p.columns.intercept) return b;
    const double y = p.sums.outcome, weights = p.sums.weight, offset = p.sums.offset;
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
    if (!p.prior.none()) a += p.prior.precision;
    std::vector<Eigen::Index> found = dependent_columns(a);
    for (Eigen::Index j = 0; j < p.columns.centre.size(); ++j) {
        const Eigen::Index k = p.columns.first() + j;
        const bool held = !p.prior.none() && p.prior.precision(k, k) > 0;
        if (p.columns.scale[j] == 0 && !held && std::ranges::find(found, k) == found.end())
            found.push_back(k);
    }
    std::ranges::sort(found);
    if (!found.empty())
        fail(p, "the columns before them determine", found,
             "leave them out, or give them a prior (a constant column repeats the intercept)");
}

[[nodiscard]] inline newton_result search(const problem& p, const newton_options& newton,
                                          const Eigen::VectorXd& start) {
    bool ranked = false;
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
        p.evaluate(b, out, curvature_of::observed);
        if (!ranked && out.information.allFinite()) check_rank(p, out.information);
        ranked = true;
    };
    const auto separated = [&](const newton_result& now) {
        if (now.iterations < 4 || now.iterations % 2 != 0) return false;
        if (!check::separates(p.data, p.columns, p.options.kind, now.step)) return false;
        if (!p.prior.none() && now.step.dot(p.prior.precision * now.step) > 1e-12 * now.step.squaredNorm())
            return false;
        fail(p, "the outcome is separated, so the likelihood has no maximum along", check::runaways(now.step),
             "use firth, or a prior such as fit.weak_prior()");
    };
    newton_options certain = newton;
    certain.foresee = is_long(p);
    return maximise(evaluate, start, p.prior, certain, separated);
}

/// A start from each 16th tile of a long table: it saves most of the passes over all rows.
class sampled_start {
  public:
    explicit sampled_start(const problem& p) : p_(p) {
        of = mean_start(p);
        if (!is_long(p) || p.options.kind.of == family::gaussian || p.options.firth) return;
        newton_options quick{p.options.control};
        quick.tolerance = 1e-2;
        quick.iterations = 12;
        const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
            p.evaluate(b, out, curvature_of::observed, every);
        };
        const newton_result found = maximise(evaluate, of, p.prior, quick);
        if (!found.converged || !dependent_columns(found.curvature).empty() ||
            !found.coefficients.allFinite())
            return;
        of = found.coefficients;
        improve();
    }
    Eigen::VectorXd of;

  private:
    static constexpr std::size_t every = 16;

    /// One step on all rows. How far the gradient is from the quadratic at its end is known from the sample,
    /// and a second step answers to that: the error falls with the third power, not the second.
    void improve() {
        derivatives all, here, there;
        p_.evaluate(of, all, curvature_of::observed);
        p_.evaluate(of, here, curvature_of::observed, every);
        Eigen::VectorXd slope = all.gradient;
        Eigen::MatrixXd curvature = all.information;
        if (!p_.prior.none()) {
            slope -= p_.prior.precision * (of - p_.prior.mean);
            curvature += p_.prior.precision;
        }
        if (!std::isfinite(all.value) || !dependent_columns(curvature).empty()) return;
        const Eigen::VectorXd step = climb_matrix(curvature, slope);
        p_.evaluate(of + step, there, curvature_of::observed, every);
        const Eigen::VectorXd bent = there.gradient - here.gradient + here.information * step;
        const Eigen::VectorXd answer = climb_matrix(curvature, static_cast<double>(every) * bent);
        if (answer.allFinite() && answer.norm() < 0.5 * step.norm()) of += step + answer;
    }
    const problem& p_;
};

/// A Gaussian outcome under a prior: the residual variance and the coefficients determine each other.
[[nodiscard]] inline newton_result search_dispersion(problem& p, const Eigen::VectorXd& start) {
    newton_result found = search(p, newton_options{p.options.control}, start);
    for (int round = 0; round < 200; ++round) {
        const double rss = -2 * found.at.value * p.dispersion;
        const double effective = climb_matrix(found.curvature, found.at.information).trace();
        const double next = rss / std::max(1.0, p.sums.rows - effective);
        const bool converged = std::abs(next - p.dispersion) <= 1e-13 * next;
        p.dispersion = next;
        found = search(p, newton_options{p.options.control}, found.coefficients);
        if (converged) break;
    }
    return found;
}

[[nodiscard]] inline newton_result find_maximum(problem& p) {
    const newton_options newton{p.options.control};
    if (p.options.firth) {
        bool ranked = false;
        const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
            if (!ranked) {
                p.evaluate(b, out, curvature_of::expected);
                check_rank(p, out.information);
            }
            ranked = true;
            p.evaluate_penalised(b, out);
        };
        return maximise(evaluate, mean_start(p), {}, newton);
    }
    if (p.options.kind.of == family::gaussian && !p.prior.none()) return search_dispersion(p, mean_start(p));
    return search(p, newton, sampled_start(p).of);
}

}  // namespace glm

}  // namespace backrisk::fit
