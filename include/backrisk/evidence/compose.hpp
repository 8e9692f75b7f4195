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
#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/incidence.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::evidence {

/// What was done with a row.
enum class action : std::uint8_t {
    used,             ///< pooled, shrunk and in the coefficient
    stated,           ///< the same, with a value that the schema reads out of a null or a range
    centred_on_zero,  ///< its factor is in the model with mean zero
    set_apart,        ///< for another part of the library (triggers, advice, checks)
    dropped,          ///< not used, and why
};
inline constexpr std::array all_actions{action::used, action::stated, action::centred_on_zero,
                                        action::set_apart, action::dropped};

[[nodiscard]] constexpr std::string_view to_string(action what) noexcept {
    switch (what) {
        case action::used:
            return "used";
        case action::stated:
            return "stated";
        case action::centred_on_zero:
            return "centred on zero";
        case action::set_apart:
            return "set apart";
        case action::dropped:
            return "dropped";
    }
    return "";
}

struct ledger_entry {
    std::string effect;  ///< "E001"
    std::string term;    ///< column of the model, empty when none
    action what = action::dropped;
    std::string why;
    double log_hazard_ratio = missing_value;  ///< step 2, a published contrast
    double standard_error = missing_value;    ///< of the source, before penalties
    double adjusted_error = missing_value;    ///< SE* of step 3, a unit of the column
    double weight = missing_value;  ///< share of the row in its column's pooled estimate, before shrinkage
};

/// One column of the prior, after each step.
struct column_prior {
    std::string term;
    double pooled = 0;         ///< pooled ln HR, a unit of phi
    double pooled_error = 0;   ///< e of step 4
    double shrinkage = 0;      ///< w of step 4; 0 where centred on zero
    double overlap_share = 1;  ///< step 5: mean after over mean before
    double mean = 0;           ///< of the model
    double sd = 0;             ///< of the model
    double tau = 0;            ///< between studies, a unit of phi
    double i_squared = 0;      ///< share of the variance between studies
    std::size_t studies = 0;
};

struct compose_options {
    incidence anchor{};      ///< population, outcome and yearly risk
    double prior_sd = 0.35;  ///< s: 95 % of true hazard ratios of a published contrast within 0.5 to 2
    double zero_sd = 0.1;    ///< without evidence: 95 % of hazard ratios a population SD within 0.82 to 1.22
    std::array<double, 4> certainty_sd{0.0, 0.05, 0.15, 0.30};  ///< sqrt v, high to very low
    double indirect_sd = 0.25;         ///< other injury, other exposure, other outcome
    double cross_sectional_sd = 0.30;  ///< prevalence instead of incidence
    double between_study_sd = 0.10;    ///< floor of tau
    double adjusted_share = 0.5;       ///< a of step 5: 1 leaves effects as published, 0 takes them as crude
    double cap_overall = 0.58;
    double cap_within_history = 0.5;
    std::vector<effect> effects{};        ///< rows of your own, found before the published ones
    std::vector<std::string> left_out{};  ///< ids, citations or DOIs whose rows do not enter
    std::size_t draws = 8192;             ///< people drawn to centre, cap and anchor
    std::uint64_t seed = 20140501;
};

struct prior {
    Eigen::VectorXd mean;          ///< m, a coefficient a column of phi
    Eigen::MatrixXd covariance;    ///< S
    Eigen::VectorXd centre;        ///< c: the population's mean of phi
    Eigen::MatrixXd population;    ///< Omega: the population's covariance of phi
    double log_yearly_hazard = 0;  ///< the intercept: ln of the yearly cumulative hazard at phi = c
    double setting_sd = 0;         ///< between-setting SD of the intercept
    double cap_factor = 1;         ///< step 6
    double spread = 0;             ///< SD(eta) over the population after the cap
    double spread_within_history = 0;
    std::vector<column_prior> columns;
    std::vector<ledger_entry>
        ledger;  ///< one entry for every published row, in id order, and more where a row serves twice
};

/// Composes the prior of a schema. Throws `invalid_argument` for an unknown effect id or source, an option
/// out of range or an anchor whose risk is not in (0, 1). Rows from memory never become coefficients,
/// whatever the schema says.
[[nodiscard]] prior compose(const factor::schema& of, const compose_options& options);

}  // namespace backrisk::evidence

#ifndef BACKRISK_COMPILED
#include "backrisk/evidence/compose.ipp"
#endif
