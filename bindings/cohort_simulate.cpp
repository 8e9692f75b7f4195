#include <pybind11/eigen.h>

#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

cohort::simulated simulate(const risk::model& of, std::size_t n_people, int n_days, std::uint64_t seed,
                           day_number first_day, double setting_shift, bool draw_coefficients,
                           double missing_share, int threads) {
    cohort::simulate_options o;
    o.people = n_people;
    o.days = n_days;
    o.seed = seed;
    o.first_day = first_day;
    o.setting_shift = setting_shift;
    o.draw_coefficients = draw_coefficients;
    o.missing_share = missing_share;
    o.threads = threads;
    o.progress = [](double) {
        const py::gil_scoped_acquire lock;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    };
    const py::gil_scoped_release release;
    return cohort::simulate(of, o);
}

}  // namespace

void simulation(py::module_& area) {
    const cohort::simulate_options defaults;
    using cohort::simulated;
    using cohort::truth;
    py::class_<truth> known(area, "Truth", "What no real cohort tells.");
    known
        .def_property_readonly("coefficients",
                               [](const truth& one) { return Eigen::VectorXd(one.coefficients); })
        .def_readonly("log_daily_hazard", &truth::log_daily_hazard)
        .def_readonly("events", &truth::events)
        .def_readonly("days_at_risk", &truth::days_at_risk);
    column_attribute(known, "mean_hazard", &truth::mean_hazard);
    py::class_<simulated>(area, "Simulated")
        .def_property_readonly(
            "tables", [](simulated& one) -> cohort::tables& { return one.tables; },
            py::return_value_policy::reference_internal)
        .def_readonly("truth", &simulated::truth);
    area.def("simulate", &simulate, py::arg("model"), py::arg("n_people") = defaults.people,
             py::arg("n_days") = defaults.days, py::arg("seed") = defaults.seed,
             py::arg("first_day") = defaults.first_day, py::arg("setting_shift") = defaults.setting_shift,
             py::arg("draw_coefficients") = defaults.draw_coefficients,
             py::arg("missing_share") = defaults.missing_share, py::arg("threads") = defaults.threads);
}

}  // namespace backrisk::bind
