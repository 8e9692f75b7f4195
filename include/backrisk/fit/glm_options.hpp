#pragma once
/// Options and result of a generalised linear model.
#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/family.hpp"
#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

/// The data of a fit. `offset` and `weights` may be empty: 0 and 1.
struct glm_rows {
    matrix_view x;
    std::span<const double> y, offset, weights;
};

/// Which covariance of the coefficients. A = information + prior precision, I = information.
enum class covariance_kind : std::uint8_t {
    model,     ///< A^-1; with a prior, the Laplace posterior
    sampling,  ///< A^-1 I A^-1: of a penalised estimate over repeated samples
    sandwich,  ///< A^-1 (sum s_i^2 x_i x_i') A^-1
    cluster,   ///< A^-1 (sum over clusters u_g u_g') A^-1, u_g = sum of s_i x_i
};

inline constexpr std::array<std::pair<covariance_kind, std::string_view>, 4> covariance_names{{
    {covariance_kind::model, "model"},
    {covariance_kind::sampling, "sampling"},
    {covariance_kind::sandwich, "sandwich"},
    {covariance_kind::cluster, "cluster"},
}};

struct glm_options {
    model_kind kind = model_kinds[1];
    bool intercept = true;
    fit::prior prior{};  ///< one entry a coefficient, the intercept first
    bool firth = false;  ///< logit only: adds half the log determinant of the information
    bool expected_information =
        true;  ///< in the covariance, as R does; false: observed, the Laplace posterior
    covariance_kind covariance = covariance_kind::model;
    bool small_sample = false;          ///< sandwich n/(n-q); cluster G/(G-1) (n-1)/(n-q)
    std::vector<std::int64_t> cluster;  ///< one code a row, for `covariance_kind::cluster`
    fit::control control{};
    std::vector<std::string> names;  ///< of the columns, for messages
};

struct glm_result {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;        ///< of the kind asked for
    Eigen::MatrixXd naive_covariance;  ///< A^-1
    std::string reason;                ///< why `covariance` is missing; empty where it is not
    double log_likelihood = 0, null_log_likelihood = 0;
    double deviance = 0, null_deviance = 0;
    double dispersion = 1;            ///< Gaussian: RSS / (rows - effective parameters)
    double log_prior = 0;             ///< log kernel of the prior at the maximum
    double log_evidence = 0;          ///< Laplace's approximation; NaN without a proper prior
    double effective_parameters = 0;  ///< trace of A^-1 I
    double decrement = 0;             ///< distance to the maximum in standard errors
    double n_events = 0;              ///< sum of w y; NaN for a Gaussian outcome
    std::size_t n_rows = 0, n_clusters = 0;
    int iterations = 0;
    bool converged = false;
};

}  // namespace backrisk::fit
