#pragma once
/// Lasso, ridge and elastic net for generalised linear models and Cox regression: the path, cross-validation.
///
///     minimise -l(b)/N + lambda sum of f_j (alpha |b_j| + (1 - alpha)/2 b_j^2)
///
/// b of columns divided by their standard deviation (denominator N), N the sum of the weights, f the penalty
/// factors; the intercept is free. l: log-likelihood, for a Gaussian outcome -1/2 sum of squares; Cox: log
/// partial likelihood, Breslow or Efron ties. The path runs from the least lambda at which all are zero down;
/// each point is exact (`kkt` says how exact). Answers are of the columns as given.
///
/// Cross-validation leaves out one fold after another, standardising anew. Loss: mean deviance of the rows
/// left out; Cox: the deviance of all rows less that of the rest, at the rest's coefficients, an event left
/// out. Error: standard error of the mean over folds, weighted by size. `one_se` is the largest lambda whose
/// loss is within one error of the least. Sources: Tibshirani 1996 J R Stat Soc B
/// 58:267, 10.1111/j.2517-6161.1996.tb02080.x; Zou & Hastie 2005 J R Stat Soc B 67:301,
/// 10.1111/j.1467-9868.2005.00503.x; Simon et al. 2011 J Stat Softw 39(5), 10.18637/jss.v039.i05; Verweij &
/// van Houwelingen 1993 Stat Med 12:2305, 10.1002/sim.4780122407.
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/fit/cox_fit.hpp"
#include "backrisk/fit/glm_options.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

struct elastic_net_options {
    double alpha = 1;                   ///< 1 lasso, 0 ridge
    std::vector<double> lambda;         ///< descending, not negative; empty: chosen
    int count = 100;                    ///< of the lambdas chosen
    double least = 1e-4;                ///< last lambda chosen over the first
    std::vector<double> factor;         ///< f, one a column; empty: 1; 0: never penalised
    tie_rule ties = tie_rule::breslow;  ///< of a Cox model; not exact
    model_kind kind = model_kinds[1];   ///< of a generalised linear model
    fit::control control{};
    std::vector<std::string> names{};  ///< of the columns of a generalised linear model, for messages
};

/// One row a lambda.
struct elastic_net_path {
    std::vector<double> lambda;
    Eigen::MatrixXd coefficients;         ///< (lambdas, q), the intercept first where there is one
    std::vector<double> log_likelihood;   ///< l
    std::vector<double> explained;        ///< share of the null deviance
    std::vector<double> kkt;              ///< largest violation of the conditions for a minimum
    std::vector<std::int64_t> selected;   ///< columns whose coefficient is not 0
    double saturated_log_likelihood = 0;  ///< of a mean a row; Cox: of an infinite hazard at each event
    double null_log_likelihood = 0;       ///< of the intercept alone
    std::size_t n_rows = 0;               ///< with a positive weight
    double n_events = 0;
};

/// The path. It ends early where 99.9 % of the null deviance are explained, unless lambdas were given.
/// @param rows Of a generalised linear model; a missing value is an error.
/// @param options What is asked.
/// Throws `invalid_argument` for bad input; `numeric_error` where a point was not found.
[[nodiscard]] elastic_net_path fit_elastic_net(const glm_rows& rows, const elastic_net_options& options);

/// The same for a Cox model.
[[nodiscard]] elastic_net_path fit_elastic_net(const survival_rows& rows, const elastic_net_options& options);

struct cross_validation {
    std::vector<double> loss, error;   ///< one a lambda of the path
    std::size_t best = 0, one_se = 0;  ///< places in the path
    std::size_t folds = 0;
};

/// Loss of each lambda of `path` in the rows left out.
/// @param fold One code a row; rows of one person must share it.
/// Throws as `fit_elastic_net`, and `invalid_argument` for fewer than 3 folds.
[[nodiscard]] cross_validation cross_validate(const glm_rows& rows, const elastic_net_options& options,
                                              const elastic_net_path& path,
                                              std::span<const std::int64_t> fold);
[[nodiscard]] cross_validation cross_validate(const survival_rows& rows, const elastic_net_options& options,
                                              const elastic_net_path& path,
                                              std::span<const std::int64_t> fold);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/elastic_net.ipp"
#endif
