#pragma once
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <numeric>
#include <utility>

#include "backrisk/core/cloglog.hpp"
#include "backrisk/evidence/compose.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/factor/decay.hpp"
#include "backrisk/factor/draw.hpp"

namespace backrisk::evidence {

namespace composing {

/// Why a row's declared use keeps it out of the coefficients; empty when it may enter.
[[nodiscard]] inline std::pair<action, std::string_view> verdict(const effect& row) {
    switch (row.use) {
        case model_use::do_not_use:
            return {action::dropped, "declared unusable: null, artefact or too imprecise"};
        case model_use::prognosis_only:
            return {action::dropped, "about recovery of people already in pain"};
        case model_use::check_only:
            return {action::set_apart, "kept to check the composed model"};
        case model_use::diagnostic_note:
            return {action::dropped, "about finding a condition, not about getting pain"};
        case model_use::trigger:
            return {action::set_apart, "adds hazard for hours; never multiplies a yearly risk"};
        case model_use::intervention:
            return {action::set_apart, "a trial's effect: for advice, not for prediction"};
        case model_use::multiplier_sciatica:
            return {action::dropped, "outcome is sciatica"};
        case model_use::fracture_module:
            return {action::dropped, "outcome is vertebral fracture"};
        case model_use::daily_symptom_model:
            return {action::set_apart, "next-day pain intensity, no hazard"};
        case model_use::use_exercise_rows:
            return {action::dropped, "no number; the exercise trials answer it"};
        case model_use::use_recency_row:
            return {action::dropped, "no number; the recency decay answers it"};
        case model_use::reverse_causation:
            return {action::dropped, "pain may have caused the exposure"};
        case model_use::sport_specific:
            return {action::dropped, "holds for one sport or age band only"};
        case model_use::direction_only:
            return {action::dropped, "a direction without a usable size"};
        case model_use::beta_zero_prior:
            return {action::dropped, "studied and not found"};
        case model_use::descriptive_only:
            return {action::dropped, "no effect size is published"};
        default:
            break;
    }
    if (!may_ship(row)) return {action::dropped, "remembered, wholly or in part: never a coefficient"};
    if (!has_ratio(row)) return {action::dropped, "no ratio is published"};
    return {action::used, ""};
}

/// Step 3: the penalties, as a variance on the scale of the column.
[[nodiscard]] inline double penalties(const effect& row, const factor::evidence_use& use,
                                      const compose_options& o) {
    const auto square = [](double sd) { return sd * sd; };
    double variance =
        square(o.certainty_sd[static_cast<std::size_t>(row.grade)]) + square(o.between_study_sd);
    const bool other_outcome = o.anchor.event != outcome::any_episode;
    if (use.indirect || is_other_injury(row) || other_outcome) variance += square(o.indirect_sd);
    if (is_cross_sectional(row)) variance += square(o.cross_sectional_sd);
    return variance;
}

/// Steps 2 to 4 for one column. Writes a ledger entry for each of its rows.
[[nodiscard]] inline column_prior one_column(const factor::term& of, double s, const compose_options& o,
                                             std::vector<ledger_entry>& ledger) {
    column_prior column;
    column.term = of.name;
    double precision = 0, weighted = 0;
    std::vector<std::pair<std::size_t, double>> used;
    for (const factor::evidence_use& use : of.evidence) {
        const effect& row = find_effect(use.id);
        ledger_entry entry;
        entry.effect = use.id;
        entry.term = of.name;
        std::tie(entry.what, entry.why) = verdict(row);
        if (of.centred_on_zero) {
            entry.why = entry.what == action::used ? of.because : entry.why + "; " + of.because;
            entry.what = action::centred_on_zero;
        } else if (entry.what == action::used) {
            const log_effect effect_size = to_log_hazard_ratio(row, use.p0);
            entry.log_hazard_ratio = effect_size.estimate;
            entry.standard_error = use.standard_error.value_or(effect_size.standard_error);
            if (std::isnan(entry.standard_error)) {
                entry.what = action::dropped;
                entry.why = "no interval is published and none is assumed";
            } else {
                const double own = use.units * entry.standard_error;
                const double variance = own * own + penalties(row, use, o);
                entry.adjusted_error = std::sqrt(variance);
                precision += 1 / variance;
                weighted += use.units * entry.log_hazard_ratio / variance;
                used.emplace_back(ledger.size(), 1 / variance);
                entry.why = use.standard_error ? "pooled and shrunk; its standard error is an assumption"
                                               : "pooled and shrunk";
            }
        }
        ledger.push_back(std::move(entry));
    }
    for (const auto& [at, share] : used) ledger[at].weight = share / precision;
    if (precision == 0) {
        column.sd = o.zero_sd;
        return column;
    }
    column.pooled = weighted / precision;
    column.pooled_error = 1 / std::sqrt(precision);
    column.shrinkage = s * s / (s * s + 1 / precision);
    column.mean = column.shrinkage * column.pooled;
    column.sd = std::sqrt(column.shrinkage / precision);
    return column;
}

/// Phi of drawn people, centred; sets the prior's centre and covariance.
[[nodiscard]] inline Eigen::MatrixXd centred_population(const factor::schema& of,
                                                        const std::vector<double>& people,
                                                        const compose_options& o, prior& out) {
    const auto columns = static_cast<Eigen::Index>(of.columns());
    Eigen::MatrixXd phi(columns, static_cast<Eigen::Index>(o.draws));
    for (std::size_t i = 0; i < o.draws; ++i)
        (void)of.expand({people.data() + i * of.size(), of.size()},
                        {phi.col(static_cast<Eigen::Index>(i)).data(), of.columns()});
    out.centre = phi.rowwise().mean();
    phi.colwise() -= out.centre;
    out.population = phi * phi.transpose() / static_cast<double>(o.draws);
    return phi;
}

/// Step 5: discounts the means of overlapping members. A factor's columns rank together.
inline void discount_overlap(const factor::schema& of, const compose_options& o, prior& out) {
    std::vector<double> strength(of.size(), 0);
    for (std::size_t k = 0; k < of.size(); ++k)
        for (std::size_t j = of.first_column(k); j < of.first_column(k) + of.width(k); ++j) {
            const auto c = static_cast<Eigen::Index>(j);
            strength[k] =
                std::max(strength[k], std::abs(out.columns[j].mean) * std::sqrt(out.population(c, c)));
        }
    for (std::size_t k = 0; k < of.size(); ++k) {
        const auto& group = of.factors()[k].group;
        if (group.empty()) continue;
        int rank = 0;
        for (std::size_t other = 0; other < of.size(); ++other)
            if (of.factors()[other].group == group)
                rank += strength[other] > strength[k] || (strength[other] == strength[k] && other < k);
        for (std::size_t j = of.first_column(k); j < of.first_column(k) + of.width(k); ++j) {
            out.columns[j].overlap_share = std::pow(1 - o.group_overlap, rank);
            out.columns[j].mean *= out.columns[j].overlap_share;
        }
    }
}

[[nodiscard]] inline double spread(const Eigen::VectorXd& eta) {
    return std::sqrt((eta.array() - eta.mean()).square().mean());
}

/// SD of eta among people who are alike in `previous_episode`; 0 when the schema has no such factor.
[[nodiscard]] inline double spread_within_history(const factor::schema& of, const Eigen::MatrixXd& phi,
                                                  const Eigen::VectorXd& eta) {
    const std::size_t k = of.index_or("previous_episode", of.size());
    if (k == of.size()) return 0;
    const Eigen::ArrayXd column = phi.row(static_cast<Eigen::Index>(of.first_column(k))).transpose();
    double squares = 0;
    for (const bool with : {false, true}) {
        const Eigen::ArrayXd in =
            with ? (column > 0).cast<double>().eval() : (column <= 0).cast<double>().eval();
        if (in.sum() == 0) continue;
        const double mean = (in * eta.array()).sum() / in.sum();
        squares += (in * (eta.array() - mean).square()).sum();
    }
    return std::sqrt(squares / static_cast<double>(eta.size()));
}

/// ln of the share of a year at today's hazard that the coming year is worth, for each person: below zero in
/// who recovered lately.
[[nodiscard]] inline Eigen::VectorXd log_year(const factor::schema& of, const std::vector<double>& people,
                                              const Eigen::VectorXd& beta) {
    constexpr int year = 365;
    const auto count = static_cast<Eigen::Index>(people.size() / of.size());
    const std::size_t k = of.recency_factor();
    if (k == of.size()) return Eigen::VectorXd::Zero(count);
    const factor::horizon_decay decay(of.factors()[k].phi,
                                      beta[static_cast<Eigen::Index>(of.first_column(k))], year);
    Eigen::VectorXd worth(count);
    for (Eigen::Index i = 0; i < count; ++i)
        worth[i] = decay.log_days(people[static_cast<std::size_t>(i) * of.size() + k], year) - std::log(year);
    return worth;
}

/// Step 7: solves mean over people of 1 - exp(-exp(a + eta)) = yearly risk for a.
[[nodiscard]] inline double solve_intercept(const Eigen::VectorXd& eta, double risk) {
    const auto excess = [&](double a) {
        double sum = 0;
        for (Eigen::Index i = 0; i < eta.size(); ++i) sum += risk_of_log_hazard(a + eta[i]);
        return sum / static_cast<double>(eta.size()) - risk;
    };
    const double middle = log_hazard_of_risk(risk);
    std::uintmax_t steps = 60;
    const auto [low, high] = boost::math::tools::toms748_solve(
        excess, middle - 8, middle + 8, boost::math::tools::eps_tolerance<double>(48), steps);
    return (low + high) / 2;
}

inline void check(const compose_options& o) {
    constexpr std::string_view here = "evidence::compose";
    check_argument(o.anchor.yearly_risk > 0 && o.anchor.yearly_risk < 1, here, "anchor.yearly_risk",
                   o.anchor.yearly_risk, "between 0 and 1, ends excluded");
    check_non_negative(here, "anchor.between_setting_log_hazard_sd", o.anchor.between_setting_log_hazard_sd);
    for (const double sd : {o.prior_sd, o.zero_sd, o.cap_overall, o.cap_within_history})
        check_positive(here, "prior_sd, zero_sd, cap_overall, cap_within_history", sd);
    check_between(here, "group_overlap", o.group_overlap, 0, 1);
    check_argument(o.draws >= 256, here, "draws", o.draws, "256 or more");
}

/// The rows that no column refers to.
inline void complete_ledger(std::vector<ledger_entry>& ledger) {
    for (const effect& row : effects) {
        if (std::ranges::any_of(ledger, [&](const ledger_entry& e) { return e.effect == row.id; })) continue;
        ledger_entry entry;
        entry.effect = row.id;
        std::tie(entry.what, entry.why) = verdict(row);
        if (entry.what == action::used) {
            entry.what = action::dropped;
            entry.why =
                "no default factor uses it: another row of the same exposure, or no measure of it, is in the "
                "model";
        }
        ledger.push_back(std::move(entry));
    }
    std::ranges::stable_sort(ledger, {}, &ledger_entry::effect);
}

}  // namespace composing

BACKRISK_INLINE prior compose(const factor::schema& of, const compose_options& o) {
    composing::check(o);
    prior out;
    out.setting_sd = o.anchor.between_setting_log_hazard_sd;
    for (const factor::factor& f : of.factors())
        for (const factor::term& t : f.terms)
            out.columns.push_back(composing::one_column(t, t.prior_scale * o.prior_sd, o, out.ledger));
    composing::complete_ledger(out.ledger);

    const std::vector<double> people = factor::draw_population(of, o.draws, o.seed);
    const Eigen::MatrixXd phi = composing::centred_population(of, people, o, out);
    composing::discount_overlap(of, o, out);
    const auto columns = static_cast<Eigen::Index>(of.columns());
    out.mean.resize(columns);
    for (Eigen::Index j = 0; j < columns; ++j) out.mean[j] = out.columns[static_cast<std::size_t>(j)].mean;

    const Eigen::VectorXd uncapped = phi.transpose() * out.mean;
    const double overall = composing::spread(uncapped);
    const double within = composing::spread_within_history(of, phi, uncapped);
    if (overall > 0) out.cap_factor = std::min(1.0, o.cap_overall / overall);
    if (within > 0) out.cap_factor = std::min(out.cap_factor, o.cap_within_history / within);
    out.mean *= out.cap_factor;
    out.spread = out.cap_factor * overall;
    out.spread_within_history = out.cap_factor * within;
    out.covariance = Eigen::MatrixXd::Zero(columns, columns);
    for (Eigen::Index j = 0; j < columns; ++j) {
        column_prior& column = out.columns[static_cast<std::size_t>(j)];
        column.mean = out.mean[j];
        column.sd *= out.cap_factor;
        out.covariance(j, j) = column.sd * column.sd;
    }

    const std::vector<double> shares = of.acting_shares(365);
    const Eigen::VectorXd acting =
        out.mean.cwiseProduct(Eigen::Map<const Eigen::VectorXd>(shares.data(), columns));
    const Eigen::VectorXd eta = phi.transpose() * acting + composing::log_year(of, people, out.mean);
    out.log_yearly_hazard = composing::solve_intercept(eta, o.anchor.yearly_risk);
    return out;
}

}  // namespace backrisk::evidence
