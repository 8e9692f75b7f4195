// Progressions within limits.
#include "backrisk/advise/plan.hpp"
#include "backrisk/advise/plan_sets.hpp"
#include "backrisk/advise/return_step.hpp"

#include <algorithm>
#include <array>

#include "history_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace backrisk::advise;

std::vector<double> numbers(const column<double>& array, const char* name) {
    const auto values = view(array, name);
    return {values.begin(), values.end()};
}

std::vector<std::string_view> names_of(const std::vector<std::optional<plan_limit>>& limits) {
    std::vector<std::string_view> names;
    for (const auto& one : limits) names.push_back(one ? to_string(*one) : "");
    return names;
}

plan_problem problem(const std::array<double, 3>& weeks_min, const column<double>& longest_min,
                     std::vector<int> day, std::vector<double> share, std::size_t weeks, double step_min,
                     bool longest_session, const plan_limits& limits) {
    plan_problem out;
    out.start = {weeks_min, numbers(longest_min, "longest_min")};
    out.shape = {std::move(day), std::move(share)};
    out.weeks = weeks;
    out.step_min = step_min;
    out.measure = longest_session ? plan_measure::session : plan_measure::week;
    out.limits = limits;
    return out;
}

void questions(py::module_& area) {
    const plan_limits defaults;
    using limits = plan_limits;
    py::class_<limits>(area, "PlanLimits")
        .def(py::init([](double week_change, double acute_chronic, double session_spike, double week_time_min,
                         double session_time_min, double always_session_min) {
                 return limits{week_change,   acute_chronic,    session_spike,
                               week_time_min, session_time_min, always_session_min};
             }),
             py::kw_only(), py::arg("week_change") = defaults.week_change,
             py::arg("acute_chronic") = defaults.acute_chronic,
             py::arg("session_spike") = defaults.session_spike,
             py::arg("week_time_min") = defaults.week_time_min,
             py::arg("session_time_min") = defaults.session_time_min,
             py::arg("always_session_min") = defaults.always_session_min)
        .def_readonly("week_change", &limits::week_change)
        .def_readonly("acute_chronic", &limits::acute_chronic)
        .def_readonly("session_spike", &limits::session_spike)
        .def_readonly("week_time_min", &limits::week_time_min)
        .def_readonly("session_time_min", &limits::session_time_min)
        .def_readonly("always_session_min", &limits::always_session_min);
    area.attr("most_session_min") = most_session_min;
    py::class_<plan_problem>(area, "PlanProblem")
        .def(py::init(&problem), py::kw_only(), py::arg("weeks_min"), py::arg("longest_min"), py::arg("day"),
             py::arg("share"), py::arg("weeks"), py::arg("step_min"), py::arg("longest_session"),
             py::arg("limits"));
}

void answers(py::module_& area) {
    py::class_<plan_cost> cost(area, "PlanCost");
    fields_of<plan_cost>{cost}("limit", &plan_cost::limit)("value", &plan_cost::value)(
        "weeks_held", &plan_cost::weeks_held)("reach_without", &plan_cost::reach_without)(
        "shadow_price", &plan_cost::shadow_price)("in_conflict", &plan_cost::in_conflict);
    py::class_<plan_path> path(area, "PlanPath");
    column_fields<plan_path>{path}("session_min", &plan_path::session_min)("week_min", &plan_path::week_min);
    fields_of<plan_path>{path}("held_by", [](const plan_path& of) { return names_of(of.held_by); });
    py::class_<plan_answer> answer(area, "PlanAnswer");
    fields_of<plan_answer>{answer}("reached", &plan_answer::reached)("reach", &plan_answer::reach)(
        "growth", &plan_answer::growth)("path", &plan_answer::path)("costs", &plan_answer::costs);
    area.def(
        "plan",
        [](const plan_problem& of, double goal_min, bool gentle) {
            auto found = advise::plan(of, goal_min);
            if (!gentle) found.path = greatest_plan(of, goal_min);
            return found;
        },
        py::arg("problem"), py::arg("goal_min"), py::arg("gentle") = true);
    py::class_<sets_answer> sets(area, "SetsAnswer");
    column_fields<sets_answer>{sets}("sets", &sets_answer::sets);
    fields_of<sets_answer>{sets}("reached", &sets_answer::reached)("reach", &sets_answer::reach)(
        "growth", &sets_answer::growth)("held_by", &sets_answer::held_by);
    area.def(
        "plan_sets",
        [](const column<double>& target, const column<double>& dose, double now, double week_change,
           double spine_dose, std::size_t weeks) {
            return plan_sets(
                {numbers(target, "target"), numbers(dose, "dose"), now, week_change, spine_dose, weeks});
        },
        py::kw_only(), py::arg("target"), py::arg("dose"), py::arg("now"),
        py::arg("week_change") = sets_problem{}.week_change,
        py::arg("spine_dose") = sets_problem{}.spine_dose, py::arg("weeks"));
}

void returns(py::module_& area) {
    py::class_<return_rule> rule(area, "ReturnRule");
    fields_of<return_rule>{rule}("rule", &return_rule::name)("step", &return_rule::then)(
        "when", &return_rule::when)("source", [](const return_rule& of) { return of.from.citation; })(
        "doi", [](const return_rule& of) { return of.from.doi; })(
        "status", [](const return_rule& of) { return to_string(of.from.status); });
    area.def("return_rules", [] {
        return std::vector<return_rule>(advise::return_rules.begin(), advise::return_rules.end());
    });
    area.def(
        "decide_return",
        [](double during, double before, double next_morning, double week_before) {
            return advise::return_rules[decide_return({during, before, next_morning, week_before})];
        },
        py::kw_only(), py::arg("during"), py::arg("before"), py::arg("next_morning"), py::arg("week_before"));
}

}  // namespace

void advise_plan(py::module_& area) {
    questions(area);
    answers(area);
    returns(area);
}

}  // namespace backrisk::bind
