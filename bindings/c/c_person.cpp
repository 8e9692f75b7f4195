// One person: a row of factors, its assessment behind the gate, and the stream of days.
#include <cmath>

#include "c_handles.hpp"

using namespace backrisk;
using backrisk::c::guarded;

namespace backrisk::c {

namespace {

/// A factor of the row by name; missing where the model has none.
double value_of(const backrisk_row& row, std::string_view factor) {
    const std::size_t none = row.of->factors.size();
    const std::size_t at = row.of->factors.index_or(factor, none);
    return at == none ? missing_value : row.values.values()[at];
}

/// What the gate is told: the caller's words, and age and sex of the row where the caller gave none.
history::triage triage_of(const backrisk_row& row, const backrisk_gate* gate) {
    history::gate_input who;
    if (gate != nullptr) {
        who = gate->who;
        who.findings = gate->findings;
    }
    if (std::isnan(who.age_years)) who.age_years = value_of(row, "age_years");
    const double female = value_of(row, "female");
    if (who.sex == sex::unspecified && !std::isnan(female)) who.sex = female == 1 ? sex::female : sex::male;
    return history::red_flags(who);
}

double number_of(const risk::assessment& of, backrisk_number which) noexcept {
    switch (which) {
        case BACKRISK_RISK:
            return of.risk;
        case BACKRISK_LOW:
            return of.low;
        case BACKRISK_HIGH:
            return of.high;
        case BACKRISK_HAZARD_RATIO:
            return of.hazard_ratio;
        case BACKRISK_RELATIVE:
            return of.stands.relative.value;
        case BACKRISK_RELATIVE_LOW:
            return of.stands.relative.low;
        case BACKRISK_RELATIVE_HIGH:
            return of.stands.relative.high;
        case BACKRISK_ABOVE_TYPICAL:
            return of.stands.above_typical;
        case BACKRISK_COVERAGE:
            return of.coverage;
        case BACKRISK_TYPICAL:
            return of.typical;
        case BACKRISK_BETWEEN_LOW:
            return of.between_places.low;
        case BACKRISK_BETWEEN_HIGH:
            return of.between_places.high;
        case BACKRISK_PERCENTILE:
            return of.stands.percentile.value;
        case BACKRISK_PERCENTILE_LOW:
            return of.stands.percentile.low;
        case BACKRISK_PERCENTILE_HIGH:
            return of.stands.percentile.high;
        case BACKRISK_LOG_HAZARD:
            return of.log_hazard;
        case BACKRISK_VARIANCE:
            return of.variance;
        case BACKRISK_UNKNOWN_VARIANCE:
            return of.unknown_variance;
    }
    return missing_value;
}

}  // namespace

}  // namespace backrisk::c

backrisk_code backrisk_row_new(const backrisk_model* model, backrisk_row** out) {
    return guarded([&] {
        c::check_given(model, "backrisk_row_new", "model");
        c::check_given(out, "backrisk_row_new", "out");
        *out = std::make_unique<backrisk_row>(backrisk_row{model->of, factor::row(model->of->factors)})
                   .release();
    });
}
backrisk_code backrisk_row_set(backrisk_row* row, const char* factor, double value) {
    return guarded([&] {
        c::check_given(row, "backrisk_row_set", "row");
        row->values[c::text(factor, "backrisk_row_set", "factor")] = value;
    });
}
void backrisk_row_free(backrisk_row* row) { delete row; }

backrisk_code backrisk_assess(const backrisk_model* model, const backrisk_row* row, const backrisk_gate* gate,
                              std::int32_t horizon_days, double level, backrisk_assessment** out) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_assess";
        c::check_given(model, here, "model");
        c::check_given(row, here, "row");
        c::check_given(out, here, "out");
        check_argument(row->of == model->of || row->of->factors == model->of->factors, here, "row",
                       std::string_view("a row of another model"), "a row of this model");
        factor::row whole = row->values;
        whole.complete();
        auto made = std::make_unique<backrisk_assessment>();
        made->triage.of = c::triage_of(*row, gate);
        risk::scorer scorer(*model->of, 1);
        made->of = scorer.assess(whole.values(), {.horizon = days{horizon_days}, .level = level});
        if (made->triage.of.score != history::eligibility::eligible) {
            risk::assessment withheld;
            withheld.level = level;
            withheld.horizon_days = horizon_days;
            withheld.status = made->of.status;
            withheld.reason = history::reason_of(made->triage.of.score);
            made->of = withheld;
        } else {
            made->questions = risk::worth_knowing(scorer, model->of->factors.known(whole.values()));
        }
        *out = made.release();
    });
}
double backrisk_assessment_number(const backrisk_assessment* of, backrisk_number which) {
    return of == nullptr ? missing_value : c::number_of(of->of, which);
}
const char* backrisk_assessment_reason(const backrisk_assessment* of) {
    return of == nullptr ? nullptr : c::data_of(to_string(of->of.reason));
}
const char* backrisk_assessment_status(const backrisk_assessment* of) {
    return of == nullptr ? nullptr : of->of.status.c_str();
}
const backrisk_triage* backrisk_assessment_triage(const backrisk_assessment* of) {
    return of == nullptr ? nullptr : &of->triage;
}
std::size_t backrisk_assessment_contributions(const backrisk_assessment* of) {
    return of == nullptr ? 0 : of->of.contributions.size();
}
backrisk_code backrisk_assessment_contribution(const backrisk_assessment* of, std::size_t i,
                                               backrisk_contribution* out) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_assessment_contribution";
        c::check_given(of, here, "of");
        c::check_given(out, here, "out");
        check_argument(i < of->of.contributions.size(), here, "i", i, "below the number of contributions");
        const risk::contribution& one = of->of.contributions[i];
        *out = {one.factor.c_str(),
                one.label.c_str(),
                one.unit.c_str(),
                c::data_of(to_string(one.of)),
                one.value,
                one.log_hazard,
                one.spread,
                one.known ? 1 : 0,
                one.extrapolates ? 1 : 0};
    });
}
std::size_t backrisk_assessment_questions(const backrisk_assessment* of) {
    return of == nullptr ? 0 : of->questions.size();
}
const char* backrisk_assessment_question(const backrisk_assessment* of, std::size_t i, double* share) {
    if (of == nullptr || i >= of->questions.size()) return nullptr;
    if (share != nullptr) *share = of->questions[i].share;
    return of->questions[i].name.c_str();
}
void backrisk_assessment_free(backrisk_assessment* of) { delete of; }

backrisk_day backrisk_day_unknown() {
    constexpr double unknown = missing_value;
    return {unknown, unknown, unknown, unknown, unknown, unknown,
            unknown, unknown, unknown, unknown, unknown};
}
backrisk_code backrisk_stream_new(const backrisk_model* model, std::int32_t episodes_known,
                                  std::int32_t horizon_days, double level, backrisk_stream** out) {
    return guarded([&] {
        c::check_given(model, "backrisk_stream_new", "model");
        c::check_given(out, "backrisk_stream_new", "out");
        cohort::score_options options;
        options.horizon = days{horizon_days};
        options.level = level;
        const std::span<const std::pair<std::string, double>> nothing;
        *out = new backrisk_stream{cohort::stream(*model->of, nothing, episodes_known != 0, options)};
    });
}
backrisk_code backrisk_stream_set(backrisk_stream* stream, const char* factor, double value) {
    return guarded([&] {
        c::check_given(stream, "backrisk_stream_set", "stream");
        stream->of.set(c::text(factor, "backrisk_stream_set", "factor"), value);
    });
}
backrisk_code backrisk_stream_set_person(backrisk_stream* stream, double age_years, double female) {
    return guarded([&] {
        c::check_given(stream, "backrisk_stream_set_person", "stream");
        stream->of.set_person(age_years, female);
    });
}
backrisk_code backrisk_stream_episode(backrisk_stream* stream, std::int32_t onset, std::int32_t recovered,
                                      const char* region, const char* severity) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_stream_episode";
        c::check_given(stream, here, "stream");
        check_argument(onset != BACKRISK_NO_DAY, here, "onset", onset, "a day");
        std::optional<day_number> end;
        if (recovered != BACKRISK_NO_DAY) end = recovered;
        stream->of.report({onset, end, history::parse_severity(c::text_or(severity, "any")),
                           history::parse_region(c::text_or(region, "low_back"))});
    });
}
backrisk_code backrisk_stream_condition(backrisk_stream* stream, const char* condition, std::int32_t since,
                                        std::int32_t until, std::int32_t onset, std::int32_t reviewed) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_stream_condition";
        c::check_given(stream, here, "stream");
        using record = history::dated_condition;
        static_assert(record::always == BACKRISK_NO_DAY);
        const day_number end = until == BACKRISK_NO_DAY ? record::lasting : until;
        check_argument(end >= since, here, "until", until, "on or after since");
        stream->of.report(record{history::parse_condition(c::text(condition, here, "condition")), since, end,
                                 onset, reviewed});
    });
}
backrisk_code backrisk_stream_advance(backrisk_stream* stream, std::int32_t day, const backrisk_day* what) {
    return guarded([&] {
        c::check_given(stream, "backrisk_stream_advance", "stream");
        c::check_given(what, "backrisk_stream_advance", "what");
        const backrisk_day& d = *what;
        stream->of.advance(day,
                           {d.load, d.longest, d.minutes, d.sessions_warmed_up, d.sessions_recorded, d.reps,
                            d.heaviest_kg, d.flexion_deg, d.sleep_hours, d.mood, missing_value, d.pain_nrs});
    });
}
backrisk_code backrisk_stream_score(backrisk_stream* stream, double numbers[9], std::uint8_t* reason,
                                    std::int32_t* triage) {
    return guarded([&] {
        c::check_given(stream, "backrisk_stream_score", "stream");
        const cohort::scored_day day = stream->of.score();
        if (numbers != nullptr) {
            numbers[BACKRISK_RISK] = day.risk;
            numbers[BACKRISK_LOW] = day.low;
            numbers[BACKRISK_HIGH] = day.high;
            numbers[BACKRISK_HAZARD_RATIO] = day.hazard_ratio;
            numbers[BACKRISK_RELATIVE] = day.relative;
            numbers[BACKRISK_RELATIVE_LOW] = day.relative_low;
            numbers[BACKRISK_RELATIVE_HIGH] = day.relative_high;
            numbers[BACKRISK_ABOVE_TYPICAL] = day.above_typical;
            numbers[BACKRISK_COVERAGE] = day.coverage;
        }
        if (reason != nullptr) *reason = static_cast<std::uint8_t>(day.reason);
        if (triage != nullptr) *triage = static_cast<std::int32_t>(day.triage);
    });
}
backrisk_code backrisk_stream_triage(const backrisk_stream* stream, backrisk_triage** out) {
    return guarded([&] {
        c::check_given(stream, "backrisk_stream_triage", "stream");
        c::check_given(out, "backrisk_stream_triage", "out");
        *out = std::make_unique<backrisk_triage>(backrisk_triage{stream->of.gate()}).release();
    });
}
void backrisk_stream_free(backrisk_stream* stream) { delete stream; }
