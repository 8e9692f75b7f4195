// Calibration, its flexible curve, recalibration.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/curve.hpp"
#include "backrisk/validate/recalibrate.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::calibration_options plain;
constexpr validate::curve_options curved;
constexpr validate::recalibration_options fitted;

void line(py::module_& area) {
    using validate::calibration_group;
    using validate::calibration_result;
    py::class_<calibration_result>(area, "Calibration")
        .def_readonly("rows", &calibration_result::rows)
        .def_readonly("events", &calibration_result::events)
        .def_readonly("mean_predicted", &calibration_result::mean_predicted)
        .def_readonly("share", &calibration_result::share)
        .def_readonly("observed_expected", &calibration_result::observed_expected)
        .def_readonly("in_the_large", &calibration_result::in_the_large)
        .def_readonly("intercept", &calibration_result::intercept)
        .def_readonly("slope", &calibration_result::slope)
        .def_readonly("unreliability", &calibration_result::unreliability);
    py::class_<calibration_group>(area, "CalibrationGroup")
        .def_readonly("low", &calibration_group::low)
        .def_readonly("high", &calibration_group::high)
        .def_readonly("rows", &calibration_group::rows)
        .def_readonly("events", &calibration_group::events)
        .def_readonly("mean_predicted", &calibration_group::mean_predicted)
        .def_readonly("share", &calibration_group::share);
    area.def(
        "calibration",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           double level, double clip) {
            const auto of = rows(event, predicted, weight, person);
            return unlocked([&] { return validate::calibration(of, {level, clip}); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"), py::arg("level"),
        py::arg("clip") = plain.clip);
    area.def(
        "observed_expected",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           double level) {
            return validate::observed_expected(rows(event, predicted, weight, person), level);
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"), py::arg("level"));
    area.def(
        "calibration_groups",
        [](const doubles& event, const doubles& predicted, std::size_t groups, double level) {
            return validate::calibration_groups(rows(event, predicted), groups, level);
        },
        py::arg("event"), py::arg("predicted"), py::arg("groups"), py::arg("level"));
}

void curve(py::module_& area) {
    using validate::calibration_curve;
    py::class_<calibration_curve>(area, "CalibrationCurve")
        .def_property_readonly("predicted", array_of(&calibration_curve::predicted))
        .def_property_readonly("share", array_of(&calibration_curve::share))
        .def_property_readonly("low", array_of(&calibration_curve::low))
        .def_property_readonly("high", array_of(&calibration_curve::high))
        .def_readonly("ici", &calibration_curve::ici)
        .def_readonly("e50", &calibration_curve::e50)
        .def_readonly("e90", &calibration_curve::e90)
        .def_readonly("emax", &calibration_curve::emax);
    area.def(
        "flexible_curve",
        [](const doubles& event, const doubles& predicted, const codes& person, const doubles& weight,
           const std::string& method, double span, int knots, double clip, double level, int points) {
            const auto of = rows(event, predicted, weight, person);
            const validate::curve_options options{
                core::parse_name("calibration_curve", "method", method, validate::all_smoothers),
                span,
                knots,
                clip,
                level,
                points,
                curved.most_fits};
            return unlocked([&] { return validate::flexible_curve(of, options); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("person"), py::arg("weight"),
        py::arg("method") = to_string(curved.method), py::arg("span") = curved.span,
        py::arg("knots") = curved.knots, py::arg("clip") = curved.clip, py::arg("level") = curved.level,
        py::arg("points") = curved.points);
}

using columns_of_probabilities = std::tuple<py::array_t<double>, py::array_t<double>, py::array_t<double>>;

[[nodiscard]] columns_of_probabilities apply(const validate::recalibration_fit& of, const doubles& value,
                                             const doubles& low, const doubles& high, double level) {
    const auto p = view(value, "predicted"), below = view(low, "low"), above = view(high, "high");
    std::vector<double> out[3];
    for (std::size_t i = 0; i < p.size(); ++i) {
        const auto one = below.empty() ? validate::recalibrated(of, p[i], level)
                                       : validate::recalibrated(of, {p[i], below[i], above[i]}, level);
        out[0].push_back(one.value);
        out[1].push_back(one.low);
        out[2].push_back(one.high);
    }
    return {adopt(std::move(out[0])), adopt(std::move(out[1])), adopt(std::move(out[2]))};
}

void recalibration(py::module_& area) {
    using fit = validate::recalibration_fit;
    py::class_<fit>(area, "Recalibration")
        .def_property_readonly("method", [](const fit& of) { return validate::to_string(of.method); })
        .def_property_readonly("link", [](const fit& of) { return validate::to_string(of.scale); })
        .def_readonly("rows", &fit::rows)
        .def_readonly("events", &fit::events)
        .def_readonly("coefficients", &fit::coefficients)
        .def_property_readonly("covariance", array_of(&fit::covariance))
        .def_property_readonly("corners_from", array_of(&fit::from))
        .def_property_readonly("corners_to", array_of(&fit::to))
        .def("apply", &apply, py::arg("predicted"), py::arg("low"), py::arg("high"), py::arg("level"));
    area.def(
        "recalibrate",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           const std::string& method, const std::string& link, double clip, double level) {
            const auto of = rows(event, predicted, weight, person);
            const validate::recalibration_options options{
                core::parse_name("recalibrate", "method", method, validate::all_recalibration_methods),
                core::parse_name("recalibrate", "link", link, validate::all_links), level, clip};
            return unlocked([&] { return validate::recalibrate(of, options); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"),
        py::arg("method") = to_string(fitted.method), py::arg("link") = to_string(fitted.scale),
        py::arg("clip") = fitted.clip, py::arg("level") = fitted.level);
}

}  // namespace

void validate_calibration(py::module_& area) {
    line(area);
    curve(area);
    recalibration(area);
}

}  // namespace backrisk::bind
