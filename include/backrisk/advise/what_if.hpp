#pragma once
/// A person's risk before and after a change whose effect was measured in trials, both with uncertainty.
///
///     before   R = 1 - exp(-exp(eta)),          eta   ~ Normal(mu, sd^2)
///     after    R = 1 - exp(-exp(eta + delta)),  delta ~ Normal(w ln HR, w SE*^2), independent of eta
///     SE*^2 = SE^2 + v(certainty) + tau^2 + v(indirect),  w = s^2 / (s^2 + SE*^2)
///
/// Estimates are means over what is unknown of the person, at the mean of the coefficients and of delta;
/// intervals are quantiles of eta and delta with all that is uncertain.
///
/// The penalties and the shrinkage are those of the composer (evidence/compose.hpp), so that a trial is
/// believed no more readily than a cohort. `v(indirect)` is added where the outcome, the people or the
/// horizon of the trials differ from the assessment's. A risk ratio becomes a hazard ratio at the trials'
/// own risk (`reference_risk`, an assumption). Where several trials tried one change, ln HR is that of random
/// effects over all of them (evidence/synthesis.hpp), each with its penalties, and SE*^2 the variance of the
/// effect in a place that was not studied. The model is a sum on the log hazard scale: it takes the ratio
/// to be the same for everybody, which no trial shows.
#include <algorithm>
#include <cmath>
#include <vector>

#include "backrisk/advise/intervention.hpp"
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/mean_risk.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/evidence/compose.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/synthesis.hpp"
#include "backrisk/factor/schema.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::advise {

/// Log cumulative hazard of a person over a horizon.
struct log_hazard_law {
    double mean = missing_value, sd = missing_value;
    double mean_excess = 0;             ///< of a learned model, part of a risk that is averaged
    double unknown_sd = missing_value;  ///< the part that is unknown of the person; missing: all of it
    /// The spread over which a risk is averaged: what is unknown of the person, not of the coefficients.
    [[nodiscard]] double averaged_sd() const noexcept { return std::isnan(unknown_sd) ? sd : unknown_sd; }
};

/// The law whose equal-tailed interval of `level` is [low, high]; `unknown_variance` is the part of its
/// variance that is due to what is unknown of the person (`risk::assessment::unknown_variance`),
/// `mean_excess` that of the assessment. Throws `invalid_argument` unless 0 < low <= high < 1 and 0 < level
/// < 1.
[[nodiscard]] inline log_hazard_law law_of_interval(double low, double high, double level,
                                                    double unknown_variance = missing_value,
                                                    double mean_excess = 0) {
    constexpr std::string_view here = "advise::what_if";
    check_argument(low > 0 && low <= high, here, "low", low, "positive and at most high");
    check_argument(high < 1, here, "high", high, "below 1");
    check_argument(level > 0 && level < 1, here, "level", level, "inside (0, 1)");
    const double a = log_hazard_of_risk(low), b = log_hazard_of_risk(high);
    return {(a + b) / 2, (b - a) / (2 * normal_quantile(0.5 + level / 2)), mean_excess,
            std::sqrt(unknown_variance)};
}

/// An estimate with its equal-tailed interval.
struct interval_estimate {
    double value = missing_value, low = missing_value, high = missing_value;
};

/// What differs between the trials and the person's assessment.
struct mismatch {
    bool outcome = false, population = false, horizon = false;
    [[nodiscard]] constexpr bool any() const noexcept { return outcome || population || horizon; }
};

struct what_if_options {
    double reference_risk = factor::evidence_use{}.p0;  ///< of the trials' control groups; for risk ratios
    evidence::compose_options composing{};              ///< penalties and shrinkage
    backrisk::outcome outcome =
        backrisk::outcome::any_episode;  ///< of the assessment; chooses among a trial's rows
};

struct what_if_result {
    interval_estimate before, after;
    interval_estimate difference;    ///< before - after: positive is a lower risk
    interval_estimate hazard_ratio;  ///< as used: penalised and shrunk
    interval_estimate published;     ///< the trials' ratio on its own scale
    mismatch differs;
    double weight = missing_value;  ///< w, the share of the published log ratio that is believed
};

namespace detail_what_if {
[[nodiscard]] inline interval_estimate risk_of(const log_hazard_law& law, double z) {
    return {mean_risk(law.mean + law.mean_excess, law.averaged_sd()),
            risk_of_log_hazard(law.mean - z * law.sd), risk_of_log_hazard(law.mean + z * law.sd)};
}

/// Interval of before - after over a grid of equally likely points of eta and delta.
[[nodiscard]] inline std::pair<double, double> difference_interval(const log_hazard_law& eta,
                                                                   const log_hazard_law& delta,
                                                                   double level) {
    constexpr std::size_t points = 160;
    std::array<double, points> z;
    for (std::size_t i = 0; i < points; ++i)
        z[i] = normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(points));
    std::vector<double> all;
    all.reserve(points * points);
    for (const double a : z) {
        const double log_hazard = eta.mean + eta.sd * a, risk = risk_of_log_hazard(log_hazard);
        for (const double b : z)
            all.push_back(risk - risk_of_log_hazard(log_hazard + delta.mean + delta.sd * b));
    }
    const auto at = [&](double share) {
        const auto rank =
            static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(all.size() - 1)));
        std::ranges::nth_element(all, all.begin() + rank);
        return all[static_cast<std::size_t>(rank)];
    };
    return {at((1 - level) / 2), at((1 + level) / 2)};
}
}  // namespace detail_what_if

/// What differs between the trials of a change and an assessment. `recovered`: the person had an episode in
/// the last year, which makes one of the people of a recurrence trial whatever the setting.
[[nodiscard]] inline mismatch compare(const intervention& change, outcome what, setting where, bool recovered,
                                      int horizon_days) noexcept {
    const bool people = change.after_episode ? recovered : where == change.setting;
    return {!change.outcome || *change.outcome != what, !people || !change.exact_population,
            horizon_days < change.horizon_days};
}

namespace detail_what_if {
[[nodiscard]] inline double squared(double x) noexcept { return x * x; }

/// Random effects over the rows; without `penalties` as they were published.
[[nodiscard]] inline evidence::synthesis pooled(std::span<const evidence::effect* const> rows,
                                                const what_if_options& options, bool penalties) {
    const auto& o = options.composing;
    std::vector<evidence::study_estimate> studies;
    for (const auto* row : rows) {
        const auto found = evidence::to_log_hazard_ratio(*row, options.reference_risk);
        const double bias = squared(o.certainty_sd[static_cast<std::size_t>(row->grade)]);
        studies.push_back({found.estimate, squared(found.standard_error) + (penalties ? bias : 0.0)});
    }
    return evidence::random_effects(studies, penalties ? o.between_study_sd : 0.0);
}

[[nodiscard]] inline std::pair<log_hazard_law, double> shrunk(double estimate, double variance,
                                                              const what_if_options& options) {
    const auto& o = options.composing;
    const double w = std::isinf(o.prior_sd) ? 1 : squared(o.prior_sd) / (squared(o.prior_sd) + variance);
    return {{w * estimate, std::sqrt(w * variance)}, w};
}
}  // namespace detail_what_if

/// The penalised and shrunk log hazard ratio of one row, and its weight w.
[[nodiscard]] inline std::pair<log_hazard_law, double> believed_effect(const evidence::effect& row,
                                                                       bool indirect,
                                                                       const what_if_options& options) {
    using detail_what_if::squared;
    const auto& o = options.composing;
    const auto found = evidence::to_log_hazard_ratio(row, options.reference_risk);
    const double variance = squared(found.standard_error) +
                            squared(o.certainty_sd[static_cast<std::size_t>(row.grade)]) +
                            squared(o.between_study_sd) + (indirect ? squared(o.indirect_sd) : 0.0);
    return detail_what_if::shrunk(found.estimate, variance, options);
}

/// The same of a change: of its one row, or of all the rows that are pooled.
[[nodiscard]] inline std::pair<log_hazard_law, double> believed_effect(const intervention& change,
                                                                       bool indirect,
                                                                       const what_if_options& options) {
    const auto rows = trials_of(change, options.outcome);
    if (rows.size() == 1) return believed_effect(*rows.front(), indirect, options);
    // What differs adds to the variance after pooling: inside, it would pass for agreement of the trials.
    const double differing = indirect ? detail_what_if::squared(options.composing.indirect_sd) : 0;
    const auto found = detail_what_if::pooled(rows, options, true);
    const double variance = detail_what_if::squared(found.predictive_sd()) + differing;
    return detail_what_if::shrunk(found.estimate, variance, options);
}

/// The ratio of the trials as published: of the one row on its own scale, or pooled as a hazard ratio (random
/// effects without penalties, interval from the standard error of Hartung, Knapp, Sidik and Jonkman).
[[nodiscard]] inline interval_estimate published_effect(const intervention& change, double level,
                                                        const what_if_options& options = {}) {
    const auto rows = trials_of(change, options.outcome);
    if (rows.size() == 1) return {rows.front()->point, rows.front()->low, rows.front()->high};
    const auto found = detail_what_if::pooled(rows, options, false);
    const double half = normal_quantile(0.5 + level / 2) * found.standard_error;
    return {std::exp(found.estimate), std::exp(found.estimate - half), std::exp(found.estimate + half)};
}

/// Risk before and after a change. `low`, `high` and `level` are the assessment's interval. Throws
/// `invalid_argument` as `law_of_interval` does, and for a reference risk outside (0, 1).
[[nodiscard]] inline what_if_result what_if(const intervention& change, const log_hazard_law& eta,
                                            double level, const mismatch& differs,
                                            const what_if_options& options = {}) {
    const auto [delta, weight] = believed_effect(change, differs.any(), options);
    const double z = normal_quantile(0.5 + level / 2);
    what_if_result out;
    out.before = detail_what_if::risk_of(eta, z);
    out.after = detail_what_if::risk_of(
        {eta.mean + delta.mean, std::hypot(eta.sd, delta.sd), eta.mean_excess, eta.unknown_sd}, z);
    out.difference.value = out.before.value - out.after.value;
    std::tie(out.difference.low, out.difference.high) =
        detail_what_if::difference_interval(eta, delta, level);
    out.hazard_ratio = {std::exp(delta.mean), std::exp(delta.mean - z * delta.sd),
                        std::exp(delta.mean + z * delta.sd)};
    out.published = published_effect(change, level, options);
    out.differs = differs;
    out.weight = weight;
    return out;
}

}  // namespace backrisk::advise
