#pragma once
/// Where you are: the level of the hazard from an incidence or a count of one's own.
///
/// The published incidence is that of an average place; places differ by `setting_sd` in the log hazard,
/// most of the width of any absolute risk. Three numbers narrow it: how many people were followed, for how
/// long, and how many new episodes they had.
#include <optional>

#include "backrisk/core/config.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

/// Expected number of episodes a person-year at risk in the model's population, at the setting's incidence.
[[nodiscard]] double population_rate(const model& of);

/// Mean risk over the model's population within a horizon, at the setting's incidence.
[[nodiscard]] double population_risk(const model& of, int horizon_days);

/// ln of what averaging over places and coefficients does to the population's mean hazard of a day:
///
///     ln( sum_i exp(eta_i + z_i' S z_i / 2) / sum_i exp(eta_i) ) + setting_sd^2 / 2
///
/// over the people that centre the model, z their columns about the centre and S the covariance of the
/// coefficients. The published incidence is a mean, over people and places alike: the prior with which a
/// model learns lies by this much below it, in the log, so that its mean is what the model states and few
/// data change little (`cohort::update`). Of a model that a cohort has taught, 0: its level is a posterior.
[[nodiscard]] double prior_mean_excess(const model& of);

/// The model with its intercept such that the mean risk of a year over the population is `yearly_risk`; the
/// place is then known.
/// @throws invalid_argument unless 0 < yearly_risk < 1, and for a model whose level a cohort has taught
[[nodiscard]] model anchored(model of, double yearly_risk);

/// A count of one's own: new episodes in person-years at risk.
struct episode_count {
    double episodes = 0;      ///< 0 or more
    double person_years = 0;  ///< above 0
};

/// The model with a posterior of its level (Gamma-Poisson). With r the rate of `population_rate` and sigma
/// the SD of the log hazard between places, the prior of the rate is Gamma with mean r and
/// trigamma(shape) = sigma^2, so that its logarithm has the SD sigma; after y episodes in T person-years
///
///     rate = (shape + y) / (shape / r + T),   sd of its logarithm = sqrt(trigamma(shape + y))
///
/// No episodes in no time changes nothing.
/// @throws invalid_argument for a count out of range, for a model without spread between places (nothing to
/// learn) and for one whose level a cohort has taught
[[nodiscard]] model anchored(model of, const episode_count& count);

/// SD of the log hazard that is left between places after so many person-years with as many episodes as the
/// published incidence expects.
[[nodiscard]] double setting_sd_after(const model& of, double person_years);

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/anchor.ipp"
#endif
