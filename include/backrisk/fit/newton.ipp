#pragma once
#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <utility>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit {

BACKRISK_INLINE Eigen::MatrixXd climb_matrix(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const Eigen::VectorXd diagonal = a.diagonal().cwiseAbs().cwiseMax(1e-300);
    Eigen::LLT<Eigen::MatrixXd> factor(a);
    for (double raise = 1e-10; factor.info() != Eigen::Success && raise < 1e10; raise *= 10) {
        Eigen::MatrixXd raised = a;
        raised.diagonal() += raise * diagonal;
        factor.compute(raised);
    }
    return factor.solve(b);
}

namespace newton_detail {

/// Takes the last step of a search, and what it adds to the value by the quadratic.
inline void end_with_step(newton_result& now, double left) {
    now.objective += 0.5 * now.decrement * now.decrement;
    now.at.value += now.step.dot(now.at.gradient - 0.5 * (now.at.information * now.step));
    now.at.gradient -= now.at.information * now.step;
    now.coefficients += now.step;
    now.decrement = left;
    now.converged = now.foreseen = true;
}

}  // namespace newton_detail

BACKRISK_INLINE newton_result maximise(const objective_function& evaluate, Eigen::VectorXd start,
                                       const prior& prior, const newton_options& options,
                                       const stop_rule& stop) {
    newton_result now;
    now.coefficients = std::move(start);
    const auto look = [&](newton_result& at) {
        evaluate(at.coefficients, at.at);
        at.objective = at.at.value + log_kernel(prior, at.coefficients);
        return std::isfinite(at.objective) && at.at.gradient.allFinite() && at.at.information.allFinite();
    };
    bool fine = look(now);
    double before = std::numeric_limits<double>::infinity();  // decrement of a whole step that led here
    while (true) {
        now.curvature = now.at.information;
        if (!prior.none()) now.curvature += prior.precision;
        if (!fine) return now;
        Eigen::VectorXd slope = now.at.gradient;
        if (!prior.none()) slope -= prior.precision * (now.coefficients - prior.mean);
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
            newton_detail::end_with_step(now, bend * now.decrement * now.decrement);
            return now;
        }
        if (now.converged || now.iterations == options.iterations || (stop && stop(now))) return now;
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

}  // namespace backrisk::fit
