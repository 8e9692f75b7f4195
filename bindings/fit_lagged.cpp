// Effects of lagged exposures: prediction, reduction, penalties.
#include "backrisk/fit/lag_effect.hpp"
#include "core_convert.hpp"
#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;
using optional_number = std::optional<double>;

fit::lag_coefficients coefficients(const doubles& coef, const any_matrix& covariance) {
    return {in_vector(coef), in_matrix(covariance)};
}

py::dict to_python(fit::lag_effect&& of) {
    return py::dict("lags"_a = adopt(std::move(of.lags)), "fit"_a = out_matrix(of.fit),
                    "standard_error"_a = out_matrix(of.error), "overall"_a = out_vector(of.overall),
                    "overall_error"_a = out_vector(of.overall_error), "cumulative"_a = out_matrix(of.sum),
                    "cumulative_error"_a = out_matrix(of.sum_error));
}

py::tuple reduce(const py::tuple& surface, const doubles& coef, const any_matrix& covariance,
                 const std::string& to, double value, optional_number centre) {
    const auto kind = to == "overall" ? fit::reduction::overall
                      : to == "lag"   ? fit::reduction::lag
                                      : fit::reduction::exposure;
    const auto out = fit::reduce(in_surface(surface), coefficients(coef, covariance), kind, value, centre);
    return py::make_tuple(out_vector(out.value), out_matrix(out.covariance));
}

}  // namespace

void fit_lagged(py::module_& area) {
    area.def(
        "predict_lags",
        [](const py::tuple& surface, const doubles& coef, const any_matrix& covariance, const doubles& at,
           optional_number centre, double step) {
            return to_python(fit::predict_lags(in_surface(surface), coefficients(coef, covariance),
                                               view(at, "at"), {centre, step}));
        },
        "surface"_a, "coef"_a, "covariance"_a, "at"_a, "centre"_a, "step"_a);
    area.def(
        "predict_histories",
        [](const py::tuple& surface, const doubles& coef, const any_matrix& covariance,
           const any_matrix& histories, optional_number centre) {
            return to_python(fit::predict_histories(in_surface(surface), coefficients(coef, covariance),
                                                    in_matrix(histories), centre));
        },
        "surface"_a, "coef"_a, "covariance"_a, "histories"_a, "centre"_a);
    area.def("reduce_lags", &reduce, "surface"_a, "coef"_a, "covariance"_a, "to"_a, "value"_a, "centre"_a);
    area.def(
        "lag_precision",
        [](const py::tuple& surface, double exposure, double lag, double curve, int curve_order,
           std::vector<double> ridge) {
            return out_matrix(fit::lag_precision(in_surface(surface),
                                                 {exposure, lag, curve, curve_order, std::move(ridge)}));
        },
        "surface"_a, "exposure"_a, "lag"_a, "curve"_a, "curve_order"_a, "ridge"_a);
}

}  // namespace backrisk::bind
