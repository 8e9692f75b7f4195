#pragma once
#include <cmath>
#include <limits>
#include <string>

#include "backrisk/fit/cox.hpp"
#include "backrisk/fit/internal/cox_parts.hpp"

namespace backrisk::fit {

namespace cox_detail {

/// Throws `numeric_error` where no maximum was found.
inline void check_found(const risk_set& set, const newton_result& found, bool runs_away) {
    if (runs_away) {
        std::vector<Eigen::Index> which;
        const double longest = found.step.cwiseAbs().maxCoeff();
        for (Eigen::Index k = 0; k < found.step.size(); ++k)
            if (std::abs(found.step[k]) > 1e-3 * longest) which.push_back(k);
        throw numeric_error(std::string(function) +
                            ": the events are separated, so the likelihood has no maximum along " +
                            titles(set, which) + "; use a prior such as fit.weak_prior()");
    }
    if (found.converged || found.decrement <= 1e-6) return;
    throw numeric_error(std::string(function) + ": no maximum after " + show(found.iterations) +
                        " iterations; the last one was " + show(found.decrement) + " standard errors away");
}

}  // namespace cox_detail

BACKRISK_INLINE cox_fit fit_cox(const risk_set& set, const cox_options& options,
                                std::span<const std::int64_t> clusters) {
    namespace own = cox_detail;
    check_argument(clusters.empty() || clusters.size() == set.rows(), own::function, "clusters.size",
                   clusters.size(), std::to_string(set.rows()) + ", the rows of stop");
    check_argument(clusters.empty() || options.ties != tie_rule::exact, own::function, "clusters",
                   std::string_view("given"), "absent with ties 'exact', which has no score a row");
    cox_fit fit;
    const own::beginning from = own::begin(set, options, fit);
    bool at_null = true;  // the first look is the one that `begin` took
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& at) {
        if (at_null)
            at = from.null;
        else
            own::differentiate(set, options, b, {}, fit.sums, at);
        at_null = false;
    };
    double before = std::numeric_limits<double>::infinity();
    bool runs_away = false;
    const auto stop = [&](const newton_result& now) {
        // Near a maximum each step doubles the digits; where beta runs away the steps stay as long as they
        // were.
        const bool free = from.prior.none() || now.step.dot(from.prior.precision * now.step) == 0;
        runs_away = free && now.decrement < 1e-3 && now.decrement > 0.3 * before;
        before = now.decrement;
        return runs_away;
    };
    newton_options newton{options.control};
    newton.foresee = set.rows() >= 16384;  // where an evaluation takes long
    const auto search = maximise(evaluate, Eigen::VectorXd::Zero(set.columns), from.prior, newton, stop);
    own::check_found(set, search, runs_away);
    derivatives last;
    if (!search.converged) evaluate(search.coefficients, last);  // the step tried last may have been refused
    fit.standardised = search.coefficients;
    if (search.foreseen)
        sum_risk_sets(set, fit.standardised, {}, options.ties, options.control.threads, fit.sums);
    fit.log_likelihood = search.at.value;
    fit.log_posterior = search.objective;
    fit.iterations = search.iterations;
    fit.decrement = search.decrement;
    fit.converged = search.converged;
    own::finish(set, search.at.information, search.curvature, clusters, options, fit);
    return fit;
}

}  // namespace backrisk::fit
