// Errors, the model and the safety gate.
#include <cmath>

#include "c_handles.hpp"

namespace backrisk::c {

namespace {

constexpr std::size_t message_bytes = 1024;
thread_local char last_message[message_bytes] = "";

backrisk_model* handle_of(risk::model of) {
    auto made = std::make_unique<backrisk_model>();
    made->of = std::make_shared<const risk::model>(std::move(of));
    made->status = risk::status_of(*made->of);
    return made.release();
}

std::optional<int> days_before(std::int32_t given, std::string_view function, std::string_view argument) {
    if (given == BACKRISK_UNKNOWN) return std::nullopt;
    check_argument(given >= 0, function, argument, given, "0 or more, or BACKRISK_UNKNOWN");
    return given;
}

std::size_t condition_of(const char* name, std::string_view function) {
    return history::parse_condition(text(name, function, "condition"));
}

const factor::factor* factor_at(const backrisk_model* model, std::size_t k) noexcept {
    return model != nullptr && k < model->of->factors.size() ? &model->of->factors.factors()[k] : nullptr;
}

}  // namespace

void remember(const char* message) noexcept {
    std::size_t i = 0;
    for (; message[i] != '\0' && i + 1 < message_bytes; ++i) last_message[i] = message[i];
    // A message that is too long ends before a character of UTF-8, not inside one.
    while (message[i] != '\0' && i > 0 && (static_cast<unsigned char>(message[i]) & 0xC0U) == 0x80U) --i;
    last_message[i] = '\0';
}

}  // namespace backrisk::c

using namespace backrisk;
using backrisk::c::guarded;

const char* backrisk_version() { return BACKRISK_VERSION; }
std::int32_t backrisk_abi() { return BACKRISK_ABI; }
const char* backrisk_message() { return c::last_message; }
const char* backrisk_reason(std::uint8_t code) {
    return code <= static_cast<std::uint8_t>(last_reason) ? c::data_of(to_string(static_cast<reason>(code)))
                                                          : nullptr;
}
const char* backrisk_level(std::int32_t level) {
    const auto& names = enum_names<history::triage_level>;
    return level >= 0 && static_cast<std::size_t>(level) < names.size()
               ? c::data_of(names[static_cast<std::size_t>(level)])
               : nullptr;
}

backrisk_code backrisk_model_literature(const char* outcome, const char* setting, double yearly_risk,
                                        backrisk_model** out) {
    return guarded([&] {
        c::check_given(out, "backrisk_model_literature", "out");
        risk::literature_options options;
        options.outcome = parse_outcome(c::text_or(outcome, to_string(options.outcome)));
        options.setting = parse_setting(c::text_or(setting, to_string(options.setting)));
        if (!std::isnan(yearly_risk)) options.yearly_risk = yearly_risk;
        *out = c::handle_of(risk::literature_model(options));
    });
}
backrisk_code backrisk_model_from_card(const char* json, backrisk_model** out) {
    return guarded([&] {
        c::check_given(out, "backrisk_model_from_card", "out");
        *out = c::handle_of(io::model_from_json(c::text(json, "backrisk_model_from_card", "json")));
    });
}
backrisk_code backrisk_model_load(const char* path, backrisk_model** out) {
    return guarded([&] {
        c::check_given(out, "backrisk_model_load", "out");
        *out = c::handle_of(io::load_model(std::string(c::text(path, "backrisk_model_load", "path"))));
    });
}
backrisk_code backrisk_model_card(backrisk_model* model, const char** json) {
    return guarded([&] {
        c::check_given(model, "backrisk_model_card", "model");
        c::check_given(json, "backrisk_model_card", "json");
        model->card = io::to_json(*model->of);
        *json = model->card.c_str();
    });
}
const char* backrisk_model_status(const backrisk_model* model) {
    return model == nullptr ? nullptr : model->status.c_str();
}
std::size_t backrisk_model_factors(const backrisk_model* model) {
    return model == nullptr ? 0 : model->of->factors.size();
}
const char* backrisk_model_factor_name(const backrisk_model* model, std::size_t k) {
    const auto* one = c::factor_at(model, k);
    return one == nullptr ? nullptr : one->name.c_str();
}
const char* backrisk_model_factor_label(const backrisk_model* model, std::size_t k) {
    const auto* one = c::factor_at(model, k);
    return one == nullptr ? nullptr : one->label.c_str();
}
const char* backrisk_model_factor_unit(const backrisk_model* model, std::size_t k) {
    const auto* one = c::factor_at(model, k);
    return one == nullptr ? nullptr : one->unit.c_str();
}
backrisk_code backrisk_model_factor_range(const backrisk_model* model, std::size_t k, double* low,
                                          double* high) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_model_factor_range";
        c::check_given(model, here, "model");
        c::check_given(low, here, "low");
        c::check_given(high, here, "high");
        const auto* one = c::factor_at(model, k);
        check_argument(one != nullptr, here, "k", k, "below the number of factors");
        *low = one->low;
        *high = one->high;
    });
}
void backrisk_model_free(backrisk_model* model) { delete model; }

backrisk_code backrisk_gate_new(backrisk_gate** out) {
    return guarded([&] {
        c::check_given(out, "backrisk_gate_new", "out");
        *out = std::make_unique<backrisk_gate>().release();
    });
}
backrisk_code backrisk_gate_person(backrisk_gate* gate, double age_years, double female) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_gate_person";
        c::check_given(gate, here, "gate");
        check_argument(std::isnan(age_years) || (age_years >= 0 && age_years <= 130), here, "age_years",
                       age_years, "0 to 130, or NaN");
        check_argument(std::isnan(female) || female == 0 || female == 1, here, "female", female,
                       "1, 0 or NaN");
        gate->who.age_years = age_years;
        gate->who.sex = std::isnan(female) ? sex::unspecified : female == 1 ? sex::female : sex::male;
    });
}
backrisk_code backrisk_gate_finding(backrisk_gate* gate, const char* condition, std::int32_t onset_days,
                                    std::int32_t since_days, std::int32_t reviewed,
                                    std::int32_t reviewed_days) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_gate_finding";
        c::check_given(gate, here, "gate");
        gate->findings.push_back({c::condition_of(condition, here),
                                  c::days_before(onset_days, here, "onset_days"),
                                  c::days_before(since_days, here, "since_days"), reviewed != 0,
                                  c::days_before(reviewed_days, here, "reviewed_days")});
    });
}
backrisk_code backrisk_gate_denied(backrisk_gate* gate, const char* condition) {
    return guarded([&] {
        c::check_given(gate, "backrisk_gate_denied", "gate");
        gate->who.denied.set(c::condition_of(condition, "backrisk_gate_denied"));
    });
}
backrisk_code backrisk_gate_symptom(backrisk_gate* gate, const char* symptom, std::int32_t onset_days) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_gate_symptom";
        c::check_given(gate, here, "gate");
        const auto felt = parse<history::symptom>(here, "symptom", c::text(symptom, here, "symptom"));
        const auto days = c::days_before(onset_days, here, "onset_days");
        gate->who.symptoms.set(static_cast<std::size_t>(felt));
        if (days && (!gate->who.pain_onset_days || *days < *gate->who.pain_onset_days))
            gate->who.pain_onset_days = days;
    });
}
backrisk_code backrisk_gate_triage(const backrisk_gate* gate, backrisk_triage** out) {
    return guarded([&] {
        c::check_given(gate, "backrisk_gate_triage", "gate");
        c::check_given(out, "backrisk_gate_triage", "out");
        history::gate_input who = gate->who;
        who.findings = gate->findings;
        *out = std::make_unique<backrisk_triage>(backrisk_triage{history::red_flags(who)}).release();
    });
}
void backrisk_gate_free(backrisk_gate* gate) { delete gate; }

std::int32_t backrisk_triage_level(const backrisk_triage* triage) {
    return triage == nullptr ? -1 : static_cast<std::int32_t>(triage->of.level);
}
std::int32_t backrisk_triage_eligible(const backrisk_triage* triage) {
    return triage != nullptr && triage->of.score == history::eligibility::eligible ? 1 : 0;
}
const char* backrisk_triage_reason(const backrisk_triage* triage) {
    return triage == nullptr ? nullptr : c::data_of(to_string(history::reason_of(triage->of.score)));
}
std::size_t backrisk_triage_not_asked(const backrisk_triage* triage) {
    return triage == nullptr ? 0 : triage->of.not_asked;
}
std::size_t backrisk_triage_flags(const backrisk_triage* triage) {
    return triage == nullptr ? 0 : triage->of.flags.size();
}
const char* backrisk_triage_flag(const backrisk_triage* triage, std::size_t i, backrisk_flag_part part) {
    if (triage == nullptr || i >= triage->of.flags.size()) return nullptr;
    const history::raised_flag& flag = triage->of.flags[i];
    switch (part) {
        case BACKRISK_FLAG_FINDING:
            return c::data_of(flag.finding);
        case BACKRISK_FLAG_CONCERN:
            return c::data_of(to_string(flag.about));
        case BACKRISK_FLAG_LEVEL:
            return c::data_of(to_string(flag.level));
        case BACKRISK_FLAG_COURSE:
            return c::data_of(to_string(flag.when));
        case BACKRISK_FLAG_SOURCE:
            return c::data_of(flag.from.citation);
        case BACKRISK_FLAG_DOI:
            return c::data_of(flag.from.doi);
        case BACKRISK_FLAG_STATUS:
            return c::data_of(to_string(flag.from.status));
    }
    return nullptr;
}
void backrisk_triage_free(backrisk_triage* triage) { delete triage; }
