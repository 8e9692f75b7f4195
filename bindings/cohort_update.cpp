#include "cohort_data.hpp"
#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

template <class Names>
std::size_t position(const Names& names, const char* argument, const std::string& given) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == given) return i;
    fail_unknown_name("update", argument, given, {names.begin(), names.end()});
}

/// Lets Ctrl-C through, and calls `report(what, share)` unless it is None.
cohort::people_report watched(const py::object& report) {
    return [&report](double share) {
        const py::gil_scoped_acquire lock;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (!report.is_none()) report("person-days", share);
    };
}

fit::progress_report iterations(const py::object& report) {
    return [&report](int iteration, double objective) {
        const py::gil_scoped_acquire lock;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (!report.is_none()) report("iteration " + std::to_string(iteration), objective);
    };
}

risk::model update(const checked& self, const risk::model& model, const std::string& level,
                   const std::string& prior, int washout_days, int every_days, int lead_in_days,
                   double prior_sd, double setting_sd, double events_per_parameter, int max_iterations,
                   int threads, const py::object& progress) {
    cohort::update_options o;
    o.level = static_cast<cohort::update_level>(position(cohort::update_level_names, "level", level));
    o.prior = static_cast<cohort::update_prior>(position(cohort::update_prior_names, "prior", prior));
    o.washout_days = washout_days;
    o.prior_sd = prior_sd;
    o.setting_sd = setting_sd;
    o.events_per_parameter = events_per_parameter;
    o.days = {.every_days = every_days,
              .lead_in_days = lead_in_days,
              .threads = threads,
              .daily = {},
              .progress = watched(progress)};
    o.newton.iterations = max_iterations;
    o.newton.progress = iterations(progress);
    const py::gil_scoped_release release;
    return cohort::update(model, self.data, o);
}

/// The person-days at risk, with the columns that a regression needs.
struct days_at_risk_columns {
    std::vector<cohort::person_index> person;
    cohort::person_days rows;
    Eigen::MatrixXd columns;
    Eigen::VectorXd unknown;
};

days_at_risk_columns days_at_risk(const checked& self, const risk::model& model, int every_days,
                                  int lead_in_days) {
    const py::object silent = py::none();
    days_at_risk_columns out;
    const py::gil_scoped_release release;
    out.rows = cohort::find_person_days(model, self.data,
                                        {.every_days = every_days,
                                         .lead_in_days = lead_in_days,
                                         .threads = 1,
                                         .daily = {},
                                         .progress = watched(silent)});
    cohort::person_day_likelihood(model, out.rows).expand(out.columns, out.unknown);
    for (const auto& run : out.rows.runs) out.person.insert(out.person.end(), run.size, run.person);
    return out;
}

}  // namespace

void learning(py::module_& area, py::class_<checked>& data) {
    using rows = days_at_risk_columns;
    py::class_<rows> bound(area, "PersonDays");
    column_attribute(bound, "person", &rows::person);
    const auto inner = [&bound](const char* name, auto member) {
        bound.def_property_readonly(name, [member](const py::object& self) {
            const auto& values = py::cast<rows&>(self).rows.*member;
            using T = std::decay_t<decltype(values[0])>;
            return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data(), self);
        });
    };
    inner("day", &cohort::person_days::day);
    inner("quiet_days", &cohort::person_days::quiet);
    inner("onset", &cohort::person_days::onset);
    bound.def_property_readonly("unknown", [](const rows& one) { return out_vector(one.unknown); })
        .def_property_readonly("columns", [](const rows& one) { return out_matrix(one.columns); });
    const cohort::update_options defaults;
    data.def("update", &update, py::arg("model"), py::kw_only(),
             py::arg("level") = cohort::update_level_names[static_cast<std::size_t>(defaults.level)],
             py::arg("prior") = cohort::update_prior_names[static_cast<std::size_t>(defaults.prior)],
             py::arg("washout_days") = defaults.washout_days,
             py::arg("every_days") = defaults.days.every_days,
             py::arg("lead_in_days") = defaults.days.lead_in_days, py::arg("prior_sd") = defaults.prior_sd,
             py::arg("setting_sd") = defaults.setting_sd,
             py::arg("events_per_parameter") = defaults.events_per_parameter,
             py::arg("max_iterations") = defaults.newton.iterations,
             py::arg("threads") = defaults.days.threads, py::arg("progress") = py::none());
    data.def("days_at_risk", &days_at_risk, py::arg("model"), py::kw_only(),
             py::arg("every_days") = defaults.days.every_days,
             py::arg("lead_in_days") = defaults.days.lead_in_days);
}

}  // namespace backrisk::bind
