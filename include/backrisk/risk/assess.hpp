#pragma once
/// What a model says of one person-day: risk with an interval, contributions, and how far to trust it.
///
///     Var(eta) = z' S z + 2 z' k + tr(S V) + beta' V beta + sigma_setting^2
///
/// k is the covariance of the intercept with the coefficients: 0 in the literature, learned from a cohort. z
/// is phi - c with missing columns at their conditional mean given the known ones, V their conditional
/// covariance (Gaussian, from the population's Omega). So a missing factor carries the population's spread:
/// it never means "healthy". The trace keeps the law of total variance: knowing less never looks surer on
/// average. `risk` is the posterior mean (core/mean_risk.hpp); `low` and `high` the equal-tailed interval.
#include <Eigen/Core>
#include <cstdint>
#include <memory>
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
    double log_hazard = 0;  ///< beta (phi - c); contributions add up to the person's log hazard exactly
    double spread = 0;      ///< posterior SD of this contribution
    bool known = false;
    bool extrapolates = false;  ///< outside the plausible range; its end was used
};

struct assessment {
    double risk = missing_value;  ///< posterior mean over the horizon
    double low = missing_value;   ///< equal-tailed interval
    double high = missing_value;
    double typical = missing_value;  ///< mean risk of the target population over the same horizon
    double hazard_ratio =
        missing_value;  ///< against the population's average log hazard, at the posterior mean of beta
    double log_hazard = missing_value;  ///< eta, the sum of the contributions
    double variance = missing_value;    ///< Var(eta)
    double coverage = 0;                ///< share of the score's prior variance that was observed
    double level = 0.95;
    int horizon_days = 0;
    outcome event = outcome::any_episode;
    setting population = setting::athletes;
    reason why = reason::none;
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

/// The linear predictor of one row, before it becomes a risk.
struct predictor {
    double log_hazard = 0;
    double variance = 0;
    double coverage = 1;
};

/// What a set of known factors implies: the conditional mean of the rest is linear in the known columns.
struct pattern {
    Eigen::VectorXd beta;        ///< T' beta, over all columns (0 where missing)
    Eigen::MatrixXd covariance;  ///< T' S T
    Eigen::MatrixXd completion;  ///< T: z = T delta
    Eigen::VectorXd cross;       ///< 2 T' k, k the intercept's covariance with the coefficients
    double extra_variance = 0;   ///< beta' V beta + tr(S V) + setting
    double coverage = 1;
};

/// Applies a model to rows. Remembers the patterns of missing factors it has met; one scorer a thread.
class scorer {
  public:
    explicit scorer(const model& of);

    [[nodiscard]] const model& of() const noexcept { return *model_; }
    /// The predictor of expanded, centred-by-the-scorer columns: `phi` as `schema::expand` wrote them.
    [[nodiscard]] predictor predict(std::span<const double> phi, factor::known_mask known);
    /// ln of the number of days at today's hazard that the horizon is worth: ln H but for the decay since
    /// recovery.
    [[nodiscard]] double log_horizon(double recency_days, int horizon_days) const noexcept;
    /// The pattern of a set of known factors, computed once.
    [[nodiscard]] const pattern& known(factor::known_mask mask);
    /// Mean risk of the target population over a horizon: nothing known.
    [[nodiscard]] double typical(int horizon_days);
    [[nodiscard]] assessment assess(std::span<const double> row, const assess_options& options);
    /// Position of the factor whose value grows by one a day after recovery; the number of factors when there
    /// is none.
    [[nodiscard]] std::size_t recency_factor() const noexcept { return recency_; }

  private:
    const model* model_;
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
