#pragma once
/// From published effects to a prior: one mean, one covariance, one intercept, and a ledger of what was done.
///
/// Step by step, for the estimand (outcome, setting) of `compose_options::anchor`:
///
///  1. One estimand. A row on another outcome enters with a variance penalty or not at all.
///  2. Every ratio becomes ln HR at its study's own baseline risk (convert.hpp).
///  3. SE*^2 = SE^2 + v(certainty) + v(indirect) + tau^2, on the scale of the model's column: a contrast that
///  is
///     stretched or halved to fit the column does not shrink the doubt with it.
///  4. Rows of one column are pooled by inverse variance and shrunk to N(0, s^2): w = s^2 / (s^2 + SE*^2),
///     m = w ln HR, variance w SE*^2.
///  5. Members of one group overlap: ranked by |m| SD(phi), the r-th keeps (1 - overlap)^r of its mean. Its
///  spread is
///     not reduced. The naive product of ordinary odds ratios claims 91 % from 25 %.
///  6. Spread cap: all coefficients shrink by one factor until SD(eta) <= 0.75 in the population and <= 0.5
///  among
///     people with the same history, since C = Phi(SD / sqrt 2) and external C is .56 to .66.
///  7. The intercept makes the *mean* risk over the population, at the posterior mean of the coefficients and
///     the setting's incidence, equal to the incidence of a year, in which the hazard of who recovered lately
///     decays and what lasts a week acts for a week.
///
/// The variance weights, tau, s and the overlap are this library's choices (`verification::assumption`),
/// except s and the certainty weights whose reasoning is in docs/explanation/model.md. Shrinkage of
/// univariable literature effects: Debray et al. 2012 BMC Med Res Methodol 12:121,
/// doi:10.1186/1471-2288-12-121.
#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/evidence/baseline.hpp"
#include "backrisk/evidence/effect.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::evidence {

/// What was done with a row.
enum class action : std::uint8_t {
    used,             ///< pooled, shrunk and in the coefficient
    centred_on_zero,  ///< its factor is in the model with mean zero
    set_apart,        ///< for another part of the library (triggers, advice, checks)
    dropped,          ///< not used, and why
};
inline constexpr std::array all_actions{action::used, action::centred_on_zero, action::set_apart,
                                        action::dropped};

[[nodiscard]] constexpr std::string_view to_string(action what) noexcept {
    switch (what) {
        case action::used:
            return "used";
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
    double standard_error = missing_value;    ///< of the source, step 3 without penalties
    double adjusted_error = missing_value;    ///< SE* of step 3, a unit of the column
    double weight = missing_value;  ///< share of the row in its column's pooled estimate, before shrinkage
};

/// One column of the prior, after each step.
struct column_prior {
    std::string term;
    double pooled = 0;         ///< pooled ln HR, a unit of phi
    double pooled_error = 0;   ///< its SE*
    double shrinkage = 0;      ///< w of step 4; 0 where centred on zero
    double overlap_share = 1;  ///< step 5
    double mean = 0;           ///< after step 6
    double sd = 0;             ///< after step 6
};

struct compose_options {
    incidence anchor{};      ///< population, outcome and yearly risk
    double prior_sd = 0.35;  ///< s: 95 % of true hazard ratios within 0.5 to 2; times a term's own scale
    double zero_sd = 0.175;  ///< sd of a column centred on zero: 95 % within 0.71 to 1.41 a unit of phi
    std::array<double, 4> certainty_sd{0.0, 0.05, 0.15, 0.30};  ///< sqrt v, high to very low
    double indirect_sd = 0.25;         ///< other injury, other exposure, other outcome
    double cross_sectional_sd = 0.30;  ///< prevalence instead of incidence
    double between_study_sd = 0.10;    ///< tau
    double group_overlap = 0.5;
    double cap_overall = 0.75;
    double cap_within_history = 0.5;
    std::size_t draws = 8192;  ///< people drawn to centre, cap and anchor
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

/// Composes the prior of a schema. Throws `invalid_argument` for an unknown effect id, an option out of range
/// or an anchor whose risk is not in (0, 1). Rows from memory never become coefficients, whatever the schema
/// says.
[[nodiscard]] prior compose(const factor::schema& of, const compose_options& options);

}  // namespace backrisk::evidence

#ifndef BACKRISK_COMPILED
#include "backrisk/evidence/compose.ipp"
#endif
