#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "backrisk/core/error.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/baseline.hpp"
#include "backrisk/fit/internal/partial_likelihood.hpp"

namespace backrisk::fit {

namespace baseline_detail {

/// Integrals from the start of time to each slot of h, v and E h, in standardised units.
struct integrals {
    std::vector<double> hazard, variance;
    row_matrix flow;
};

[[nodiscard]] inline integrals integrate(const risk_set& set, const cox_fit& of, int threads) {
    integrals sums{cumulate(set, of.sums.hazard), cumulate(set, of.sums.variance),
                   means_at_slots(set, of.sums, of.ties, threads).flow};
    for (Eigen::Index u = sums.flow.rows(); u-- > 0;)
        if (set.dead[static_cast<std::size_t>(u)] > 0) sums.flow.row(u) += sums.flow.row(u + 1);
    return sums;
}

[[nodiscard]] inline std::size_t stratum_of(const risk_set& set, const survival_paths& paths,
                                            std::size_t row) {
    if (paths.strata.empty()) return 0;
    const auto found = std::lower_bound(set.stratum.begin(), set.stratum.end(), paths.strata[row]);
    check_argument(found != set.stratum.end() && *found == paths.strata[row], "fit.predict_survival",
                   "strata, row " + std::to_string(row + 1), paths.strata[row], "a stratum of the fit");
    return static_cast<std::size_t>(found - set.stratum.begin());
}

inline void check_paths(const risk_set& set, const survival_paths& paths, std::span<const double> times) {
    constexpr const char* self = "fit.predict_survival";
    const auto n = static_cast<std::size_t>(paths.x.rows());
    const std::string rows = std::to_string(n) + ", the rows of X";
    check_argument(paths.x.cols() == set.columns, self, "X.columns", paths.x.cols(),
                   std::to_string(set.columns) + ", the columns of the fit");
    check_argument(paths.start.size() == paths.stop.size(), self, "start.size", paths.start.size(),
                   "that of stop: both or neither");
    check_argument(paths.stop.empty() || paths.stop.size() == n, self, "stop.size", paths.stop.size(), rows);
    check_argument(paths.offset.empty() || paths.offset.size() == n, self, "offset.size", paths.offset.size(),
                   rows);
    check_argument(paths.strata.empty() || paths.strata.size() == n, self, "strata.size", paths.strata.size(),
                   rows);
    check_argument(!paths.strata.empty() || set.stratum.size() == 1, self, "strata",
                   std::string_view("missing"), "given, because the fit has strata");
    check_argument(!paths.stop.empty() || paths.path_from.empty(), self, "path", std::string_view("given"),
                   "left out unless start and stop are given");
    for (const double t : times) check_argument(std::isfinite(t), self, "times", t, "finite");
    for (std::size_t i = 0; i < paths.stop.size(); ++i)
        check_argument(paths.start[i] < paths.stop[i], self, "start, row " + std::to_string(i + 1),
                       paths.start[i], "before its stop");
    for (std::size_t g = 0; g + 1 < paths.path_from.size(); ++g)
        for (std::size_t i = paths.path_from[g] + 1; i < paths.path_from[g + 1]; ++i)
            check_argument(paths.start[i] >= paths.stop[i - 1], self, "start, row " + std::to_string(i + 1),
                           paths.start[i], "at or after the stop of the path's row before it");
}

/// What one path has gathered.
struct gathered {
    double hazard = 0, variance = 0;
    Eigen::RowVectorXd pull;  ///< q
};

}  // namespace baseline_detail

BACKRISK_INLINE baseline_table baseline(const risk_set& set, const cox_fit& of) {
    const double at_zero =
        std::exp(-of.standardised.cwiseQuotient(set.scale).dot(set.centre) - set.offset_centre);
    const auto weight = weights_at_risk(set);
    baseline_table out;
    for (std::size_t s = 0; s < set.stratum.size(); ++s) {
        double sum = 0;
        for (std::uint32_t u = set.stratum_from[s + 1] - 1; u-- > set.stratum_from[s];) {
            const double increment = of.sums.hazard[u] * at_zero;
            out.stratum.push_back(set.stratum[s]);
            out.time.push_back(set.time[u]);
            out.hazard.push_back(increment);
            out.cumulative_hazard.push_back(sum += increment);
            out.at_risk.push_back(weight[u]);
            out.events.push_back(dead_weight(set, u));
        }
    }
    return out;
}

BACKRISK_INLINE survival_prediction predict_survival(const risk_set& set, const cox_fit& of,
                                                     const survival_paths& paths,
                                                     std::span<const double> times, int threads) {
    namespace own = baseline_detail;
    own::check_paths(set, paths, times);
    const auto sums = own::integrate(set, of, threads);
    const bool path_rows = !paths.path_from.empty();
    const std::size_t n = static_cast<std::size_t>(paths.x.rows());
    const std::size_t count = path_rows ? paths.path_from.size() - 1 : n;
    survival_prediction out;
    for (auto* table : {&out.survival, &out.cumulative_hazard, &out.standard_error})
        table->setConstant(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(times.size()),
                           missing_value);

    std::vector<std::size_t> stratum(n);
    for (std::size_t i = 0; i < n; ++i) stratum[i] = own::stratum_of(set, paths, i);
    for_each_block(count, 64, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t g = first; g < last; ++g)
            for (std::size_t k = 0; k < times.size(); ++k) {
                const std::size_t from = path_rows ? paths.path_from[g] : g,
                                  end = path_rows ? paths.path_from[g + 1] : g + 1;
                own::gathered path{0, 0, Eigen::RowVectorXd::Zero(set.columns)};
                bool covered = paths.stop.empty(), followed = true;
                for (std::size_t i = from; i < end; ++i) {
                    const std::size_t s = stratum[i];
                    const double until = paths.stop.empty() ? times[k] : std::min(times[k], paths.stop[i]);
                    covered = covered || times[k] <= paths.stop[i];
                    const bool begun = paths.start.empty() || paths.start[i] < until;
                    followed = followed && (!begun || until <= set.last[s]);
                    const std::uint32_t high = slot_at(set, s, until);
                    const std::uint32_t low =
                        paths.start.empty() ? set.stratum_from[s + 1] - 1 : slot_at(set, s, paths.start[i]);
                    if (high >= low) continue;
                    const Eigen::RowVectorXd x =
                        (paths.x.row(static_cast<Eigen::Index>(i)) - set.centre.transpose())
                            .cwiseQuotient(set.scale.transpose());
                    const double offset = paths.offset.empty() ? 0 : paths.offset[i];
                    const double relative = std::exp(x.dot(of.standardised) + offset - set.offset_centre);
                    const double part = sums.hazard[high] - sums.hazard[low];
                    path.hazard += relative * part;
                    path.variance += relative * relative * (sums.variance[high] - sums.variance[low]);
                    path.pull += relative * (part * x - (sums.flow.row(high) - sums.flow.row(low)));
                }
                if (!covered || !followed) continue;
                const auto r = static_cast<Eigen::Index>(g), c = static_cast<Eigen::Index>(k);
                out.cumulative_hazard(r, c) = path.hazard;
                out.survival(r, c) = std::exp(-path.hazard);
                const double pulled = (path.pull * of.standardised_covariance).dot(path.pull);
                out.standard_error(r, c) = std::sqrt(std::max(0.0, path.variance + pulled));
            }
    });
    return out;
}

}  // namespace backrisk::fit
