// Subgroups and recalibration.
#include "backrisk/core/estimand.hpp"
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

}  // namespace

void validate_groups(py::module_& area) { subgroups(area); }

}  // namespace backrisk::bind
