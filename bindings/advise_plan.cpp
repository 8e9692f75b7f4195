// Progressions within limits.
#include "backrisk/advise/plan.hpp"
#include "backrisk/advise/plan_sets.hpp"
#include "backrisk/advise/return_step.hpp"

#include <algorithm>
#include <array>

#include "backrisk/risk/model.hpp"
#include "convert.hpp"

namespace backrisk::bind {

namespace {

using advise::plan_problem;

std::vector<double> numbers(const column<double>& array, const char* name) {
    const auto values = view(array, name);
    return {values.begin(), values.end()};
}

py::list held_by(const advise::plan_path& path) {
    py::list names;
    for (const auto& one : path.held_by) names.append(one ? py::str(to_string(*one)) : py::str(""));
    return names;
}

py::dict costs(const std::vector<advise::plan_cost>& all) {
    py::list limit, value, weeks, without, price, conflict;
    for (const auto& one : all) {
        limit.append(to_string(one.limit));
        value.append(one.value);
        weeks.append(one.weeks_held);
        without.append(one.reach_without);
        price.append(one.shadow_price);
        conflict.append(one.in_conflict);
    }
    py::dict out;
    out["limit"] = limit;
    out["value"] = value;
    out["weeks_held"] = weeks;
    out["reach_without"] = without;
    out["shadow_price"] = price;
    out["in_conflict"] = conflict;
    return out;
}

plan_problem problem(const std::array<double, 3>& weeks_min, const column<double>& longest_min,
                     std::vector<int> day, std::vector<double> share, std::size_t weeks, double step_min,
                     bool longest_session, const py::dict& limits) {
    plan_problem out;
    out.start = {weeks_min, numbers(longest_min, "longest_min")};
    out.shape = {std::move(day), std::move(share)};
    out.weeks = weeks;
    out.step_min = step_min;
    out.measure = longest_session ? advise::plan_measure::session : advise::plan_measure::week;
    const auto set = [&](const char* name, double& to) {
        if (limits.contains(name)) to = py::cast<double>(limits[name]);
    };
    set("week_change", out.limits.week_change);
    set("acute_chronic", out.limits.acute_chronic);
    set("session_spike", out.limits.session_spike);
    set("week_time_min", out.limits.week_time_min);
    set("session_time_min", out.limits.session_time_min);
    set("always_session_min", out.limits.always_session_min);
    return out;
}

/// Rises of a session over the longest one of 30 days at which the hazard of a model changes.
std::vector<double> session_rises(const risk::model& of) {
    const auto& factors = of.factors.factors();
    const auto at = std::ranges::find(factors, "session_spike", &factor::factor::name);
    if (at == factors.end() || at->phi.kind != factor::shape::steps) return {};
    return {at->phi.knots.begin(), at->phi.knots.begin() + static_cast<std::ptrdiff_t>(at->phi.width)};
}

py::dict limit_defaults() {
    const advise::plan_limits limits;
    py::dict out;
    out["week_change"] = limits.week_change;
    out["acute_chronic"] = limits.acute_chronic;
    out["session_spike"] = limits.session_spike;
    out["week_time_min"] = limits.week_time_min;
    out["session_time_min"] = limits.session_time_min;
    out["always_session_min"] = limits.always_session_min;
    return out;
}

py::list return_rules() {
    py::list rows;
    for (const advise::return_rule& one : advise::return_rules)
        rows.append(py::dict(py::arg("rule") = one.name, py::arg("step") = to_string(one.then),
                             py::arg("when") = one.when, py::arg("source") = one.from.citation,
                             py::arg("doi") = one.from.doi, py::arg("status") = to_string(one.from.status)));
    return rows;
}

}  // namespace

void advise_plan(py::module_& area) {
    py::class_<plan_problem>(area, "PlanProblem")
        .def(py::init(&problem), py::kw_only(), py::arg("weeks_min"), py::arg("longest_min"), py::arg("day"),
             py::arg("share"), py::arg("weeks"), py::arg("step_min"), py::arg("longest_session"),
             py::arg("limits"));
    area.def("plan_limit_defaults", &limit_defaults);
    area.def(
        "plan_sets",
        [](const column<double>& target, const column<double>& dose, double now, double week_change,
           double spine_dose, std::size_t weeks) {
            auto answer = advise::plan_sets(
                {numbers(target, "target"), numbers(dose, "dose"), now, week_change, spine_dose, weeks});
            return py::dict(py::arg("reached") = answer.reached, py::arg("reach") = answer.reach,
                            py::arg("growth") = answer.growth,
                            py::arg("sets") = adopt(std::move(answer.sets)),
                            py::arg("held_by") = answer.held_by);
        },
        py::kw_only(), py::arg("target"), py::arg("dose"), py::arg("now"),
        py::arg("week_change") = advise::sets_problem{}.week_change,
        py::arg("spine_dose") = advise::sets_problem{}.spine_dose, py::arg("weeks"));
    area.def("return_rules", &return_rules);
    area.def(
        "decide_return",
        [](double during, double before, double next_morning, double week_before) {
            return advise::decide_return({during, before, next_morning, week_before});
        },
        py::kw_only(), py::arg("during"), py::arg("before"), py::arg("next_morning"), py::arg("week_before"));
    area.def("session_rises", &session_rises, py::arg("model"));
    area.def(
        "plan",
        [](const plan_problem& of, double goal_min, bool gentle) {
            auto answer = advise::plan(of, goal_min);
            if (!gentle) answer.path = advise::greatest_plan(of, goal_min);
            py::dict out;
            out["held_by"] = held_by(answer.path);
            out["session_min"] = adopt(std::move(answer.path.session_min));
            out["week_min"] = adopt(std::move(answer.path.week_min));
            out["reached"] = answer.reached;
            out["reach"] = answer.reach;
            out["growth"] = answer.growth;
            out["costs"] = costs(answer.costs);
            return out;
        },
        py::arg("problem"), py::arg("goal_min"), py::arg("gentle") = true);
}

}  // namespace backrisk::bind
