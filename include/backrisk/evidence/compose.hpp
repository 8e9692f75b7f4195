#pragma once
/// From published effects to a prior: one mean, one covariance, one intercept, and a ledger of what was done.
///
/// Step by step, for the estimand (outcome, setting) of `compose_options::anchor`:
///
///  1. One estimand. A row on another outcome enters with a variance penalty or not at all.
///  2. Every ratio becomes ln HR at its study's own baseline risk (convert.hpp). A null or a range without a
///     ratio enters as the schema reads it, never as nothing.
///  3. Bias adjustment: SE*^2 = u^2 (SE^2 + v(certainty) + v(indirect)), u the number of published contrasts
///     in a unit of the column: doubt is doubt about a contrast, so that no unit of a column matters.
///     Additive bias variance: Turner et al. 2009 J R Stat Soc A 172:21,
///     doi:10.1111/j.1467-985X.2008.00547.x.
///  4. All rows of one column are pooled by random effects (synthesis.hpp). A prevalence ratio does not enter
///     where a prospective study of the same column does. The pooled effect of a new place, with variance
///     SE^2 + tau^2 = e^2, is shrunk to N(0, s^2): w = s^2 / (s^2 + e^2), m = w mu, variance w e^2; s is
///     `prior_sd` times the column's scale times the largest u, and half of it where every row is
///     cross-sectional or declared to need it. A column without evidence has mean 0 and sd `zero_sd` a
///     population SD.
///  5. Members of a group are correlated in the population, so that what each study found of one factor is
///     partly another's. With D the covariance of phi within factors and Omega that of the group, the partial
///     effects are A m, A = (D + (1 - a)(Omega - D))^-1 D, and A S A'; a is the share of the overlap that
///     the studies adjusted for.
///  6. Spread cap: all coefficients shrink by one factor until SD(eta) <= 0.58 in the population and <= 0.5
///     among people with the same history, since C = Phi(SD / sqrt 2) and external C is .56 to .66.
///  7. Children (recency, count) are conditional on their parent: the parent's coefficient becomes
///     gamma - ln E[exp(eta of the children) | parent], so that gamma is the effect of the average child; the
///     covariance follows by the delta method.
///  8. The intercept makes the *mean* risk over the population, at the posterior mean of the coefficients and
///     the setting's incidence, equal to the incidence of a year, in which the hazard of who recovered lately
///     decays and what lasts a week acts for a week.
///
/// The variance weights, the floor of tau, s, a and the caps are this library's choices
/// (`verification::assumption`). Shrinkage of univariable literature effects: Debray et al. 2012 BMC Med Res
/// Methodol 12:121, doi:10.1186/1471-2288-12-121.
#include "backrisk/core/config.hpp"
#include "backrisk/evidence/composition.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::evidence {

/// Composes the prior of a schema. Throws `invalid_argument` for an unknown effect id or source, an option
/// out of range or an anchor whose risk is not in (0, 1). Rows from memory never become coefficients,
/// whatever the schema says.
[[nodiscard]] prior compose(const factor::schema& of, const compose_options& options);

}  // namespace backrisk::evidence

#ifndef BACKRISK_COMPILED
#include "backrisk/evidence/compose.ipp"
#endif
