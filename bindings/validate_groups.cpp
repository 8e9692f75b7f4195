// Subgroups, two predictions of the same rows, what a prediction is worth.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/effective.hpp"
#include "backrisk/validate/paired.hpp"
#include "backrisk/validate/subgroup.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::subgroup_options plain;

void subgroups(py::module_& area) {
    using validate::subgroup_row;
    py::class_<subgroup_row>(area, "SubgroupRow")
        .def_readonly("rows", &subgroup_row::rows)
        .def_readonly("people", &subgroup_row::people)
        .def_readonly("events", &subgroup_row::events)
        .def_readonly("found", &subgroup_row::found)
        .def_readonly("difference", &subgroup_row::difference);
    area.def(
        "subgroups",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           const codes& group, const std::string& metric, double threshold, double clip, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto label = view(group, "group");
            const auto which = core::parse_name("subgroups", "metric", metric, validate::all_group_metrics);
            return unlocked([&] { return validate::subgroups(of, label, which, {level, clip, threshold}); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"), py::arg("group"),
        py::arg("metric"), py::arg("threshold") = plain.threshold, py::arg("clip") = plain.clip,
        py::arg("level") = plain.level);
    area.def("group_metrics", [] {
        std::vector<std::string> out;
        for (const auto one : validate::all_group_metrics) out.emplace_back(validate::to_string(one));
        return out;
    });
    area.def("cell_warning", &validate::cell_warning, py::arg("events"), py::arg("others"));
}

void paired(py::module_& area) {
    using validate::paired_estimate;
    py::class_<paired_estimate>(area, "PairedEstimate")
        .def_readonly("first", &paired_estimate::first)
        .def_readonly("second", &paired_estimate::second)
        .def_readonly("difference", &paired_estimate::difference);
    area.def(
        "scaled_brier_paired",
        [](const doubles& event, const doubles& predicted, const doubles& other, const doubles& weight,
           const codes& person, double level) {
            const auto of = rows(event, predicted, weight, person);
            return validate::scaled_brier_paired(of, view(other, "other"), level);
        },
        py::arg("event"), py::arg("predicted"), py::arg("other"), py::arg("weight"), py::arg("person"),
        py::arg("level") = plain.level);
    area.def("chi_square_tail", &validate::chi_square_tail, py::arg("statistic"), py::arg("df"));
}

void effective(py::module_& area) {
    area.def(
        "effective_sample_size",
        [](const doubles& predicted, const doubles& se) {
            return adopt(validate::effective_sample_size(view(predicted, "predicted"), view(se, "se")));
        },
        py::arg("predicted"), py::arg("se"));
    area.def(
        "error_of_interval",
        [](const doubles& predicted, const doubles& low, const doubles& high, const std::string& link,
           double level) {
            const auto scale = core::parse_name("effective_sample_size", "link", link, validate::all_links);
            return adopt(validate::error_of_interval(view(predicted, "predicted"), view(low, "low"),
                                                     view(high, "high"), scale, level));
        },
        py::arg("predicted"), py::arg("low"), py::arg("high"), py::arg("link"), py::arg("level"));
}

}  // namespace

void validate_groups(py::module_& area) {
    paired(area);
    subgroups(area);
    effective(area);
}

}  // namespace backrisk::bind
