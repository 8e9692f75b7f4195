#pragma once
/// A model learns from a cohort: prior times likelihood gives a posterior that is a model like any other.
///
///     posterior(a, b) ~ N(a, b | prior) prod over person-days of the likelihood (person_day_likelihood.hpp)
///
/// The prior of the intercept is that of a place drawn at random whose mean hazard, over people, places and
/// coefficients, is what the model states (`risk::prior_mean_excess`): few data change few risks.
/// The posterior is approximated by the Gaussian whose mean hazard, averaged over itself, fits: Newton's
/// method with step-halving, the covariance being the inverse of the observed information plus the prior's
/// precision, and both renewed with what the covariance adds to the mean hazard until they settle (the
/// Gaussian variational approximation, Opper & Archambeau 2009, 10.1162/neco.2008.08-07-592). Laplace's
/// approximation, its first step, puts the intercept too high: by half a parameter an episode. With a flat
/// prior the first step stays: maximum likelihood. The ladder of what may move:
///
///     intercept   a            the level of risk here; the literature's hazard ratios stay
///     slope       a, s         b = s m: all hazard ratios stretch or shrink together
///     all         a, b         every coefficient
///
/// Each level is the same prior held to a subspace; directions that may not move keep their prior spread.
/// `automatic` takes the highest level whose effective parameters tr (I + P)^-1 I (Spiegelhalter et al. 2002,
/// 10.1111/1467-9868.00353), times `events_per_parameter`, do not exceed the effective number of episodes
/// (sum e_i)^2 / sum e_i^2 over people (Kish 1965: episodes of one person count for less than those of many);
/// the intercept is always allowed. Ten episodes a parameter: Peduzzi et al. 1996,
/// 10.1016/S0895-4356(96)00236-3; that parameters are counted as effective ones is ours.
///
/// The end of monitoring is censoring: who drops out is assumed to have had, given what was known, the same
/// hazard as who stayed.
#include "backrisk/cohort/update_options.hpp"
#include "backrisk/core/config.hpp"

namespace backrisk::cohort {

/// The posterior. Throws `invalid_argument` for a cohort without a table of episodes, without a day at risk,
/// or an option out of range. A search
/// that did not converge does not throw: `from_cohort->converged` is false and the status says so.
[[nodiscard]] risk::model update(const risk::model& of, const data& cohort,
                                 const update_options& options = {});

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/update.ipp"
#endif
