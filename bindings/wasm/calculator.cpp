// The model in a web page: a row of factors and the reported findings in, the card out. One thread, no files.
//
// WebAssembly as it is built here has no unwinding: an exception becomes an error of JavaScript with the same
// message (`backrisk_throw`, given by the page), which then makes a new instance.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/history/triage.hpp"
#include "backrisk/risk/assess.hpp"
#include "backrisk/risk/model.hpp"
#include "backrisk/risk/worth.hpp"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

#ifdef __wasm__
extern "C" __attribute__((import_module("page"), import_name("backrisk_throw"), noreturn)) void
backrisk_throw(const char* message);

extern "C" void* __cxa_allocate_exception(std::size_t size) noexcept { return std::malloc(size); }
extern "C" void __cxa_free_exception(void* exception) noexcept { std::free(exception); }
// Every exception of the library and of the standard library begins with its std::exception.
extern "C" [[noreturn]] void __cxa_throw(void* exception, void*, void*) {
    backrisk_throw(static_cast<std::exception*>(exception)->what());
}
extern "C" void* __cxa_begin_catch(void* exception) noexcept { return exception; }
extern "C" void __cxa_end_catch() noexcept {}
extern "C" [[noreturn]] void __cxa_rethrow() { backrisk_throw("an exception was thrown again"); }
#endif

namespace {

using namespace backrisk;

struct page {
    risk::model model = risk::literature_model();
    std::vector<double> row = std::vector<double>(model.factors.size(), missing_value);
    history::gate_input who;
    std::vector<history::finding> findings;
    history::triage triage;
    risk::assessment answer;
    std::vector<risk::question> questions;
};

page& state() {
    static page one;
    return one;
}

const factor::factor& at(std::int32_t k) {
    return state().model.factors.factors()[static_cast<std::size_t>(k)];
}

}  // namespace

EXPORT(factors) std::int32_t factors() { return static_cast<std::int32_t>(state().model.factors.size()); }
EXPORT(factor_name) const char* factor_name(std::int32_t k) { return at(k).name.c_str(); }
EXPORT(factor_label) const char* factor_label(std::int32_t k) { return at(k).label.c_str(); }
EXPORT(factor_unit) const char* factor_unit(std::int32_t k) { return at(k).unit.c_str(); }
EXPORT(factor_low) double factor_low(std::int32_t k) { return at(k).low; }
EXPORT(factor_high) double factor_high(std::int32_t k) { return at(k).high; }
EXPORT(factor_cause) const char* factor_cause(std::int32_t k) { return to_string(at(k).of).data(); }

EXPORT(conditions) std::int32_t conditions() { return static_cast<std::int32_t>(history::condition_count); }
EXPORT(condition_name) const char* condition_name(std::int32_t k) {
    return history::conditions[static_cast<std::size_t>(k)].name.data();
}
EXPORT(condition_is_flag) std::int32_t condition_is_flag(std::int32_t k) {
    for (const auto& rule : history::red_flag_rules)
        if (rule.condition == static_cast<std::size_t>(k)) return 1;
    return 0;
}

EXPORT(clear) void clear() {
    auto& page = state();
    page.row.assign(page.row.size(), missing_value);
    page.findings.clear();
    page.who = {};
}
EXPORT(set) void set(std::int32_t k, double value) { state().row[static_cast<std::size_t>(k)] = value; }
EXPORT(report) void report(std::int32_t condition, std::int32_t onset_days) {
    history::finding one{static_cast<std::size_t>(condition)};
    if (onset_days >= 0) one.onset_days = onset_days;
    state().findings.push_back(one);
}
EXPORT(pain) void pain() { state().who.symptoms.set(static_cast<std::size_t>(history::symptom::pain)); }

/// The gate, then the risk: 1 where there is a score.
EXPORT(assess) std::int32_t assess(std::int32_t horizon_days) {
    auto& page = state();
    const auto& schema = page.model.factors;
    const auto value = [&](std::string_view name) {
        const auto k = schema.index_or(name, schema.size());
        return k < schema.size() ? page.row[k] : missing_value;
    };
    page.who.findings = page.findings;
    page.who.age_years = value("age_years");
    const double female = value("female");
    if (!std::isnan(female)) page.who.sex = female == 1 ? sex::female : sex::male;
    page.triage = history::red_flags(page.who);
    page.answer = {};
    page.questions.clear();
    if (page.triage.score != history::eligibility::eligible) return 0;
    factor::row whole(schema);
    for (std::size_t k = 0; k < page.row.size(); ++k) whole[schema.factors()[k].name] = page.row[k];
    whole.complete();
    risk::scorer scorer(page.model);
    page.answer = scorer.assess(whole.values(), {.horizon = days{horizon_days}});
    page.questions = risk::worth_knowing(scorer, schema.known(whole.values()));
    return 1;
}
EXPORT(number) double number(std::int32_t which) {
    const auto& of = state().answer;
    const double all[] = {of.risk,
                          of.low,
                          of.high,
                          of.stands.relative.value,
                          of.stands.relative.low,
                          of.stands.relative.high,
                          of.stands.above_typical,
                          of.typical,
                          of.coverage,
                          of.between_places.low,
                          of.between_places.high};
    return all[which];
}
EXPORT(status) const char* status() { return state().answer.status.c_str(); }
EXPORT(level) std::int32_t level() { return static_cast<std::int32_t>(state().triage.level); }
EXPORT(level_name) const char* level_name() { return to_string(state().triage.level).data(); }
EXPORT(reason_text) const char* reason_text() {
    return to_string(history::reason_of(state().triage.score)).data();
}
EXPORT(flags) std::int32_t flags() { return static_cast<std::int32_t>(state().triage.flags.size()); }
EXPORT(flag_finding) const char* flag_finding(std::int32_t i) {
    return state().triage.flags[static_cast<std::size_t>(i)].finding.data();
}
EXPORT(flag_concern) const char* flag_concern(std::int32_t i) {
    return to_string(state().triage.flags[static_cast<std::size_t>(i)].about).data();
}
EXPORT(flag_source) const char* flag_source(std::int32_t i) {
    return state().triage.flags[static_cast<std::size_t>(i)].from.citation.data();
}
EXPORT(contribution) double contribution(std::int32_t k) {
    const auto& all = state().answer.contributions;
    return static_cast<std::size_t>(k) < all.size() ? all[static_cast<std::size_t>(k)].log_hazard
                                                    : missing_value;
}
EXPORT(questions) std::int32_t questions() { return static_cast<std::int32_t>(state().questions.size()); }
EXPORT(question_factor) std::int32_t question_factor(std::int32_t i) {
    return static_cast<std::int32_t>(state().questions[static_cast<std::size_t>(i)].factor);
}
