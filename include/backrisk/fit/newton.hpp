#pragma once
/// Newton's method with step-halving for a concave objective plus a Gaussian prior.
///
/// Each step solves (I + P) d = g - P (b - m) with the information I = -d2l/db2. A step that lowers the
/// objective is halved. The fit has converged when the Newton decrement sqrt(g' (I + P)^-1 g) is below
/// `tolerance`: every coefficient is then within that fraction of its standard error of the maximum. With
/// `foresee` the last look is saved: near a maximum a step from decrement a to b leaves (b/a^2) b^2, and once
/// b <= 1e-5 and (b/a^2) b <= 1e-9 the step ends there, within the tolerance; the information, taken one step
/// before, is off by about 2 (b/a^2) b of itself. Source:
/// Boyd & Vandenberghe 2004, Convex Optimization, 9.5, 10.1017/CBO9780511804441.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <functional>
#include <limits>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

/// Called before each iteration with its number and the objective; may throw to stop the fit.
using progress_report = std::function<void(int iteration, double objective)>;

struct newton_options {
    int max_iterations = 100;
    double tolerance = 1e-9;   ///< of the Newton decrement, in standard errors
    int max_halvings = 40;     ///< of one step
    Eigen::Index held = -1;    ///< a coefficient that keeps its start value
    bool foresee = false;      ///< end with a step whose end is certain, without a look there
    progress_report progress;  ///< empty: none
};

/// An objective and its derivatives at a point.
struct derivatives {
    double value = 0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd information;  ///< minus the second derivative
};

struct newton_result {
    Eigen::VectorXd coefficients;
    derivatives at;             ///< of the log-likelihood alone
    Eigen::MatrixXd curvature;  ///< information plus precision of the prior
    Eigen::VectorXd step;       ///< the last one; under separation, the direction that never ends
    double objective = 0;       ///< log-likelihood plus log kernel of the prior
    double decrement = std::numeric_limits<double>::infinity();
    int iterations = 0;
    bool converged = false;
    bool foreseen = false;  ///< ended by a step without a look at its end
};

/// Solves a x = b for a symmetric matrix that should be positive definite; where it is not, its diagonal is
/// raised until it is (Levenberg), so that the step still climbs.
[[nodiscard]] inline Eigen::MatrixXd climb_matrix(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const Eigen::VectorXd diagonal = a.diagonal().cwiseAbs().cwiseMax(1e-300);
    Eigen::LLT<Eigen::MatrixXd> factor(a);
    for (double raise = 1e-10; factor.info() != Eigen::Success && raise < 1e10; raise *= 10) {
        Eigen::MatrixXd raised = a;
        raised.diagonal() += raise * diagonal;
        factor.compute(raised);
    }
    return factor.solve(b);
}

/// Takes the last step of a search, and what it adds to the value by the quadratic.
inline void end_with_step(newton_result& now, double left) {
    now.objective += 0.5 * now.decrement * now.decrement;
    now.at.value += now.step.dot(now.at.gradient - 0.5 * (now.at.information * now.step));
    now.at.gradient -= now.at.information * now.step;
    now.coefficients += now.step;
    now.decrement = left;
    now.converged = now.foreseen = true;
}

/// Maximises `evaluate(b, derivatives&)` plus the log kernel of `with`. `stop(result)` may end the search
/// after any accepted step. Does not throw when the search fails: read `converged`.
template <class Evaluate, class Stop>
[[nodiscard]] newton_result maximise(const Evaluate& evaluate, Eigen::VectorXd start, const prior& with,
                                     const newton_options& options, const Stop& stop) {
    newton_result now;
    now.coefficients = std::move(start);
    const auto look = [&](newton_result& at) {
        evaluate(at.coefficients, at.at);
        at.objective = at.at.value + log_kernel(with, at.coefficients);
        return std::isfinite(at.objective) && at.at.gradient.allFinite() && at.at.information.allFinite();
    };
    bool fine = look(now);
    double before = std::numeric_limits<double>::infinity();  // decrement of a whole step that led here
    while (true) {
        now.curvature = now.at.information;
        if (!with.none()) now.curvature += with.precision;
        if (!fine) return now;
        Eigen::VectorXd slope = now.at.gradient;
        if (!with.none()) slope -= with.precision * (now.coefficients - with.mean);
        Eigen::MatrixXd curvature = now.curvature;
        if (options.held >= 0) {
            slope[options.held] = 0;
            curvature.row(options.held).setZero();
            curvature.col(options.held).setZero();
            curvature(options.held, options.held) = 1;
        }
        now.step = climb_matrix(curvature, slope);
        now.decrement = std::sqrt(std::max(0.0, slope.dot(now.step)));
        now.converged = now.decrement <= options.tolerance;
        if (now.converged) now.coefficients += now.step;  // what is left is free
        const double bend = now.decrement / (before * before);
        if (options.foresee && !now.converged && now.decrement <= 1e-5 && std::isfinite(before) &&
            bend * now.decrement <= 1e-9) {
            end_with_step(now, bend * now.decrement * now.decrement);
            return now;
        }
        if (now.converged || now.iterations == options.max_iterations || stop(now)) return now;
        if (options.progress) options.progress(now.iterations, now.objective);
        newton_result next = now;
        ++next.iterations;
        // Rounding of a sum of many rows is no reason to halve.
        const double noise = 1e-13 * (1 + std::abs(now.objective));
        double length = 1;
        int halvings = 0;
        for (; halvings <= options.max_halvings; ++halvings, length /= 2) {
            next.coefficients = now.coefficients + length * now.step;
            fine = look(next);
            if (fine && next.objective >= now.objective - noise) break;
        }
        if (halvings > options.max_halvings) return now;
        before = halvings == 0 ? now.decrement : std::numeric_limits<double>::infinity();
        now = std::move(next);
    }
}

template <class Evaluate>
[[nodiscard]] newton_result maximise(const Evaluate& evaluate, Eigen::VectorXd start, const prior& with,
                                     const newton_options& options) {
    return maximise(evaluate, std::move(start), with, options, [](const newton_result&) { return false; });
}

}  // namespace backrisk::fit
