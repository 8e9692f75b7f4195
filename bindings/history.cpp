// Episodes, recency, conditions, the gate.
#include "backrisk/history.hpp"

#include "answers.hpp"
#include "history_convert.hpp"

namespace backrisk::bind {

void history_forms(py::module_& area);  // history_forms.cpp

namespace {

using namespace backrisk::history;

state_columns states(const column<day_number>& onset, const column<day_number>& recovered,
                     const column<std::uint8_t>& severity, const column<std::uint8_t>& elsewhere,
                     const column<std::size_t>& starts, const column<day_number>& days,
                     const column<std::size_t>& day_starts, const std::string& outcome, int washout_days,
                     int merge_gap_days) {
    const episode_columns table{view(onset, "onset"), view(recovered, "recovered"),
                                view(severity, "severity"), view(elsewhere, "elsewhere"),
                                view(starts, "starts")};
    const episode_rules rules{parse_outcome(outcome), washout_days, merge_gap_days};
    const auto on = view(days, "days");
    const auto day_edges = view(day_starts, "day_starts");
    const py::gil_scoped_release free;
    return episode_states(table, on, day_edges, rules);
}

void episodes(py::module_& area) {
    py::class_<state_columns> bound(area, "EpisodeColumns");
    using table = state_columns;
    column_fields<table>{bound}("episodes", &table::episodes)("since_recovery", &table::since_recovery)(
        "last_duration", &table::last_duration)("days_in_episode", &table::days_in_episode)(
        "other_episodes", &table::other_episodes)("open", &table::open)("at_risk", &table::at_risk)(
        "other_pain", &table::other_pain)("reason_code", &table::reason)("overlaps", &table::overlaps)(
        "set_aside", &table::set_aside);
    const episode_rules defaults;
    area.attr("open_end") = timeline::never;
    area.def("episode_states", &states, py::kw_only(), py::arg("onset"), py::arg("recovered"),
             py::arg("severity"), py::arg("elsewhere"), py::arg("starts"), py::arg("days"),
             py::arg("day_starts"), py::arg("outcome") = std::string(to_string(defaults.outcome)),
             py::arg("washout_days") = defaults.washout_days,
             py::arg("merge_gap_days") = defaults.merge_gap_days);
    area.def(
        "severity_code", [](const std::string& name) { return static_cast<int>(parse_severity(name)); },
        py::arg("name"));
    area.def(
        "is_elsewhere", [](const std::string& name) { return parse_region(name) == region::elsewhere; },
        py::arg("region"));
    const recency_options decay;
    area.def(
        "recency",
        [](const column<double>& days, double shape, int floor_days, int reference_days) {
            const auto on = view(days, "days_since_recovery");
            const py::gil_scoped_release free;
            return recency(on, {shape, floor_days, reference_days});
        },
        py::arg("days_since_recovery"), py::kw_only(), py::arg("shape") = decay.shape,
        py::arg("floor_days") = decay.floor_days, py::arg("reference_days") = decay.reference_days);
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        found.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

std::vector<std::string_view> names_of(const condition_set& set) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < condition_count; ++i)
        if (set[i]) names.push_back(conditions[i].name);
    return names;
}

void catalogue(py::module_& area) {
    py::class_<condition_info> one(area, "Condition");
    using info = condition_info;
    fields_of<info>{one}("name", &info::name)("label", &info::label)("kind", &info::kind)(
        "aliases", [](const info& of) { return words(of.aliases); })("is_a", &info::is_a)("evidence",
                                                                                          &info::evidence);
    area.def("conditions", [] { return std::vector<condition_info>(conditions.begin(), conditions.end()); });
    py::class_<clinical_code> code(area, "Code");
    fields_of<clinical_code>{code}("system", &clinical_code::system)("uri", [](const clinical_code& of) {
        return uri(of.system);
    })("code", &clinical_code::code)("condition", [](const clinical_code& of) {
        return conditions[of.condition].name;
    })("verified", &clinical_code::verified);
    area.def("codes",
             [] { return std::vector<clinical_code>(standard_codes.begin(), standard_codes.end()); });
}

using own_codes = std::vector<std::tuple<std::string, std::string, std::string>>;

void records(py::module_& area) {
    area.def(
        "parse_condition", [](const std::string& text) { return conditions[parse_condition(text)].name; },
        py::arg("text"));
    area.def(
        "parse_conditions",
        [](const names_list& names) { return names_of(parse_conditions(views_of(names))); },
        py::arg("names"));
    area.def(
        "conditions_on",
        [](const names_list& names, const column<day_number>& since, const column<day_number>& until,
           const column<day_number>& days) {
            const auto from = view(since, "since"), to = view(until, "until");
            check_same_size("conditions_on", "since", from, names);
            check_same_size("conditions_on", "until", to, names);
            std::vector<dated_condition> entries;
            for (std::size_t i = 0; i < names.size(); ++i)
                entries.push_back({parse_condition(names[i]), from[i], to[i]});
            const condition_record record(std::move(entries));
            std::vector<std::vector<std::string_view>> answers;
            for (const auto day : view(days, "days")) answers.push_back(names_of(record.at(day)));
            return answers;
        },
        py::arg("names"), py::arg("since"), py::arg("until"), py::arg("days"));
    area.attr("condition_always") = dated_condition::always;
    area.attr("condition_lasting") = dated_condition::lasting;
    area.def(
        "condition_of_code",
        [](const std::string& system, const std::string& code, const own_codes& own) {
            code_map map;
            for (const auto& [own_system, own_code, condition] : own)
                map.add(parse_code_system(own_system), own_code, condition);
            return conditions[map.at(parse_code_system(system), code)].name;
        },
        py::arg("system"), py::arg("code"), py::arg("own"));
}

struct rule_row {
    const red_flag_rule* rule;
    std::string levels(bool pain) const {
        std::string text;
        for (const auto one : pain ? rule->level.with_pain : rule->level.without_pain)
            text += (text.empty() ? "" : " ") + std::string(to_string(one));
        return text;
    }
};

void rules(py::module_& area) {
    py::class_<rule_row> bound(area, "RedFlagRule");
    fields_of<rule_row>{bound}("rule",
                               [](const rule_row& of) { return conditions[of.rule->condition].name; })(
        "concern", [](const rule_row& of) { return to_string(of.rule->about); })(
        "with_pain", [](const rule_row& of) { return of.levels(true); })(
        "without_pain", [](const rule_row& of) { return of.levels(false); })(
        "recent_days", [](const rule_row& of) { return of.rule->recent_within; })(
        "source", [](const rule_row& of) { return of.rule->from; })(
        "author", [](const rule_row&) { return rule_record{}.author; })("written", [](const rule_row&) {
        return rule_record{}.written;
    })("rated", [](const rule_row&) { return rule_record{}.rated; });
    area.def("red_flag_rules", [] {
        std::vector<rule_row> rows;
        for (const auto& one : red_flag_rules) rows.push_back({&one});
        return rows;
    });
    py::class_<flag_combination> together(area, "FlagCombination");
    using set = flag_combination;
    fields_of<set>{together}("rule", &set::id)("concern", &set::about)("members", [](const set& of) {
        return names_of(of.members);
    })("at_least", &set::at_least)("needed", [](const set& of) {
        return names_of(of.needed);
    })("with_pain", &set::with_pain)("without_pain", &set::without_pain)("source", &set::from);
    area.def("flag_combinations", [] { return flag_combinations(); });
}

void gate(py::module_& area) {
    py::class_<raised_flag> flag(area, "RaisedFlag");
    using raised = raised_flag;
    fields_of<raised>{flag}("finding", &raised::finding)("concern", &raised::about)("level", &raised::level)(
        "course", &raised::when)("source", &raised::from)("post_test_percent", [](const raised& of) {
        return of.strength.post_test_percent;
    })("low", [](const raised& of) { return of.strength.low; })("high", [](const raised& of) {
        return of.strength.high;
    })("setting", [](const raised& of) { return of.strength.setting; });
    py::class_<triage> bound(area, "Triage");
    fields_of<triage>{bound}("level", &triage::level)("eligibility", &triage::score)(
        "reason_code", [](const triage& of) { return static_cast<int>(reason_of(of.score)); })(
        "pain", &triage::pain)("flags", &triage::flags)(
        "known", [](const triage& of) { return names_of(of.known); })("not_asked", &triage::not_asked);
    py::class_<intended_use_line> use(area, "IntendedUse");
    using line = intended_use_line;
    fields_of<line>{use}("kind", &line::kind)("id", &line::id)("text", &line::text)("enforced",
                                                                                    &line::enforced);
    area.def("intended_use",
             [] { return std::vector<line>(history::intended_use.begin(), history::intended_use.end()); });
    area.attr("levels") = enum_names<triage_level>;
    area.attr("eligibilities") = enum_names<eligibility>;
    area.attr("symptoms") = enum_names<symptom>;
    area.attr("recent_days") = recent_days;
    area.attr("healing_days") = healing_days;
    area.def(
        "red_flags",
        [](const names_list& findings, const names_list& symptoms, double age_years, const std::string& sex,
           const days_by_name& onset_days, const days_by_name& since_days, const days_by_name& reviewed_days,
           const names_list& denied, bool inside_episode) {
            auto person = person_of(findings, symptoms, {onset_days, since_days, reviewed_days}, age_years,
                                    sex, denied, inside_episode);
            return red_flags(person.input());
        },
        py::kw_only(), py::arg("findings"), py::arg("symptoms"), py::arg("age_years"), py::arg("sex"),
        py::arg("onset_days"), py::arg("since_days"), py::arg("reviewed_days"), py::arg("denied"),
        py::arg("inside_episode"));
}

}  // namespace

void history(py::module_& area) {
    area.doc() = "Episodes, recency, conditions, red flags, questionnaires.";
    area.def("measures", [] { return measure_list(measures); });
    catalogue(area);
    episodes(area);
    records(area);
    rules(area);
    gate(area);
    history_forms(area);
}

}  // namespace backrisk::bind
