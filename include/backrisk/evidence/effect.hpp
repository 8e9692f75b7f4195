#pragma once
/// One published effect: what was contrasted, in whom, how large, how certain, and what it may be used for.
///
/// The rows themselves are in effects.hpp. A row is a fact about the literature; whether and how it enters a
/// model is decided by `model_use`, by `may_ship` and by the composer, never by the row's size.
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::evidence {

enum class measure_kind : std::uint8_t {
    odds_ratio,
    risk_ratio,
    hazard_ratio,
    rate_ratio,       ///< events per exposure, exposed over unexposed
    mean_difference,  ///< in `effect::unit`
    correlation,
    p_value,  ///< only a p-value of a regression is published
    none,     ///< a finding without a number
};
inline constexpr std::array<std::string_view, 8> measure_names{
    "odds_ratio",      "risk_ratio",  "hazard_ratio", "rate_ratio",
    "mean_difference", "correlation", "p_value",      "none"};

/// Certainty of evidence, graded as in GRADE.
enum class certainty : std::uint8_t { high, moderate, low, very_low };
inline constexpr std::array<std::string_view, 4> certainty_names{"high", "moderate", "low", "very low"};

enum class design : std::uint8_t {
    cohort,
    diary_cohort,
    trial_cohort,  ///< a trial's participants followed as one cohort
    retrospective_cohort,
    nested_case_control,
    case_control,
    case_crossover,
    cross_sectional,
    re_analysis,
    randomised_trial,
    cluster_trial,
    cluster_randomised_trial,
    meta_analysis,
    trial_meta_analysis,          ///< of randomised trials
    trial_network_meta_analysis,  ///< of randomised trials, direct and indirect comparisons
    longitudinal_meta_analysis,   ///< of cohorts only
    pooled_meta_analysis,         ///< of individual participants' data
    systematic_review,
    scoping_review,
    umbrella_review,
    review,
    unspecified,
};
inline constexpr std::array<std::string_view, 22> design_names{"cohort",
                                                               "cohort (diary)",
                                                               "cohort (RCT data)",
                                                               "retrospective cohort",
                                                               "case-control in cohort",
                                                               "case-control",
                                                               "case-crossover",
                                                               "cross-sectional",
                                                               "re-analysis",
                                                               "RCT",
                                                               "cluster trial",
                                                               "cluster RCT",
                                                               "meta-analysis",
                                                               "meta-analysis of RCTs",
                                                               "network meta-analysis of RCTs",
                                                               "meta-analysis (longitudinal)",
                                                               "IPD meta-analysis",
                                                               "systematic review",
                                                               "scoping review",
                                                               "umbrella review",
                                                               "review",
                                                               "unspecified"};

/// What a row may be used for. The composer obeys it.
enum class model_use : std::uint8_t {
    multiplier,           ///< multiplies the hazard
    multiplier_indirect,  ///< the same, but measured on another injury
    multiplier_women,     ///< for women only
    multiplier_sciatica,  ///< for a sciatica outcome only
    shrink_hard,          ///< usable only after strong shrinkage
    indirect_shrink,      ///< another injury, and strong shrinkage
    time_decay,           ///< shapes the decay of the hazard after an episode
    trigger,              ///< adds hazard for hours; never multiplies an annual risk
    intervention,         ///< what a trial changed: for advice, not for prediction
    sport_specific,       ///< for one sport or age band
    direction_only,       ///< sign without a usable size
    beta_zero_prior,      ///< centred on zero: studied and not found
    counter_evidence,     ///< speaks against a sibling row
    reverse_causation,    ///< pain may have caused the exposure
    check_only,           ///< to compare a composed model with
    prognosis_only,       ///< recovery of people already in pain
    diagnostic_note,      ///< about finding a condition
    fracture_module,      ///< about vertebral fracture
    daily_symptom_model,  ///< about next-day pain
    descriptive_only,     ///< may be shown, has no effect size
    do_not_use,           ///< null, artefact or too imprecise
    use_exercise_rows,    ///< answered by the exercise trials
    use_recency_row,      ///< answered by the recency decay
};
inline constexpr std::array<std::string_view, 23> model_use_names{
    "multiplier",      "multiplier_indirect", "multiplier_women", "multiplier_sciatica", "shrink_hard",
    "indirect_shrink", "time_decay",          "trigger",          "intervention",        "sport_specific",
    "direction_only",  "beta_zero_prior",     "counter_evidence", "reverse_causation",   "check_only",
    "prognosis_only",  "diagnostic_note",     "fracture_module",  "daily_symptom_model", "descriptive_only",
    "do_not_use",      "use_exercise_rows",   "use_recency_row"};

[[nodiscard]] constexpr std::string_view to_string(measure_kind kind) noexcept {
    return measure_names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view to_string(certainty grade) noexcept {
    return certainty_names[static_cast<std::size_t>(grade)];
}
[[nodiscard]] constexpr std::string_view to_string(design study) noexcept {
    return design_names[static_cast<std::size_t>(study)];
}
[[nodiscard]] constexpr std::string_view to_string(model_use use) noexcept {
    return model_use_names[static_cast<std::size_t>(use)];
}

struct effect {
    std::string_view id;        ///< "E001"
    std::string_view factor;    ///< "previous_lbp"
    std::string_view contrast;  ///< what is compared with what, or per which unit
    measure_kind measure = measure_kind::none;
    std::string_view unit;         ///< of a mean difference; empty for ratios
    double point = missing_value;  ///< NaN where no number is published
    double low = missing_value;    ///< lower end of the interval, or of the range when `interval_level` is 0
    double high = missing_value;
    double interval_level = 0;  ///< 0.95 or 0.90; 0 where there is no interval or the ends are a range
    std::string_view population;
    std::string_view outcome;
    std::string_view horizon;
    design study_type = design::unspecified;
    source from;
    certainty grade = certainty::very_low;
    model_use use = model_use::do_not_use;
    std::string_view note;
};

/// The measure of this name, or of the abbreviation that papers use (OR, RR, HR, IRR). Throws
/// `invalid_argument` that lists the names.
[[nodiscard]] inline measure_kind parse_measure(std::string_view text) {
    constexpr std::array<std::string_view, 4> abbreviations{"OR", "RR", "HR", "IRR"};
    for (std::size_t i = 0; i < measure_names.size(); ++i)
        if (text == measure_names[i] || (i < abbreviations.size() && text == abbreviations[i]))
            return static_cast<measure_kind>(i);
    fail_argument("parse_measure", "measure", text,
                  "odds_ratio (OR), risk_ratio (RR), hazard_ratio (HR) or rate_ratio (IRR)");
}

/// True for the four measures that have a log hazard ratio.
[[nodiscard]] constexpr bool is_ratio(measure_kind kind) noexcept { return kind <= measure_kind::rate_ratio; }

/// A ratio with a published point estimate: the rows `to_log_hazard_ratio` can convert.
[[nodiscard]] constexpr bool has_ratio(const effect& row) noexcept {
    return is_ratio(row.measure) && row.point == row.point;
}

/// A confidence interval, not a range: the rows whose standard error can be computed.
[[nodiscard]] constexpr bool has_interval(const effect& row) noexcept { return row.interval_level > 0; }

/// Whether every number of the row was read or computed from what was read. Rows from memory, wholly or in
/// part, are shown and never become coefficients.
[[nodiscard]] constexpr bool may_ship(const effect& row) noexcept {
    return row.from.status == verification::verified || row.from.status == verification::derived;
}

/// Exposure and outcome were seen at the same time: the row says nothing about which came first.
[[nodiscard]] constexpr bool is_cross_sectional(const effect& row) noexcept {
    return row.study_type == design::cross_sectional || row.horizon == "cross-sectional";
}

/// The outcome is another injury or pain than the back's: an indirect row.
[[nodiscard]] constexpr bool is_other_injury(const effect& row) noexcept {
    return row.outcome.find("injur") != std::string_view::npos ||
           row.outcome.find("musculoskeletal") != std::string_view::npos;
}

}  // namespace backrisk::evidence
