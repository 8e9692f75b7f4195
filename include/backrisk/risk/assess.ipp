#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "backrisk/core/adult.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/mean_risk.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

namespace scoring {

/// Columns of the factors in `mask`, or of those not in it.
[[nodiscard]] inline std::vector<Eigen::Index> columns(const factor::schema& of, factor::known_mask mask,
                                                       bool in) {
    std::vector<Eigen::Index> at;
    for (std::size_t k = 0; k < of.size(); ++k)
        if (((mask >> k & 1) != 0) == in)
            for (std::size_t j = 0; j < of.width(k); ++j)
                at.push_back(static_cast<Eigen::Index>(of.first_column(k) + j));
    return at;
}

/// T and V of a set of known columns, by Gaussian conditioning on Omega. A column without spread in the
/// population (or a copy of another) is handled by a ridge of 1e-9 of the mean variance.
[[nodiscard]] inline pattern condition(const model& of, factor::known_mask mask) {
    const Eigen::Index p = of.mean.size();
    const auto observed = columns(of.factors, mask, true), missing = columns(of.factors, mask, false);
    pattern out;
    out.completion = Eigen::MatrixXd::Zero(p, p);
    for (const Eigen::Index j : observed) out.completion(j, j) = 1;
    Eigen::MatrixXd spread = of.population_spread(missing, missing);
    if (!observed.empty() && !missing.empty()) {
        Eigen::MatrixXd known = of.population_spread(observed, observed);
        known.diagonal().array() += 1e-9 * of.population_spread.diagonal().mean();
        const Eigen::MatrixXd cross = of.population_spread(observed, missing);
        const Eigen::MatrixXd slope = known.ldlt().solve(cross);  // observed x missing
        out.completion(missing, observed) = slope.transpose();
        spread -= cross.transpose() * slope;
    }
    const Eigen::VectorXd beta = of.mean(missing);
    const double ignorance = std::max(0.0, beta.dot(spread * beta));
    const double doubt = std::max(0.0, of.covariance(missing, missing).cwiseProduct(spread).sum());
    out.extra_variance = ignorance + doubt + of.intercept_sd * of.intercept_sd;
    out.beta = out.completion.transpose() * of.mean;
    const Eigen::MatrixXd kept = out.completion(Eigen::seqN(0, p), observed);  // all that is not zero
    out.covariance = Eigen::MatrixXd::Zero(p, p);
    out.covariance(observed, observed) = kept.transpose() * of.covariance * kept;
    out.cross = of.from_cohort
                    ? Eigen::VectorXd(2 * out.completion.transpose() * of.from_cohort->intercept_covariance)
                    : Eigen::VectorXd(Eigen::VectorXd::Zero(p));
    const double all = of.mean.dot(of.population_spread * of.mean);
    out.coverage = all > 0 ? std::clamp(1 - ignorance / all, 0.0, 1.0) : 0.0;
    return out;
}

/// Hazard that the exposures add, in units of lambda0 days.
[[nodiscard]] inline double added_days(const model& of, const std::vector<exposure>& exposures) {
    double sum = 0;
    for (const exposure& one : exposures) {
        const auto at = std::ranges::find(of.triggers, one.trigger, &trigger::name);
        check_argument(at != of.triggers.end(), "risk::assess", "exposures.trigger",
                       std::string_view(one.trigger), "a trigger of the model");
        check_between("risk::assess", "exposures.age_years", one.age_years, 10, 110);
        check_non_negative("risk::assess", "exposures.occurrences", one.occurrences);
        const double age = std::clamp(one.age_years, at->youngest, at->oldest);
        const double log_or = at->log_odds_ratio + at->slope_per_year * (age - at->reference_age);
        sum += one.occurrences * at->hours / 24 * std::max(0.0, std::expm1(log_or));
    }
    return sum;
}

}  // namespace scoring

BACKRISK_INLINE scorer::scorer(const model& of) : model_(&of), recency_(of.factors.recency_factor()) {
    if (recency_ == of.factors.size()) return;
    const auto column = static_cast<Eigen::Index>(of.factors.first_column(recency_));
    decay_ = {of.factors.factors()[recency_].phi, of.mean[column], longest_horizon};
    const factor::marginal& whose = of.factors.factors()[recency_].population;
    const std::size_t parent = of.factors.index_or(whose.parent, of.factors.size());
    decay_.expect(whose, parent < of.factors.size() ? of.factors.factors()[parent].population.first : 1.0);
}

BACKRISK_INLINE double scorer::log_horizon(double recency_days, int horizon_days) const noexcept {
    return decay_.log_days(recency_days, horizon_days);
}

BACKRISK_INLINE const pattern& scorer::known(factor::known_mask mask) {
    const auto found = patterns_.find(mask);
    if (found != patterns_.end()) return found->second;
    return patterns_.emplace(mask, scoring::condition(*model_, mask)).first->second;
}

BACKRISK_INLINE predictor scorer::predict(std::span<const double> phi, factor::known_mask mask) {
    const pattern& at = known(mask);
    const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), static_cast<Eigen::Index>(phi.size()));
    const Eigen::VectorXd delta = columns - model_->centre;  // missing columns meet zero rows of T
    const double known_variance = delta.dot(at.covariance * delta) + at.cross.dot(delta);
    return {at.beta.dot(delta), known_variance + at.extra_variance, at.coverage};
}

BACKRISK_INLINE double scorer::typical(int horizon_days) {
    check_horizon("risk::scorer::typical", horizon_days);
    const pattern& nothing = known(0);
    return mean_risk(model_->log_daily_hazard + log_horizon(missing_value, horizon_days),
                     std::sqrt(nothing.extra_variance));
}

BACKRISK_INLINE assessment scorer::assess(std::span<const double> row, const assess_options& options) {
    const model& m = *model_;
    const auto horizon = options.horizon.count();
    check_argument(row.size() == m.factors.size(), "risk::assess", "row.size", row.size(),
                   std::to_string(m.factors.size()) + ", one value a factor");
    check_horizon("risk::assess", horizon);
    check_argument(options.level > 0 && options.level < 1, "risk::assess", "level", options.level,
                   "inside (0, 1)");

    std::vector<double> phi(m.factors.columns());
    const auto found = m.factors.expand(row, phi);
    const predictor at = predict(phi, found.known);
    assessment out;
    out.log_hazard = at.log_hazard;
    out.variance = at.variance;
    out.coverage = at.coverage;
    out.hazard_ratio = std::exp(at.log_hazard);
    out.horizon_days = static_cast<int>(horizon);
    out.level = options.level;
    out.event = m.event;
    out.population = m.population;
    out.status = m.status;
    out.typical = typical(out.horizon_days);
    const double recency_days = recency_ < m.factors.size() ? row[recency_] : missing_value;
    double mu = m.log_daily_hazard + at.log_hazard + log_horizon(recency_days, out.horizon_days);
    const double added = scoring::added_days(m, options.exposures);
    if (added > 0) mu = std::log(std::exp(mu) + added * std::exp(m.log_daily_hazard));
    const double sd = std::sqrt(at.variance), z = normal_quantile(0.5 + options.level / 2);
    out.risk = mean_risk(mu, sd);
    out.low = risk_of_log_hazard(mu - z * sd);
    out.high = risk_of_log_hazard(mu + z * sd);

    const pattern& knowledge = known(found.known);
    const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), static_cast<Eigen::Index>(phi.size()));
    const Eigen::VectorXd completed = knowledge.completion * (columns - m.centre);
    for (std::size_t k = 0; k < m.factors.size(); ++k) {
        const factor::factor& f = m.factors.factors()[k];
        const auto first = static_cast<Eigen::Index>(m.factors.first_column(k));
        const auto width = static_cast<Eigen::Index>(f.phi.width);
        const auto part = completed.segment(first, width);
        contribution one{f.name, f.label, f.unit, f.of, row[k], part.dot(m.mean.segment(first, width)),
                         0,      false,   false};
        one.spread =
            std::sqrt(std::max(0.0, part.dot(m.covariance.block(first, first, width, width) * part)));
        one.known = (found.known >> k & 1) != 0;
        one.extrapolates = (found.extrapolates >> k & 1) != 0;
        out.contributions.push_back(std::move(one));
    }
    if (found.known == 0) out.why = reason::not_recorded;
    const std::size_t age = m.factors.index_or("age_years", m.factors.size());
    if (age < m.factors.size() && row[age] < adult_years) {
        out.risk = out.low = out.high = missing_value;
        out.why = reason::under_age;
    }
    return out;
}

BACKRISK_INLINE assessment assess(const model& of, std::span<const double> row,
                                  const assess_options& options) {
    return scorer(of).assess(row, options);
}

BACKRISK_INLINE std::array<double, factor::all_causes.size()> by_cause(const assessment& of) {
    std::array<double, factor::all_causes.size()> sums{};
    for (const contribution& one : of.contributions) sums[static_cast<std::size_t>(one.of)] += one.log_hazard;
    return sums;
}

BACKRISK_INLINE int people_for(double risk) {
    check_between("risk::people_for", "risk", risk, 0, 1);
    return risk >= 0.0095 || risk == 0 ? 100 : risk >= 0.00095 ? 1000 : 10000;
}

BACKRISK_INLINE std::string natural_frequency(double risk, int people) {
    check_between("risk::natural_frequency", "risk", risk, 0, 1);
    check_argument(people >= 0, "risk::natural_frequency", "people", people, "positive, or 0 to choose");
    if (people == 0) people = people_for(risk);
    return "about " + show(std::lround(risk * people)) + " of " + show(people);
}

}  // namespace backrisk::risk
