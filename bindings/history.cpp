#include "backrisk/history.hpp"

#include "convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::history;

py::dict source_of(const source& from) {
    using namespace pybind11::literals;
    return py::dict("citation"_a = from.citation, "doi"_a = from.doi, "status"_a = to_string(from.status));
}

py::list measure_list() {
    using namespace pybind11::literals;
    py::list list;
    for (const auto& one : measures)
        list.append(py::dict("name"_a = one.name, "unit"_a = one.unit, "formula"_a = one.formula,
                             "citation"_a = one.from.citation, "doi"_a = one.from.doi,
                             "status"_a = to_string(one.from.status), "test"_a = one.test));
    return list;
}

py::dict states(const column<day_number>& onset, const column<day_number>& recovered,
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
    auto result = [&] {
        const py::gil_scoped_release free;
        return episode_states(table, on, day_edges, rules);
    }();
    py::dict columns;
    columns["episodes"] = adopt(std::move(result.episodes));
    columns["since_recovery"] = adopt(std::move(result.since_recovery));
    columns["last_duration"] = adopt(std::move(result.last_duration));
    columns["days_in_episode"] = adopt(std::move(result.days_in_episode));
    columns["other_episodes"] = adopt(std::move(result.other_episodes));
    columns["open"] = adopt(std::move(result.open));
    columns["at_risk"] = adopt(std::move(result.at_risk));
    columns["other_pain"] = adopt(std::move(result.other_pain));
    columns["reason_code"] = adopt(std::move(result.why));
    columns["overlaps"] = adopt(std::move(result.overlaps));
    return columns;
}

void episodes(py::module_& area) {
    const episode_rules defaults;
    area.attr("open_end") = timeline::never;
    area.def("episode_states", &states, py::kw_only(), py::arg("onset"), py::arg("recovered"),
             py::arg("severity"), py::arg("elsewhere"), py::arg("starts"), py::arg("days"),
             py::arg("day_starts"), py::arg("outcome") = std::string(to_string(defaults.event)),
             py::arg("washout_days") = defaults.washout_days,
             py::arg("merge_gap_days") = defaults.merge_gap_days);
    area.def("severity_code", [](const std::string& name) { return static_cast<int>(parse_severity(name)); });
    area.def("is_elsewhere", [](const std::string& name) { return parse_region(name) == region::elsewhere; });
    const recency_options decay;
    area.def(
        "recency",
        [](const column<double>& days, double shape, int floor_days, int reference_days) {
            const auto on = view(days, "days_since_recovery");
            auto result = [&] {
                const py::gil_scoped_release free;
                return recency(on, {shape, floor_days, reference_days});
            }();
            return to_python(std::move(result));
        },
        py::arg("days_since_recovery"), py::kw_only(), py::arg("shape") = decay.shape,
        py::arg("floor_days") = decay.floor_days, py::arg("reference_days") = decay.reference_days);
}

py::list condition_list() {
    using namespace pybind11::literals;
    py::list list;
    for (const auto& one : conditions)
        list.append(py::dict("name"_a = one.name, "label"_a = one.label, "kind"_a = to_string(one.kind),
                             "aliases"_a = py::str(std::string(one.aliases)).attr("split")(),
                             "is_a"_a = one.is_a, "evidence"_a = one.evidence));
    return list;
}

py::list code_list() {
    using namespace pybind11::literals;
    py::list list;
    for (const auto& one : standard_codes)
        list.append(py::dict("system"_a = to_string(one.system), "uri"_a = uri(one.system),
                             "code"_a = one.code, "condition"_a = conditions[one.condition].name,
                             "verified"_a = one.verified));
    return list;
}

condition_set to_set(const std::vector<std::string>& names) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    return parse_conditions(views);
}

py::list names_of(const condition_set& set) {
    py::list names;
    for (std::size_t i = 0; i < condition_count; ++i)
        if (set[i]) names.append(conditions[i].name);
    return names;
}

using own_codes = std::vector<std::tuple<std::string, std::string, std::string>>;

py::dict triage_of(const std::vector<std::string>& findings, double age_years, const std::string& sex_name,
                   const std::vector<std::string>& denied) {
    using namespace pybind11::literals;
    const triage answer = red_flags(to_set(findings), age_years, parse_sex(sex_name), to_set(denied));
    py::list flags;
    for (const auto& one : answer.flags)
        flags.append(py::dict(
            "finding"_a = one.finding, "concern"_a = one.concern, "level"_a = to_string(one.level),
            "source"_a = source_of(one.from), "post_test_percent"_a = one.strength.post_test_percent,
            "low"_a = one.strength.low, "high"_a = one.strength.high, "setting"_a = one.strength.setting));
    return py::dict("level"_a = to_string(answer.level), "advice"_a = advice(answer.level), "flags"_a = flags,
                    "not_asked"_a = answer.not_asked);
}

void records(py::module_& area) {
    area.def("conditions", &condition_list);
    area.def("codes", &code_list);
    area.def("parse_condition",
             [](const std::string& text) { return conditions[parse_condition(text)].name; });
    area.def("parse_conditions",
             [](const std::vector<std::string>& names) { return names_of(to_set(names)); });
    area.def("condition_of_code",
             [](const std::string& system, const std::string& code, const own_codes& own) {
                 code_map map;
                 for (const auto& [own_system, own_code, condition] : own)
                     map.add(parse_code_system(own_system), own_code, condition);
                 return conditions[map.at(parse_code_system(system), code)].name;
             });
    area.def("red_flags", &triage_of);
}

}  // namespace

void history(py::module_& area) {
    area.doc() = "Episodes, recency, conditions, red flags.";
    area.def("measures", &measure_list);
    episodes(area);
    records(area);
}

}  // namespace backrisk::bind
