// Matched sets, pooling and rates.
#include "backrisk/fit/conditional_logistic.hpp"
#include "backrisk/fit/pool.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;

fit::set_likelihood method_named(const std::string& name) {
    if (name == "exact") return fit::set_likelihood::exact;
    if (name == "efron") return fit::set_likelihood::efron;
    if (name == "breslow") return fit::set_likelihood::breslow;
    fail_argument("fit.conditional_logistic", "method", std::string_view(name),
                  "'exact', 'efron' or 'breslow'");
}

fit::conditional_result conditional_logistic(const any_matrix& x, const doubles& y,
                                             const column<std::int64_t>& strata,
                                             const std::optional<doubles>& offset, const std::string& method,
                                             const std::optional<doubles>& prior_mean,
                                             const std::optional<any_matrix>& prior_precision,
                                             const std::vector<std::string>& names,
                                             const python_control& control) {
    const fit::conditional_options options{method_named(method), in_prior(prior_mean, prior_precision),
                                           in_control(control), names};
    const fit::conditional_rows rows{view_matrix(x), view(y, "y"), view_or_none(offset, "offset"),
                                     view(strata, "strata")};
    const py::gil_scoped_release free;
    return fit::fit_conditional_logistic(rows, options);
}

fit::pooled pool_fits(const std::vector<doubles>& coefs, const std::vector<any_matrix>& covariances,
                      double complete_degrees) {
    std::vector<Eigen::VectorXd> b;
    std::vector<Eigen::MatrixXd> v;
    for (const doubles& one : coefs) b.push_back(in_vector(one));
    for (const any_matrix& one : covariances) v.push_back(in_matrix(one));
    return fit::pool(b, v, complete_degrees);
}

void results(py::module_& area) {
    using matched = fit::conditional_result;
    py::class_<matched> conditional(area, "ConditionalResult");
    fields_of(conditional)("coef", &matched::coefficients)("covariance", &matched::covariance)(
        "log_likelihood", &matched::log_likelihood)("null_log_likelihood", &matched::null_log_likelihood)(
        "log_prior", &matched::log_prior)("score_test", &matched::score_test)(
        "wald_test", &matched::wald_test)("effective_parameters", &matched::effective_parameters)(
        "decrement", &matched::decrement)("n_rows", &matched::n_rows)("n_events", &matched::n_events)(
        "n_strata", &matched::n_strata)("n_empty_strata", &matched::n_empty_strata)(
        "iterations", &matched::iterations)("converged", &matched::converged);
    py::class_<fit::pooled> pooled(area, "PooledResult");
    fields_of(pooled)("coef", &fit::pooled::coefficients)("covariance", &fit::pooled::total)(
        "within", &fit::pooled::within)("between", &fit::pooled::between)("degrees", &fit::pooled::degrees)(
        "increase", &fit::pooled::increase)("missing_information", &fit::pooled::lambda);
    using student = fit::student_table;
    py::class_<student> columns(area, "StudentTable");
    fields_of(columns)("p", &student::p)("low", &student::low)("high", &student::high);
    py::class_<fit::rate_interval>(area, "RateInterval")
        .def_readonly("rate", &fit::rate_interval::rate)
        .def_readonly("low", &fit::rate_interval::low)
        .def_readonly("high", &fit::rate_interval::high);
}

}  // namespace

void fit_matched(py::module_& area) {
    results(area);
    area.def("conditional_logistic", &conditional_logistic, "x"_a, "y"_a, "strata"_a, "offset"_a, "method"_a,
             "prior_mean"_a, "prior_precision"_a, "names"_a, "control"_a = python_control{});
    area.def("pool", &pool_fits, "coefs"_a, "covariances"_a,
             "complete_degrees"_a = std::numeric_limits<double>::infinity());
    area.def(
        "student",
        [](const doubles& coef, const doubles& error, const doubles& degrees, double level) {
            return fit::student(view(coef, "coef"), view(error, "standard_error"), view(degrees, "degrees"),
                                level);
        },
        "coef"_a, "standard_error"_a, "degrees"_a, "level"_a);
    area.def("rate", &fit::exact_rate, "events"_a, "exposure"_a, "level"_a);
}

}  // namespace backrisk::bind
