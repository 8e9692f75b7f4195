#pragma once
/// From published ratios to the log hazard ratio, and between risk, hazard and time.
///
/// p0 is the risk in the study's reference group over the study's own horizon, p1 the risk in the exposed
/// group. Every risk is a number in (0, 1). Three scales meet here:
///
///     odds ratio     OR = p1 / (1 - p1) / (p0 / (1 - p0))      p1 = OR p0 / (1 - p0 + OR p0)
///     risk ratio     RR = p1 / p0
///     hazard ratio   HR = ln(1 - p1) / ln(1 - p0)              p1 = 1 - (1 - p0)^HR
///
/// OR to RR: Zhang & Yu 1998 JAMA 280:1690, doi:10.1001/jama.280.19.1690; it is biased for an odds ratio that
/// was adjusted for other factors. HR: proportional hazards over the study's horizon, the complementary
/// log-log link in grouped time.
#include <cmath>
#include <numbers>
#include <string>

#include "backrisk/core/error.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/evidence/effect.hpp"

namespace backrisk::evidence {

/// Throws `invalid_argument` unless 0 < value < 1.
inline void check_risk(std::string_view function, std::string_view argument, double value) {
    check_argument(value > 0 && value < 1, function, argument, value,
                   "a risk between 0 and 1, ends excluded");
}

/// ln(p / (1 - p)) and its inverse.
[[nodiscard]] inline double logit(double p) {
    check_risk("logit", "p", p);
    return std::log(p) - std::log1p(-p);
}
[[nodiscard]] inline double inverse_logit(double x) noexcept { return 1 / (1 + std::exp(-x)); }

/// p1 = OR p0 / (1 - p0 + OR p0).
[[nodiscard]] inline double risk_from_odds_ratio(double odds_ratio, double p0) {
    check_positive("risk_from_odds_ratio", "odds_ratio", odds_ratio);
    check_risk("risk_from_odds_ratio", "p0", p0);
    return odds_ratio * p0 / (1 - p0 + odds_ratio * p0);
}
/// RR = OR / (1 - p0 + OR p0) (Zhang & Yu 1998).
[[nodiscard]] inline double risk_ratio_from_odds_ratio(double odds_ratio, double p0) {
    return risk_from_odds_ratio(odds_ratio, p0) / p0;
}
/// p1 = RR p0; throws unless RR p0 < 1.
[[nodiscard]] inline double risk_from_risk_ratio(double risk_ratio, double p0) {
    check_positive("risk_from_risk_ratio", "risk_ratio", risk_ratio);
    check_risk("risk_from_risk_ratio", "p0", p0);
    check_argument(risk_ratio * p0 < 1, "risk_from_risk_ratio", "risk_ratio", risk_ratio,
                   "below 1 / p0 = " + show(1 / p0) + ", or the exposed risk reaches 1");
    return risk_ratio * p0;
}
/// p1 = 1 - (1 - p0)^HR.
[[nodiscard]] inline double risk_from_hazard_ratio(double hazard_ratio, double p0) {
    check_positive("risk_from_hazard_ratio", "hazard_ratio", hazard_ratio);
    check_risk("risk_from_hazard_ratio", "p0", p0);
    return -std::expm1(hazard_ratio * std::log1p(-p0));
}
/// HR = ln(1 - p1) / ln(1 - p0).
[[nodiscard]] inline double hazard_ratio_from_risks(double p1, double p0) {
    check_risk("hazard_ratio_from_risks", "p1", p1);
    check_risk("hazard_ratio_from_risks", "p0", p0);
    return std::log1p(-p1) / std::log1p(-p0);
}

/// ln HR of a published ratio at baseline risk p0. Hazard and rate ratios are taken as they are and p0 is not
/// looked at. Throws `invalid_argument` for a measure that is no ratio, a ratio that is not positive, a risk
/// outside (0, 1), or RR p0 >= 1.
[[nodiscard]] inline double log_hazard_ratio(measure_kind measure, double value, double p0) {
    check_argument(is_ratio(measure), "log_hazard_ratio", "measure", to_string(measure),
                   "odds_ratio, risk_ratio, hazard_ratio or rate_ratio");
    check_positive("log_hazard_ratio", "value", value);
    if (measure == measure_kind::odds_ratio)
        return std::log(hazard_ratio_from_risks(risk_from_odds_ratio(value, p0), p0));
    if (measure == measure_kind::risk_ratio)
        return std::log(hazard_ratio_from_risks(risk_from_risk_ratio(value, p0), p0));
    return std::log(value);
}

/// Level of an interval where the caller does not say.
inline constexpr double default_level = 0.95;

/// A log hazard ratio and its standard error; NaN where the source gives no interval.
struct log_effect {
    double estimate = missing_value;
    double standard_error = missing_value;
};

/// A ratio with its interval on the log hazard scale: both ends are converted, and
/// SE = (ln HR(high) - ln HR(low)) / (2 z), z the normal quantile of the level. Both ends NaN: no SE.
/// Throws `invalid_argument` as `log_hazard_ratio` does, and for ends that do not enclose the value.
[[nodiscard]] inline log_effect to_log_hazard_ratio(measure_kind measure, double value, double low,
                                                    double high, double p0, double level = default_level) {
    const log_effect point{log_hazard_ratio(measure, value, p0), missing_value};
    if (std::isnan(low) && std::isnan(high)) return point;
    check_argument(low > 0 && low <= value, "to_log_hazard_ratio", "low", low,
                   "positive and at most the value");
    check_argument(high >= value, "to_log_hazard_ratio", "high", high, "at least the value");
    check_risk("to_log_hazard_ratio", "level", level);
    const double width = log_hazard_ratio(measure, high, p0) - log_hazard_ratio(measure, low, p0);
    return {point.estimate, width / (2 * normal_quantile((1 + level) / 2))};
}

/// A row of the evidence on the log hazard scale at the study's own baseline risk. Ends that are a range and
/// not an interval give no standard error. Throws `invalid_argument` for a row without a ratio.
[[nodiscard]] inline log_effect to_log_hazard_ratio(const effect& row, double p0) {
    check_argument(has_ratio(row), "to_log_hazard_ratio", "effect", row.id, "a row with a published ratio");
    const bool interval = has_interval(row);
    return to_log_hazard_ratio(row.measure, row.point, interval ? row.low : missing_value,
                               interval ? row.high : missing_value, p0,
                               interval ? row.interval_level : default_level);
}

/// The constant hazard a day that gives this risk over the horizon: h = -ln(1 - p) / T.
/// Throws `invalid_argument` unless 0 < p < 1 and T is at least one day.
[[nodiscard]] inline double daily_hazard(double risk, days horizon) {
    check_risk("daily_hazard", "risk", risk);
    check_argument(horizon.count() > 0, "daily_hazard", "horizon", horizon.count(), "at least one day");
    return -std::log1p(-risk) / static_cast<double>(horizon.count());
}
/// 1 - exp(-h T), for a constant hazard a day.
[[nodiscard]] inline double risk_at_horizon(double hazard_per_day, days horizon) {
    check_non_negative("risk_at_horizon", "hazard_per_day", hazard_per_day);
    check_argument(horizon.count() >= 0, "risk_at_horizon", "horizon", horizon.count(), "not negative");
    return -std::expm1(-hazard_per_day * static_cast<double>(horizon.count()));
}

/// Event times with S(t) = exp(-(t / scale)^shape); a shape below 1 is a hazard that falls with time.
struct weibull {
    double shape = 1;
    double scale_days = 1;
};
/// The Weibull through two points of a survival curve: its median, and S at another time.
/// shape = (ln(-ln S) - ln ln 2) / ln(later / median), scale = median / (ln 2)^(1 / shape).
/// Throws `invalid_argument` unless both days are positive and S lies on its side of one half.
[[nodiscard]] inline weibull weibull_from(days median, days later, double survival_at_later) {
    check_argument(median.count() > 0, "weibull_from", "median", median.count(), "at least one day");
    check_argument(later.count() > 0 && later != median, "weibull_from", "later", later.count(),
                   "a positive day other than the median");
    check_risk("weibull_from", "survival_at_later", survival_at_later);
    check_argument((survival_at_later < 0.5) == (later > median) && survival_at_later != 0.5, "weibull_from",
                   "survival_at_later", survival_at_later,
                   "below one half after the median, above it before");
    const double half_time = static_cast<double>(median.count());
    const double shape = (std::log(-std::log(survival_at_later)) - std::log(std::numbers::ln2)) /
                         std::log(static_cast<double>(later.count()) / half_time);
    return {shape, half_time / std::pow(std::numbers::ln2, 1 / shape)};
}
/// H(t) = (t / scale)^shape.
[[nodiscard]] inline double cumulative_hazard(const weibull& curve, double t_days) noexcept {
    return std::pow(t_days / curve.scale_days, curve.shape);
}
/// h(t) = shape / scale (t / scale)^(shape - 1), a day.
[[nodiscard]] inline double daily_hazard(const weibull& curve, double t_days) noexcept {
    return curve.shape / curve.scale_days * std::pow(t_days / curve.scale_days, curve.shape - 1);
}
/// 1 - S(t).
[[nodiscard]] inline double risk_at_horizon(const weibull& curve, days horizon) {
    check_argument(horizon.count() >= 0, "risk_at_horizon", "horizon", horizon.count(), "not negative");
    return -std::expm1(-cumulative_hazard(curve, static_cast<double>(horizon.count())));
}
/// h(t) / h(reference) = (t / reference)^(shape - 1).
[[nodiscard]] inline double hazard_ratio(const weibull& curve, double t_days,
                                         double reference_days) noexcept {
    return std::pow(t_days / reference_days, curve.shape - 1);
}

/// Concordance of a rare outcome whose linear predictor is normal with this sd: C = Phi(sd / sqrt 2).
/// Source: Austin & Steyerberg 2012 BMC Med Res Methodol 12:82, doi:10.1186/1471-2288-12-82.
[[nodiscard]] inline double concordance_from_sd(double sd) {
    check_non_negative("concordance_from_sd", "sd", sd);
    return normal_cdf(sd / std::numbers::sqrt2);
}
/// sd = sqrt 2 Phi^-1(C). Throws `invalid_argument` unless 0.5 <= C < 1.
[[nodiscard]] inline double sd_from_concordance(double concordance) {
    check_argument(concordance >= 0.5 && concordance < 1, "sd_from_concordance", "concordance", concordance,
                   "at least 0.5 and below 1");
    return std::numbers::sqrt2 * normal_quantile(concordance);
}

}  // namespace backrisk::evidence
