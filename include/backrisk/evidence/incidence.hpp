#pragma once
/// The incidences that anchor a model: the yearly risk of one outcome in one setting, among people who are
/// free of it at the start, and how far settings differ.
///
/// A setting is an incidence with its spread and nothing else. A prevalence is never read as an incidence:
/// where only prevalences are published, the incidence that they imply is computed, with its assumptions and
/// its doubt (`incidence_from_prevalences`). `setting_sd` is how far the log hazard of a place lies from this
/// one: sqrt(tau^2 + SE^2), tau the between-study SD among the cohorts of one outcome definition (Paule &
/// Mandel, synthesis.hpp) and SE the error of the setting's own average. Where an outcome has fewer than
/// three cohorts the tau of `any_episode` is assumed, and the note says so.
#include <span>
#include <string_view>

#include "backrisk/core/estimand.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::evidence {

/// The 12-month risk of one outcome in one setting.
struct incidence {
    backrisk::setting setting = backrisk::setting::athletes;
    backrisk::outcome outcome = backrisk::outcome::any_episode;
    double yearly_risk = missing_value;
    double low = missing_value;  ///< 95 % interval of the average of this setting; NaN where none is known
    double high = missing_value;
    double setting_sd = missing_value;  ///< of the log hazard between places of this setting
    source from;
    std::string_view note;
    /// ln of the cumulative hazard of the year: ln(-ln(1 - yearly_risk)).
    [[nodiscard]] double log_hazard() const noexcept;
};

/// What one cohort of people free of the outcome at the start found.
struct incidence_study {
    backrisk::setting setting = backrisk::setting::general_adults;
    backrisk::outcome outcome = backrisk::outcome::any_episode;
    double yearly_risk = missing_value;
    double log_hazard_error =
        missing_value;          ///< SE of ln(-ln(1 - yearly_risk)); 1 / sqrt(events) of a cohort
    bool single_cohort = true;  ///< false: a review or a conversion, not used to estimate the spread
    source from;
    std::string_view note;
};

/// Every study that an incidence was made from, in the order of settings.
[[nodiscard]] std::span<const incidence_study> incidence_studies();

/// The incidences that a model may be anchored to.
[[nodiscard]] std::span<const incidence> incidences();

/// Between-study SD of the log hazard among the single cohorts of an outcome (Paule & Mandel); NaN below
/// three cohorts.
[[nodiscard]] double between_setting_sd(outcome of);

/// The yearly risk that a point prevalence and a 12-month prevalence imply, if everybody free of pain at the
/// start has one risk: 1 - R = (1 - P12) / (1 - P0); and the SE of ln(-ln(1 - R)) by the delta method from
/// the SEs of both prevalences, taken as independent. Throws `invalid_argument` unless 0 < P0 < P12 < 1 and
/// both errors are positive.
struct implied_incidence {
    double yearly_risk = missing_value;
    double log_hazard_error = missing_value;
};
[[nodiscard]] implied_incidence incidence_from_prevalences(double point, double point_error, double year,
                                                           double year_error);

/// The incidence of this outcome in this setting. Throws `invalid_argument` that lists what there is; then
/// pass an `incidence` from a source you trust.
[[nodiscard]] const incidence& find_incidence(setting where, outcome what);

/// A published risk that a composed model is held against and was not built from.
struct literature_check {
    std::string_view name;
    double low = missing_value;  ///< published interval
    double value = missing_value;
    double high = missing_value;
    std::string_view unit;
    source from;
    std::string_view people;  ///< in the words of the model
};
[[nodiscard]] std::span<const literature_check> literature_checks();

}  // namespace backrisk::evidence

#ifndef BACKRISK_COMPILED
#include "backrisk/evidence/incidence.ipp"
#endif
