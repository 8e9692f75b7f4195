// Subgroups, recalibration, two predictions of the same rows.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/paired.hpp"
#include "backrisk/validate/recalibrate.hpp"
#include "backrisk/validate/subgroup.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::subgroup_options plain;

void subgroups(py::module_& area) {
    area.def(
        "subgroups",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           const codes& group, const std::string& metric, double threshold, double clip, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto label = view(group, "group");
            const auto which = core::parse_name("subgroups", "metric", metric, validate::all_group_metrics);
            py::list out;
            for (const auto& one : unlocked([&] {
                     return validate::subgroups(of, label, which, {level, clip, threshold});
                 }))
                out.append(py::make_tuple(one.rows, one.people, one.events, to_python(one.found),
                                          to_python(one.difference)));
            return out;
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"), py::arg("group"),
        py::arg("metric"), py::arg("threshold") = plain.threshold, py::arg("clip") = plain.clip,
        py::arg("level") = plain.level);
    area.def("group_metrics", [] {
        py::list out;
        for (const auto one : validate::all_group_metrics) out.append(validate::to_string(one));
        return out;
    });
    area.def("cell_warning", &validate::cell_warning, py::arg("events"), py::arg("others"));
}

constexpr validate::recalibration_options fitted;

void recalibration(py::module_& area) {
    using fit = validate::recalibration_fit;
    py::class_<fit>(area, "Recalibration")
        .def_property_readonly("method", [](const fit& of) { return validate::to_string(of.method); })
        .def_property_readonly("link", [](const fit& of) { return validate::to_string(of.scale); })
        .def_readonly("rows", &fit::rows)
        .def_readonly("events", &fit::events)
        .def_property_readonly("coefficients",
                               [](const fit& of) {
                                   py::list out;
                                   for (const auto& one : of.coefficients) out.append(to_python(one));
                                   return out;
                               })
        .def_property_readonly("covariance", [](const fit& of) { return adopt(std::vector(of.covariance)); })
        .def_property_readonly("corners",
                               [](const fit& of) {
                                   return py::make_tuple(adopt(std::vector(of.from)),
                                                         adopt(std::vector(of.to)));
                               })
        .def(
            "apply",
            [](const fit& of, const doubles& value, const doubles& low, const doubles& high, double level) {
                const auto p = view(value, "predicted"), below = view(low, "low"), above = view(high, "high");
                std::vector<double> out[3];
                for (std::size_t i = 0; i < p.size(); ++i) {
                    const auto one = below.empty()
                                         ? validate::recalibrated(of, p[i], level)
                                         : validate::recalibrated(of, {p[i], below[i], above[i]}, level);
                    out[0].push_back(one.value);
                    out[1].push_back(one.low);
                    out[2].push_back(one.high);
                }
                return py::make_tuple(adopt(std::move(out[0])), adopt(std::move(out[1])),
                                      adopt(std::move(out[2])));
            },
            py::arg("predicted"), py::arg("low"), py::arg("high"), py::arg("level") = fitted.level);
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

void paired(py::module_& area) {
    area.def(
        "scaled_brier_paired",
        [](const doubles& event, const doubles& predicted, const doubles& other, const doubles& weight,
           const codes& person, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto two = validate::scaled_brier_paired(of, view(other, "other"), level);
            return py::make_tuple(to_python(two.first), to_python(two.second), to_python(two.difference));
        },
        py::arg("event"), py::arg("predicted"), py::arg("other"), py::arg("weight"), py::arg("person"),
        py::arg("level") = plain.level);
    area.def("chi_square_tail", &validate::chi_square_tail, py::arg("statistic"), py::arg("df"));
}

}  // namespace

void validate_groups(py::module_& area) {
    paired(area);
    subgroups(area);
    recalibration(area);
}

}  // namespace backrisk::bind
