#pragma once
/// What a fitted distributed lag non-linear model says: effects by exposure and lag, summed over lags,
/// reduced to one dimension, and the penalties that keep a large basis smooth.
///
/// Effects are on the scale of the linear predictor, against the exposure `centre`; standard errors are
/// sqrt(r' V r) of the row r of the contrast. Sources: Gasparrini, Armstrong & Kenward 2010 Stat Med 29:2224,
/// 10.1002/sim.3940; Gasparrini 2014 Stat Med 33:881, 10.1002/sim.5963; reduction: Gasparrini & Armstrong
/// 2013 BMC Med Res Methodol 13:1, 10.1186/1471-2288-13-1; penalties: Gasparrini et al. 2017 Biometrics
/// 73:938, 10.1111/biom.12645.
#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "backrisk/core/exposure_lag.hpp"

namespace backrisk::fit {

/// The coefficients of one cross-basis and their covariance, taken from a larger fit if need be.
struct lag_coefficients {
    Eigen::VectorXd value;
    Eigen::MatrixXd covariance;
};

/// Effects with standard errors: a row an exposure and a column a lag, or a row an exposure alone.
struct lag_effect {
    std::vector<double> lags;                ///< of the columns of `fit`
    Eigen::MatrixXd fit, error;              ///< at each lag
    Eigen::VectorXd overall, overall_error;  ///< summed over the whole lags
    Eigen::MatrixXd sum, sum_error;          ///< summed up to each whole lag; the last column is the overall
};

struct lag_prediction {
    std::optional<double> centre;  ///< empty: no reference, for a basis that is 0 at no exposure
    double step = 1;               ///< between the lags of `fit`, in days
};

/// Effects of holding each of the exposures `at` against the centre. Throws `invalid_argument`.
[[nodiscard]] lag_effect predict_lags(const exposure_lag& surface, const lag_coefficients& of,
                                      std::span<const double> at, const lag_prediction& how);

/// Effects of whole exposure histories: a row each, a column a whole lag, the first lag first. Throws
/// `invalid_argument`.
[[nodiscard]] lag_effect predict_histories(const exposure_lag& surface, const lag_coefficients& of,
                                           const Eigen::MatrixXd& histories, std::optional<double> centre);

enum class reduction : unsigned char {
    overall,  ///< coefficients of the exposure's basis, summed over the whole lags
    lag,      ///< of the exposure's basis, at one lag
    exposure  ///< of the lag's basis, at one exposure against the centre
};

/// Coefficients M b with covariance M V M' of a one-dimensional model; `value` is the lag or the exposure and
/// `centre` matters for the latter alone. Throws `invalid_argument`.
[[nodiscard]] lag_coefficients reduce(const exposure_lag& surface, const lag_coefficients& of, reduction to,
                                      double value, std::optional<double> centre);

/// Weights of the penalties; each term is a precision matrix, 0 leaves it out.
struct lag_penalty {
    double exposure = 0;  ///< x D'D of a ps basis of the exposure, scaled to a largest eigenvalue of 1
    double lag = 0;       ///< the same of a ps basis of the lag
    double curve = 0;     ///< x D'D of the lag curve at whole lags, whatever its basis
    int curve_order = 2;  ///< of the differences D of `curve`
    /// One a column of the lag's basis: a ridge that varies, large where effects should be small. Empty:
    /// none.
    std::vector<double> ridge{};
};

/// The sum of the terms: the precision of a Gaussian prior on the coefficients. Throws `invalid_argument`.
[[nodiscard]] Eigen::MatrixXd lag_precision(const exposure_lag& surface, const lag_penalty& how);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/lag_effect.ipp"
#endif
