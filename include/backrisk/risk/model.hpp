#pragma once
/// The hazard model: what is known about an outcome in a population, and what it says of one person-day.
///
///     lambda_i(t) = lambda0 exp(eta_i(t)) + sum over triggers of e_k(t)
///     eta_i(t)    = sum_k beta_k (phi_k(x_ik(t)) - c_k)
///     R_i(t, H)   = 1 - exp(-sum_{d = t+1 .. t+H} lambda_i(d))
///
/// A model is a value: the same struct holds the literature prior and a posterior from a cohort. What
/// accumulates (the cache of missing patterns) is in `scorer`.
#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/estimand.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/evidence/compose.hpp"
#include "backrisk/factor/schema.hpp"
#include "backrisk/risk/learned.hpp"
#include "backrisk/risk/results.hpp"

namespace backrisk::risk {

inline constexpr std::string_view not_validated = "literature-composed, not externally validated";
inline constexpr std::string_view intended_use =
    "information for a professional's judgement; not a diagnosis and not a clearance";
inline constexpr int card_schema_version = 2;
inline constexpr double days_a_year = 365;

/// An exposure that adds hazard for hours: e = lambda0 * hours * (OR - 1) an occurrence, with
/// ln OR = log_odds_ratio + slope_per_year (age - reference_age), age held within [youngest, oldest]. A
/// case-crossover odds ratio is a rate ratio over its window; it never multiplies a yearly risk.
struct trigger {
    std::string name;
    std::vector<std::string> evidence;
    double log_odds_ratio = 0;
    double reference_age = 20;
    double slope_per_year = 0;
    double youngest = 20;  ///< the ages that were studied; the line is held constant outside
    double oldest = 60;
    double hours = 2;
    friend bool operator==(const trigger&, const trigger&) = default;
};

/// What is known of the level of one's own place.
struct own_incidence {
    double yearly_risk = missing_value;   ///< given
    double episodes = missing_value;      ///< counted
    double person_years = missing_value;  ///< at risk
};

struct model {
    backrisk::outcome outcome = backrisk::outcome::any_episode;
    backrisk::setting setting = backrisk::setting::athletes;
    factor::schema factors;
    Eigen::VectorXd mean;        ///< coefficients, a column of phi: log hazard ratios
    Eigen::MatrixXd covariance;  ///< of the coefficients
    Eigen::VectorXd centre;      ///< c: the population's mean of phi
    Eigen::MatrixXd
        population_covariance;  ///< Omega: the population's covariance of phi, what a missing factor carries
    double log_daily_hazard = 0;  ///< intercept: ln lambda0, a day, at phi = c
    double setting_sd = 0;        ///< between-setting SD of the intercept
    std::vector<trigger> triggers;
    int washout_days = 28;  ///< after recovery, before a person is at risk of a *new* episode
    std::string baseline;   ///< where the incidence comes from
    std::vector<evidence::column_prior> columns;
    std::vector<evidence::ledger_entry> ledger;
    std::optional<own_incidence> own_level;  ///< nothing: the level is the setting's
    std::optional<learned> from_cohort;      ///< nothing: no cohort has been seen
    std::vector<attached_result> results;    ///< validations and recalibrations, in order
};

/// Which literature model to compose. `yearly_risk` replaces the published incidence; then nothing is looked
/// up, and the spread between settings is as given.
struct literature_options {
    backrisk::outcome outcome = outcome::any_episode;
    backrisk::setting setting = setting::athletes;
    std::optional<double> yearly_risk{};
    std::optional<double> setting_sd{};  ///< log hazard; nothing: as published, or 0 with a risk of your own
    evidence::compose_options composing{};
    std::vector<factor::factor> factors{};  ///< of your own: added, or in place of a default of the same name
    std::vector<std::string> drop{};        ///< default factors that the model does not have
    std::string source{};                   ///< where a yearly risk of your own comes from
};

/// Composes the literature model. Throws `invalid_argument` when no incidence is published for the outcome in
/// the setting (the message lists what is) and none is given, and for a factor to drop that is no default.
[[nodiscard]] model literature_model(const literature_options& options = {});

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/model.ipp"
#endif
