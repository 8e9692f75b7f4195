#include "backrisk/factor.hpp"

#include <algorithm>
#include <optional>

#include "answers.hpp"

namespace backrisk::bind {

namespace {

// Names of the columns of a factor, and ids of the effects behind them.
std::vector<std::string> columns_of(const factor::factor& f) {
    std::vector<std::string> names;
    for (const factor::term& t : f.terms) names.push_back(t.name);
    return names;
}
std::vector<std::string> evidence_of(const factor::factor& f) {
    std::vector<std::string> ids;
    for (const factor::term& t : f.terms)
        for (const factor::evidence_use& use : t.evidence) ids.push_back(use.id);
    return ids;
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

// The columns of a row, and its sets of factors as Python integers.
struct expanded_row {
    std::vector<double> phi;
    factor::known_mask known, extrapolates;
};

// A set of factors as a Python integer, bit k for factor k.
py::int_ to_python(factor::known_mask mask) {
    return py::int_(mask.high) << py::int_(64) | py::int_(mask.low);
}

expanded_row expand(const factor::schema& of, const column<double>& row) {
    const auto x = view(row, "factor::expand: row");
    check_argument(x.size() == of.size(), "factor::expand", "row.size", x.size(),
                   std::to_string(of.size()) + ", one value a factor");
    std::vector<double> phi(of.columns());
    const auto found = of.expand(x, phi);
    return {std::move(phi), found.known, found.extrapolates};
}

template <class Enum, std::size_t N>
Enum parse(std::string_view argument, std::string_view text, const std::array<Enum, N>& all) {
    return core::parse_name("factor::Factor", argument, text, all);
}

factor::transform transform_of(const std::string& kind, double origin, double scale,
                               const std::vector<double>& knots, std::size_t columns) {
    check_argument(knots.size() <= factor::max_width, "factor::Factor", "knots", knots.size(),
                   "at most " + std::to_string(factor::max_width));
    factor::transform phi{parse("transform", kind, factor::all_shapes), origin, scale, {}, columns};
    std::ranges::copy(knots, phi.knots.begin());
    return phi;
}

void bind_parts(py::module_& area) {
    py::class_<expanded_row> expanded(area, "ExpandedRow", "The columns of a row of factors.");
    column_attribute(expanded, "phi", &expanded_row::phi);
    expanded.def_property_readonly("known", [](const expanded_row& of) { return to_python(of.known); })
        .def_property_readonly("extrapolates",
                               [](const expanded_row& of) { return to_python(of.extrapolates); });
    using factor::evidence_use, factor::term, factor::marginal;
    using one_factor = factor::factor;
    py::class_<evidence_use>(area, "EvidenceUse")
        .def(py::init([](std::string id, double units, double p0, bool indirect,
                         std::optional<double> standard_error, std::optional<double> log_hazard_ratio,
                         std::string because) {
                 return evidence_use{std::move(id),     units, p0, indirect, standard_error, log_hazard_ratio,
                                     std::move(because)};
             }),
             py::arg("id"), py::arg("units"), py::arg("p0"), py::arg("indirect"), py::arg("standard_error"),
             py::arg("log_hazard_ratio"), py::arg("because"));
    py::class_<term>(area, "Term")
        .def(py::init([](std::string name, std::vector<evidence_use> evidence, std::string because,
                         double prior_scale) {
                 const bool zero = evidence.empty();
                 return term{std::move(name), std::move(evidence), zero, std::move(because), prior_scale};
             }),
             py::arg("name"), py::arg("evidence"), py::arg("because"), py::arg("prior_scale"));
    py::class_<marginal>(area, "Marginal")
        .def(py::init([](const std::string& kind, double first, double second, std::string parent,
                         double without_parent, double loading) {
                 return marginal{parse("population", kind, factor::all_laws),
                                 first,
                                 second,
                                 std::move(parent),
                                 without_parent,
                                 loading,
                                 verification::assumption};
             }),
             py::arg("law"), py::arg("first"), py::arg("second"), py::arg("parent"),
             py::arg("without_parent"), py::arg("loading"));
    py::class_<factor::transform>(area, "Transform")
        .def(py::init(&transform_of), py::arg("kind"), py::arg("origin"), py::arg("scale"), py::arg("knots"),
             py::arg("columns"));
    py::class_<one_factor>(area, "Factor")
        .def(py::init([](std::string name, std::string label, std::string unit, const std::string& cause,
                         factor::transform phi, std::pair<double, double> range, std::string group,
                         marginal population, std::vector<term> terms, double persistence_days) {
                 return one_factor{std::move(name),
                                   std::move(label),
                                   std::move(unit),
                                   parse("cause", cause, factor::all_causes),
                                   phi,
                                   range.first,
                                   range.second,
                                   std::move(group),
                                   std::move(population),
                                   std::move(terms),
                                   persistence_days};
             }),
             py::arg("name"), py::arg("label"), py::arg("unit"), py::arg("cause"), py::arg("transform"),
             py::arg("range"), py::arg("group"), py::arg("population"), py::arg("terms"),
             py::arg("persistence_days"))
        .def_readonly("name", &one_factor::name)
        .def_readonly("label", &one_factor::label)
        .def_readonly("unit", &one_factor::unit)
        .def_property_readonly("cause", [](const one_factor& f) { return to_string(f.of); })
        .def_property_readonly("transform", [](const one_factor& f) { return to_string(f.phi.kind); })
        .def_readonly("low", &one_factor::low)
        .def_readonly("high", &one_factor::high)
        .def_readonly("group", &one_factor::group)
        .def_property_readonly("parent", [](const one_factor& f) { return f.population.parent; })
        .def_property_readonly("columns", &columns_of)
        .def_readonly("persistence_days", &one_factor::persistence_days)
        .def_property_readonly("evidence", &evidence_of);
}

}  // namespace

void factor(py::module_& area) {
    bind_parts(area);
    area.doc() = "Area factor: the schema between measures and models.";
    py::class_<factor::schema>(area, "Schema")
        .def(
            "factors",
            [](const factor::schema& of) {
                return std::vector<factor::factor>(of.factors().begin(), of.factors().end());
            },
            "In the order of a row.")
        .def("row", &row, py::arg("names"), py::arg("values"), "One row from some names and values.")
        .def("draw", &draw, py::arg("people"), py::arg("seed"),
             "People of the target population, a row each.")
        .def("expand", &expand, py::arg("row"), "Columns and sets of factors of one row.");
    area.def(
        "default_schema",
        [](std::string_view outcome) { return factor::default_schema(parse_outcome(outcome)); },
        py::arg("outcome") = to_string(outcome::any_episode));
}

}  // namespace backrisk::bind
