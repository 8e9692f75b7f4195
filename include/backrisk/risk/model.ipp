#pragma once
#include <algorithm>
#include <cmath>
#include <iterator>

#include "backrisk/evidence/effects.hpp"
#include "backrisk/factor/defaults.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::risk {

/// Heavy load within two hours: ln OR falls with age; a line through the three published ages (Steffens 2015,
/// 10.1002/acr.22533; rows E067 to E069, which have no intervals). The other triggers of that study are
/// partly or wholly remembered and are left out.
[[nodiscard]] inline std::vector<trigger> literature_triggers() {
    const auto log_or = [](std::string_view id) { return std::log(evidence::find_effect(id).point); };
    return {{"heavy_load",
             {"E067", "E068", "E069"},
             log_or("E067"),
             20,
             (log_or("E069") - log_or("E067")) / 40,
             20,
             60,
             2}};
}

/// The default factors without those dropped, with those of one's own in place of a namesake or at the end.
[[nodiscard]] inline factor::schema opened(const factor::schema& defaults,
                                           const literature_options& options) {
    if (options.factors.empty() && options.drop.empty()) return defaults;
    for (const std::string& name : options.drop) (void)defaults.index(name);
    std::vector<factor::factor> all, own = options.factors;
    for (const factor::factor& one : defaults.factors()) {
        const auto namesake = std::ranges::find(own, one.name, &factor::factor::name);
        if (namesake != own.end()) {
            all.push_back(std::move(*namesake));
            own.erase(namesake);
        } else if (std::ranges::find(options.drop, one.name) == options.drop.end()) {
            all.push_back(one);
        }
    }
    std::ranges::move(own, std::back_inserter(all));
    return factor::schema(std::move(all));
}

BACKRISK_INLINE model literature_model(const literature_options& options) {
    evidence::compose_options composing = options.composing;
    if (!options.yearly_risk) {
        composing.anchor = evidence::find_incidence(options.setting, options.outcome);
    } else {
        composing.anchor.setting = options.setting;
        composing.anchor.outcome = options.outcome;
        composing.anchor.yearly_risk = *options.yearly_risk;
        composing.anchor.setting_sd = 0;
        composing.anchor.from = {
            options.source.empty() ? "given by the user" : std::string_view(options.source), "",
            verification::assumption};
        composing.anchor.note = "";
    }
    if (options.setting_sd) composing.anchor.setting_sd = *options.setting_sd;

    model out;
    out.outcome = options.outcome;
    out.setting = options.setting;
    out.factors = opened(factor::default_schema(options.outcome), options);
    evidence::prior prior = evidence::compose(out.factors, composing);
    out.mean = std::move(prior.mean);
    out.covariance = std::move(prior.covariance);
    out.centre = std::move(prior.centre);
    out.population_covariance = std::move(prior.population);
    out.log_daily_hazard = prior.log_yearly_hazard - std::log(days_a_year);
    out.setting_sd = prior.setting_sd;
    if (options.yearly_risk) out.own_level = own_incidence{.yearly_risk = *options.yearly_risk};
    out.triggers = literature_triggers();
    out.columns = std::move(prior.columns);
    out.ledger = std::move(prior.ledger);
    out.baseline = show(std::round(1000 * composing.anchor.yearly_risk) / 10) + " % a year, " +
                   std::string(composing.anchor.from.citation);
    if (!composing.anchor.from.doi.empty()) out.baseline += ", doi:" + std::string(composing.anchor.from.doi);
    if (!composing.anchor.note.empty()) out.baseline += "; " + std::string(composing.anchor.note);
    return out;
}

}  // namespace backrisk::risk
