#pragma once
/// Minimises -l(b)/N + sum of a_j |b_j| + r_j b_j^2 / 2 for a concave log-likelihood l.
///
/// Proximal Newton: the quadratic at b is minimised by coordinate descent with soft thresholding, and the
/// step halved until the objective falls. It ends where the conditions of Karush, Kuhn and Tucker hold: with
/// g = dl/db / N, |g_j - r_j b_j - a_j sign b_j| where b_j is not 0, |g_j| - a_j where it is. Sources:
/// Friedman, Hastie & Tibshirani 2010 J Stat Softw 33(1), 10.18637/jss.v033.i01; Lee, Sun & Saunders 2014
/// SIAM J Optim 24:1420, 10.1137/130921428.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit::proximal {

struct penalty {
    Eigen::VectorXd lasso, ridge;  ///< a and r, one a coefficient
};

struct solution {
    Eigen::VectorXd coefficients;
    derivatives at;                                             ///< of l
    double residual = std::numeric_limits<double>::infinity();  ///< largest violation of the conditions
    int iterations = 0;
};

/// Largest violation of the conditions at b, with g = gradient / size.
[[nodiscard]] inline double violation(const Eigen::VectorXd& b, const Eigen::VectorXd& gradient, double size,
                                      const penalty& by) {
    double most = 0;
    for (Eigen::Index j = 0; j < b.size(); ++j) {
        const double g = gradient[j] / size - by.ridge[j] * b[j];
        const double off = b[j] == 0 ? std::max(0.0, std::abs(g) - by.lasso[j])
                                     : std::abs(g - std::copysign(by.lasso[j], b[j]));
        most = std::max(most, off);
    }
    return most;
}

[[nodiscard]] inline double cost(const Eigen::VectorXd& b, const penalty& by) {
    return by.lasso.dot(b.cwiseAbs()) + 0.5 * by.ridge.dot(b.cwiseAbs2());
}

/// The minimum of the quadratic at `from` by coordinate descent, first over all, then over those not zero.
[[nodiscard]] inline Eigen::VectorXd descend(const Eigen::VectorXd& from, const derivatives& at, double size,
                                             const penalty& by) {
    Eigen::VectorXd b = from, slope = at.gradient / size;
    const Eigen::MatrixXd curvature = at.information / size;
    const double least = 1e-28 * std::max(1.0, curvature.diagonal().maxCoeff());
    const auto move = [&](Eigen::Index j) {
        const double h = curvature(j, j);
        if (!(h + by.ridge[j] > 0)) return 0.0;
        const double pull = slope[j] + h * b[j];
        const double next =
            std::copysign(std::max(0.0, std::abs(pull) - by.lasso[j]), pull) / (h + by.ridge[j]);
        const double step = next - b[j];
        if (step == 0) return 0.0;
        slope -= step * curvature.col(j);
        b[j] = next;
        return h * step * step;
    };
    const auto sweep = [&](bool all) {
        double most = 0;
        for (Eigen::Index j = 0; j < b.size(); ++j)
            if (all || b[j] != 0) most = std::max(most, move(j));
        return most;
    };
    for (int round = 0; round < 1000; ++round) {
        if (sweep(true) <= least) break;
        for (int inner = 0; inner < 1000 && sweep(false) > least; ++inner) {
        }
    }
    return b;
}

/// Minimises from `start`. Read `residual` for whether it was found.
[[nodiscard]] inline solution minimise(const objective_function& evaluate, Eigen::VectorXd start, double size,
                                       const penalty& by, const control& how) {
    solution now{std::move(start), {}, std::numeric_limits<double>::infinity(), 0};
    evaluate(now.coefficients, now.at);
    double objective = cost(now.coefficients, by) - now.at.value / size;
    while (now.iterations < how.iterations) {
        now.residual = violation(now.coefficients, now.at.gradient, size, by);
        if (now.residual <= 1e-3 * how.tolerance) break;
        if (how.progress) how.progress(now.iterations, objective);
        ++now.iterations;
        const Eigen::VectorXd step = descend(now.coefficients, now.at, size, by) - now.coefficients;
        derivatives next;
        bool better = false;
        for (double share = 1; !better && share > 1e-10; share /= 2) {
            const Eigen::VectorXd b = share == 1 ? Eigen::VectorXd(now.coefficients + step)
                                                 : Eigen::VectorXd(now.coefficients + share * step);
            evaluate(b, next);
            const double there = cost(b, by) - next.value / size;
            better = std::isfinite(there) && there <= objective + 1e-14 * std::abs(objective);
            if (better) now.coefficients = b, now.at = next, objective = there;
        }
        const double residual = violation(now.coefficients, now.at.gradient, size, by);
        if (!better || (residual >= now.residual && residual <= how.tolerance)) break;  // rounding is reached
    }
    now.residual = violation(now.coefficients, now.at.gradient, size, by);
    return now;
}

}  // namespace backrisk::fit::proximal
