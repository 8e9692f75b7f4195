// Concordance, accuracy at a time, outcomes at a horizon, decisions.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/censoring.hpp"
#include "backrisk/validate/concordance.hpp"
#include "backrisk/validate/decision.hpp"
#include "backrisk/validate/time_dependent.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::concordance_options plain;
constexpr validate::decision_options acting;
constexpr validate::threshold_options counted;

void over_time(py::module_& area) {
    using validate::concordance_result;
    py::class_<concordance_result>(area, "Concordance")
        .def_readonly("c", &concordance_result::c)
        .def_readonly("concordant", &concordance_result::concordant)
        .def_readonly("discordant", &concordance_result::discordant)
        .def_readonly("tied", &concordance_result::tied)
        .def_readonly("tied_events", &concordance_result::tied_events)
        .def_readonly("joined_times", &concordance_result::joined_times);
    using validate::time_point;
    py::class_<time_point>(area, "TimePoint")
        .def_readonly("time", &time_point::time)
        .def_readonly("brier", &time_point::brier)
        .def_readonly("null_brier", &time_point::null_brier)
        .def_readonly("scaled_brier", &time_point::scaled_brier)
        .def_readonly("auc", &time_point::auc)
        .def_readonly("mean_predicted", &time_point::mean_predicted)
        .def_readonly("observed", &time_point::observed)
        .def_readonly("observed_expected", &time_point::observed_expected)
        .def_readonly("events", &time_point::events)
        .def_readonly("censored", &time_point::censored)
        .def_readonly("survivors", &time_point::survivors)
        .def_readonly("others", &time_point::others);
    area.def(
        "concordance",
        [](const doubles& predicted, const doubles& stop, const doubles& event, const doubles& start,
           const doubles& weight, const codes& person, const std::string& method, double until,
           double level) {
            const validate::survival_rows of{view(stop, "stop"), view(event, "event"), view(start, "start"),
                                             view(weight, "weight"), view(person, "person")};
            const auto marker = view(predicted, "predicted");
            const validate::concordance_options options{
                core::parse_name("concordance", "method", method, validate::all_time_weights), until, level};
            return unlocked([&] { return validate::concordance(of, marker, options); });
        },
        py::arg("predicted"), py::arg("stop"), py::arg("event"), py::arg("start"), py::arg("weight"),
        py::arg("person"), py::arg("method") = to_string(plain.method), py::arg("until") = plain.until,
        py::arg("level") = plain.level);
    area.def(
        "time_dependent",
        [](const doubles& risk, const doubles& stop, const doubles& event, double time, const doubles& weight,
           const codes& person, double level, const doubles& competing) {
            const validate::survival_rows of{
                view(stop, "stop"), view(event, "event"), {}, view(weight, "weight"), view(person, "person")};
            const auto predicted = view(risk, "risk");
            const auto other = view(competing, "competing");
            return unlocked([&] { return validate::time_dependent(of, predicted, time, level, other); });
        },
        py::arg("risk"), py::arg("stop"), py::arg("event"), py::arg("time"), py::arg("weight"),
        py::arg("person"), py::arg("level"), py::arg("competing"));
    using validate::horizon_outcomes;
    py::class_<horizon_outcomes>(area, "HorizonOutcomes")
        .def_property_readonly("event", array_of(&horizon_outcomes::event))
        .def_property_readonly("weight", array_of(&horizon_outcomes::weight));
    area.def(
        "at_horizon",
        [](const doubles& stop, const doubles& event, const doubles& weight, double horizon) {
            const validate::survival_rows of{
                view(stop, "stop"), view(event, "event"), {}, view(weight, "weight")};
            return unlocked([&] { return validate::at_horizon(of, horizon); });
        },
        py::arg("stop"), py::arg("event"), py::arg("weight"), py::arg("horizon"));
}

void decisions(py::module_& area) {
    using validate::decision_difference;
    using validate::decision_point;
    using validate::threshold_row;
    py::class_<decision_point>(area, "DecisionPoint")
        .def_readonly("threshold", &decision_point::threshold)
        .def_readonly("net_benefit", &decision_point::net_benefit)
        .def_readonly("standardised", &decision_point::standardised)
        .def_readonly("treat_all", &decision_point::treat_all)
        .def_readonly("over_treat_all", &decision_point::over_treat_all)
        .def_readonly("avoided_per_100", &decision_point::avoided_per_100);
    py::class_<decision_difference>(area, "DecisionDifference")
        .def_readonly("threshold", &decision_difference::threshold)
        .def_readonly("first", &decision_difference::first)
        .def_readonly("second", &decision_difference::second)
        .def_readonly("difference", &decision_difference::difference)
        .def_readonly("p", &decision_difference::p);
    py::class_<threshold_row>(area, "ThresholdRow")
        .def_readonly("threshold", &threshold_row::threshold)
        .def_readonly("flagged", &threshold_row::flagged)
        .def_readonly("true_positives", &threshold_row::true_positives)
        .def_readonly("false_positives", &threshold_row::false_positives)
        .def_readonly("missed", &threshold_row::missed)
        .def_readonly("spared", &threshold_row::spared)
        .def_readonly("sensitivity", &threshold_row::sensitivity)
        .def_readonly("specificity", &threshold_row::specificity)
        .def_readonly("positive_value", &threshold_row::positive_value)
        .def_readonly("negative_value", &threshold_row::negative_value)
        .def_readonly("flagged_per_event", &threshold_row::flagged_per_event);
    area.def(
        "decision_curve",
        [](const doubles& event, const doubles& predicted, const doubles& thresholds, const doubles& weight,
           const codes& person, double prevalence, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto at = view(thresholds, "thresholds");
            return unlocked([&] { return validate::decision_curve(of, at, {level, prevalence}); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("thresholds"), py::arg("weight"), py::arg("person"),
        py::arg("prevalence") = acting.prevalence, py::arg("level") = acting.level);
    area.def(
        "net_benefit_difference",
        [](const doubles& event, const doubles& first, const doubles& second, const doubles& thresholds,
           const doubles& weight, const codes& person, double prevalence, double level) {
            const auto of = rows(event, first, weight, person);
            const auto other = view(second, "second");
            const auto at = view(thresholds, "thresholds");
            return unlocked([&] {
                return validate::net_benefit_difference(of, other, at, {level, prevalence});
            });
        },
        py::arg("event"), py::arg("first"), py::arg("second"), py::arg("thresholds"), py::arg("weight"),
        py::arg("person"), py::arg("prevalence") = acting.prevalence, py::arg("level") = acting.level);
    area.def("threshold_of_costs", &validate::threshold_of_costs, py::arg("unneeded"), py::arg("missed"));
    area.def(
        "threshold_table",
        [](const doubles& event, const doubles& predicted, const doubles& thresholds, const doubles& weight,
           const codes& person, double people, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto at = view(thresholds, "thresholds");
            return unlocked([&] { return validate::threshold_table(of, at, {level, people}); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("thresholds"), py::arg("weight"), py::arg("person"),
        py::arg("people") = counted.people, py::arg("level") = counted.level);
}

}  // namespace

void validate_survival(py::module_& area) {
    over_time(area);
    decisions(area);
}

}  // namespace backrisk::bind
