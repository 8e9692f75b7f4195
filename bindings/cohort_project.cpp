// A person's diary as it stands, and a planned one behind it.
#include "backrisk/cohort/plan_search.hpp"
#include "backrisk/cohort/project.hpp"

#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

using cohort::person_index;

/// A person's diary as it stands; a column that was not given is all missing.
struct diary_columns {
    day_number first_day = 0;
    std::vector<double> load, longest, minutes;
};

diary_columns diary(const checked& self, person_index person) {
    const cohort::data& data = self.data;
    const auto& days = data.days();
    const auto first = static_cast<std::ptrdiff_t>(days.starts[self.at("diary", person)]);
    const auto last = static_cast<std::ptrdiff_t>(days.starts[person + 1]);
    const auto part = [&](const auto& column) {
        if (column.empty()) return std::vector<double>(static_cast<std::size_t>(last - first), missing_value);
        return std::vector<double>(column.begin() + first, column.begin() + last);
    };
    return {data.first_day(person), part(days.load), part(days.longest), part(days.minutes)};
}

std::vector<cohort::planned_day> planned_days(const py::dict& columns) {
    const auto read = [&](const char* name) { return py::cast<column<double>>(columns[name]); };
    const auto load = read("load"), longest = read("longest"), minutes = read("minutes"), reps = read("reps"),
               heaviest = read("heaviest_kg"), flexion = read("flexion_deg"), sessions = read("sessions"),
               warmed = read("sessions_warmed_up");
    const auto size = view(load, "load").size();
    for (const auto* one : {&longest, &minutes, &reps, &heaviest, &flexion, &sessions, &warmed})
        check_argument(view(*one, "planned").size() == size, "project", "planned.size", one->size(),
                       "that of load");
    std::vector<cohort::planned_day> days;
    for (py::ssize_t i = 0; i < load.size(); ++i)
        days.push_back({load.at(i), longest.at(i), minutes.at(i), reps.at(i), heaviest.at(i), flexion.at(i),
                        sessions.at(i), warmed.at(i)});
    return days;
}

cohort::projection project(const checked& self, const risk::model& model, person_index person,
                           const py::dict& planned, int history_days, int horizon_days, double level) {
    const auto days = planned_days(planned);
    cohort::score_options options;
    options.horizon = backrisk::days{horizon_days};
    options.level = level;
    const py::gil_scoped_release release;
    return cohort::project(model, self.data, person, days, history_days, options);
}

/// The column of numbers of this name.
py::array_t<double> projected(const py::object& self, const std::string& name) {
    using cohort::projection;
    static constexpr std::pair<std::string_view, std::vector<double> projection::*> columns[] = {
        {"load", &projection::load},
        {"acute", &projection::acute},
        {"chronic", &projection::chronic},
        {"acute_chronic_ratio", &projection::ratio},
        {"session_spike", &projection::session_spike},
        {"week_change", &projection::week_change},
        {"monotony", &projection::monotony},
        {"risk", &projection::risk},
        {"low", &projection::low},
        {"high", &projection::high},
        {"hazard_ratio", &projection::hazard_ratio},
        {"coverage", &projection::coverage},
    };
    for (const auto& [known, member] : columns) {
        if (known != name) continue;
        const auto& values = py::cast<projection&>(self).*member;
        return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data(), self);
    }
    fail_argument("projection", "name", std::string_view(name), "a column of a projection");
}

cohort::plan_question question(const std::array<double, 3>& weeks_min, const column<double>& longest_min,
                               const advise::plan_limits& limits, std::size_t weeks, bool longest_session,
                               double goal_min, std::vector<int> days, double long_session,
                               std::vector<double> steps_min, std::vector<int> sessions) {
    const auto longest = view(longest_min, "longest_min");
    return {{weeks_min, {longest.begin(), longest.end()}},
            limits,
            weeks,
            longest_session ? advise::plan_measure::session : advise::plan_measure::week,
            goal_min,
            std::move(days),
            long_session,
            std::move(steps_min),
            std::move(sessions)};
}

cohort::plan_found search_plan(const checked& self, const cohort::plan_question& asked,
                               const risk::model* model, person_index person, day_number first_day,
                               double rpe, bool in_load, std::optional<double> most_risk, int horizon_days,
                               double level) {
    const py::gil_scoped_release release;
    if (!most_risk || model == nullptr) return cohort::search_plan(asked);
    cohort::plan_risk limit{*model, self.data, person, first_day, rpe, in_load, *most_risk, {}};
    limit.options.horizon = backrisk::days{horizon_days};
    limit.options.level = level;
    return cohort::search_plan(asked, &limit);
}

void plans(py::module_& area, py::class_<checked>& data) {
    py::class_<cohort::plan_question>(area, "PlanQuestion")
        .def(py::init(&question), py::kw_only(), py::arg("weeks_min"), py::arg("longest_min"),
             py::arg("limits"), py::arg("weeks"), py::arg("longest_session"), py::arg("goal_min"),
             py::arg("days"), py::arg("long_session"), py::arg("steps_min"), py::arg("sessions"));
    using cohort::plan_choice, cohort::plan_found;
    py::class_<plan_choice>(area, "PlanChoice")
        .def_readonly("answer", &plan_choice::answer)
        .def_readonly("gentle", &plan_choice::gentle)
        .def_property_readonly("step_min", [](const plan_choice& of) { return of.problem.step_min; })
        .def_property_readonly("days", [](const plan_choice& of) { return of.problem.shape.day; });
    py::class_<plan_found>(area, "PlanFound")
        .def_readonly("free", &plan_found::free)
        .def_readonly("chosen", &plan_found::chosen)
        .def_readonly("reached", &plan_found::reached)
        .def_readonly("lowest_risk", &plan_found::lowest_risk);
    area.def("session_rises", &cohort::session_rises, py::arg("model"));
    data.def("search_plan", &search_plan, py::arg("question"), py::kw_only(),
             py::arg("model") = static_cast<const risk::model*>(nullptr), py::arg("person"),
             py::arg("first_day"), py::arg("rpe"), py::arg("in_load"), py::arg("most_risk") = std::nullopt,
             py::arg("horizon_days"), py::arg("level"));
}

}  // namespace

void projection(py::module_& area, py::class_<checked>& data) {
    py::class_<diary_columns> bound(area, "Diary");
    bound.def_readonly("first_day", &diary_columns::first_day);
    column_attribute(bound, "load", &diary_columns::load);
    column_attribute(bound, "longest", &diary_columns::longest);
    column_attribute(bound, "minutes", &diary_columns::minutes);
    using cohort::projection;
    py::class_<projection> answer(area, "Projection");
    column_attribute(answer, "day", &projection::day);
    column_attribute(answer, "planned", &projection::planned);
    column_attribute(answer, "reason", &projection::reason);
    answer.def_property_readonly("extrapolates", [](const py::object& self) {
        // sets of factors as rows of two words: bit k of word j is factor 64 j + k
        const auto& masks = py::cast<projection&>(self).extrapolates;
        static_assert(sizeof(factor::known_mask) == 2 * sizeof(std::uint64_t));
        return py::array_t<std::uint64_t>({static_cast<py::ssize_t>(masks.size()), py::ssize_t{2}},
                                          reinterpret_cast<const std::uint64_t*>(masks.data()), self);
    });
    answer.def("column", &projected, py::arg("name"));
    data.def("diary", &diary, py::arg("person"))
        .def("project", &project, py::arg("model"), py::arg("person"), py::arg("planned"),
             py::arg("history_days") = 28, py::arg("horizon_days") = 28, py::arg("level") = 0.95);
    plans(area, data);
}

}  // namespace backrisk::bind
