#pragma once
/// Parts of a generalised linear model that the fit with strata shares; not for use from outside.
#include <cmath>
#include <numbers>
#include <string>

#include "backrisk/fit/internal/glm_problem.hpp"

namespace backrisk::fit::glm {

/// Log-likelihood and deviance with every constant, at linear-predictor terms summed to `value`.
struct likelihood {
    double log_likelihood, deviance;
};
[[nodiscard]] inline likelihood with_constants(const problem& p, double value) {
    const outcome_sums& of = p.sums;
    if (p.options.kind.of != family::gaussian) return {value + of.constant, 2 * (of.saturated - value)};
    const double rss = -2 * value;
    return {of.constant - 0.5 * of.rows * (std::log(2 * std::numbers::pi * rss / of.rows) + 1), rss};
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
    check_control(check::function, options.control);
    check::columns(rows);
    check::outcome(rows, options.kind);
    check_prior(check::function, options.prior,
                static_cast<Eigen::Index>(rows.x.columns) + (options.intercept ? 1 : 0));
    check_argument(!options.firth || (options.kind.by == link::logit && options.prior.none()),
                   check::function, "firth", std::string_view("true"),
                   "false unless the link is 'logit' and there is no prior");
    const bool clustered = options.covariance == covariance_kind::cluster;
    check_argument(options.cluster.size() == (clustered ? rows.y.size() : 0), check::function,
                   "clusters.size", options.cluster.size(),
                   clustered ? show(rows.y.size()) : "0 unless the covariance is 'cluster'");
}

}  // namespace backrisk::fit::glm
