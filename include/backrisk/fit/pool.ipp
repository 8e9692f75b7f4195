#pragma once
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <string>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/fit/pool.hpp"

namespace backrisk::fit {

BACKRISK_INLINE double pooled_degrees(double m, double increase, double lambda, double complete) {
    const double rubin = (m - 1) * std::pow(1 + 1 / increase, 2);  // infinite where nothing differs
    if (std::isinf(complete)) return rubin;
    const double seen = (complete + 1) / (complete + 3) * complete * (1 - lambda);
    return 1 / (1 / rubin + 1 / seen);
}

BACKRISK_INLINE pooled pool(std::span<const Eigen::VectorXd> coefficients,
                            std::span<const Eigen::MatrixXd> covariances, double complete_degrees) {
    constexpr const char* function = "fit.pool";
    check_argument(complete_degrees > 0, function, "complete_degrees", complete_degrees, "positive");
    check_argument(coefficients.size() >= 2, function, "fits.size", coefficients.size(), "2 or more");
    check_same_size(function, "covariances", covariances, coefficients);
    const Eigen::Index q = coefficients[0].size();
    const auto m = static_cast<double>(coefficients.size());
    pooled out{Eigen::VectorXd::Zero(q),   Eigen::VectorXd::Zero(q),    Eigen::VectorXd::Zero(q),
               Eigen::VectorXd::Zero(q),   Eigen::MatrixXd::Zero(q, q), Eigen::MatrixXd::Zero(q, q),
               Eigen::MatrixXd::Zero(q, q)};
    for (std::size_t k = 0; k < coefficients.size(); ++k) {
        check_argument(
            coefficients[k].size() == q && covariances[k].rows() == q && covariances[k].cols() == q, function,
            "coefficients of fit " + show(k + 1), coefficients[k].size(), show(q));
        out.coefficients += coefficients[k] / m;
        out.within += covariances[k] / m;
    }
    for (const Eigen::VectorXd& one : coefficients) {
        const Eigen::VectorXd off = one - out.coefficients;
        out.between += off * off.transpose() / (m - 1);
    }
    out.total = out.within + (1 + 1 / m) * out.between;
    for (Eigen::Index k = 0; k < q; ++k) {
        const double extra = (1 + 1 / m) * out.between(k, k);
        out.increase[k] = extra / out.within(k, k);
        out.lambda[k] = extra / out.total(k, k);
        out.degrees[k] = pooled_degrees(m, out.increase[k], out.lambda[k], complete_degrees);
    }
    return out;
}

BACKRISK_INLINE double student_quantile(double p, double degrees) {
    check_argument(p > 0 && p < 1, "fit.student_quantile", "p", p, "between 0 and 1, ends excluded");
    if (!(degrees < 1e15)) return normal_quantile(p);
    const double tail = 2 * std::min(p, 1 - p);
    if (tail == 1) return 0;
    double other = 0;
    const double x = boost::math::ibeta_inv(degrees / 2, 0.5, tail, &other);
    return std::copysign(std::sqrt(degrees * other / x), p - 0.5);
}

BACKRISK_INLINE double student_two_sided(double t, double degrees) {
    if (std::isnan(t)) return t;
    if (!(degrees < 1e15)) return 2 * normal_cdf(-std::abs(t));
    return boost::math::ibeta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

BACKRISK_INLINE student_table student(std::span<const double> coefficients, std::span<const double> errors,
                                      std::span<const double> degrees, double level) {
    constexpr const char* function = "fit.student";
    check_argument(level > 0 && level < 1, function, "level", level, "between 0 and 1, ends excluded");
    check_same_size(function, "standard_error", errors, coefficients);
    check_same_size(function, "degrees", degrees, coefficients);
    student_table out;
    for (std::size_t k = 0; k < coefficients.size(); ++k) {
        const double half = student_quantile(0.5 + level / 2, degrees[k]) * errors[k];
        out.p.push_back(student_two_sided(coefficients[k] / errors[k], degrees[k]));
        out.low.push_back(coefficients[k] - half);
        out.high.push_back(coefficients[k] + half);
    }
    return out;
}

BACKRISK_INLINE rate_interval exact_rate(double events, double exposure, double level) {
    check_argument(events >= 0 && events == std::floor(events) && std::isfinite(events), "fit.rate", "events",
                   events, "a count: whole and not negative");
    check_positive("fit.rate", "exposure", exposure);
    check_argument(level > 0 && level < 1, "fit.rate", "level", level, "between 0 and 1, ends excluded");
    const double tail = (1 - level) / 2;
    const double low = events > 0 ? boost::math::gamma_p_inv(events, tail) : 0.0;
    return {events / exposure, low / exposure, boost::math::gamma_q_inv(events + 1, tail) / exposure};
}

}  // namespace backrisk::fit
