// What could change, what was tried in trials, and by how much it changed.
#include "backrisk/advise.hpp"

#include "history_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace backrisk::advise;

what_if_result what_if_of(const std::string& change, double low, double high, double level,
                          const std::string& outcome, const std::string& people, bool recovered,
                          int horizon_days, double reference_risk, double unknown_variance,
                          double mean_excess) {
    const auto& one = find_intervention(change);
    const auto differs = compare(one, parse_outcome(outcome), parse_setting(people), recovered, horizon_days);
    what_if_options options;
    options.reference_risk = reference_risk;
    options.outcome = parse_outcome(outcome);
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
}

/// A change that was tried, with the rows of the evidence that say how much it did.
struct tried {
    const intervention* what;
    std::vector<const evidence::effect*> rows;
    interval_estimate ratio;

    tried(const intervention& one, backrisk::outcome of)
        : what(&one), rows(trials_of(one, of)), ratio(published_effect(one, 0.95, {.outcome = of})) {}
    [[nodiscard]] bool is_pooled() const { return rows.size() > 1; }
    /// What the rows say of something, each once.
    template <class Said>
    [[nodiscard]] std::string said(Said of, const char* between = "; ") const {
        std::vector<std::string> parts;
        for (const auto* row : rows)
            if (const std::string one{of(*row)}; !one.empty() && std::ranges::find(parts, one) == parts.end())
                parts.push_back(one);
        std::string out;
        for (const auto& part : parts) out += (out.empty() ? "" : between) + part;
        return out;
    }
    /// The lowest certainty among the rows.
    [[nodiscard]] std::string_view grade() const {
        return evidence::to_string(std::ranges::max(rows, {}, &evidence::effect::grade)->grade);
    }
};

void trials(py::module_& area) {
    py::class_<tried> bound(area, "Intervention");
    using row = const evidence::effect&;
    fields_of<tried>{bound}("change", [](const tried& t) { return t.what->name; })(
        "label", [](const tried& t) { return t.what->label; })("row", [](const tried& t) {
        return t.said([](row r) { return r.id; }, " ");
    })("measure", [](const tried& t) {
        return t.is_pooled() ? std::string_view("hazard_ratio")
                             : evidence::to_string(t.rows.front()->measure);
    })("ratio", [](const tried& t) { return t.ratio.value; })("low", [](const tried& t) {
        return t.ratio.low;
    })("high", [](const tried& t) { return t.ratio.high; })("people", [](const tried& t) {
        return t.said([](row r) { return r.population; });
    })("outcome", [](const tried& t) {
        return t.said([](row r) { return r.outcome; });
    })("horizon", [](const tried& t) {
        return t.said([](row r) { return r.horizon; });
    })("certainty", [](const tried& t) { return t.grade(); })("study", [](const tried& t) {
        return t.said([](row r) { return evidence::to_string(r.study_type); });
    })("source", [](const tried& t) {
        return t.said([](row r) { return r.from.citation; });
    })("doi", [](const tried& t) {
        return t.said([](row r) { return r.from.doi; }, " ");
    })("status", [](const tried& t) {
        return t.said([](row r) { return to_string(r.from.status); });
    })("note", [](const tried& t) {
        return t.said([](row r) { return r.note; });
    })("also", [](const tried& t) { return t.what->others; })("after_episode", [](const tried& t) {
        return t.what->after_episode;
    });
    area.def(
        "interventions",
        [](const std::string& outcome) {
            std::vector<tried> rows;
            for (const auto& one : interventions) rows.emplace_back(one, parse_outcome(outcome));
            return rows;
        },
        py::arg("outcome") = "any_episode");
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
    })("null", &graded::centred_on_zero)("rows", &graded::rows)("above", [](const graded& g) {
        return g.what.above;
    })("threshold", [](const graded& g) { return g.what.from; })("contrast", [](const graded& g) {
        return g.what.contrast;
    });
    area.def("drivers", [] { return graded_drivers(); });
}

}  // namespace

void advise_changes(py::module_& area) {
    what_ifs(area);
    trials(area);
}

}  // namespace backrisk::bind
