#pragma once
/// A slot for a published logistic model: it computes when somebody who read the paper fills it in, and
/// refuses until then.
///
///     lp = intercept + sum of coefficient · predictor,    p = 1 / (1 + exp(-lp))
///
/// Recalibration to another setting: lp' = a + b · lp (a alone, with b = 1, is calibration in the large).
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/series.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::history {

struct logistic_equation {
    std::string name = {};
    std::string outcome = {};             ///< what p is the probability of
    std::vector<std::string> names = {};  ///< of the predictors, in order
    double intercept = missing_value;
    std::vector<double> coefficients = {};  ///< one a predictor; empty while nobody filled them in
    std::string citation = {};
    std::string doi = {};
    verification status = verification::unverified;

    [[nodiscard]] bool ready() const noexcept {
        bool finite = std::isfinite(intercept) && !names.empty() && coefficients.size() == names.size();
        for (const double one : coefficients) finite = finite && std::isfinite(one);
        return finite;
    }
};

namespace detail_logistic {
inline void check_ready(const logistic_equation& equation) {
    check_argument(equation.ready(), "probability", "equation", std::string_view(equation.name),
                   "an equation with an intercept and one finite coefficient for each predictor");
}
[[nodiscard]] inline measured at(const logistic_equation& equation, std::span<const double> row) noexcept {
    double lp = equation.intercept;
    for (std::size_t i = 0; i < row.size(); ++i) lp += equation.coefficients[i] * row[i];
    return std::isnan(lp) ? measured(reason::not_recorded) : measured(1 / (1 + std::exp(-lp)));
}
}  // namespace detail_logistic

/// Probability of the outcome. A missing predictor gives NaN, `reason::not_recorded`. Throws
/// `invalid_argument` when the equation has no coefficients or the row has another length.
[[nodiscard]] inline measured probability(const logistic_equation& equation, std::span<const double> row) {
    detail_logistic::check_ready(equation);
    check_same_size("probability", "row", row, equation.coefficients);
    return detail_logistic::at(equation, row);
}

/// The same for rows of predictors, one person after the other.
[[nodiscard]] inline measured_series probabilities(const logistic_equation& equation,
                                                   std::span<const double> rows) {
    detail_logistic::check_ready(equation);
    const std::size_t width = equation.coefficients.size();
    check_argument(rows.size() % width == 0, "probability", "rows.size", rows.size(),
                   "a multiple of " + std::to_string(width));
    measured_series result(rows.size() / width);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const measured one = detail_logistic::at(equation, rows.subspan(i * width, width));
        result.set(i, one, one.reason == reason::none ? 1.0 : 0.0);
    }
    return result;
}

/// The equation with lp' = shift + slope · lp. Both must be finite, the slope positive.
[[nodiscard]] inline logistic_equation recalibrated(logistic_equation equation, double shift,
                                                    double slope = 1) {
    check_argument(std::isfinite(shift), "recalibrated", "shift", shift, "finite");
    check_positive("recalibrated", "slope", slope);
    equation.intercept = shift + slope * equation.intercept;
    for (double& one : equation.coefficients) one *= slope;
    return equation;
}

/// PICKUP (Traeger 2016 PLoS Med 13:e1002019): chronic pain three months after an acute episode, external AUC
/// 0.66 (0.63 to 0.69). An empty slot: its coefficients were not read, so none are here.
[[nodiscard]] inline logistic_equation pickup() {
    return {.name = "pickup",
            .outcome = "pain 3 months after an acute episode of low back pain",
            .names = {"pain_intensity", "leg_pain", "disability_compensation", "feelings_of_depression",
                      "perceived_risk_of_persistence"},
            .citation = "Traeger 2016 PLoS Med 13:e1002019 (coefficients not read)",
            .doi = "10.1371/journal.pmed.1002019"};
}

}  // namespace backrisk::history
