#pragma once
#include "backrisk/validate/censoring.hpp"
#include "backrisk/validate/internal/risk_sets.hpp"

namespace backrisk::validate {

BACKRISK_INLINE horizon_outcomes at_horizon(const survival_rows& given, double asked) {
    constexpr auto name = "at_horizon";
    check_argument(std::isfinite(asked) && asked > 0, name, "horizon", asked, "finite and above 0");
    check_argument(given.start.empty(), name, "start.size", given.start.size(),
                   "0: people are followed from time 0");
    check::column(name, "stop", given.stop, "finite and not negative",
                  [](double t) { return (t >= 0) & (t < HUGE_VAL); });
    censored::check_rows(name, given);
    const double horizons[] = {asked};
    const censored::joined_rows joined(name, given, horizons);
    const survival_rows& of = joined.rows;
    const double horizon = joined.times(asked);
    const auto moments = censored::timeline(of);
    double before_horizon = 1;
    for (const censored::moment& m : moments)
        if (m.time < horizon)
            before_horizon =
                m.censored > 0 ? m.uncensored * (1 - m.censored / (m.at_risk - m.events)) : m.uncensored;
    horizon_outcomes out{std::vector<double>(of.size()), std::vector<double>(of.size())};
    bool watched = false;
    for (std::size_t i = 0; i < of.size(); ++i) {
        const double t = of.stop[i];
        if (t <= horizon && of.event[i] == 1) {
            const auto at =
                std::lower_bound(moments.begin(), moments.end(), t,
                                 [](const censored::moment& m, double one) { return m.time < one; });
            out.event[i] = 1;
            out.weight[i] = of.w(i) / at->uncensored;
        } else if (t >= horizon) {
            out.weight[i] = of.w(i) / before_horizon;
            watched = watched || of.w(i) > 0;
        }
    }
    if (!watched) throw invalid_argument("at_horizon: nobody is watched to the horizon of " + show(asked));
    return out;
}

}  // namespace backrisk::validate
