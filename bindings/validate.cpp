// Accuracy and discrimination.
#include "answers.hpp"
#include "backrisk/core/ties.hpp"
#include "backrisk/validate/accuracy.hpp"
#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/catalogue.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {

void validate_calibration(py::module_& area);
void validate_survival(py::module_& area);
void validate_plan(py::module_& area);
void validate_groups(py::module_& area);
void validate_clinics(py::module_& area);

namespace {

void results(py::module_& area) {
    using validate::estimate;
    py::class_<estimate>(area, "Estimate")
        .def_readonly("value", &estimate::value)
        .def_readonly("se", &estimate::se)
        .def_readonly("low", &estimate::low)
        .def_readonly("high", &estimate::high)
        .def_property_readonly("note", [](const estimate& of) { return to_string(of.note); });
    using validate::r_squared_forms;
    py::class_<r_squared_forms>(area, "RSquared")
        .def_readonly("cox_snell", &r_squared_forms::cox_snell)
        .def_readonly("nagelkerke", &r_squared_forms::nagelkerke)
        .def_readonly("mcfadden", &r_squared_forms::mcfadden)
        .def_readonly("tjur", &r_squared_forms::tjur);
    using validate::auc_difference;
    py::class_<auc_difference>(area, "AucDifference")
        .def_readonly("first", &auc_difference::first)
        .def_readonly("second", &auc_difference::second)
        .def_readonly("difference", &auc_difference::difference)
        .def_readonly("covariance", &auc_difference::covariance)
        .def_readonly("statistic", &auc_difference::statistic)
        .def_readonly("df", &auc_difference::df)
        .def_readonly("p", &auc_difference::p);
    using validate::auc_set;
    py::class_<auc_set>(area, "AucSet")
        .def_property_readonly("value", array_of(&auc_set::value))
        .def_property_readonly("covariance", array_of(&auc_set::covariance));
    using validate::partial_auc_result;
    py::class_<partial_auc_result>(area, "PartialAuc")
        .def_readonly("area", &partial_auc_result::area)
        .def_readonly("standardised", &partial_auc_result::standardised);
    using validate::roc_points;
    py::class_<roc_points>(area, "RocPoints")
        .def_property_readonly("threshold", array_of(&roc_points::threshold))
        .def_property_readonly("sensitivity", array_of(&roc_points::sensitivity))
        .def_property_readonly("false_positive_rate", array_of(&roc_points::false_positive_rate));
    area.attr("default_level") = validate::default_level;
    area.attr("tie_tolerance") = tie_tolerance;
}

using measure_of_rows = validate::estimate (*)(const validate::observed&, double);

void accuracy(py::module_& area) {
    const auto one = [&area](const char* name, measure_of_rows kernel) {
        area.def(
            name,
            [kernel](const doubles& event, const doubles& predicted, const doubles& weight,
                     const codes& person, double level) {
                const auto of = rows(event, predicted, weight, person);
                return unlocked([&] { return kernel(of, level); });
            },
            py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"), py::arg("level"));
    };
    one("auc", &validate::auc);
    one("brier", &validate::brier);
    one("scaled_brier", &validate::scaled_brier);
    one("log_loss", &validate::log_loss);
    area.def(
        "r_squared",
        [](const doubles& event, const doubles& predicted, const doubles& weight) {
            return validate::r_squared(rows(event, predicted, weight, codes(0)));
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"));
    area.def(
        "spiegelhalter_z",
        [](const doubles& event, const doubles& predicted) {
            return validate::spiegelhalter_z(rows(event, predicted));
        },
        py::arg("event"), py::arg("predicted"));
}

void discrimination(py::module_& area) {
    area.def(
        "auc_covariance",
        [](const doubles& event, const std::vector<doubles>& predictions, const doubles& weight,
           const codes& person) {
            std::vector<std::span<const double>> columns;
            for (const auto& one : predictions) columns.push_back(view(one, "predictions"));
            const validate::observed of{
                view(event, "event"), {}, view(weight, "weight"), view(person, "person")};
            return unlocked([&] { return validate::auc_covariance(of, columns); });
        },
        py::arg("event"), py::arg("predictions"), py::arg("weight"), py::arg("person"));
    area.def(
        "auc_test_paired",
        [](const doubles& event, const doubles& predicted, const doubles& other, const doubles& weight,
           const codes& person, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto second = view(other, "other");
            return unlocked([&] { return validate::auc_test_paired(of, second, level); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("other"), py::arg("weight"), py::arg("person"),
        py::arg("level"));
    area.def(
        "auc_test_unpaired",
        [](const doubles& event, const doubles& predicted, const doubles& other_event, const doubles& other,
           double level) {
            const auto a = rows(event, predicted), b = rows(other_event, other);
            return unlocked([&] { return validate::auc_test_unpaired(a, b, level); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("other_event"), py::arg("other"), py::arg("level"));
    area.def(
        "partial_auc",
        [](const doubles& event, const doubles& predicted, const doubles& weight, double low, double high) {
            return validate::partial_auc(rows(event, predicted, weight, codes(0)), low, high);
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("low"), py::arg("high"));
    area.def(
        "roc_curve",
        [](const doubles& event, const doubles& predicted, const doubles& weight) {
            return validate::roc_curve(rows(event, predicted, weight, codes(0)));
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"));
}

}  // namespace

void validate(py::module_& area) {
    area.doc() = "Validation; see `backrisk.validate`.";
    results(area);
    accuracy(area);
    discrimination(area);
    validate_calibration(area);
    validate_survival(area);
    validate_plan(area);
    validate_groups(area);
    validate_clinics(area);
    area.def("measures", [] { return measure_list(validate::measures); });
}

}  // namespace backrisk::bind
