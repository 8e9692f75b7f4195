// Exercises, facts, rules and verdicts.
#include "backrisk/advise.hpp"

#include <memory>

#include "answers.hpp"
#include "history_convert.hpp"

namespace backrisk::bind {

void advise_plan(py::module_& area);     // advise_plan.cpp
void advise_changes(py::module_& area);  // advise_changes.cpp

namespace {

using namespace backrisk::advise;

/// An exercise by its place in the catalogue, with its published load.
struct exercise_row {
    std::size_t at;
    load_range load;
    [[nodiscard]] const guidance& of() const { return guidances[at]; }
};

void catalogue(py::module_& area) {
    py::class_<exercise_row> row(area, "Exercise");
    fields_of<exercise_row> fields(row);
    fields("exercise", [](const exercise_row& r) { return r.of().exercise; })(
        "pattern", [](const exercise_row& r) { return to_string(spine::exercises[r.at].pattern); })(
        "role", [](const exercise_row& r) { return to_string(r.of().role); })(
        "muscles", [](const exercise_row& r) { return r.of().muscles; });
    for (const demand one : all_demands)
        row.def_property_readonly(std::string(to_string(one)).c_str(),
                                  [one](const exercise_row& r) { return to_string(r.of()[one]); });
    fields("equipment", [](const exercise_row& r) { return r.of().equipment; })(
        "easier", [](const exercise_row& r) { return r.of().easier; })("harder", [](const exercise_row& r) {
        return r.of().harder;
    })("load_low", [](const exercise_row& r) { return r.load.low; })("load_high", [](const exercise_row& r) {
        return r.load.high;
    })("load_unit", [](const exercise_row& r) { return r.load.unit; })("load_of", [](const exercise_row& r) {
        return r.load.condition;
    })("load_reason", [](const exercise_row& r) {
        return to_string(r.load.reason());
    })("load_source", [](const exercise_row& r) {
        return r.load.from.citation;
    })("load_status", [](const exercise_row& r) { return to_string(r.load.from.status); });
    area.attr("demands") = enum_names<demand>;
    area.def("exercises", [] {
        std::vector<exercise_row> rows;
        for (std::size_t i = 0; i < guidances.size(); ++i)
            rows.push_back({i, spine_load(spine::exercises[i])});
        return rows;
    });
    area.def(
        "exercise", [](const std::string& name) { return guidances[advise::exercise_index(name)].exercise; },
        py::arg("name"));
    struct fact_row {
        fact at;
    };
    py::class_<fact_row> known(area, "Fact");
    fields_of<fact_row>{known}("name", [](const fact_row& r) { return name_of(r.at); })(
        "label", [](const fact_row& r) { return label_of(r.at); })("kind", [](const fact_row& r) {
        return r.at == always ? "always" : r.at <= symptom_count ? "symptom" : "condition";
    });
    area.def("facts", [] {
        std::vector<fact_row> rows;
        for (fact i = 0; i < fact_count; ++i) rows.push_back({i});
        return rows;
    });
}

/// Advice on one exercise, with the ids of the rules it speaks of.
struct verdict_row {
    std::string_view exercise, then, like, instead;
    std::string rule;
    std::vector<std::string> fired;
    bool by_gate = false, disputed = false;
};

struct advice_table {
    history::triage triage;
    std::vector<verdict_row> exercises;
    std::vector<std::string> principles;
};

verdict_row row_of(const exercise_advice& one, std::span<const known_rule> rules) {
    verdict_row row{guidances[one.exercise].exercise, to_string(one.then), "", "", "", {}};
    if (one.like) row.like = guidances[*one.like].exercise;
    if (one.instead) row.instead = guidances[*one.instead].exercise;
    row.by_gate = one.decided_by == exercise_advice::by_gate;
    if (one.decided_by < rules.size()) row.rule = rules[one.decided_by].text.id;
    for (const std::size_t i : one.fired) row.fired.emplace_back(rules[i].text.id);
    row.disputed = one.disputed;
    return row;
}

advice_table advice_of(const rule_book& book, const names_list& conditions, const names_list& symptoms,
                       double age_years, const std::string& sex, const days_by_name& onset_days,
                       const days_by_name& since_days, const days_by_name& reviewed_days,
                       const std::string& lead) {
    auto person =
        person_of(conditions, symptoms, {onset_days, since_days, reviewed_days}, age_years, sex, {}, false);
    const auto rules = book.rules();
    auto said = exercises_for(person.input(), rules, parse<dispute>("advise::exercises_for", "lead", lead));
    advice_table table{std::move(said.triage), {}, {}};
    for (const auto& one : said.exercises) table.exercises.push_back(row_of(one, rules));
    for (const std::size_t i : said.general) table.principles.emplace_back(rules[i].text.id);
    return table;
}

void verdicts(py::module_& area) {
    py::class_<verdict_row> row(area, "ExerciseVerdict");
    using one = verdict_row;
    fields_of<one>{row}("exercise", &one::exercise)("verdict", &one::then)("rule", &one::rule)(
        "by_gate", &one::by_gate)("fired", &one::fired)("like", &one::like)("instead", &one::instead)(
        "disputed", &one::disputed);
    py::class_<advice_table> table(area, "Advice");
    fields_of<advice_table>{table}("triage", &advice_table::triage)("exercises", &advice_table::exercises)(
        "principles", &advice_table::principles);
}

/// A rule; its words may belong to the book.
struct rule_row {
    std::shared_ptr<const rule_book> book;
    known_rule rule;
};
struct conflict_row {
    rule_finding what;
    std::string first, second, exercise;
};

void rules(py::module_& area) {
    py::class_<rule_row> rule_(area, "Rule");
    using known = rule_row;
    fields_of<known>{rule_}("rule", [](const known& k) { return k.rule.text.id; })(
        "when", [](const known& k) { return k.rule.text.when; })("label", [](const known& k) {
        return label_of(k.rule.when);
    })("what", [](const known& k) { return k.rule.text.what; })("verdict", [](const known& k) {
        return to_string(k.rule.text.then);
    })("origin", [](const known& k) { return to_string(k.rule.text.by); })("how", [](const known& k) {
        return k.rule.text.how;
    })("reason", [](const known& k) { return k.rule.text.reason; })("source", [](const known& k) {
        return k.rule.text.from.citation;
    })("doi", [](const known& k) { return k.rule.text.from.doi; })("status", [](const known& k) {
        return to_string(k.rule.text.from.status);
    })("certainty", [](const known& k) {
        return to_string(k.rule.text.grade);
    })("author", [](const known& k) { return k.rule.text.record.author; })("written", [](const known& k) {
        return k.rule.text.record.written;
    })("rated", [](const known& k) { return k.rule.text.record.rated; });
    py::class_<conflict_row> conflict(area, "RuleConflict");
    using found = conflict_row;
    fields_of<found>{conflict}("finding", &found::what)("first", &found::first)("second", &found::second)(
        "exercise", &found::exercise)("error", [](const found& one) { return is_error(one.what); });
    py::class_<rule_book, std::shared_ptr<rule_book>>(area, "RuleBook")
        .def(py::init<>())
        .def("rules",
             [](const std::shared_ptr<rule_book>& book) {
                 std::vector<rule_row> rows;
                 for (const auto& one : book->rules()) rows.push_back({book, one});
                 return rows;
             })
        .def("conflicts",
             [](const rule_book& book) {
                 std::vector<conflict_row> rows;
                 for (const auto& one : conflicts(book.rules()))
                     rows.push_back({one.what, std::string(one.first), std::string(one.second),
                                     std::string(one.exercise)});
                 return rows;
             })
        .def(
            "apply",
            [](rule_book& book, const std::string& id, const std::string& when, const std::string& what,
               const std::string& then, const std::string& how, const std::string& because,
               const std::string& from, const std::string& certainty) {
                book.apply({id, when, what, then, how, because, from, certainty});
            },
            py::kw_only(), py::arg("rule"), py::arg("when"), py::arg("what"), py::arg("verdict"),
            py::arg("how"), py::arg("reason"), py::arg("source"), py::arg("certainty"))
        .def("advice", &advice_of, py::kw_only(), py::arg("conditions"), py::arg("symptoms"),
             py::arg("age_years"), py::arg("sex"), py::arg("onset_days"), py::arg("since_days"),
             py::arg("reviewed_days"), py::arg("lead"));
    area.def(
        "parse_when", [](const std::string& text) { return name_of(parse_premise(text)); }, py::arg("text"));
    area.def(
        "parse_what", [](const std::string& text) { (void)parse_selector(text); }, py::arg("text"));
    area.def(
        "parse_verdict",
        [](const std::string& text) {
            if (text != "off") (void)parse_verdict(text);
        },
        py::arg("text"));
    area.def(
        "parse_certainty", [](const std::string& text) { (void)parse_certainty(text); }, py::arg("text"));
}

}  // namespace

void advise(py::module_& area) {
    area.doc() = "Area advise: what can be done with an assessment; see `backrisk.advise`.";
    area.def("measures", [] { return measure_list(advise::measures); });
    catalogue(area);
    verdicts(area);
    rules(area);
    advise_plan(area);
    advise_changes(area);
}

}  // namespace backrisk::bind
