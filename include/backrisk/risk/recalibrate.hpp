#pragma once
/// A model recalibrated on the log hazard: it stays a model, with an intercept, coefficients and an interval.
#include <cmath>
#include <string>

#include "backrisk/risk/model.hpp"
#include "backrisk/risk/status.hpp"

namespace backrisk::risk {

/// ln(-ln(1 - R)) is the log hazard over the horizon, so that a line through it is a line through the log
/// hazard a day. The standard deviations are of the intercept at the middle of the data, and of the slope.
struct log_hazard_line {
    double intercept = 0;
    double slope = 1;
    double setting_sd = 0;
    double slope_sd = 0;
    int horizon_days = 28;  ///< of the risks that were validated
    std::string method{};   ///< "intercept" or "logistic"
    std::int64_t rows = 0;  ///< of the data that it was fitted to
    std::int64_t events = 0;
};

/// With H days, intercept a and slope b:
///
///     ln lambda0' = a + b ln lambda0 + (b - 1) ln H,  beta' = b beta,  S' = b^2 S + Var(b) beta beta'
///
/// and the SD between settings becomes that of a: it is this setting now. Exact where the log hazard is
/// known; where it is not, the mean risk moves a little more or less (the variance scales with b^2 too).
[[nodiscard]] inline model recalibrated(model of, const log_hazard_line& line) {
    constexpr auto name = "recalibrated";
    check_argument(std::isfinite(line.intercept), name, "intercept", line.intercept, "finite");
    check_positive(name, "slope", line.slope);
    check_non_negative(name, "setting_sd", line.setting_sd);
    check_non_negative(name, "slope_sd", line.slope_sd);
    check_argument(line.horizon_days >= 1, name, "horizon_days", line.horizon_days, "1 or more");
    const double b = line.slope;
    of.log_daily_hazard = line.intercept + b * of.log_daily_hazard + (b - 1) * std::log(line.horizon_days);
    const Eigen::VectorXd along = line.slope_sd * of.mean;
    const Eigen::MatrixXd spread = b * b * of.covariance + along * along.transpose();
    of.covariance = spread.selfadjointView<Eigen::Lower>();
    of.mean *= b;
    of.setting_sd = line.setting_sd;
    if (line.method.empty()) return of;
    attached_result made{.kind = result_kind::recalibration, .rows = line.rows, .events = line.events};
    made.method = line.method;
    of.baseline += "; " + describe(made) + " over " + std::to_string(line.horizon_days) + " days";
    of.results.push_back(std::move(made));
    return of;
}

}  // namespace backrisk::risk
