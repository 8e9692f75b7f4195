#pragma once
/// What goes into the composition of a prior (compose.hpp), and what comes out.
#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/incidence.hpp"

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
    std::string reason;
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

}  // namespace backrisk::evidence
