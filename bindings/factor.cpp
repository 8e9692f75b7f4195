#include "backrisk/factor.hpp"

#include "convert.hpp"

namespace backrisk::bind {

namespace {

py::dict to_dict(const factor::factor& f) {
    std::vector<std::string> terms, evidence;
    for (const factor::term& t : f.terms) {
        terms.push_back(t.name);
        for (const factor::evidence_use& use : t.evidence) evidence.push_back(use.id);
    }
    return py::dict(py::arg("name") = f.name, py::arg("label") = f.label, py::arg("unit") = f.unit,
                    py::arg("cause") = to_string(f.of), py::arg("transform") = to_string(f.phi.kind),
                    py::arg("low") = f.low, py::arg("high") = f.high, py::arg("group") = f.group,
                    py::arg("parent") = f.population.parent, py::arg("columns") = terms,
                    py::arg("persistence_days") = f.persistence_days, py::arg("evidence") = evidence);
}

py::list to_list(const factor::schema& of) {
    py::list all;
    for (const factor::factor& f : of.factors()) all.append(to_dict(f));
    return all;
}

py::array_t<double> draw(const factor::schema& of, std::size_t people, std::uint64_t seed) {
    std::vector<double> rows;
    {
        const py::gil_scoped_release release;
        rows = factor::draw_population(of, people, seed);
    }
    return adopt(std::move(rows)).reshape({people, of.size()});
}

// A row in the order of the schema from names and values.
py::array_t<double> row(const factor::schema& of, const std::vector<std::string>& names,
                        const std::vector<double>& values) {
    check_same_size("factor::row", "values", values, names);
    factor::row out(of);
    for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = values[i];
    out.complete();
    return adopt(std::vector<double>(out.values().begin(), out.values().end()));
}

py::tuple expand(const factor::schema& of, const column<double>& row) {
    const auto x = view(row, "factor::expand: row");
    check_argument(x.size() == of.size(), "factor::expand", "row.size", x.size(),
                   std::to_string(of.size()) + ", one value a factor");
    std::vector<double> phi(of.columns());
    const auto found = of.expand(x, phi);
    return py::make_tuple(adopt(std::move(phi)), found.known, found.extrapolates);
}

}  // namespace

void factor(py::module_& area) {
    area.doc() = "Area factor: the schema between measures and models.";
    py::class_<factor::schema>(area, "Schema")
        .def("factors", &to_list, "A dict a factor, in the order of a row.")
        .def("row", &row, py::arg("names"), py::arg("values"), "One row from some names and values.")
        .def("draw", &draw, py::arg("people"), py::arg("seed"),
             "People of the target population, a row each.")
        .def("expand", &expand, py::arg("row"), "(phi, known bits, extrapolating bits) of one row.");
    area.def(
        "default_schema",
        [](std::string_view setting) { return factor::default_schema(parse_setting(setting)); },
        py::arg("setting"));
}

}  // namespace backrisk::bind
