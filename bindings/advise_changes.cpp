// What could change, what was tried in trials, and by how much it changed.
#include "backrisk/advise.hpp"

#include "history_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace backrisk::advise;

what_if_result what_if_of(const std::string& change, double low, double high, double level,
                          const std::string& event, const std::string& people, bool recovered,
                          int horizon_days, double reference_risk, double unknown_variance,
                          double mean_excess) {
    const auto& one = find_intervention(change);
    const auto differs = compare(one, parse_outcome(event), parse_setting(people), recovered, horizon_days);
    what_if_options options;
    options.reference_risk = reference_risk;
    const auto eta = law_of_interval(low, high, level, unknown_variance, mean_excess);
    const py::gil_scoped_release release;
    return what_if(one, eta, level, differs, options);
}

void what_ifs(py::module_& area) {
    py::class_<interval_estimate> interval(area, "IntervalEstimate");
    using estimate = interval_estimate;
    fields_of<estimate>{interval}("value", &estimate::value)("low", &estimate::low)("high", &estimate::high);
    py::class_<what_if_result> result(area, "WhatIfResult");
    using found = what_if_result;
    fields_of<found>{result}("before", &found::before)("after", &found::after)(
        "difference", &found::difference)("hazard_ratio", &found::hazard_ratio)(
        "published", &found::published)("weight", &found::weight)("differs_outcome", [](const found& of) {
        return of.differs.outcome;
    })("differs_population", [](const found& of) {
        return of.differs.population;
    })("differs_horizon", [](const found& of) { return of.differs.horizon; });
    const what_if_options defaults;
    area.attr("reference_risk") = defaults.reference_risk;
    area.def("what_if", &what_if_of, py::kw_only(), py::arg("change"), py::arg("low"), py::arg("high"),
             py::arg("level"), py::arg("outcome"), py::arg("setting"), py::arg("recovered"),
             py::arg("horizon_days"), py::arg("reference_risk") = defaults.reference_risk,
             py::arg("unknown_variance") = missing_value, py::arg("mean_excess") = 0.0);
    area.def(
        "risk_without",
        [](double low, double high, double level, double log_hazard, double unknown_variance) {
            return risk_without(law_of_interval(low, high, level, unknown_variance), log_hazard);
        },
        py::kw_only(), py::arg("low"), py::arg("high"), py::arg("level"), py::arg("log_hazard"),
        py::arg("unknown_variance") = missing_value);
}

/// A change that was tried, with the row of the evidence that says how much it did.
struct trial_row {
    const intervention* what;
    const evidence::effect* row;
};

void trials(py::module_& area) {
    py::class_<trial_row> bound(area, "Intervention");
    using trial = trial_row;
    fields_of<trial>{bound}("change", [](const trial& t) { return t.what->name; })(
        "label", [](const trial& t) { return t.what->label; })("row",
                                                               [](const trial& t) { return t.row->id; })(
        "measure", [](const trial& t) { return evidence::to_string(t.row->measure); })(
        "ratio", [](const trial& t) { return t.row->point; })(
        "low", [](const trial& t) { return t.row->low; })("high", [](const trial& t) { return t.row->high; })(
        "people", [](const trial& t) { return t.row->population; })("outcome", [](const trial& t) {
        return t.row->outcome;
    })("horizon", [](const trial& t) { return t.row->horizon; })("certainty", [](const trial& t) {
        return evidence::to_string(t.row->grade);
    })("study", [](const trial& t) {
        return evidence::to_string(t.row->study_type);
    })("source", [](const trial& t) { return t.row->from.citation; })("doi", [](const trial& t) {
        return t.row->from.doi;
    })("status", [](const trial& t) { return to_string(t.row->from.status); })("note", [](const trial& t) {
        return t.row->note;
    })("also", [](const trial& t) { return t.what->others; })("after_episode", [](const trial& t) {
        return t.what->after_episode;
    });
    area.def("interventions", [] {
        std::vector<trial_row> rows;
        for (const auto& one : interventions) rows.push_back({&one, &evidence::find_effect(one.effect)});
        return rows;
    });
    area.def(
        "check_change",
        [](const std::string& name, const names_list& factors) { (void)find_intervention(name, factors); },
        py::arg("change"), py::arg("factors"));
    py::class_<graded_driver> driver_(area, "Driver");
    using graded = graded_driver;
    fields_of<graded>{driver_}("factor", [](const graded& g) { return g.what.factor; })(
        "change", [](const graded& g) { return to_string(g.what.can); })(
        "trial", [](const graded& g) { return g.what.trial; })("certainty", [](const graded& g) {
        return evidence::to_string(g.grade);
    })("null", &graded::centred_on_zero)("rows", &graded::rows);
    area.def("drivers", [] { return graded_drivers(); });
}

}  // namespace

void advise_changes(py::module_& area) {
    what_ifs(area);
    trials(area);
}

}  // namespace backrisk::bind
