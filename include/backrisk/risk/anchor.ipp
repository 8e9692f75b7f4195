#pragma once
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

#include "backrisk/core/cloglog.hpp"
#include "backrisk/evidence/compose.hpp"
#include "backrisk/factor/draw.hpp"
#include "backrisk/risk/anchor.hpp"

namespace backrisk::risk {

namespace anchoring {

/// Log hazard over a horizon of each of the people that centre the model, relative to the intercept.
[[nodiscard]] inline std::vector<double> population(const model& of, int horizon_days) {
    const evidence::compose_options drawing;
    const std::size_t width = of.factors.size();
    const auto people = factor::draw_population(of.factors, drawing.draws, drawing.seed);
    const scorer with(of, horizon_days);
    std::vector<double> phi(of.factors.columns()), out;
    out.reserve(drawing.draws);
    for (std::size_t i = 0; i < drawing.draws; ++i) {
        const std::span<const double> row(people.data() + i * width, width);
        (void)of.factors.expand(row, phi);
        const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), of.mean.size());
        const double recency = with.recency_factor() < width ? row[with.recency_factor()] : missing_value;
        out.push_back(with.acting_mean().dot(columns - of.centre) + with.log_horizon(recency, horizon_days));
    }
    return out;
}

[[nodiscard]] inline double mean_risk_at(const std::vector<double>& log_hazards, double level) {
    double sum = 0;
    for (const double one : log_hazards) sum += risk_of_log_hazard(level + one);
    return sum / static_cast<double>(log_hazards.size());
}

/// The level at which the mean risk is `risk`, by bisection to the last bits.
[[nodiscard]] inline double solve(const std::vector<double>& log_hazards, double risk) {
    double low = -60, high = 60;
    for (int step = 0; step < 80 && high - low > 1e-14; ++step) {
        const double middle = (low + high) / 2;
        (mean_risk_at(log_hazards, middle) < risk ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Shape with trigamma(shape) = variance, by bisection in the logarithm.
[[nodiscard]] inline double gamma_shape(double variance) {
    double low = -20, high = 40;
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (boost::math::trigamma(std::exp(middle)) > variance ? low : high) = middle;
    }
    return std::exp((low + high) / 2);
}

inline void check_level_is_open(const model& of, std::string_view here) {
    check_argument(!of.from_cohort.has_value(), here, "model", std::string_view("updated with a cohort"),
                   "one whose level no cohort has taught: an anchor would replace what was learned");
}

}  // namespace anchoring

BACKRISK_INLINE double population_rate(const model& of) {
    double sum = 0;
    const auto all = anchoring::population(of, static_cast<int>(days_a_year));
    for (const double one : all) sum += std::exp(of.log_daily_hazard + one);
    return sum / static_cast<double>(all.size());
}

BACKRISK_INLINE double prior_mean_excess(const model& of) {
    if (of.from_cohort) return 0;
    const evidence::compose_options drawing;
    const std::size_t width = of.factors.size();
    const auto people = factor::draw_population(of.factors, drawing.draws, drawing.seed);
    const auto log_hazards = anchoring::population(of, 1);
    std::vector<double> phi(of.factors.columns());
    double with = 0, without = 0;
    for (std::size_t i = 0; i < drawing.draws; ++i) {
        (void)of.factors.expand(std::span<const double>(people.data() + i * width, width), phi);
        const Eigen::VectorXd z = Eigen::Map<const Eigen::VectorXd>(phi.data(), of.mean.size()) - of.centre;
        without += std::exp(log_hazards[i]);
        with += std::exp(std::min(log_hazards[i] + 0.5 * z.dot(of.covariance * z), 300.0));
    }
    return std::log(with / without) + 0.5 * of.setting_sd * of.setting_sd;
}

BACKRISK_INLINE double population_risk(const model& of, int horizon_days) {
    check_horizon("risk::population_risk", horizon_days);
    const double excess = of.from_cohort ? of.from_cohort->mean_excess : 0;
    return anchoring::mean_risk_at(anchoring::population(of, horizon_days), of.log_daily_hazard + excess);
}

BACKRISK_INLINE model anchored(model of, double yearly_risk) {
    constexpr std::string_view here = "risk::anchored";
    check_argument(yearly_risk > 0 && yearly_risk < 1, here, "yearly_risk", yearly_risk,
                   "between 0 and 1, ends excluded");
    anchoring::check_level_is_open(of, here);
    of.log_daily_hazard =
        anchoring::solve(anchoring::population(of, static_cast<int>(days_a_year)), yearly_risk);
    of.setting_sd = 0;
    of.own_level = own_incidence{.yearly_risk = yearly_risk};
    of.baseline = show(yearly_risk) + " a year, given by the user";
    return of;
}

BACKRISK_INLINE model anchored(model of, const episode_count& count) {
    constexpr std::string_view here = "risk::anchored";
    check_argument(count.episodes >= 0 && std::isfinite(count.episodes), here, "episodes", count.episodes,
                   "0 or more, and finite");
    check_argument(count.person_years > 0 && std::isfinite(count.person_years), here, "person_years",
                   count.person_years, "above 0, and finite");
    anchoring::check_level_is_open(of, here);
    check_argument(of.setting_sd > 0, here, "model.setting_sd", of.setting_sd,
                   "above 0: without spread between places a count teaches nothing");
    const double rate = population_rate(of);
    const double shape = anchoring::gamma_shape(of.setting_sd * of.setting_sd);
    const double after = (shape + count.episodes) / (shape / rate + count.person_years);
    of.log_daily_hazard += std::log(after / rate);
    of.setting_sd = std::sqrt(boost::math::trigamma(shape + count.episodes));
    of.own_level = own_incidence{.episodes = count.episodes, .person_years = count.person_years};
    of.baseline = show(count.episodes) + " new episodes in " + show(count.person_years) +
                  " person-years of one's own; prior: " + of.baseline;
    return of;
}

BACKRISK_INLINE double setting_sd_after(const model& of, double person_years) {
    check_non_negative("risk::setting_sd_after", "person_years", person_years);
    if (!(of.setting_sd > 0)) return of.setting_sd;
    const double shape = anchoring::gamma_shape(of.setting_sd * of.setting_sd);
    return std::sqrt(boost::math::trigamma(shape + population_rate(of) * person_years));
}

}  // namespace backrisk::risk
