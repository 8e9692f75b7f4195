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

fit::lag_coefficients reduce(const py::tuple& surface, const doubles& coef, const any_matrix& covariance,
                             const std::string& to, double value, optional_number centre) {
    const auto kind = to == "overall" ? fit::reduction::overall
                      : to == "lag"   ? fit::reduction::lag
                                      : fit::reduction::exposure;
    return fit::reduce(in_surface(surface), coefficients(coef, covariance), kind, value, centre);
}

}  // namespace

void fit_lagged(py::module_& area) {
    using effect = fit::lag_effect;
    py::class_<effect> bound(area, "LagEffect");
    fields_of(bound)("lags", &effect::lags)("fit", &effect::fit)("standard_error", &effect::error)(
        "overall", &effect::overall)("overall_error", &effect::overall_error)("cumulative", &effect::sum)(
        "cumulative_error", &effect::sum_error);
    using reduced = fit::lag_coefficients;
    py::class_<reduced> fewer(area, "LagCoefficients");
    fields_of(fewer)("coef", &reduced::value)("covariance", &reduced::covariance);
    area.def(
        "predict_lags",
        [](const py::tuple& surface, const doubles& coef, const any_matrix& covariance, const doubles& at,
           optional_number centre, double step) {
            return fit::predict_lags(in_surface(surface), coefficients(coef, covariance), view(at, "at"),
                                     {centre, step});
        },
        "surface"_a, "coef"_a, "covariance"_a, "at"_a, "centre"_a, "step"_a);
    area.def(
        "predict_histories",
        [](const py::tuple& surface, const doubles& coef, const any_matrix& covariance,
           const any_matrix& histories, optional_number centre) {
            return fit::predict_histories(in_surface(surface), coefficients(coef, covariance),
                                          in_matrix(histories), centre);
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
