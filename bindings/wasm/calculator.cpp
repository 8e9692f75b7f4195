// The model in a web page: a row of factors and the reported findings in, the card out. One thread, no files.
//
// WebAssembly as it is built here has no unwinding: an exception becomes an error of JavaScript with the same
// message (`backrisk_throw`, given by the page), which makes a new instance afterwards.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#ifdef __wasm__
// Boost 1.74 asks for a mutex where there are no threads: this one does nothing.
#define BOOST_SMART_PTR_DETAIL_LIGHTWEIGHT_MUTEX_HPP_INCLUDED
namespace boost::detail {
struct lightweight_mutex {
    struct scoped_lock {
        explicit scoped_lock(lightweight_mutex&) {}
    };
};
}  // namespace boost::detail
#endif

#include "backrisk/history/triage.hpp"
#include "backrisk/risk/anchor.hpp"
#include "backrisk/risk/assess.hpp"
#include "backrisk/risk/model.hpp"
#include "backrisk/risk/worth.hpp"

#ifdef __wasm__
#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

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
#else
#define EXPORT(name) extern "C"
#endif

namespace {

using namespace backrisk;

/// Person-years of one's own counts that the note on places speaks of, as in the package's card.
constexpr double person_years = 50;

struct page {
    risk::model model = risk::literature_model();
    std::vector<double> row = std::vector<double>(model.factors.size(), missing_value);
    history::gate_input who;
    std::vector<history::finding> findings;
    history::triage triage;
    risk::assessment answer;
    std::vector<risk::question> questions;
    double after = risk::setting_sd_after(model, person_years);
};

page& state() {
    static page one;
    return one;
}

std::size_t index(std::int32_t k, std::size_t size) {
    check_argument(k >= 0 && static_cast<std::size_t>(k) < size, "calculator", "position", k, "in the list");
    return static_cast<std::size_t>(k);
}
const factor::factor& at(std::int32_t k) {
    const auto& all = state().model.factors.factors();
    return all[index(k, all.size())];
}
const history::raised_flag& flag(std::int32_t i) {
    return state().triage.flags[index(i, state().triage.flags.size())];
}
const history::red_flag_rule& rule(std::int32_t i) {
    return history::red_flag_rules[index(i, history::red_flag_rules.size())];
}

double value_of(std::string_view name) {
    const auto& schema = state().model.factors;
    const std::size_t k = schema.index_or(name, schema.size());
    return k < schema.size() ? state().row[k] : missing_value;
}

}  // namespace

EXPORT(factors) std::int32_t factors() { return static_cast<std::int32_t>(state().model.factors.size()); }
EXPORT(factor_name) const char* factor_name(std::int32_t k) { return at(k).name.c_str(); }
EXPORT(factor_label) const char* factor_label(std::int32_t k) { return at(k).label.c_str(); }
EXPORT(factor_unit) const char* factor_unit(std::int32_t k) { return at(k).unit.c_str(); }
EXPORT(factor_low) double factor_low(std::int32_t k) { return at(k).low; }
EXPORT(factor_high) double factor_high(std::int32_t k) { return at(k).high; }
EXPORT(factor_cause) const char* factor_cause(std::int32_t k) { return to_string(at(k).of).data(); }
EXPORT(factor_yes_no) std::int32_t factor_yes_no(std::int32_t k) {
    return at(k).population.kind == factor::law::bernoulli ? 1 : 0;
}

/// The findings that the gate asks for, in the order of its table.
EXPORT(rules) std::int32_t rules() { return static_cast<std::int32_t>(history::red_flag_rules.size()); }
EXPORT(rule_condition) std::int32_t rule_condition(std::int32_t i) {
    return static_cast<std::int32_t>(rule(i).condition);
}
EXPORT(rule_concern) const char* rule_concern(std::int32_t i) { return to_string(rule(i).about).data(); }
EXPORT(conditions) std::int32_t conditions() { return static_cast<std::int32_t>(history::conditions.size()); }
EXPORT(condition_name) const char* condition_name(std::int32_t k) {
    return history::conditions[index(k, history::conditions.size())].name.data();
}
EXPORT(condition_label) const char* condition_label(std::int32_t k) {
    return history::conditions[index(k, history::conditions.size())].label.data();
}

/// Forgets the person.
EXPORT(clear) void clear() {
    auto& page = state();
    page.row.assign(page.row.size(), missing_value);
    page.findings.clear();
    page.who = {};
}
EXPORT(set) void set(std::int32_t k, double value) { state().row[index(k, state().row.size())] = value; }
/// A finding that is there. @param onset_days it began or got worse so many days ago; -1: unknown
EXPORT(report) void report(std::int32_t condition, std::int32_t onset_days, std::int32_t reviewed) {
    history::finding one{index(condition, history::conditions.size())};
    if (onset_days >= 0) one.onset_days = onset_days;
    one.reviewed = reviewed != 0;
    state().findings.push_back(one);
}
EXPORT(deny) void deny(std::int32_t condition) {
    state().who.denied.set(index(condition, history::conditions.size()));
}
/// Pain of the back or leg now: a current episode, in which there is no new one to predict.
EXPORT(pain) void pain() {
    state().who.symptoms.set(static_cast<std::size_t>(history::symptom::pain));
    state().who.inside_episode = true;
}

/// The gate, then the risk: 1 where there is a score.
EXPORT(assess) std::int32_t assess(std::int32_t horizon_days) {
    auto& page = state();
    page.answer = {};
    page.questions.clear();
    page.who.findings = page.findings;
    page.who.age_years = value_of("age_years");
    const double female = value_of("female");
    page.who.sex = std::isnan(female) ? sex::unspecified : female == 1 ? sex::female : sex::male;
    page.triage = history::red_flags(page.who);
    if (page.triage.score != history::eligibility::eligible) return 0;
    const auto& schema = page.model.factors;
    factor::row whole(schema);
    for (std::size_t k = 0; k < page.row.size(); ++k)
        if (!std::isnan(page.row[k])) whole[schema.factors()[k].name] = page.row[k];
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
                          of.between_places.high,
                          of.hazard_ratio,
                          std::exp(1.96 * state().model.intercept_sd),
                          std::exp(1.96 * state().after),
                          person_years};
    return all[index(which, std::size(all))];
}
EXPORT(people_for) std::int32_t people_for(double risk) { return risk::people_for(risk); }
EXPORT(status) const char* status() { return state().answer.status.c_str(); }
EXPORT(level) const char* level() { return to_string(state().triage.level).data(); }
EXPORT(eligibility) const char* eligibility() { return to_string(state().triage.score).data(); }
EXPORT(reason_text) const char* reason_text() {
    return to_string(history::reason_of(state().triage.score)).data();
}
EXPORT(not_asked) std::int32_t not_asked() { return static_cast<std::int32_t>(state().triage.not_asked); }
EXPORT(flags) std::int32_t flags() { return static_cast<std::int32_t>(state().triage.flags.size()); }
EXPORT(flag_finding) const char* flag_finding(std::int32_t i) { return flag(i).finding.data(); }
EXPORT(flag_concern) const char* flag_concern(std::int32_t i) { return to_string(flag(i).about).data(); }
EXPORT(flag_level) const char* flag_level(std::int32_t i) { return to_string(flag(i).level).data(); }
EXPORT(flag_course) const char* flag_course(std::int32_t i) { return to_string(flag(i).when).data(); }
EXPORT(flag_source) const char* flag_source(std::int32_t i) { return flag(i).from.citation.data(); }
EXPORT(contribution) double contribution(std::int32_t k) {
    const auto& all = state().answer.contributions;
    return all.empty() ? missing_value : all[index(k, all.size())].log_hazard;
}
EXPORT(contribution_known) std::int32_t contribution_known(std::int32_t k) {
    const auto& all = state().answer.contributions;
    return !all.empty() && all[index(k, all.size())].known ? 1 : 0;
}
EXPORT(questions) std::int32_t questions() { return static_cast<std::int32_t>(state().questions.size()); }
EXPORT(question_factor) std::int32_t question_factor(std::int32_t i) {
    return static_cast<std::int32_t>(state().questions[index(i, state().questions.size())].factor);
}
EXPORT(question_share) double question_share(std::int32_t i) {
    return state().questions[index(i, state().questions.size())].share;
}
