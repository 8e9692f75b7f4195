#pragma once
/// What a model says of one person-day: risk with an interval, contributions, and how far to trust it.
///
/// Three kinds of uncertainty of the log hazard, never mixed:
///
///     coefficients  z' S z + tr(S V)     unknowns  beta' V beta     places  sigma_setting^2
///
/// z is phi - c with missing columns at their conditional mean given the known ones, V their conditional
/// covariance (Gaussian, from the population's Omega). So a missing factor carries the population's spread:
/// it never means "healthy". The trace keeps the law of total variance: knowing less never looks surer on
/// average.
///
/// - `risk` is that at the posterior mean of the coefficients and the setting's incidence, averaged over what
///   is unknown of the person alone (core/mean_risk.hpp). So a factor without an effect moves no risk, and
///   the mean over the population is its incidence.
///   A model that learned from a cohort adds `learned::mean_excess` to the log hazard here, one number for
///   everybody: what averaging over its posterior does to the mean hazard of the cohort.
/// - `low` and `high` are the equal-tailed interval of coefficients and unknowns: if the place is like the
///   published average. A model that learned from a cohort estimates the level of that place with the
///   coefficients, so that their joint covariance (sigma^2 + 2 z' k) is part of the interval.
/// - `between_places` is the range of the risk over places, with all else as it is.
/// - `relative` compares with the average member of the population (phi = c) over the same horizon.
///
/// Over a horizon a factor counts with the share of the days on which its value acts
/// (`factor::schema::acting_share`): beta stands for that share times the coefficient in all of the above.
#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/factor/decay.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::risk {

inline constexpr int longest_horizon = 3650;  ///< days

/// Throws `invalid_argument` unless 1 <= days <= `longest_horizon`.
inline void check_horizon(std::string_view function, std::int64_t days) {
    check_argument(days >= 1 && days <= longest_horizon, function, "horizon", days,
                   "1 to " + std::to_string(longest_horizon) + " days");
}

struct contribution {
    std::string factor;
    std::string label;
    std::string unit;
    factor::cause of = factor::cause::context;
    double value = missing_value;  ///< in the factor's unit; NaN where missing
    double log_hazard = 0;  ///< of today, beta (phi - c); contributions add up to the log hazard exactly
    double spread = 0;      ///< posterior SD of this contribution
    bool known = false;
    bool extrapolates = false;  ///< outside the plausible range; its end was used
};

/// A lower and an upper end.
struct range {
    double low = missing_value;
    double high = missing_value;
};

/// Where a person stands among the population, over the horizon. Coefficients and unknowns are uncertain; the
/// place is shared with everybody and does not enter.
struct standing {
    estimate relative;                     ///< hazard ratio against the average member (phi = c)
    double above_typical = missing_value;  ///< probability that it is above 1
    estimate percentile;  ///< 0 to 100: share of the population's log hazards (Gaussian) below this one
};

struct assessment {
    double risk = missing_value;  ///< at the mean of the coefficients, averaged over what is unknown
    double low = missing_value;   ///< equal-tailed interval of coefficients and unknowns
    double high = missing_value;
    range between_places;  ///< of the risk, where only the level of the place is unknown; same level
    standing stands;
    double typical = missing_value;       ///< mean risk of the target population over the same horizon
    double hazard_ratio = missing_value;  ///< of today against the average member, at the mean coefficients
    double log_hazard = missing_value;    ///< of today: the sum of the contributions
    double variance = missing_value;      ///< of the log hazard over the horizon: coefficients and unknowns
    double unknown_variance = missing_value;  ///< the part of it that the person's unknown factors cause
    double mean_excess = 0;                   ///< of a learned model, part of `risk` alone
    double setting_sd = missing_value;        ///< of the log hazard between places
    double coverage = 0;                      ///< share of the score's prior variance that was observed
    double level = 0.95;
    int horizon_days = 0;
    backrisk::outcome outcome = backrisk::outcome::any_episode;
    backrisk::setting setting = backrisk::setting::athletes;
    backrisk::reason reason = backrisk::reason::none;
    std::string status;
    std::vector<contribution> contributions;  ///< a factor each, in schema order
};

/// An occurrence of a trigger inside the horizon, for a person of this age.
struct exposure {
    std::string trigger;
    double occurrences = 1;
    double age_years = missing_value;
};

struct assess_options {
    days horizon{28};
    double level = 0.95;  ///< of the interval
    std::vector<exposure> exposures{};
};

/// The linear predictor of one row over a horizon, before it becomes a risk.
struct predictor {
    double log_hazard = 0;      ///< mean over the horizon's days, at the mean coefficients
    double today = 0;           ///< of today
    double variance = 0;        ///< of `log_hazard`: coefficients and unknowns
    double unknown = 0;         ///< the part of what is unknown of the person
    double level_variance = 0;  ///< what a learned level adds to the interval of the risk
    double coverage = 1;
};

/// What a set of known factors implies: the conditional mean of the rest is linear in the known columns. With
/// m and S the mean and covariance of the coefficients, each with its share of the horizon.
struct pattern {
    Eigen::VectorXd beta;        ///< T' m, over all columns (0 where missing)
    Eigen::VectorXd today;       ///< the same of today
    Eigen::MatrixXd covariance;  ///< T' S T
    Eigen::MatrixXd completion;  ///< T: z = T delta
    Eigen::MatrixXd spread;      ///< V, over all columns (0 where known)
    Eigen::VectorXd cross;       ///< 2 T' k, k the intercept's covariance with the coefficients
    double doubt = 0;            ///< tr(S V)
    double unknown = 0;          ///< m' V m
    double coverage = 1;
};

/// Applies a model to rows. Remembers the patterns of missing factors it has met; one scorer a thread.
class scorer {
  public:
    /// The model must outlive it. Predictions are over `horizon_days`; 1: of today.
    explicit scorer(const model& of, int horizon_days = 1);

    [[nodiscard]] const model& of() const noexcept { return *model_; }
    [[nodiscard]] int horizon_days() const noexcept { return horizon_days_; }
    /// From now on over this horizon; what was remembered is forgotten when it is another one.
    void set_horizon(int horizon_days);
    /// Mean coefficients, each with its share of the horizon.
    [[nodiscard]] const Eigen::VectorXd& acting_mean() const noexcept { return mean_; }
    /// Covariance of the coefficients, with the shares of the horizon.
    [[nodiscard]] const Eigen::MatrixXd& acting_covariance() const noexcept { return covariance_; }
    /// The predictor of expanded columns: `phi` as `schema::expand` wrote them, not centred.
    [[nodiscard]] predictor predict(std::span<const double> phi, factor::known_mask known);
    /// ln of the number of days at today's hazard that the horizon is worth: ln H but for the decay since
    /// recovery.
    [[nodiscard]] double log_horizon(double recency_days, int horizon_days) const noexcept;
    /// What the risk of a learned model adds to the log hazard; 0 where no cohort has been seen.
    [[nodiscard]] double mean_excess() const noexcept {
        return model_->from_cohort ? model_->from_cohort->mean_excess : 0;
    }
    /// ln of the cumulative hazard of the average member over the scorer's horizon.
    [[nodiscard]] double typical_log_hazard() const noexcept;
    /// The pattern of a set of known factors, computed once.
    [[nodiscard]] const pattern& known(factor::known_mask mask);
    /// Mean risk of the target population over the scorer's horizon: nothing known.
    [[nodiscard]] double typical();
    /// Standard deviation of the log hazard between the people of the population, over the horizon.
    [[nodiscard]] double population_sd() const;
    [[nodiscard]] assessment assess(std::span<const double> row, const assess_options& options);
    /// Position of the factor whose value grows by one a day after recovery; the number of factors when there
    /// is none.
    [[nodiscard]] std::size_t recency_factor() const noexcept { return recency_; }

  private:
    const model* model_;
    int horizon_days_ = 0;
    Eigen::VectorXd mean_;
    Eigen::MatrixXd covariance_;
    Eigen::VectorXd level_covariance_;  ///< 2 k, with the shares; zero but for a learned level
    std::unordered_map<factor::known_mask, pattern> patterns_;
    std::size_t recency_;
    factor::horizon_decay decay_;
};

/// Throws `invalid_argument` for a row of another length, a horizon below one day or above ten years, a level
/// outside (0, 1) or an unknown trigger.
[[nodiscard]] assessment assess(const model& of, std::span<const double> row,
                                const assess_options& options = {});
[[nodiscard]] inline assessment assess(const model& of, const factor::row& row, days horizon) {
    return assess(of, row.values(), {.horizon = horizon});
}

/// Sums of the contributions by cause, in the order of `factor::all_causes`; together they are the log
/// hazard.
[[nodiscard]] std::array<double, factor::all_causes.size()> by_cause(const assessment& of);

/// Among how many people a risk is counted, so that it does not round to none: 100, 1000 or 10000.
[[nodiscard]] int people_for(double risk);
/// "about 9 of 100": how many of so many people, 0 taking `people_for(risk)`.
[[nodiscard]] std::string natural_frequency(double risk, int people = 0);

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/assess.ipp"
#endif
