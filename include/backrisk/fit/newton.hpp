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
#include <Eigen/Core>
#include <functional>
#include <limits>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

struct newton_options : control {
    int max_halvings = 40;   ///< of one step
    Eigen::Index held = -1;  ///< a coefficient that keeps its start value
    bool foresee = false;    ///< end with a step whose end is certain, without a look there
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
[[nodiscard]] Eigen::MatrixXd climb_matrix(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// Fills the derivatives of a log-likelihood at b.
using objective_function = std::function<void(const Eigen::VectorXd& b, derivatives& out)>;
/// Looks at a search after an accepted step; true ends it.
using stop_rule = std::function<bool(const newton_result& now)>;

/// Maximises `evaluate(b, derivatives&)` plus the log kernel of the prior. `stop` may end the search after
/// any accepted step; empty: never. Does not throw when the search fails: read `converged`.
[[nodiscard]] newton_result maximise(const objective_function& evaluate, Eigen::VectorXd start,
                                     const prior& prior, const newton_options& options,
                                     const stop_rule& stop = {});

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/newton.ipp"
#endif
