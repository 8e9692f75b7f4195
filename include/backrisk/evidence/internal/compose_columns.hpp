#pragma once
// Steps 1 to 4 of compose.hpp: which rows enter a column, and what they say together.
#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/evidence/composition.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/evidence/synthesis.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::evidence::composing {

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

[[nodiscard]] inline const effect& find_row(const compose_options& o, std::string_view id) {
    const auto own = std::ranges::find(o.effects, id, &effect::id);
    return own != o.effects.end() ? *own : find_effect(id);
}

/// Whether the row is one of those that are left out.
[[nodiscard]] inline bool is_left_out(const effect& row, const compose_options& o) {
    return std::ranges::any_of(o.left_out, [&](const std::string& one) {
        return one == row.id || one == row.from.citation || (!one.empty() && one == row.from.doi);
    });
}

/// Step 3: the penalties of a published contrast, as a variance.
[[nodiscard]] inline double penalties(const effect& row, const factor::evidence_use& use,
                                      const compose_options& o) {
    const auto square = [](double sd) { return sd * sd; };
    double variance = square(o.certainty_sd[static_cast<std::size_t>(row.grade)]);
    const bool other_outcome = o.anchor.outcome != outcome::any_episode;
    if (use.indirect || is_other_injury(row) || other_outcome) variance += square(o.indirect_sd);
    if (is_cross_sectional(row)) variance += square(o.cross_sectional_sd);
    return variance;
}

/// A row that may enter a column.
struct candidate {
    const effect* row;
    const factor::evidence_use* use;
    std::size_t at;  ///< in the ledger
};

/// Steps 1 and 2 for one row.
[[nodiscard]] inline ledger_entry entry_of(const effect& row, const factor::evidence_use& use,
                                           const factor::term& of, const compose_options& o) {
    ledger_entry entry;
    entry.effect = use.id;
    entry.term = of.name;
    std::tie(entry.what, entry.reason) = verdict(row);
    if (is_left_out(row, o)) {
        entry.what = action::dropped;
        entry.reason = "left out on request";
    } else if (of.centred_on_zero) {
        entry.reason = entry.what == action::used ? of.because : entry.reason + "; " + of.because;
        entry.what = action::centred_on_zero;
    } else if (use.log_hazard_ratio && may_ship(row)) {
        entry.what = action::stated;
        entry.reason = use.because;
        entry.log_hazard_ratio = *use.log_hazard_ratio;
        entry.standard_error = use.standard_error.value_or(missing_value);
    } else if (entry.what == action::used) {
        const log_effect found = to_log_hazard_ratio(row, use.p0);
        entry.log_hazard_ratio = found.estimate;
        entry.standard_error = use.standard_error.value_or(found.standard_error);
        entry.reason = use.standard_error ? "pooled and shrunk; its standard error is an assumption"
                                          : "pooled and shrunk";
    }
    if ((entry.what == action::used || entry.what == action::stated) && std::isnan(entry.standard_error)) {
        entry.what = action::dropped;
        entry.reason = "no interval is published and none is assumed";
    }
    return entry;
}

/// Steps 2 to 4 for one column. Writes a ledger entry for each of its rows.
[[nodiscard]] inline column_prior one_column(const factor::term& of, double zero_sd, const compose_options& o,
                                             std::vector<ledger_entry>& ledger) {
    column_prior column;
    column.term = of.name;
    column.sd = zero_sd;
    std::vector<candidate> all;
    bool prospective = false;
    for (const factor::evidence_use& use : of.evidence) {
        const effect& row = find_row(o, use.id);
        ledger.push_back(entry_of(row, use, of, o));
        const action what = ledger.back().what;
        if (what != action::used && what != action::stated) continue;
        all.push_back({&row, &use, ledger.size() - 1});
        prospective = prospective || !is_cross_sectional(row);
    }
    std::vector<study_estimate> studies;
    std::vector<std::size_t> entries;
    bool weak = true;
    double longest = 0;  // published contrasts a unit of the column
    for (const auto& [row, use, at] : all) {
        ledger_entry& entry = ledger[at];
        if (prospective && is_cross_sectional(*row)) {
            entry.what = action::dropped;
            entry.reason = "a prevalence ratio, and prospective studies of the same factor are there";
            continue;
        }
        const double error = entry.standard_error, units = use->units;
        studies.push_back(
            {units * entry.log_hazard_ratio, units * units * (error * error + penalties(*row, *use, o))});
        longest = std::max(longest, std::abs(units));
        entries.push_back(at);
        entry.adjusted_error = std::sqrt(studies.back().variance);
        weak = weak && (is_cross_sectional(*row) || row->use == model_use::shrink_hard ||
                        row->use == model_use::indirect_shrink);
    }
    if (studies.empty()) return column;
    const synthesis pooled = random_effects(studies, longest * o.between_study_sd);
    double precision = 0;
    for (const study_estimate& one : studies) precision += 1 / (one.variance + pooled.tau_squared);
    for (std::size_t i = 0; i < studies.size(); ++i)
        ledger[entries[i]].weight = 1 / (studies[i].variance + pooled.tau_squared) / precision;
    const double s = of.prior_scale * o.prior_sd * longest * (weak ? 0.5 : 1);
    column.pooled = pooled.estimate;
    column.pooled_error = pooled.predictive_sd();
    column.tau = std::sqrt(pooled.tau_squared);
    column.i_squared = pooled.i_squared;
    column.studies = pooled.studies;
    column.shrinkage = s * s / (s * s + column.pooled_error * column.pooled_error);
    column.mean = column.shrinkage * column.pooled;
    column.sd = std::sqrt(column.shrinkage) * column.pooled_error;
    return column;
}

/// Throws for an id or source to be left out that no row has.
inline void check_left_out(const compose_options& o) {
    for (const std::string& one : o.left_out) {
        compose_options alone;
        alone.left_out = {one};
        const auto has = [&](const effect& row) { return is_left_out(row, alone); };
        if (std::ranges::any_of(o.effects, has) || std::ranges::any_of(effects, has) ||
            std::ranges::any_of(derived_effects, has))
            continue;
        fail_argument("evidence::compose", "left_out", one,
                      "the id (E013), the citation or the DOI of a row of the evidence");
    }
}

/// The rows that no column refers to.
inline void complete_ledger(const compose_options& o, std::vector<ledger_entry>& ledger) {
    const auto add = [&](const effect& row) {
        if (std::ranges::any_of(ledger, [&](const ledger_entry& e) { return e.effect == row.id; })) return;
        ledger_entry entry;
        entry.effect = row.id;
        std::tie(entry.what, entry.reason) = verdict(row);
        if (entry.what == action::used) {
            entry.what = action::dropped;
            entry.reason =
                "no factor uses it: another row of the same exposure, or no measure of it, is in the model";
        }
        ledger.push_back(std::move(entry));
    };
    for (const effect& row : effects) add(row);
    for (const effect& row : o.effects) add(row);
    std::ranges::stable_sort(ledger, {}, &ledger_entry::effect);
}

}  // namespace backrisk::evidence::composing
