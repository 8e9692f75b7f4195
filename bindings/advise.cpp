#include "backrisk/advise.hpp"

#include "convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::advise;
using namespace pybind11::literals;
using names_list = std::vector<std::string>;

py::dict rule_dict(const known_rule& known) {
    const rule& one = known.text;
    return py::dict("rule"_a = one.id, "when"_a = one.when, "label"_a = label_of(known.when),
                    "what"_a = one.what, "verdict"_a = to_string(one.then), "origin"_a = to_string(one.by),
                    "how"_a = one.how, "why"_a = one.why, "source"_a = one.from.citation,
                    "doi"_a = one.from.doi, "status"_a = to_string(one.from.status),
                    "certainty"_a = to_string(one.grade));
}

py::list exercise_list() {
    py::list rows;
    for (std::size_t i = 0; i < guidances.size(); ++i) {
        const guidance& g = guidances[i];
        const load_range load = spine_load(spine::exercises[i]);
        py::dict row("exercise"_a = g.exercise, "pattern"_a = to_string(spine::exercises[i].pattern),
                     "role"_a = to_string(g.role), "muscles"_a = g.muscles);
        for (const demand one : all_demands) row[py::cast(to_string(one))] = to_string(g[one]);
        row["equipment"] = g.equipment;
        row["easier"] = g.easier;
        row["harder"] = g.harder;
        row["load_low"] = load.low;
        row["load_high"] = load.high;
        row["load_unit"] = load.unit;
        row["load_of"] = load.condition;
        row["load_reason"] = to_string(load.why());
        row["load_source"] = load.from.citation;
        row["load_status"] = to_string(load.from.status);
        rows.append(std::move(row));
    }
    return rows;
}

py::list fact_list() {
    py::list rows;
    for (fact i = 0; i < fact_count; ++i)
        rows.append(py::dict("name"_a = name_of(i), "label"_a = label_of(i),
                             "kind"_a = i == always          ? "always"
                                        : i <= symptom_count ? "symptom"
                                                             : "condition"));
    return rows;
}

history::condition_set conditions_in(const names_list& names) {
    history::condition_set set;
    for (const auto& one : names) set.set(history::parse_condition(one));
    return set;
}

symptom_set symptoms_in(const names_list& names) {
    symptom_set set;
    for (const auto& one : names) {
        const fact found = parse_fact(one, "symptoms");
        check_argument(found != always && found <= symptom_count, "advise::exercises_for", "symptoms",
                       std::string_view(one), "a symptom; conditions have an argument of their own");
        set.set(found - 1);
    }
    return set;
}

std::string_view decided(const exercise_advice& one, std::span<const known_rule> rules) {
    if (one.decided_by == exercise_advice::by_gate) return "red flag";
    return one.decided_by == exercise_advice::by_none ? "" : rules[one.decided_by].text.id;
}

py::dict advice_of(const rule_book& book, const names_list& conditions, const names_list& symptoms,
                   double age_years, const std::string& sex, const names_list& reviewed,
                   const std::string& lead) {
    person who{conditions_in(conditions), symptoms_in(symptoms), age_years, history::parse_sex(sex),
               conditions_in(reviewed)};
    for (std::size_t i = 0; i < history::condition_count; ++i)
        if (who.conditions[i]) history::add_condition(who.conditions, i);
    const auto flags = flags_of(who);
    const auto known = known_facts(who.conditions, who.felt);
    const auto how = core::parse_name("advise::exercises_for", "lead", lead, all_disputes);
    const auto rules = book.rules();
    py::list rows, general;
    for (const auto& one : advise_on_all(known, flags.level, rules, how)) {
        py::list fired;
        for (const std::size_t i : one.fired) fired.append(rules[i].text.id);
        rows.append(py::dict(
            "exercise"_a = guidances[one.exercise].exercise, "verdict"_a = to_string(one.then),
            "rule"_a = decided(one, rules), "fired"_a = fired,
            "instead"_a = one.instead ? guidances[*one.instead].exercise : "", "disputed"_a = one.disputed));
    }
    for (const std::size_t i : principles(known, rules)) general.append(rules[i].text.id);
    py::list raised;
    for (const auto& one : flags.flags) raised.append(one.finding);
    return py::dict("exercises"_a = rows, "principles"_a = general, "level"_a = to_string(flags.level),
                    "advice"_a = advice(flags.level), "flags"_a = raised);
}

py::list conflict_list(const rule_book& book) {
    py::list rows;
    for (const auto& one : conflicts(book.rules()))
        rows.append(py::dict("finding"_a = to_string(one.what), "first"_a = one.first,
                             "second"_a = one.second, "exercise"_a = one.exercise,
                             "error"_a = is_error(one.what)));
    return rows;
}

void rules(py::module_& area) {
    py::class_<rule_book>(area, "RuleBook")
        .def(py::init<>())
        .def("rules",
             [](const rule_book& book) {
                 py::list rows;
                 for (const auto& one : book.rules()) rows.append(rule_dict(one));
                 return rows;
             })
        .def("conflicts", &conflict_list)
        .def(
            "put",
            [](rule_book& book, const names_list& f) {
                check_argument(f.size() == 8, "advise::rule_book", "fields.size", f.size(), "8");
                book.put({f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]});
            },
            py::arg("fields"))
        .def("advice", &advice_of, py::kw_only(), py::arg("conditions"), py::arg("symptoms"),
             py::arg("age_years"), py::arg("sex"), py::arg("reviewed"), py::arg("lead"));
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

py::tuple triple(const interval_estimate& one) { return py::make_tuple(one.value, one.low, one.high); }

py::dict what_if_of(const std::string& change, double low, double high, double level,
                    const std::string& event, const std::string& people, bool recovered, int horizon_days,
                    double reference_risk) {
    const auto& one = find_intervention(change);
    const auto differs = compare(one, parse_outcome(event), parse_setting(people), recovered, horizon_days);
    what_if_options options;
    options.reference_risk = reference_risk;
    const auto eta = law_of_interval(low, high, level);
    what_if_result found;
    {
        const py::gil_scoped_release release;
        found = what_if(one, eta, level, differs, options);
    }
    return py::dict("before"_a = triple(found.before), "after"_a = triple(found.after),
                    "difference"_a = triple(found.difference), "hazard_ratio"_a = triple(found.hazard_ratio),
                    "published"_a = triple(found.published), "weight"_a = found.weight,
                    "differs"_a = py::make_tuple(differs.outcome, differs.population, differs.horizon));
}

py::list intervention_list() {
    py::list rows;
    for (const auto& one : interventions) {
        const auto& row = evidence::find_effect(one.effect);
        rows.append(
            py::dict("change"_a = one.name, "label"_a = one.label, "row"_a = row.id,
                     "measure"_a = evidence::to_string(row.measure), "ratio"_a = row.point, "low"_a = row.low,
                     "high"_a = row.high, "people"_a = row.population, "outcome"_a = row.outcome,
                     "horizon"_a = row.horizon, "certainty"_a = evidence::to_string(row.grade),
                     "study"_a = evidence::to_string(row.study_type), "source"_a = row.from.citation,
                     "doi"_a = row.from.doi, "status"_a = to_string(row.from.status), "note"_a = row.note,
                     "also"_a = one.others, "after_episode"_a = one.after_episode));
    }
    return rows;
}

py::list driver_list() {
    py::list rows;
    for (const auto& one : graded_drivers())
        rows.append(py::dict("factor"_a = one.what.factor, "change"_a = to_string(one.what.can),
                             "trial"_a = one.what.trial, "certainty"_a = evidence::to_string(one.grade),
                             "null"_a = one.centred_on_zero, "rows"_a = one.rows));
    return rows;
}

void changes(py::module_& area) {
    area.def("drivers", &driver_list);
    const what_if_options defaults;
    area.attr("reference_risk") = defaults.reference_risk;
    area.def("interventions", &intervention_list);
    area.def(
        "check_change",
        [](const std::string& name, const names_list& factors) { (void)find_intervention(name, factors); },
        py::arg("change"), py::arg("factors"));
    area.def("what_if", &what_if_of, py::kw_only(), py::arg("change"), py::arg("low"), py::arg("high"),
             py::arg("level"), py::arg("outcome"), py::arg("setting"), py::arg("recovered"),
             py::arg("horizon_days"), py::arg("reference_risk") = defaults.reference_risk);
    area.def(
        "risk_without",
        [](double low, double high, double level, double log_hazard) {
            return risk_without(law_of_interval(low, high, level), log_hazard);
        },
        py::kw_only(), py::arg("low"), py::arg("high"), py::arg("level"), py::arg("log_hazard"));
}

}  // namespace

void advise_plan(py::module_& area);  // advise_plan.cpp

void advise(py::module_& area) {
    area.doc() = "Area advise: what can be done with an assessment; see `backrisk.advise`.";
    area.def("measures", [] { return measure_rows(advise::measures); });
    advise_plan(area);
    area.def("exercises", &exercise_list);
    area.def("facts", &fact_list);
    area.def(
        "exercise", [](const std::string& name) { return guidances[advise::exercise_index(name)].exercise; },
        py::arg("name"));
    rules(area);
    changes(area);
}

}  // namespace backrisk::bind
