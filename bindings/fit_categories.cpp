// Outcomes in categories: proportional odds and multinomial logit.
#include "backrisk/fit/categories.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;
using numbers = std::optional<doubles>;
using codes = std::optional<column<std::int64_t>>;

fit::category_result solve(bool ordered, const any_matrix& x, const column<std::int64_t>& y,
                           std::size_t categories, const numbers& offset, const numbers& weights,
                           const codes& clusters, const numbers& prior_mean,
                           const std::optional<any_matrix>& prior_precision,
                           const std::vector<std::string>& names, const python_control& control) {
    const fit::category_rows rows{view_matrix(x), view(y, "y"), categories, view_or_none(offset, "offset"),
                                  view_or_none(weights, "weights")};
    const fit::category_options options{
        ordered ? fit::category_model::ordinal : fit::category_model::multinomial,
        in_prior(prior_mean, prior_precision), view_or_none(clusters, "clusters"), in_control(control),
        names};
    const py::gil_scoped_release free;
    return fit::fit_categories(rows, options);
}

}  // namespace

void fit_categories(py::module_& area) {
    using result = fit::category_result;
    py::class_<result> bound(area, "CategoryResult");
    fields_of(bound)("coef", &result::coefficients)("covariance", &result::covariance)(
        "naive_covariance", &result::naive_covariance)("reason", &result::reason)(
        "log_likelihood", &result::log_likelihood)("null_log_likelihood", &result::null_log_likelihood)(
        "log_prior", &result::log_prior)("effective_parameters", &result::effective_parameters)(
        "decrement", &result::decrement)("n_rows", &result::n_rows)("n_clusters", &result::n_clusters)(
        "iterations", &result::iterations)("converged", &result::converged);
    using prediction = fit::category_prediction;
    py::class_<prediction> predicted(area, "CategoryPrediction");
    fields_of(predicted)("probability", &prediction::probability)("standard_error",
                                                                  &prediction::standard_error);
    area.def("fit_categories", &solve, "ordered"_a, "x"_a, "y"_a, "categories"_a, "offset"_a = py::none(),
             "weights"_a = py::none(), "clusters"_a = py::none(), "prior_mean"_a = py::none(),
             "prior_precision"_a = py::none(), "names"_a = std::vector<std::string>{},
             "control"_a = python_control{});
    area.def(
        "predict_categories",
        [](bool ordered, std::size_t categories, const any_matrix& x, const numbers& offset,
           const doubles& coef, const any_matrix& covariance) {
            return fit::predict_categories(
                ordered ? fit::category_model::ordinal : fit::category_model::multinomial, categories,
                view_matrix(x), view_or_none(offset, "offset"), in_vector(coef), in_matrix(covariance));
        },
        "ordered"_a, "categories"_a, "x"_a, "offset"_a, "coef"_a, "covariance"_a);
}

}  // namespace backrisk::bind
