#pragma once
#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <utility>

#include "backrisk/cohort/internal/ladder.hpp"
#include "backrisk/cohort/internal/level_likelihood.hpp"
#include "backrisk/cohort/person_day_likelihood.hpp"
#include "backrisk/cohort/update.hpp"
#include "backrisk/risk/anchor.hpp"

namespace backrisk::cohort {

namespace learning {

/// Kish's effective number of episodes.
[[nodiscard]] inline double effective_episodes(const person_days& rows) {
    double sum = 0, squares = 0;
    for (const std::uint32_t e : rows.onsets_of) sum += e, squares += static_cast<double>(e) * e;
    return squares > 0 ? sum * sum / squares : 0;
}

/// One level of the ladder, fitted.
struct fitted {
    rung on;
    fit::newton_result found;
    Eigen::MatrixXd inverse;  ///< of the curvature
    double effective_parameters = 0;

    [[nodiscard]] Eigen::VectorXd at() const { return on.origin + on.basis * found.coefficients; }
    /// Of intercept and coefficients.
    [[nodiscard]] Eigen::MatrixXd covariance() const {
        const Eigen::MatrixXd whole = on.rest + on.basis * inverse * on.basis.transpose();
        return 0.5 * (whole + whole.transpose());
    }
};

inline constexpr int most_renewals = 400;
inline constexpr double least_share = 0.05;
inline constexpr double tolerance = 1e-10;  ///< change of the log hazard
inline constexpr double no_longer_falls = 0.98;
inline constexpr double near_enough = 0.01;  ///< of a standard error, before the first renewal

/// What h is renewed with. Where the doubt of a rare column is large, h and the curvature overshoot each
/// other: then a renewal takes a share of the new covariance only, half of the last one.
struct held_state {
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd spread, inverse;  ///< of intercept and coefficients; of the directions
    double share = 1;

    void take(const Eigen::VectorXd& at, const Eigen::MatrixXd& covariance, const Eigen::MatrixXd& along) {
        const double part = coefficients.size() == 0 ? 1 : share;
        if (part == 1) {
            coefficients = at, spread = covariance, inverse = along;
            return;
        }
        coefficients += part * (at - coefficients);
        spread += part * (covariance - spread);
        inverse += part * (along - inverse);
    }
};

/// A step of Newton's method, with the likelihood as it is held now.
template <class Directions>
void step(fit::newton_result& now, Directions&& along, const fit::prior& with,
          const fit::newton_options& newton) {
    along(now.coefficients, now.at);
    now.objective = now.at.value + fit::log_kernel(with, now.coefficients);
    now.curvature = now.at.information + with.precision;
    const Eigen::VectorXd slope = now.at.gradient - with.precision * (now.coefficients - with.mean);
    now.step = fit::climb_matrix(now.curvature, slope);
    now.decrement = std::sqrt(std::max(0.0, slope.dot(now.step)));
    if (newton.progress) newton.progress(now.iterations, now.objective);
    now.coefficients += now.step;
    ++now.iterations;
}

/// Newton's method on a level: near the maximum first, then a step each time that what the unknown adds to
/// the mean hazard is renewed, until neither moves.
template <class Directions>
[[nodiscard]] fitted climb(fitted out, Directions&& along, person_day_likelihood& likelihood,
                           const fit::newton_options& newton) {
    const Eigen::MatrixXd& basis = out.on.basis;
    const Eigen::VectorXd start = Eigen::VectorXd::Zero(basis.cols());
    const fit::prior with{start, out.on.precision.asDiagonal()};
    const Eigen::Index columns = basis.rows() - 1;
    const Eigen::MatrixXd unit = Eigen::MatrixXd::Identity(basis.cols(), basis.cols());
    const bool averaged = out.on.precision.maxCoeff() > 0;  // else maximum likelihood
    fit::newton_options near = newton;
    near.tolerance = std::max(newton.tolerance, near_enough);
    out.found = fit::maximise(along, start, with, near);
    bool still = false;
    // Changes of h are compared two by two: a step too long for one direction shows every second time.
    constexpr double unknown = std::numeric_limits<double>::infinity();
    double before = unknown, last = 0;
    held_state held;
    for (int renewal = 0; renewal < most_renewals && out.found.converged && !still; ++renewal) {
        out.inverse = fit::climb_matrix(out.found.curvature, unit);
        held.take(out.at().tail(columns), out.covariance(), out.inverse);
        double change = likelihood.hold(held.coefficients, held.spread.bottomRightCorner(columns, columns));
        if (averaged) change = std::max(change, along.doubt(held.spread, held.inverse));
        step(out.found, along, with, newton);
        still = change <= tolerance * held.share && out.found.decrement <= newton.tolerance;
        const double largest = std::max(change, std::exchange(last, change));
        if (renewal % 2 == 0) continue;
        const bool falls = largest <= no_longer_falls * before;
        before = falls ? largest : unknown;
        if (!falls) held.share /= 2;
        if (held.share < least_share) break;  // a weak prior and much that is missing: no limit
    }
    out.inverse = fit::climb_matrix(out.found.curvature, unit);
    if (averaged) along.end(out.covariance());
    out.found.converged = still;
    out.effective_parameters = out.inverse.cwiseProduct(out.found.at.information).sum();
    return out;
}

[[nodiscard]] inline fitted climb(rung on, person_day_likelihood& likelihood, const update_options& options) {
    fitted out;
    out.on = std::move(on);
    const Eigen::Index columns = out.on.basis.rows() - 1;
    likelihood.hold(out.on.origin.tail(columns), out.on.rest.bottomRightCorner(columns, columns));
    if (out.on.basis.cols() > few_directions::most) {
        const rung level = out.on;
        return climb(std::move(out), all_directions(likelihood, level), likelihood, options.newton);
    }
    few_directions along(likelihood, out.on, options.days.threads);
    return climb(std::move(out), along, likelihood, options.newton);
}

/// Without a prior, columns that do not vary or that earlier ones determine are left out. Answers which.
[[nodiscard]] inline std::string drop_collinear(prior_of& prior, const person_day_likelihood& likelihood,
                                                const risk::model& of) {
    fit::derivatives at;
    likelihood(prior.mean, at);
    std::string names;
    for (const Eigen::Index column : prior.drop_collinear(at.information))
        names += (names.empty() ? "" : ", ") + column_name(of, column);
    return names.empty() ? names : "left out, as others determine them: " + names + "; ";
}

/// The highest level that the episodes allow, and why.
[[nodiscard]] inline fitted choose(const prior_of& prior, person_day_likelihood& likelihood,
                                   const update_options& options, double episodes, std::string& why) {
    if (options.level != update_level::automatic) {
        why += "as asked";
        return climb(prior.at(options.level), likelihood, options);
    }
    for (const update_level level : {update_level::all, update_level::slope}) {
        if (level == update_level::slope && !prior.has_slope()) continue;
        fitted one = climb(prior.at(level), likelihood, options);
        const double needed = options.events_per_parameter * one.effective_parameters;
        const bool enough = one.found.converged && episodes >= needed;
        why += std::string(name_of(level));
        why += one.found.converged ? " needs " + show(std::ceil(needed)) + " effective episodes, there are " +
                                         show(std::floor(episodes))
                                   : " did not converge";
        if (enough) return one;
        why += "; ";
    }
    why += "the intercept is always allowed";
    return climb(prior.at(update_level::intercept), likelihood, options);
}

[[nodiscard]] inline std::string counted(std::int64_t number, std::string_view thing) {
    return show(number) + " " + std::string(thing) + (number == 1 ? "" : "s");
}

/// The share of the cohort's information that one person's repeated episodes put in doubt: mean over the
/// learned directions of robust over model variance (Rao & Scott 1981, 10.1080/01621459.1981.10477633).
[[nodiscard]] inline double cluster_ratio(const fitted& one, const person_day_likelihood& likelihood) {
    const Eigen::MatrixXd middle = one.on.basis.transpose() * likelihood.by_person(one.at()) * one.on.basis;
    const double expected = one.effective_parameters;
    return expected > 0 ? one.inverse.cwiseProduct(middle).sum() / expected : missing_value;
}

[[nodiscard]] inline risk::learned record(const fitted& one, const person_days& rows,
                                          person_day_likelihood& likelihood, const prior_of& prior,
                                          const update_options& options) {
    risk::learned out;
    out.prior = update_prior_names[static_cast<std::size_t>(options.prior)];
    out.level = name_of(one.on.level);
    out.assumption = update_assumption;
    out.people = rows.people;
    out.person_days = rows.at_risk;
    out.landmarks = static_cast<std::int64_t>(rows.landmarks());
    for (const std::uint32_t e : rows.onsets_of) out.episodes += e;
    for (std::size_t i = 0; i < unused_names.size(); ++i)
        if (rows.unused_episodes[i] > 0)
            out.episodes_left_out.push_back({std::string(unused_names[i]), rows.unused_episodes[i]});
    if (rows.elsewhere > 0) out.episodes_left_out.push_back({"not of the low back", rows.elsewhere});
    out.effective_episodes = effective_episodes(rows);
    out.effective_parameters = one.effective_parameters;
    out.mean_excess = likelihood.mean_excess(one.at());
    out.cluster_ratio = cluster_ratio(one, likelihood);
    const Eigen::Index columns = prior.mean.size() - 1;
    fit::derivatives before;
    likelihood.hold(prior.mean.tail(columns), prior.covariance().bottomRightCorner(columns, columns));
    likelihood(prior.mean, before);
    out.log_likelihood = one.found.at.value;
    out.prior_log_likelihood = before.value;
    out.iterations = one.found.iterations;
    out.converged = one.found.converged;
    out.every_days = options.days.every_days;
    out.lead_in_days = options.days.lead_in_days;
    out.prior_setting_sd = prior.sd[0];
    out.prior_mean = prior.mean.tail(columns);
    out.prior_sd = prior.sd.tail(columns);
    out.known = likelihood.known_share();
    return out;
}

/// The model at the posterior.
[[nodiscard]] inline risk::model posterior(risk::model of, const fitted& one, risk::learned made) {
    const Eigen::VectorXd at = one.at();
    const Eigen::Index columns = at.size() - 1;
    const Eigen::MatrixXd covariance = one.covariance();
    made.intercept_covariance = covariance.col(0).tail(columns);
    of.log_daily_hazard = at[0];
    of.mean = at.tail(columns);
    of.setting_sd = std::sqrt(std::max(0.0, covariance(0, 0)));
    of.covariance = covariance.bottomRightCorner(columns, columns);
    made.again = of.from_cohort.has_value();
    of.results.clear();
    if (made.prior != "literature") {
        of.columns.clear();
        of.ledger.clear();
        of.triggers.clear();
        of.baseline = counted(made.episodes, "episode") + " in " + counted(made.person_days, "person-day") +
                      " of this cohort";
    }
    of.from_cohort = std::move(made);
    return of;
}

/// Of the model's own places: an SD that the user widens adds doubt about the level and lowers it no further.
[[nodiscard]] inline double prior_excess(risk::model of, double setting_sd) {
    if (setting_sd < of.setting_sd) of.setting_sd = setting_sd;
    return risk::prior_mean_excess(of);
}

inline void check(const update_options& o) {
    constexpr std::string_view here = "cohort::update";
    check_argument(o.washout_days <= 3650, here, "washout_days", o.washout_days, "at most 3650");
    check_positive(here, "prior_sd", o.prior_sd);
    check_argument(std::isnan(o.setting_sd) || (o.setting_sd >= 0 && std::isfinite(o.setting_sd)), here,
                   "setting_sd", o.setting_sd, "0 or more, and finite");
    check_non_negative(here, "events_per_parameter", o.events_per_parameter);
}

}  // namespace learning

BACKRISK_INLINE risk::model update(const risk::model& of, const data& cohort, const update_options& options) {
    learning::check(options);
    risk::model start = of;
    if (options.washout_days >= 0) start.washout_days = options.washout_days;
    if (!std::isnan(options.setting_sd)) start.setting_sd = options.setting_sd;
    const person_days rows = find_person_days(start, cohort, options.days);
    check_argument(rows.at_risk > 0, "cohort::update", "cohort.person_days", rows.at_risk,
                   "1 or more at risk: monitored, outside episodes and wash-out, and followed by a day");
    const double episodes = learning::effective_episodes(rows);
    check_argument(options.prior == update_prior::literature || episodes > 0, "cohort::update",
                   "cohort.episodes", 0, "1 or more unless the prior is 'literature'");
    person_day_likelihood likelihood(start, rows, options.days.threads);
    const bool published = options.prior == update_prior::literature;
    learning::prior_of prior(start, options, likelihood.known_share(),
                             published ? learning::prior_excess(of, options.setting_sd) : 0);
    std::string why;
    if (options.prior == update_prior::flat) why = learning::drop_collinear(prior, likelihood, start);
    const learning::fitted one = learning::choose(prior, likelihood, options, episodes, why);
    risk::learned made = learning::record(one, rows, likelihood, prior, options);
    made.reason = std::move(why);
    made.prior_log_daily_hazard = of.log_daily_hazard + (of.from_cohort ? of.from_cohort->mean_excess : 0);
    return learning::posterior(std::move(start), one, std::move(made));
}

}  // namespace backrisk::cohort
