// Splines.
#include "backrisk/fit/spline.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using namespace backrisk::fit;
using doubles = column<double>;

spline_options spline_call(std::vector<double> knots, double low, double high, int degree, bool intercept) {
    return {std::move(knots), low, high, degree, intercept};
}

}  // namespace

void fit_designs(py::module_& area) {
    area.def(
        "b_spline",
        [](const doubles& x, std::vector<double> knots, double low, double high, int degree, bool intercept) {
            return out_matrix(
                b_spline(view(x, "x"), spline_call(std::move(knots), low, high, degree, intercept)));
        },
        "x"_a, "knots"_a, "low"_a, "high"_a, "degree"_a, "intercept"_a);
    area.def(
        "natural_spline",
        [](const doubles& x, std::vector<double> knots, double low, double high, bool intercept) {
            return out_matrix(
                natural_spline(view(x, "x"), spline_call(std::move(knots), low, high, 3, intercept)));
        },
        "x"_a, "knots"_a, "low"_a, "high"_a, "intercept"_a);
    area.def(
        "restricted_cubic_spline",
        [](const doubles& x, const std::vector<double>& knots) {
            return out_matrix(restricted_cubic_spline(view(x, "x"), knots));
        },
        "x"_a, "knots"_a);
    area.def(
        "p_spline",
        [](const doubles& x, int segments, double low, double high, int degree) {
            return out_matrix(p_spline(view(x, "x"), segments, low, high, degree));
        },
        "x"_a, "segments"_a, "low"_a, "high"_a, "degree"_a);
    area.def(
        "difference_precision",
        [](Eigen::Index size, int order) { return out_matrix(difference_precision(size, order)); }, "size"_a,
        "order"_a);
    area.def(
        "quantile_knots",
        [](const doubles& x, int count, double low, double high) {
            return quantile_knots(view(x, "x"), count, low, high);
        },
        "x"_a, "count"_a, "low"_a, "high"_a);
}

}  // namespace backrisk::bind
