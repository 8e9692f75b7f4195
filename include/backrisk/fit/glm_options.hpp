#pragma once
/// Options and result of a generalised linear model.
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/fit/glm_pass.hpp"

namespace backrisk::fit {

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
    prior with;          ///< one entry a coefficient, the intercept first
    bool firth = false;  ///< logit only: adds half the log determinant of the information
    bool expected_information =
        true;  ///< in the covariance, as R does; false: observed, the Laplace posterior
    covariance_kind covariance = covariance_kind::model;
    bool small_sample = false;          ///< sandwich n/(n-q); cluster G/(G-1) (n-1)/(n-q)
    std::vector<std::int64_t> cluster;  ///< one code a row, for `covariance_kind::cluster`
    int threads = 1;
    newton_options newton;
    std::vector<std::string> names;  ///< of the columns, for messages
};

struct glm_result {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;        ///< of the kind asked for
    Eigen::MatrixXd model_covariance;  ///< A^-1
    double log_likelihood = 0, null_log_likelihood = 0;
    double deviance = 0, null_deviance = 0;
    double dispersion = 1;            ///< Gaussian: RSS / (rows - effective parameters)
    double log_prior = 0;             ///< log kernel of the prior at the maximum
    double log_evidence = 0;          ///< Laplace's approximation; NaN without a proper prior
    double effective_parameters = 0;  ///< trace of A^-1 I
    double decrement = 0;             ///< distance to the maximum in standard errors
    std::size_t rows = 0, clusters = 0;
    int iterations = 0;
    bool converged = false;
};

}  // namespace backrisk::fit
