#include "backrisk/fit/catalogue.hpp"
#include "backrisk/fit/chi_square.hpp"
#include "backrisk/fit/family.hpp"
#include "backrisk/fit/glm.hpp"

#include "backrisk/core/normal.hpp"

#include "answers.hpp"
#include "fit_convert.hpp"

namespace backrisk::bind {

void fit_control(py::module_& area);
void fit_glm(py::module_& area);
void fit_categories(py::module_& area);
void fit_designs(py::module_& area);
void fit_matched(py::module_& area);
void fit_repeated(py::module_& area);
void fit_penalised(py::module_& area);
void fit_lagged(py::module_& area);
void fit_survival(py::module_& area);
void fit_cox(py::module_& area);

namespace {

using namespace pybind11::literals;
using doubles = column<double>;

py::array_t<double> mean(const std::string& family, const std::string& link, const doubles& eta) {
    const fit::model_kind& kind = fit::find_model_kind(family, link);
    std::vector<double> means;
    for (const double one : view(eta, "eta")) means.push_back(mean_of(kind, one));
    return adopt(std::move(means));
}

void predictions(py::module_& area) {
    py::class_<fit::linear_prediction> linear(area, "LinearPrediction");
    fields_of(linear)("eta", &fit::linear_prediction::eta)("standard_error",
                                                           &fit::linear_prediction::standard_error);
    area.def(
        "predict_linear",
        [](const any_matrix& x, const std::optional<doubles>& offset, bool intercept, const doubles& coef,
           const any_matrix& covariance, int threads) {
            const fit::matrix_view rows = view_matrix(x);
            const auto shift = view_or_none(offset, "offset");
            const Eigen::VectorXd b = in_vector(coef);
            const Eigen::MatrixXd v = in_matrix(covariance);
            const py::gil_scoped_release free;
            return fit::predict_linear(rows, shift, intercept, b, v, threads);
        },
        "x"_a, "offset"_a, "intercept"_a, "coef"_a, "covariance"_a, "threads"_a);
    py::class_<fit::wald_table> table(area, "WaldTable");
    fields_of(table)("standard_error", &fit::wald_table::standard_error)("z", &fit::wald_table::z)(
        "p", &fit::wald_table::p)("low", &fit::wald_table::low)("high", &fit::wald_table::high);
    area.def(
        "wald",
        [](const doubles& coef, const doubles& variance, double level) {
            return fit::wald(view(coef, "coef"), view(variance, "variance"), level);
        },
        "coef"_a, "variance"_a, "level"_a);
}

}  // namespace

void fit(py::module_& area) {
    area.doc() = "Generalised linear models, priors, survival, matched studies, splines.";
    fit_control(area);
    predictions(area);
    area.def("normal_quantile", &normal_quantile, "p"_a);
    area.def("chi_square_tail", &fit::chi_square_tail, "x"_a, "degrees"_a);
    area.def("mean_of", &mean, "family"_a, "link"_a, "eta"_a);
    area.def(
        "default_link", [](const std::string& family) { return fit::find_model_kind(family, "").link_name; },
        "family"_a);
    area.def("measures", [] { return measure_list(fit::measures); });
    fit_glm(area);
    fit_categories(area);
    fit_designs(area);
    fit_matched(area);
    fit_repeated(area);
    fit_penalised(area);
    fit_lagged(area);
    fit_survival(area);
    fit_cox(area);
}

void fit_control(py::module_& area) {
    const python_control defaults;
    py::class_<python_control>(area, "Control",
                               "How a fit is to run: when to stop, on how many threads, whom to tell.")
        .def(py::init([](double tolerance, int iterations, int threads, py::object progress) {
                 fit::check_control("fit", {tolerance, iterations, threads, {}});
                 check_argument(progress.is_none() || PyCallable_Check(progress.ptr()) != 0, "fit",
                                "control.progress", std::string_view("no function"),
                                "a function of iteration and objective, or None");
                 return python_control{tolerance, iterations, threads, std::move(progress)};
             }),
             py::kw_only(), "tolerance"_a = defaults.tolerance, "iterations"_a = defaults.iterations,
             "threads"_a = defaults.threads, "progress"_a = py::none())
        .def_readonly("tolerance", &python_control::tolerance, "Of the Newton decrement, in standard errors.")
        .def_readonly("iterations", &python_control::iterations, "At most.")
        .def_readonly("threads", &python_control::threads, "Same bits for any number.")
        .def_readonly("progress", &python_control::progress, "Called with iteration and objective.")
        .def("__repr__", [](const python_control& of) {
            return "Control(tolerance=" + show(of.tolerance) + ", iterations=" + show(of.iterations) +
                   ", threads=" + show(of.threads) + ")";
        });
}

}  // namespace backrisk::bind
