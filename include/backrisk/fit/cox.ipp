#pragma once
#include <cmath>
#include <limits>
#include <string>

#include "backrisk/fit/cox.hpp"
#include "backrisk/fit/cox_parts.hpp"

namespace backrisk::fit {

namespace cox_detail {

inline void explain(const newton_result& search, const columns& kept, bool runs_away, cox_fit& fit) {
    const auto list = [](const columns& which) {
        std::string text;
        for (const Eigen::Index k : which) text += (text.empty() ? "" : ", ") + std::to_string(k + 1);
        return text;
    };
    if (runs_away) {
        const double longest = search.step.cwiseAbs().maxCoeff();
        for (std::size_t k = 0; k < kept.size(); ++k)
            if (std::abs(search.step[static_cast<Eigen::Index>(k)]) > 1e-3 * longest)
                fit.unbounded.push_back(kept[k]);
        fit.message = "the likelihood climbs for ever (separation): no finite coefficient of column " +
                      list(fit.unbounded) + "; give a prior";
    } else if (!fit.converged) {
        fit.message = "not converged after " + std::to_string(search.iterations) + " iterations";
    }
    if (!fit.aliased.empty())
        fit.message += (fit.message.empty() ? "" : "; ") +
                       ("left out, determined by other columns: column " + list(fit.aliased));
}

}  // namespace cox_detail

BACKRISK_INLINE cox_fit fit_cox(const risk_set& set, const cox_options& options,
                                std::span<const std::int64_t> clusters) {
    namespace own = cox_detail;
    check_argument(clusters.empty() || clusters.size() == set.rows(), "fit::cox", "clusters.size",
                   clusters.size(), std::to_string(set.rows()) + ", the rows of stop");
    check_argument(clusters.empty() || options.ties != tie_rule::exact, "fit::cox", "clusters",
                   std::string_view("given"), "absent with ties 'exact', which has no score a row");
    cox_fit fit;
    const auto [kept, belief, null] = own::begin(set, options, fit);
    bool at_null = true;  // the first look is the one that `begin` took
    const auto evaluate = [&, &kept = kept, &null = null](const Eigen::VectorXd& b, derivatives& at) {
        if (at_null)
            at = null;
        else
            own::differentiate(set, options, kept, b, {}, fit.sums, at);
        at_null = false;
    };
    double before = std::numeric_limits<double>::infinity();
    bool runs_away = false;
    const auto stop = [&, &belief = belief](const newton_result& now) {
        // Near a maximum each step doubles the digits; where beta runs away the steps stay as long as they
        // were.
        const bool free = belief.none() || now.step.dot(belief.precision * now.step) == 0;
        runs_away = free && now.decrement < 1e-3 && now.decrement > 0.3 * before;
        before = now.decrement;
        return runs_away;
    };
    newton_options newton = options.newton;
    newton.foresee = set.rows() >= 16384;  // where a look takes long
    const auto search = maximise(evaluate, Eigen::VectorXd::Zero(static_cast<Eigen::Index>(kept.size())),
                                 belief, newton, stop);
    derivatives last;
    if (!search.converged) evaluate(search.coefficients, last);  // the step tried last may have been refused
    fit.standardised = own::spread_out(search.coefficients, kept, set.columns);
    if (search.foreseen) sum_risk_sets(set, fit.standardised, {}, options.ties, options.threads, fit.sums);
    fit.log_likelihood = search.at.value;
    fit.log_posterior = search.objective;
    fit.iterations = search.iterations;
    fit.decrement = search.decrement;
    fit.converged = search.converged && !runs_away;
    own::explain(search, kept, runs_away, fit);
    own::finish(set, kept, search.curvature, clusters, options, fit);
    return fit;
}

}  // namespace backrisk::fit
