#include "backrisk/balance.hpp"

#include <optional>

#include "answers.hpp"

namespace backrisk::bind {
namespace {

using namespace pybind11::literals;
using namespace backrisk::balance;
using doubles = column<double>;

/// A column of ratios, and whether each crosses a published limit.
struct flagged_column {
    measured_series ratio;
    std::vector<std::int8_t> flag;
};

void catalogues(py::module_& area) {
    py::class_<flag_rule>(area, "FlagRule", "Published limits; NaN where there is none.")
        .def_readonly("low", &flag_rule::low)
        .def_readonly("high", &flag_rule::high)
        .def_readonly("source", &flag_rule::from);
    py::class_<symmetry_info>(area, "SymmetryForm", "A definition of symmetry.")
        .def_readonly("form", &symmetry_info::name)
        .def_readonly("formula", &symmetry_info::formula)
        .def_readonly("unit", &symmetry_info::unit)
        .def_readonly("directed", &symmetry_info::directed)
        .def_readonly("source", &symmetry_info::from);
    py::class_<ratio_info>(area, "StrengthRatio", "Two opposing muscle groups.")
        .def_readonly("kind", &ratio_info::name)
        .def_readonly("numerator", &ratio_info::numerator)
        .def_readonly("denominator", &ratio_info::denominator)
        .def_readonly("reference", &ratio_info::reference)
        .def_readonly("limit", &ratio_info::rule);
    py::class_<endurance_ratio_info>(area, "EnduranceRatio", "A ratio of two trunk holds.")
        .def_readonly("name", &endurance_ratio_info::name)
        .def_readonly("male", &endurance_ratio_info::men)
        .def_readonly("female", &endurance_ratio_info::women)
        .def_readonly("norm_source", &endurance_ratio_info::norm)
        .def_readonly("limit", &endurance_ratio_info::rule);
    py::class_<clinical_test>(area, "ClinicalTest", "A test, its unit and its plausible range.")
        .def_readonly("test", &clinical_test::name)
        .def_readonly("unit", &clinical_test::unit)
        .def_readonly("sided", &clinical_test::sided)
        .def_readonly("low", &clinical_test::low)
        .def_readonly("high", &clinical_test::high)
        .def_readonly("description", &clinical_test::what);
    py::class_<norm>(area, "Norm", "A published mean, limit or measurement error.")
        .def_readonly("test", &norm::test)
        .def_property_readonly("statistic", [](const norm& of) { return to_string(of.kind); })
        .def_property_readonly("sex", [](const norm& of) { return to_string(of.of); })
        .def_readonly("side", &norm::side)
        .def_readonly("value", &norm::value)
        .def_readonly("sd", &norm::sd)
        .def_property_readonly("unit", [](const norm& of) { return find_test(of.test).unit; })
        .def_readonly("people", &norm::people)
        .def_readonly("population", &norm::population)
        .def_readonly("note", &norm::note)
        .def_property_readonly("citation", [](const norm& of) { return of.from.citation; })
        .def_property_readonly("doi", [](const norm& of) { return of.from.doi; })
        .def_property_readonly("status", [](const norm& of) { return to_string(of.from.status); });
}

void answers(py::module_& area) {
    py::class_<flagged_column> ratio(area, "FlaggedColumn", "Ratios, and whether each crosses a limit.");
    ratio.def_readonly("ratio", &flagged_column::ratio);
    column_attribute(ratio, "flag", &flagged_column::flag);
    py::class_<change_series> change(area, "Change", "Differences against the detectable one.");
    change.def_readonly("difference", &change_series::difference)
        .def_readonly("detectable", &change_series::detectable);
    column_attribute(change, "direction_code", &change_series::direction);
    py::class_<standing_series>(area, "Standing", "z-scores and percentiles, and the norm behind them.")
        .def_readonly("z", &standing_series::z)
        .def_readonly("percentile", &standing_series::percentile)
        .def_property_readonly("norm", [](const standing_series& of) {
            return of.against ? std::optional<norm>(*of.against) : std::nullopt;
        });
}

template <class Entries>
auto list_of(const Entries& entries) {
    return std::vector(std::begin(entries), std::end(entries));
}

/// Runs a kernel on two columns without the GIL.
template <class Kernel>
auto on_pair(const doubles& a, const char* a_name, const doubles& b, const char* b_name,
             const Kernel& kernel) {
    const auto left = view(a, a_name);
    const auto right = view(b, b_name);
    const py::gil_scoped_release unlocked;
    return kernel(left, right);
}

flagged_column flagged(measured_series&& series, const flag_rule& rule) {
    auto crossed = flags(series, rule);
    return {std::move(series), std::move(crossed)};
}

measured_series symmetry(const doubles& left, const doubles& right, const std::string& form) {
    const symmetry_form which = parse_symmetry_form(form);
    return on_pair(left, "left", right, "right", [&](auto l, auto r) { return symmetry_index(l, r, which); });
}

flagged_column strength(const doubles& numerator, const doubles& denominator, const std::string& kind) {
    const ratio_kind which = parse_ratio_kind(kind);
    return flagged(on_pair(numerator, "numerator", denominator, "denominator",
                           [](auto n, auto d) { return strength_ratio(n, d); }),
                   describe(which).rule);
}

std::vector<flagged_column> endurance(const doubles& extensor_s, const doubles& flexor_s,
                                      const doubles& side_left_s, const doubles& side_right_s) {
    const endurance_columns holds{view(extensor_s, "extensor_s"), view(flexor_s, "flexor_s"),
                                  view(side_left_s, "side_left_s"), view(side_right_s, "side_right_s")};
    auto profile = endurance_profile(holds);
    std::vector<flagged_column> ratios;
    for (std::size_t k = 0; k < profile.size(); ++k)
        ratios.push_back(flagged(std::move(profile[k]), endurance_ratios[k].rule));
    return ratios;
}

change_series changes(const doubles& before, const doubles& after, double sem, double level) {
    return on_pair(before, "before", after, "after",
                   [&](auto b, auto a) { return change(b, a, sem, level); });
}

standing_series stand(const doubles& values, const std::string& test, const std::string& group,
                      const std::string& side) {
    return standing(view(values, "values"), test, parse_sex(group), side);
}

}  // namespace

void balance(py::module_& area) {
    area.doc() = "Symmetry, strength ratios, trunk endurance, norms and measurement error.";
    catalogues(area);
    answers(area);
    area.def("symmetry_index", &symmetry, "left"_a, "right"_a, "form"_a);
    area.def("strength_ratio", &strength, "numerator"_a, "denominator"_a, "kind"_a);
    area.def("endurance_profile", &endurance, "extensor_s"_a, "flexor_s"_a, "side_left_s"_a,
             "side_right_s"_a);
    area.def("change", &changes, "before"_a, "after"_a, "sem"_a, "level"_a = default_change_level);
    area.def("minimal_detectable_change", &minimal_detectable_change, "sem"_a,
             "level"_a = default_change_level);
    area.def("standing", &stand, "values"_a, "test"_a, "sex"_a, "side"_a = "");
    area.def(
        "find_test", [](const std::string& name) { return find_test(name); }, "name"_a);
    area.def("tests", [] { return list_of(clinical_tests); });
    area.def("norms", [] { return list_of(norms); });
    area.def("symmetry_forms", [] { return list_of(symmetry_forms); });
    area.def("strength_ratios", [] { return list_of(strength_ratios); });
    area.def("endurance_ratios", [] { return list_of(endurance_ratios); });
    area.def("measures", [] { return measure_list(measures); });
    area.attr("default_change_level") = default_change_level;
}

}  // namespace backrisk::bind
