#pragma once
#include "backrisk/core/error.hpp"
#include "backrisk/core/exposure_lag.hpp"

namespace backrisk {

BACKRISK_INLINE exposure_lag placed(basis exposure, basis lag, lag_range lags, std::span<const double> x) {
    check_argument(lags.first <= lags.last, "cross_basis", "lags", lags.first,
                   "not above the last lag, " + show(lags.last));
    check_argument(lags.size() <= 100'000, "cross_basis", "lags", lags.size(), "100000 lags or fewer");
    const std::vector<double> whole = lags.days();
    if (lags.size() == 1) {
        lag = basis{};
        lag.kind = basis_kind::strata;
        lag.intercept = true;
    }
    return {placed(std::move(exposure), x, "cross_basis: var"),
            placed(std::move(lag), whole, "cross_basis: lag"), lags};
}

BACKRISK_INLINE Eigen::MatrixXd surface_rows(const exposure_lag& surface, std::span<const double> x,
                                             std::span<const double> lags, std::optional<double> centre) {
    check_same_size("surface_rows", "lags", lags, x);
    Eigen::MatrixXd exposure = basis_columns(surface.exposure, x);
    if (centre) {
        const double at[1] = {*centre};
        exposure.rowwise() -= basis_columns(surface.exposure, at).row(0).eval();
    }
    const Eigen::MatrixXd lag = basis_columns(surface.lag, lags);
    Eigen::MatrixXd out(exposure.rows(), exposure.cols() * lag.cols());
    for (Eigen::Index v = 0; v < exposure.cols(); ++v)
        out.middleCols(v * lag.cols(), lag.cols()) = lag.array().colwise() * exposure.col(v).array();
    return out;
}

}  // namespace backrisk
