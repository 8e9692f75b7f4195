#include "backrisk/history.hpp"

#include "convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::history;

py::dict source_of(const source& from) {
    using namespace pybind11::literals;
    return py::dict("citation"_a = from.citation, "doi"_a = from.doi, "status"_a = to_string(from.status));
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
    columns["set_aside"] = adopt(std::move(result.set_aside));
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

using names_list = std::vector<std::string>;

std::vector<std::string_view> views_of(const names_list& names) { return {names.begin(), names.end()}; }

condition_set to_set(const names_list& names) { return parse_conditions(views_of(names)); }

py::list names_of(const condition_set& set) {
    py::list names;
    for (std::size_t i = 0; i < condition_count; ++i)
        if (set[i]) names.append(conditions[i].name);
    return names;
}

using own_codes = std::vector<std::tuple<std::string, std::string, std::string>>;

py::dict triage_of(const names_list& findings, double age_years, const std::string& sex_name,
                   const names_list& denied) {
    using namespace pybind11::literals;
    const triage answer =
        red_flags(to_set(findings), age_years, parse_sex(sex_name), parse_denied(views_of(denied)));
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
    area.def(
        "parse_condition", [](const std::string& text) { return conditions[parse_condition(text)].name; },
        py::arg("text"));
    area.def(
        "parse_conditions", [](const names_list& names) { return names_of(to_set(names)); },
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
            py::list answers;
            for (const auto day : view(days, "days")) answers.append(names_of(record.at(day)));
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
    area.def("red_flags", &triage_of, py::arg("findings"), py::arg("age_years"), py::arg("sex"),
             py::arg("denied"));
}

using matrix = column<double>;

template <instrument Instrument>
py::dict score_form(const Instrument& by, const matrix& items) {
    using namespace pybind11::literals;
    constexpr const auto& info = Instrument::info;
    const std::span<const double> flat(items.data(), static_cast<std::size_t>(items.size()));
    if (items.ndim() == 1) (void)score(by, flat);  // one person: a bad answer is an error that names it
    check_argument(items.ndim() == 1 || items.ndim() == 2, info.name, "items.ndim", items.ndim(), "1 or 2");
    check_argument(static_cast<std::size_t>(items.shape(items.ndim() - 1)) == info.items, info.name,
                   "items in a row", items.shape(items.ndim() - 1), std::to_string(info.items));
    auto result = [&] {
        const py::gil_scoped_release free;
        return score_rows(by, flat);
    }();
    return py::dict("score"_a = adopt(std::move(result.score)), "second"_a = adopt(std::move(result.second)),
                    "reason_code"_a = adopt(std::move(result.why)),
                    "second_reason_code"_a = adopt(std::move(result.second_why)),
                    "category_code"_a = adopt(std::move(result.category)),
                    "second_category_code"_a = adopt(std::move(result.second_category)));
}

template <std::size_t N>
py::list filled(const std::array<std::string_view, N>& names) {
    py::list list;
    for (const auto name : names)
        if (!name.empty()) list.append(name);
    return list;
}

py::dict describe(const instrument_info& info) {
    using namespace pybind11::literals;
    return py::dict("name"_a = info.name, "title"_a = info.title, "items"_a = info.items, "low"_a = info.low,
                    "high"_a = info.high, "score"_a = info.score, "second"_a = info.second,
                    "categories"_a = filled(info.categories),
                    "second_categories"_a = filled(info.second_categories), "answers"_a = info.answers,
                    "missing"_a = info.missing, "licence"_a = info.licence, "note"_a = info.note,
                    "loinc"_a = info.loinc, "scoring"_a = source_of(info.scoring),
                    "cut_offs"_a = source_of(info.cut_offs), "missing_rule"_a = source_of(info.missing_rule));
}

template <instrument... Instruments>
void list_forms(py::module_& area) {
    area.def("instruments", [] {
        py::list list;
        (list.append(describe(Instruments::info)), ...);
        return list;
    });
}

template <instrument... Instruments>
void forms(py::module_& area) {
    (area.def(
         std::string(Instruments::info.name).c_str(),
         [](const matrix& items) { return score_form(Instruments{}, items); }, py::arg("items")),
     ...);
}

logistic_equation to_equation(const std::string& name, std::vector<std::string> names, double intercept,
                              std::vector<double> coefficients) {
    logistic_equation equation;
    equation.name = name;
    equation.names = std::move(names);
    equation.intercept = intercept;
    equation.coefficients = std::move(coefficients);
    return equation;
}

void questionnaires(py::module_& area) {
    list_forms<start_back, orebro_short, oswestry, roland_morris, pain_rating, fabq, tampa, ostrc_o,
               ostrc_o2>(area);
    forms<start_back, orebro_short, oswestry, roland_morris, pain_rating, tampa, ostrc_o, ostrc_o2>(area);
    const fabq limits;
    area.def(
        "fabq",
        [](const matrix& items, double work_above, double activity_above) {
            return score_form(fabq{work_above, activity_above}, items);
        },
        py::arg("items"), py::kw_only(), py::arg("work_above") = limits.work_above,
        py::arg("activity_above") = limits.activity_above);
    area.def(
        "start_back_group",
        [](double total, double distress) {
            return start_back::info.categories[checked_start_back_group(total, distress)];
        },
        py::arg("total"), py::arg("distress"));
    area.def("pickup", [] {
        using namespace pybind11::literals;
        const auto slot = pickup();
        return py::dict("name"_a = slot.name, "outcome"_a = slot.outcome, "names"_a = slot.names,
                        "citation"_a = slot.citation, "doi"_a = slot.doi);
    });
    area.def(
        "probability",
        [](const std::string& name, std::vector<std::string> names, double intercept,
           std::vector<double> coefficients, const matrix& rows) {
            const auto equation = to_equation(name, std::move(names), intercept, std::move(coefficients));
            return to_python(probabilities(equation, {rows.data(), static_cast<std::size_t>(rows.size())}));
        },
        py::arg("name"), py::arg("names"), py::arg("intercept"), py::arg("coefficients"), py::arg("rows"));
    area.def(
        "recalibrated",
        [](double intercept, std::vector<double> coefficients, double shift, double slope) {
            const auto moved =
                recalibrated(to_equation("", {}, intercept, std::move(coefficients)), shift, slope);
            return py::make_tuple(moved.intercept, moved.coefficients);
        },
        py::arg("intercept"), py::arg("coefficients"), py::arg("shift"), py::arg("slope"));
}

}  // namespace

void history(py::module_& area) {
    area.doc() = "Episodes, recency, conditions, red flags, questionnaires.";
    area.def("measures", [] { return measure_rows(measures); });
    episodes(area);
    records(area);
    questionnaires(area);
}

}  // namespace backrisk::bind
