#pragma once
/// Conditional logistic regression: matched sets, case-crossover.
///
/// In a stratum with n rows and d cases, given d, the log-likelihood of its cases D is
///     exact     sum_D eta - ln sum over all sets S of d rows of exp(sum_S eta)
///     breslow   sum_D eta - d ln sum exp(eta)
///     efron     sum_D eta - sum_{l<d} ln(sum exp(eta) - l/d sum_D exp(eta))
/// Whatever is constant in a stratum cancels, so there is no intercept. Sources: Breslow & Day 1980, IARC
/// Scientific Publications 32; recursion Gail, Lubin & Rubinstein 1981 Biometrika 68:703,
/// 10.1093/biomet/68.3.703; Efron 1977 JASA 72:557, 10.2307/2286217.
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

enum class set_likelihood : std::uint8_t { exact, efron, breslow };

struct conditional_rows {
    matrix_view x;
    std::span<const double> y;  ///< 1 case, 0 control
    std::span<const double> offset;
    std::span<const std::int64_t> strata;
};

struct conditional_options {
    set_likelihood method = set_likelihood::exact;
    fit::prior prior{};  ///< one entry a column
    fit::control control{};
    std::vector<std::string> names;
};

struct conditional_result {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;  ///< (information + precision)^-1
    double log_likelihood = 0, null_log_likelihood = 0, log_prior = 0;
    double score_test = 0, wald_test = 0;  ///< of all coefficients zero
    double decrement = 0;
    double effective_parameters = 0;  ///< trace of covariance times information
    std::size_t n_rows = 0, n_events = 0;
    std::size_t n_strata = 0;        ///< that tell something: with a case and a control
    std::size_t n_empty_strata = 0;  ///< without a case or without a control; they add nothing
    int iterations = 0;
    bool converged = false;
};

/// Throws `invalid_argument` for bad input; `numeric_error` for columns that do not vary within strata or
/// that others determine, and for separation; both name the columns.
[[nodiscard]] conditional_result fit_conditional_logistic(const conditional_rows& rows,
                                                          const conditional_options& options);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/conditional_logistic.ipp"
#endif
