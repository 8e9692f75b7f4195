#pragma once
/// Fine and Gray's regression of the cumulative incidence of one of several competing ends.
///
///     F(t; x) = 1 - exp(-sum over s up to t of exp(x b) dL0(s)),    dL0(s) = d(s) / S0(s)
///
/// A row that had another end stays at risk, with weight G(t-)/G(X-) at a time t after its own X; G: the
/// Kaplan-Meier of being uncensored, of the row's censoring group. b maximises sum over the ends of interest
/// of eta - ln S0 (Breslow ties), S0 the weighted sum of exp(eta) over those at risk. The covariance is Fine
/// and Gray's sandwich, which counts that G is estimated. Work: rows times columns squared a step. Source:
/// Fine & Gray 1999 J Am Stat Assoc 94:496, 10.1080/01621459.1999.10474144.
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

struct fine_gray_rows {
    matrix_view x;
    std::span<const double> stop;               ///< when a row ends; nobody enters late
    std::span<const std::int64_t> cause;        ///< 0 censored, 1 the end of interest, 2 any other
    std::span<const std::int64_t> censoring{};  ///< groups of equal censoring; empty: one
};

struct fine_gray_options {
    fit::prior prior{};  ///< of the coefficients, in their own units
    fit::control control{};
    std::vector<std::string> names{};  ///< of the columns, for messages
};

struct fine_gray_result {
    Eigen::VectorXd coefficients;      ///< log ratios of the hazard of the subdistribution
    Eigen::MatrixXd covariance;        ///< the sandwich
    Eigen::MatrixXd naive_covariance;  ///< inverse of information plus precision
    std::vector<double> time, hazard;  ///< times of the end of interest, ascending; dL0 at x = 0
    double last = 0;                   ///< when follow-up ends
    double log_likelihood = 0, null_log_likelihood = 0;
    double effective_parameters = 0;  ///< trace of naive covariance times information
    double decrement = 0;             ///< distance to the maximum in standard errors
    std::size_t n_rows = 0, n_events = 0, n_competing = 0;
    int iterations = 0;
    bool converged = false;
};

/// Fits.
/// @param rows A missing value is an error. Times that differ by 1.5e-8, or by that share of
/// their size, are tied.
/// @param options What is asked.
/// @return Coefficients, their covariances and the baseline.
/// Throws `invalid_argument` for bad input and where no row has the end of interest; `numeric_error` for
/// columns that others determine, for separation (both name the columns), and where no maximum was found.
[[nodiscard]] fine_gray_result fit_fine_gray(const fine_gray_rows& rows, const fine_gray_options& options);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/fine_gray.ipp"
#endif
