// Concordance, accuracy at a time, decisions.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/concordance.hpp"
#include "backrisk/validate/decision.hpp"
#include "backrisk/validate/time_dependent.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::concordance_options plain;

void over_time(py::module_& area) {
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
            const auto out = unlocked([&] { return validate::concordance(of, marker, options); });
            return py::make_tuple(to_python(out.c), out.concordant, out.discordant, out.tied,
                                  out.tied_events);
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
            const auto at =
                unlocked([&] { return validate::time_dependent(of, predicted, time, level, other); });
            py::dict out;
            out["time"] = at.time;
            out["brier"] = to_python(at.brier);
            out["null_brier"] = at.null_brier;
            out["scaled_brier"] = at.scaled_brier;
            out["auc"] = to_python(at.auc);
            out["mean_predicted"] = at.mean_predicted;
            out["observed"] = at.observed;
            out["observed_expected"] = at.observed_expected;
            out["events"] = at.events;
            out["censored"] = at.censored;
            out["survivors"] = at.survivors;
            out["others"] = at.others;
            return out;
        },
        py::arg("risk"), py::arg("stop"), py::arg("event"), py::arg("time"), py::arg("weight"),
        py::arg("person"), py::arg("level") = plain.level, py::arg("competing") = doubles(0));
}

void decisions(py::module_& area) {
    area.def(
        "decision_curve",
        [](const doubles& event, const doubles& predicted, const doubles& thresholds, const doubles& weight,
           const codes& person, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto at = view(thresholds, "thresholds");
            py::list out;
            for (const auto& one : unlocked([&] { return validate::decision_curve(of, at, level); }))
                out.append(py::make_tuple(one.threshold, one.net_benefit.value, one.net_benefit.low,
                                          one.net_benefit.high, one.treat_all, one.standardised.value,
                                          one.standardised.low, one.standardised.high,
                                          one.over_treat_all.value, one.over_treat_all.low,
                                          one.over_treat_all.high, one.avoided_per_100));
            return out;
        },
        py::arg("event"), py::arg("predicted"), py::arg("thresholds"), py::arg("weight"), py::arg("person"),
        py::arg("level") = plain.level);
    area.def("threshold_of_costs", &validate::threshold_of_costs, py::arg("unneeded"), py::arg("missed"));
    area.def(
        "threshold_table",
        [](const doubles& event, const doubles& predicted, const doubles& thresholds, double level) {
            const auto of = rows(event, predicted, doubles(0), codes(0));
            py::list out;
            for (const auto& one : validate::threshold_table(of, view(thresholds, "thresholds"), level))
                out.append(py::make_tuple(one.threshold, one.flagged, one.true_positives, one.false_positives,
                                          one.missed, one.spared, to_python(one.sensitivity),
                                          to_python(one.specificity), to_python(one.positive_value),
                                          to_python(one.negative_value), one.flagged_per_event));
            return out;
        },
        py::arg("event"), py::arg("predicted"), py::arg("thresholds"), py::arg("level") = plain.level);
}

}  // namespace

void validate_survival(py::module_& area) {
    over_time(area);
    decisions(area);
}

}  // namespace backrisk::bind
