#pragma once
/// Numbers that no paper prints, computed from numbers that papers do print.
///
/// Each function is the computation behind rows of status `derived`; evidence_derived_test.cpp applies it to
/// the published inputs and compares with the value in the table.
#include <cmath>
#include <cstddef>

#include "backrisk/core/error.hpp"
#include "backrisk/evidence/convert.hpp"

namespace backrisk::evidence {

/// OR = p1 / (1 - p1) / (p0 / (1 - p0)) of two risks.
[[nodiscard]] inline double odds_ratio(double p1, double p0) { return std::exp(logit(p1) - logit(p0)); }

struct interval_estimate {
    double point = missing_value;
    double low = missing_value;
    double high = missing_value;
};

/// OR = a d / (b c) of the table {exposed: a with, b without; unexposed: c with, d without}, with the
/// interval exp(ln OR -/+ z sqrt(1/a + 1/b + 1/c + 1/d)). Counts may be fractional where a paper prints
/// percentages. Throws `invalid_argument` unless every count is positive: no continuity correction is made.
/// Source: Woolf 1955 Ann Hum Genet 19:251, doi:10.1111/j.1469-1809.1955.tb01348.x.
[[nodiscard]] inline interval_estimate odds_ratio_2x2(double a, double b, double c, double d,
                                                      double level = default_level) {
    check_positive("odds_ratio_2x2", "a", a);
    check_positive("odds_ratio_2x2", "b", b);
    check_positive("odds_ratio_2x2", "c", c);
    check_positive("odds_ratio_2x2", "d", d);
    check_risk("odds_ratio_2x2", "level", level);
    const double log_ratio = std::log(a) + std::log(d) - std::log(b) - std::log(c);
    const double reach = normal_quantile((1 + level) / 2) * std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
    return {std::exp(log_ratio), std::exp(log_ratio - reach), std::exp(log_ratio + reach)};
}

/// Slope of ln OR between two published levels of a modifier: (ln OR2 - ln OR1) / (x2 - x1).
[[nodiscard]] inline double log_ratio_slope(double ratio1, double x1, double ratio2, double x2) {
    check_positive("log_ratio_slope", "ratio1", ratio1);
    check_positive("log_ratio_slope", "ratio2", ratio2);
    check_argument(x1 != x2, "log_ratio_slope", "x2", x2, "different from x1");
    return std::log(ratio2 / ratio1) / (x2 - x1);
}

/// Odds ratio of sudden back pain in the two hours after handling a heavy load, by age: the straight line in
/// ln OR through 13.6 at 20 and 2.7 at 60 years, held constant outside these ages. It is a rate ratio for two
/// hours and adds hazard; it never multiplies an annual risk.
/// Source: Steffens 2015 Arthritis Care Res 67:403, doi:10.1002/acr.22533; the line is ours (6.0 at 40 fits).
[[nodiscard]] inline double heavy_load_odds_ratio(double age_years) {
    check_non_negative("heavy_load_odds_ratio", "age_years", age_years);
    const double age = age_years < 20 ? 20 : (age_years > 60 ? 60 : age_years);
    return 13.6 * std::exp(log_ratio_slope(13.6, 20, 2.7, 60) * (age - 20));
}

/// The risk of one year inside a risk over several, at a constant hazard: 1 - (1 - p)^(1 / years).
[[nodiscard]] inline double yearly_risk(double risk, double years) {
    check_risk("yearly_risk", "risk", risk);
    check_positive("yearly_risk", "years", years);
    return -std::expm1(std::log1p(-risk) / years);
}

/// Exposure a person behind `events` at this rate: events / rate / persons, in the rate's unit of exposure.
[[nodiscard]] inline double exposure_per_person(double events, double rate, double persons) {
    check_non_negative("exposure_per_person", "events", events);
    check_positive("exposure_per_person", "rate", rate);
    check_positive("exposure_per_person", "persons", persons);
    return events / rate / persons;
}

/// Standard deviation on the logit scale of settings whose prevalence ranges from low to high, the range read
/// as four standard deviations: (logit high - logit low) / 4. The reading is ours.
[[nodiscard]] inline double logit_sd_from_range(double low, double high) {
    check_argument(low <= high, "logit_sd_from_range", "low", low, "at most high");
    return (logit(high) - logit(low)) / 4;
}

/// Positive likelihood ratio implied by a risk before and after a finding: the ratio of the two odds.
[[nodiscard]] inline double likelihood_ratio(double risk_after, double risk_before) {
    return odds_ratio(risk_after, risk_before);
}

/// A predicted risk moved by a recalibration: inverse logit of intercept + slope logit(p).
[[nodiscard]] inline double recalibrated_risk(double risk, double intercept, double slope) {
    return inverse_logit(intercept + slope * logit(risk));
}

/// Spread that a yes/no factor alone gives the linear predictor: |beta| sqrt(p (1 - p)), p its prevalence.
[[nodiscard]] inline double sd_of_indicator(double log_ratio, double prevalence) {
    check_risk("sd_of_indicator", "prevalence", prevalence);
    return std::abs(log_ratio) * std::sqrt(prevalence * (1 - prevalence));
}

/// Concordance of a logistic model whose linear predictor is normal with this sd, at a mean risk that need
/// not be small: C = integral of F0(z) f1(z) dz, where f1 and f0 are the densities of people with and without
/// the event. The intercept is solved so that the mean risk comes out. Sums over a grid of +-9 sd; the
/// running sum for F0 carries its Euler-Maclaurin term, step^2 / 12 f0', so that the error falls with step^4
/// (below 1e-8 for sd up to 2).
[[nodiscard]] inline double concordance_from_sd(double sd, double mean_risk) {
    check_positive("concordance_from_sd", "sd", sd);
    check_risk("concordance_from_sd", "mean_risk", mean_risk);
    constexpr int points = 721;
    constexpr double reach = 9;
    constexpr double step = 2 * reach / (points - 1);
    const auto weight = [&](int i) {
        const double u = -reach + step * i;
        return std::exp(-u * u / 2) * step / std::sqrt(2 * std::numbers::pi);
    };
    const auto risk = [&](int i, double intercept) {
        return inverse_logit(intercept + sd * (-reach + step * i));
    };
    double lower = logit(mean_risk) - 2 - sd * sd, upper = logit(mean_risk) + 2 + sd * sd;
    for (int bisection = 0; bisection < 60; ++bisection) {
        const double middle = (lower + upper) / 2;
        double mean = 0;
        for (int i = 0; i < points; ++i) mean += weight(i) * risk(i, middle);
        (mean < mean_risk ? lower : upper) = middle;
    }
    double without = 0, concordant = 0;
    for (int i = 0; i < points; ++i) {
        const double p = risk(i, lower), mass = weight(i) * (1 - p);
        const double log_slope = -(-reach + step * i) - sd * p;  // f0' / f0
        concordant += weight(i) * p * (without + mass * (0.5 - step / 12 * log_slope));
        without += mass;
    }
    return concordant / (mean_risk * (1 - mean_risk));
}

}  // namespace backrisk::evidence
