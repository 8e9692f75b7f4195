#include "backrisk/risk.hpp"

#include <map>

#include "convert.hpp"

namespace backrisk::bind {

namespace {

py::array_t<double> to_array(const Eigen::VectorXd& v) {
    return adopt(std::vector<double>(v.data(), v.data() + v.size()));
}

// Symmetric: the order of the storage does not matter.
py::array_t<double> to_array(const Eigen::MatrixXd& symmetric) {
    std::vector<double> values(symmetric.data(), symmetric.data() + symmetric.size());
    return adopt(std::move(values)).reshape({symmetric.rows(), symmetric.cols()});
}

// A dict of columns from a list of structs.
template <class Rows, class... Fields>
py::dict columns_of(const Rows& rows, std::pair<const char*, Fields>... fields) {
    py::dict table;
    const auto fill = [&](const auto& field) {
        py::list values;
        for (const auto& row : rows) values.append(py::cast(field.second(row)));
        table[field.first] = values;
    };
    (fill(fields), ...);
    return table;
}

py::dict ledger(const std::vector<evidence::ledger_entry>& entries) {
    using entry = evidence::ledger_entry;
    return columns_of(entries, std::pair{"row", [](const entry& e) { return e.effect; }},
                      std::pair{"column", [](const entry& e) { return e.term; }},
                      std::pair{"action", [](const entry& e) { return to_string(e.what); }},
                      std::pair{"why", [](const entry& e) { return e.why; }},
                      std::pair{"log_hazard_ratio", [](const entry& e) { return e.log_hazard_ratio; }},
                      std::pair{"standard_error", [](const entry& e) { return e.standard_error; }},
                      std::pair{"adjusted_error", [](const entry& e) { return e.adjusted_error; }},
                      std::pair{"weight", [](const entry& e) { return e.weight; }});
}

py::dict composition(const std::vector<evidence::column_prior>& all) {
    using prior = evidence::column_prior;
    return columns_of(all, std::pair{"column", [](const prior& c) { return c.term; }},
                      std::pair{"pooled", [](const prior& c) { return c.pooled; }},
                      std::pair{"pooled_error", [](const prior& c) { return c.pooled_error; }},
                      std::pair{"shrinkage", [](const prior& c) { return c.shrinkage; }},
                      std::pair{"overlap_share", [](const prior& c) { return c.overlap_share; }},
                      std::pair{"mean", [](const prior& c) { return c.mean; }},
                      std::pair{"sd", [](const prior& c) { return c.sd; }});
}

py::dict triggers(const risk::model& of) {
    using trigger = risk::trigger;
    return columns_of(of.triggers, std::pair{"name", [](const trigger& t) { return t.name; }},
                      std::pair{"evidence", [](const trigger& t) { return t.evidence; }},
                      std::pair{"log_odds_ratio", [](const trigger& t) { return t.log_odds_ratio; }},
                      std::pair{"reference_age", [](const trigger& t) { return t.reference_age; }},
                      std::pair{"slope_per_year", [](const trigger& t) { return t.slope_per_year; }},
                      std::pair{"youngest", [](const trigger& t) { return t.youngest; }},
                      std::pair{"oldest", [](const trigger& t) { return t.oldest; }},
                      std::pair{"hours", [](const trigger& t) { return t.hours; }});
}

py::dict contributions(const std::vector<risk::contribution>& all) {
    using part = risk::contribution;
    return columns_of(all, std::pair{"factor", [](const part& c) { return c.factor; }},
                      std::pair{"label", [](const part& c) { return c.label; }},
                      std::pair{"cause", [](const part& c) { return to_string(c.of); }},
                      std::pair{"value", [](const part& c) { return c.value; }},
                      std::pair{"unit", [](const part& c) { return c.unit; }},
                      std::pair{"log_hazard", [](const part& c) { return c.log_hazard; }},
                      std::pair{"hazard_ratio", [](const part& c) { return std::exp(c.log_hazard); }},
                      std::pair{"spread", [](const part& c) { return c.spread; }},
                      std::pair{"known", [](const part& c) { return c.known; }},
                      std::pair{"extrapolates", [](const part& c) { return c.extrapolates; }});
}

/// None for a model that has seen no cohort.
py::object learned(const risk::model& m) {
    if (!m.from_cohort) return py::none();
    const risk::learned& l = *m.from_cohort;
    py::dict left_out;
    for (const risk::left_out& one : l.episodes_left_out) left_out[py::cast(one.what)] = one.count;
    py::dict out;
    out["prior"] = l.prior;
    out["level"] = l.level;
    out["why"] = l.why;
    out["assumption"] = l.assumption;
    out["people"] = l.people;
    out["person_days"] = l.person_days;
    out["landmarks"] = l.landmarks;
    out["episodes"] = l.episodes;
    out["episodes_left_out"] = left_out;
    out["effective_episodes"] = l.effective_episodes;
    out["effective_parameters"] = l.effective_parameters;
    out["cluster_ratio"] = l.cluster_ratio;
    out["log_likelihood"] = l.log_likelihood;
    out["prior_log_likelihood"] = l.prior_log_likelihood;
    out["iterations"] = l.iterations;
    out["converged"] = l.converged;
    out["every_days"] = l.every_days;
    out["lead_in_days"] = l.lead_in_days;
    out["prior_log_daily_hazard"] = l.prior_log_daily_hazard;
    out["prior_intercept_sd"] = l.prior_intercept_sd;
    out["prior_mean"] = to_array(l.prior_mean);
    out["prior_sd"] = to_array(l.prior_sd);
    out["known"] = to_array(l.known);
    out["intercept_covariance"] = to_array(l.intercept_covariance);
    return out;
}

using exposure_tuple = std::tuple<std::string, double, double>;

py::dict assess(const risk::model& of, const column<double>& row, int horizon_days, double level,
                const std::vector<exposure_tuple>& exposures) {
    risk::assess_options options{.horizon = days{horizon_days}, .level = level};
    for (const auto& [trigger, occurrences, age_years] : exposures)
        options.exposures.push_back({trigger, occurrences, age_years});
    risk::assessment a;
    const auto x = view(row, "risk::assess: row");
    {
        const py::gil_scoped_release release;
        a = risk::assess(of, x, options);
    }
    py::dict causes;
    const auto sums = risk::by_cause(a);
    for (const factor::cause one : factor::all_causes)
        causes[py::cast(to_string(one))] = sums[static_cast<std::size_t>(one)];
    py::dict out;
    out["risk"] = a.risk;
    out["low"] = a.low;
    out["high"] = a.high;
    out["level"] = a.level;
    out["typical"] = a.typical;
    out["hazard_ratio"] = a.hazard_ratio;
    out["log_hazard"] = a.log_hazard;
    out["variance"] = a.variance;
    out["coverage"] = a.coverage;
    out["horizon_days"] = a.horizon_days;
    out["outcome"] = to_string(a.event);
    out["setting"] = to_string(a.population);
    out["status"] = a.status;
    out["reason"] = to_string(a.why);
    out["contributions"] = contributions(a.contributions);
    out["causes"] = causes;
    return out;
}

// The composition's own choices, by name; the rest keep their defaults.
evidence::compose_options composing(const std::map<std::string, double>& choices) {
    evidence::compose_options o;
    const std::map<std::string_view, double*> known{{"prior_sd", &o.prior_sd},
                                                    {"zero_sd", &o.zero_sd},
                                                    {"indirect_sd", &o.indirect_sd},
                                                    {"cross_sectional_sd", &o.cross_sectional_sd},
                                                    {"between_study_sd", &o.between_study_sd},
                                                    {"group_overlap", &o.group_overlap},
                                                    {"cap_overall", &o.cap_overall},
                                                    {"cap_within_history", &o.cap_within_history}};
    for (const auto& [name, value] : choices) {
        if (const auto at = known.find(name); at != known.end()) {
            *at->second = value;
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto& one : known) names.push_back(one.first);
        fail_unknown_name("evidence::compose", "choice", name, std::move(names));
    }
    return o;
}

risk::model literature_model(std::string_view outcome, std::string_view setting, double yearly_risk,
                             double setting_sd, const std::map<std::string, double>& choices) {
    const risk::literature_options options{parse_outcome(outcome), parse_setting(setting), yearly_risk,
                                           setting_sd, composing(choices)};
    const py::gil_scoped_release release;
    return risk::literature_model(options);
}

void bind_model(py::module_& area) {
    using risk::model;
    py::class_<model>(area, "Model")
        .def_property_readonly("outcome", [](const model& m) { return to_string(m.event); })
        .def_property_readonly("setting", [](const model& m) { return to_string(m.population); })
        .def_readonly("status", &model::status)
        .def_readonly("baseline", &model::baseline)
        .def_readonly("washout_days", &model::washout_days)
        .def_readonly("log_daily_hazard", &model::log_daily_hazard)
        .def_readonly("setting_sd", &model::intercept_sd)
        .def_property_readonly("schema", [](const model& m) { return m.factors; })
        .def("mean", [](const model& m) { return to_array(m.mean); })
        .def("covariance", [](const model& m) { return to_array(m.covariance); })
        .def("centre", [](const model& m) { return to_array(m.centre); })
        .def("population_covariance", [](const model& m) { return to_array(m.population_spread); })
        .def("composition", [](const model& m) { return composition(m.columns); })
        .def("ledger", [](const model& m) { return ledger(m.ledger); })
        .def("learned", &learned)
        .def("triggers", &triggers);
}

}  // namespace

void risk(py::module_& area) {
    area.doc() = "Area risk: the hazard model and what it says of a person-day.";
    bind_model(area);
    const risk::literature_options defaults;
    const risk::assess_options assessing;
    area.attr("intended_use") = risk::intended_use;
    area.attr("not_validated") = risk::not_validated;
    area.def("literature_model", &literature_model, py::arg("outcome") = to_string(defaults.outcome),
             py::arg("setting") = to_string(defaults.setting), py::arg("yearly_risk") = defaults.yearly_risk,
             py::arg("setting_sd") = defaults.setting_sd,
             py::arg("choices") = std::map<std::string, double>{});
    area.def("measures", [] { return measure_rows(risk::measures); });
    area.def("assess", &assess, py::arg("model"), py::arg("row"),
             py::arg("horizon_days") = static_cast<int>(assessing.horizon.count()),
             py::arg("level") = assessing.level, py::arg("exposures") = std::vector<exposure_tuple>{});
    area.def("people_for", &risk::people_for, py::arg("risk"));
    area.def(
        "recalibrated",
        [](const risk::model& of, double intercept, double slope, double intercept_sd, double slope_sd,
           int horizon_days, const std::string& status, const std::string& note) {
            return risk::recalibrated(of,
                                      {intercept, slope, intercept_sd, slope_sd, horizon_days, status, note});
        },
        py::arg("model"), py::arg("intercept"), py::arg("slope"), py::arg("intercept_sd"),
        py::arg("slope_sd"), py::arg("horizon_days"), py::arg("status"), py::arg("note"));
    area.def("natural_frequency", &risk::natural_frequency, py::arg("risk"), py::arg("people") = 0);
}

}  // namespace backrisk::bind
