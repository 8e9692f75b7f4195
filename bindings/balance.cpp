#include "backrisk/balance.hpp"

#include "convert.hpp"

namespace backrisk::bind {
namespace {

using namespace pybind11::literals;
using namespace backrisk::balance;
using doubles = column<double>;

py::dict row_of(const source& from) {
    return py::dict("citation"_a = from.citation, "doi"_a = from.doi, "status"_a = to_string(from.status));
}

py::dict row_of(const flag_rule& rule) {
    return py::dict("low"_a = rule.low, "high"_a = rule.high, "source"_a = row_of(rule.from));
}

py::dict row_of(const symmetry_info& one) {
    return py::dict("form"_a = one.name, "formula"_a = one.formula, "unit"_a = one.unit,
                    "directed"_a = one.directed, "source"_a = row_of(one.from));
}

py::dict row_of(const ratio_info& one) {
    return py::dict("kind"_a = one.name, "numerator"_a = one.numerator, "denominator"_a = one.denominator,
                    "reference"_a = one.reference, "limit"_a = row_of(one.rule));
}

py::dict row_of(const endurance_ratio_info& one) {
    return py::dict("name"_a = one.name, "male"_a = one.men, "female"_a = one.women,
                    "norm_source"_a = row_of(one.norm), "limit"_a = row_of(one.rule));
}

py::dict row_of(const clinical_test& one) {
    return py::dict("test"_a = one.name, "unit"_a = one.unit, "sided"_a = one.sided, "low"_a = one.low,
                    "high"_a = one.high, "description"_a = one.what);
}

py::dict row_of(const norm& one) {
    return py::dict("test"_a = one.test, "statistic"_a = to_string(one.kind), "sex"_a = to_string(one.of),
                    "side"_a = one.side, "value"_a = one.value, "sd"_a = one.sd,
                    "unit"_a = find_test(one.test).unit, "people"_a = one.people,
                    "population"_a = one.population, "note"_a = one.note, "citation"_a = one.from.citation,
                    "doi"_a = one.from.doi, "status"_a = to_string(one.from.status));
}

template <class Entries>
py::list rows_of(const Entries& entries) {
    py::list rows;
    for (const auto& one : entries) rows.append(row_of(one));
    return rows;
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

py::tuple flagged(measured_series&& series, const flag_rule& rule) {
    auto crossed = flags(series, rule);
    return py::make_tuple(to_python(std::move(series)), adopt(std::move(crossed)));
}

py::tuple symmetry(const doubles& left, const doubles& right, const std::string& form) {
    const symmetry_form which = parse_symmetry_form(form);
    return to_python(
        on_pair(left, "left", right, "right", [&](auto l, auto r) { return symmetry_index(l, r, which); }));
}

py::tuple strength(const doubles& numerator, const doubles& denominator, const std::string& kind) {
    const ratio_kind which = parse_ratio_kind(kind);
    return flagged(on_pair(numerator, "numerator", denominator, "denominator",
                           [](auto n, auto d) { return strength_ratio(n, d); }),
                   describe(which).rule);
}

py::list endurance(const doubles& extensor_s, const doubles& flexor_s, const doubles& side_left_s,
                   const doubles& side_right_s) {
    const endurance_columns holds{view(extensor_s, "extensor_s"), view(flexor_s, "flexor_s"),
                                  view(side_left_s, "side_left_s"), view(side_right_s, "side_right_s")};
    auto profile = endurance_profile(holds);
    py::list ratios;
    for (std::size_t k = 0; k < profile.size(); ++k)
        ratios.append(flagged(std::move(profile[k]), endurance_ratios[k].rule));
    return ratios;
}

py::tuple changes(const doubles& before, const doubles& after, double sem, double level) {
    auto result =
        on_pair(before, "before", after, "after", [&](auto b, auto a) { return change(b, a, sem, level); });
    return py::make_tuple(to_python(std::move(result.difference)), adopt(std::move(result.direction)),
                          result.detectable);
}

py::tuple stand(const doubles& values, const std::string& test, const std::string& group,
                const std::string& side) {
    auto result = standing(view(values, "values"), test, parse_sex(group), side);
    const py::object against = result.against ? py::object(row_of(*result.against)) : py::none();
    return py::make_tuple(to_python(std::move(result.z)), to_python(std::move(result.percentile)), against);
}

}  // namespace

void balance(py::module_& area) {
    area.doc() = "Symmetry, strength ratios, trunk endurance, norms and measurement error.";
    area.def("symmetry_index", &symmetry, "left"_a, "right"_a, "form"_a);
    area.def("strength_ratio", &strength, "numerator"_a, "denominator"_a, "kind"_a);
    area.def("endurance_profile", &endurance, "extensor_s"_a, "flexor_s"_a, "side_left_s"_a,
             "side_right_s"_a);
    area.def("change", &changes, "before"_a, "after"_a, "sem"_a, "level"_a = default_change_level);
    area.def("minimal_detectable_change", &minimal_detectable_change, "sem"_a,
             "level"_a = default_change_level);
    area.def("standing", &stand, "values"_a, "test"_a, "sex"_a, "side"_a = "");
    area.def(
        "find_test", [](const std::string& name) { return row_of(find_test(name)); }, "name"_a);
    area.def("tests", [] { return rows_of(clinical_tests); });
    area.def("norms", [] { return rows_of(norms); });
    area.def("symmetry_forms", [] { return rows_of(symmetry_forms); });
    area.def("strength_ratios", [] { return rows_of(strength_ratios); });
    area.def("endurance_ratios", [] { return rows_of(endurance_ratios); });
    area.def("measures", [] { return measure_rows(measures); });
    area.attr("default_change_level") = default_change_level;
}

}  // namespace backrisk::bind
