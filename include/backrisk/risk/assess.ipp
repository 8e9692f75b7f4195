#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>

#include "backrisk/core/adult.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/mean_risk.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/risk/assess.hpp"
#include "backrisk/risk/status.hpp"

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
inline void condition(const model& of, factor::known_mask mask, pattern& out) {
    const Eigen::Index p = of.mean.size();
    const auto observed = columns(of.factors, mask, true), missing = columns(of.factors, mask, false);
    out.completion = Eigen::MatrixXd::Zero(p, p);
    for (const Eigen::Index j : observed) out.completion(j, j) = 1;
    Eigen::MatrixXd spread = of.population_covariance(missing, missing);
    if (!observed.empty() && !missing.empty()) {
        Eigen::MatrixXd known = of.population_covariance(observed, observed);
        known.diagonal().array() += 1e-9 * of.population_covariance.diagonal().mean();
        const Eigen::MatrixXd cross = of.population_covariance(observed, missing);
        const Eigen::MatrixXd slope = known.ldlt().solve(cross);  // observed x missing
        out.completion(missing, observed) = slope.transpose();
        spread -= cross.transpose() * slope;
    }
    out.spread = Eigen::MatrixXd::Zero(p, p);
    out.spread(missing, missing) = spread;
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

/// Percentile of a log hazard u = beta' z among the population's beta' (phi - c), both with the same beta.
/// With v the variance of u and c = S z its covariance with beta, the population's variance given u is
///
///     q(u) = E[beta' Omega beta | u] = m_u' Omega m_u + tr(Omega S) - c' Omega c / v,  m_u = m + c (u - m'z)
///     / v
///
/// and the percentile is 100 Phi(u / sqrt q(u)), which grows with u.
[[nodiscard]] inline estimate percentile(const scorer& of, const Eigen::VectorXd& z, double log_hazard,
                                         double variance, double deviations) {
    const Eigen::MatrixXd& omega = of.of().population_covariance;
    const Eigen::VectorXd& mean = of.acting_mean();
    const Eigen::VectorXd shared = of.acting_covariance() * z, spread_mean = omega * mean;
    const double own = shared.dot(omega * shared), joint = shared.dot(spread_mean);
    const double doubt = of.acting_covariance().cwiseProduct(omega).sum();
    const auto at = [&](double steps) {  // in standard deviations of u
        if (variance <= 0) steps = 0;
        const double sd = std::sqrt(variance), along = variance > 0 ? steps / sd : 0;
        const double rest = variance > 0 ? own / variance : 0;
        const double q = mean.dot(spread_mean) + 2 * along * joint + along * along * own + doubt - rest;
        const double u = log_hazard + steps * sd;
        return 100 * normal_cdf(q > 0 ? u / std::sqrt(q) : u / std::numeric_limits<double>::min());
    };
    return {at(0), at(-deviations), at(deviations)};
}

}  // namespace scoring

BACKRISK_INLINE scorer::scorer(const model& of, int horizon_days)
    : model_(&of), recency_(of.factors.recency_factor()) {
    set_horizon(horizon_days);
    if (recency_ == of.factors.size()) return;
    const auto column = static_cast<Eigen::Index>(of.factors.first_column(recency_));
    decay_ = {of.factors.factors()[recency_].phi, of.mean[column], longest_horizon};
    const factor::marginal& whose = of.factors.factors()[recency_].population;
    const std::size_t parent = of.factors.index_or(whose.parent, of.factors.size());
    decay_.expect(whose, parent < of.factors.size() ? of.factors.factors()[parent].population.first : 1.0);
}

BACKRISK_INLINE void scorer::set_horizon(int horizon_days) {
    check_horizon("risk::scorer", horizon_days);
    if (horizon_days == horizon_days_) return;
    horizon_days_ = horizon_days;
    patterns_.clear();
    const model& m = *model_;
    const std::vector<double> shares = m.factors.acting_shares(horizon_days);
    const Eigen::Map<const Eigen::VectorXd> acting(shares.data(), m.mean.size());
    mean_ = m.mean.cwiseProduct(acting);
    covariance_ = acting.asDiagonal() * m.covariance * acting.asDiagonal();
    level_covariance_ = Eigen::VectorXd::Zero(m.mean.size());
    if (m.from_cohort) level_covariance_ = 2 * m.from_cohort->intercept_covariance.cwiseProduct(acting);
}

BACKRISK_INLINE double scorer::log_horizon(double recency_days, int horizon_days) const noexcept {
    return decay_.log_days(recency_days, horizon_days);
}

BACKRISK_INLINE double scorer::typical_log_hazard() const noexcept {
    return model_->log_daily_hazard + log_horizon(missing_value, horizon_days_);
}

BACKRISK_INLINE const pattern& scorer::known(factor::known_mask mask) {
    const auto found = patterns_.find(mask);
    if (found != patterns_.end()) return found->second;
    pattern out;
    scoring::condition(*model_, mask, out);
    out.beta = out.completion.transpose() * mean_;
    out.today = out.completion.transpose() * model_->mean;
    const auto observed = scoring::columns(model_->factors, mask, true);
    const Eigen::MatrixXd kept =
        out.completion(Eigen::seqN(0, out.completion.rows()), observed);  // all that is not zero
    out.covariance = Eigen::MatrixXd::Zero(mean_.size(), mean_.size());
    out.covariance(observed, observed) = kept.transpose() * covariance_ * kept;
    out.cross = out.completion.transpose() * level_covariance_;
    out.unknown = std::max(0.0, mean_.dot(out.spread * mean_));
    out.doubt = std::max(0.0, covariance_.cwiseProduct(out.spread).sum());
    const double all = mean_.dot(model_->population_covariance * mean_);
    out.coverage = all > 0 ? std::clamp(1 - out.unknown / all, 0.0, 1.0) : 0.0;
    return patterns_.emplace(mask, std::move(out)).first->second;
}

BACKRISK_INLINE predictor scorer::predict(std::span<const double> phi, factor::known_mask mask) {
    const pattern& at = known(mask);
    const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), static_cast<Eigen::Index>(phi.size()));
    const Eigen::VectorXd delta = columns - model_->centre;  // missing columns meet zero rows of T
    predictor out;
    out.log_hazard = at.beta.dot(delta);
    out.today = at.today.dot(delta);
    out.variance = delta.dot(at.covariance * delta) + at.doubt + at.unknown;
    out.unknown = at.unknown;
    if (model_->from_cohort)
        out.level_variance = at.cross.dot(delta) + model_->setting_sd * model_->setting_sd;
    out.coverage = at.coverage;
    return out;
}

BACKRISK_INLINE double scorer::typical() {
    return mean_risk(typical_log_hazard() + mean_excess(), std::sqrt(known(0).unknown));
}

BACKRISK_INLINE double scorer::population_sd() const {
    return std::sqrt(std::max(0.0, mean_.dot(model_->population_covariance * mean_)));
}

namespace scoring {

[[nodiscard]] inline std::vector<contribution> contributions(const model& m, std::span<const double> row,
                                                             const factor::schema::expansion& found,
                                                             const Eigen::VectorXd& completed) {
    std::vector<contribution> all;
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
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace scoring

BACKRISK_INLINE assessment scorer::assess(std::span<const double> given, const assess_options& options) {
    const model& m = *model_;
    check_argument(given.size() == m.factors.size(), "risk::assess", "row.size", given.size(),
                   std::to_string(m.factors.size()) + ", one value a factor");
    check_horizon("risk::assess", options.horizon.count());
    check_argument(options.level > 0 && options.level < 1, "risk::assess", "level", options.level,
                   "inside (0, 1)");
    set_horizon(static_cast<int>(options.horizon.count()));

    const std::vector<double> row = m.factors.filled(given);
    std::vector<double> phi(m.factors.columns());
    const auto found = m.factors.expand(row, phi);
    const predictor at = predict(phi, found.known);
    assessment out;
    out.log_hazard = at.today;
    out.variance = at.variance;
    out.unknown_variance = at.unknown;
    out.setting_sd = m.setting_sd;
    out.mean_excess = mean_excess();
    out.coverage = at.coverage;
    out.hazard_ratio = std::exp(at.today);
    out.horizon_days = horizon_days_;
    out.level = options.level;
    out.outcome = m.outcome;
    out.setting = m.setting;
    out.status = status_of(m);
    out.typical = typical();
    const double recency_days = recency_ < m.factors.size() ? row[recency_] : missing_value;
    double mu = m.log_daily_hazard + at.log_hazard + log_horizon(recency_days, horizon_days_);
    const double added = scoring::added_days(m, options.exposures);
    if (added > 0) mu = std::log(std::exp(mu) + added * std::exp(m.log_daily_hazard));
    const double z = normal_quantile(0.5 + options.level / 2), unknown_sd = std::sqrt(at.unknown);
    const double sd = std::sqrt(std::max(0.0, at.variance + at.level_variance));
    out.risk = mean_risk(mu + out.mean_excess, unknown_sd);
    out.low = risk_of_log_hazard(mu - z * sd);
    out.high = risk_of_log_hazard(mu + z * sd);
    out.between_places = {mean_risk(mu - z * m.setting_sd, unknown_sd),
                          mean_risk(mu + z * m.setting_sd, unknown_sd)};

    const double ahead = mu - typical_log_hazard(), own_sd = std::sqrt(std::max(0.0, at.variance));
    out.stands.relative = {std::exp(ahead), std::exp(ahead - z * own_sd), std::exp(ahead + z * own_sd)};
    out.stands.above_typical = normal_cdf(ahead / std::max(own_sd, std::numeric_limits<double>::min()));
    const pattern& knowledge = known(found.known);
    const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), static_cast<Eigen::Index>(phi.size()));
    const Eigen::VectorXd completed = knowledge.completion * (columns - m.centre);
    out.stands.percentile = scoring::percentile(*this, completed, ahead, at.variance, z);
    out.contributions = scoring::contributions(m, row, found, completed);
    if (found.known == 0) out.reason = reason::not_recorded;
    const std::size_t age = m.factors.index_or("age_years", m.factors.size());
    if (age < m.factors.size() && row[age] < adult_years) {
        out.risk = out.low = out.high = missing_value;
        out.stands = {};
        out.between_places = {};
        out.reason = reason::under_age;
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
