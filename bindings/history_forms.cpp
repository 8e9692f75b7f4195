// Questionnaires and published logistic equations.
#include "backrisk/history.hpp"

#include "history_convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::history;

using matrix = column<double>;

template <instrument Instrument>
instrument_columns score_form(const Instrument& by, const matrix& items) {
    constexpr const auto& info = Instrument::info;
    const std::span<const double> flat(items.data(), static_cast<std::size_t>(items.size()));
    if (items.ndim() == 1) (void)score(by, flat);  // one person: a bad answer is an error that names it
    check_argument(items.ndim() == 1 || items.ndim() == 2, info.name, "items.ndim", items.ndim(), "1 or 2");
    check_argument(static_cast<std::size_t>(items.shape(items.ndim() - 1)) == info.items, info.name,
                   "items in a row", items.shape(items.ndim() - 1), std::to_string(info.items));
    const py::gil_scoped_release free;
    return score_rows(by, flat);
}

template <std::size_t N>
std::vector<std::string_view> filled(const std::array<std::string_view, N>& names) {
    std::vector<std::string_view> list;
    for (const auto name : names)
        if (!name.empty()) list.push_back(name);
    return list;
}

void types(py::module_& area) {
    py::class_<instrument_info> one(area, "Instrument");
    using info = instrument_info;
    fields_of<info>{one}("name", &info::name)("title", &info::title)("items", &info::items)(
        "low", &info::low)("high", &info::high)("score", &info::score)("second", &info::second)(
        "categories", [](const info& of) { return filled(of.categories); })(
        "second_categories", [](const info& of) { return filled(of.second_categories); })(
        "answers", &info::answers)("missing", &info::missing)("licence", &info::licence)("note", &info::note)(
        "loinc", &info::loinc)("scoring", &info::scoring)("cut_offs", &info::cut_offs)("missing_rule",
                                                                                       &info::missing_rule);
    py::class_<instrument_columns> columns(area, "InstrumentColumns");
    column_fields<instrument_columns>{columns}("score", &instrument_columns::score)(
        "second", &instrument_columns::second)("reason_code", &instrument_columns::reason)(
        "second_reason_code", &instrument_columns::second_reason)(
        "category_code", &instrument_columns::category)("second_category_code",
                                                        &instrument_columns::second_category);
    py::class_<logistic_equation> equation(area, "LogisticEquation");
    using line = logistic_equation;
    fields_of<line>{equation}("name", &line::name)("outcome", &line::outcome)("names", &line::names)(
        "intercept", &line::intercept)("coefficients", &line::coefficients)("citation", &line::citation)(
        "doi", &line::doi);
}

template <instrument... Instruments>
void list_forms(py::module_& area) {
    area.def("instruments", [] { return std::vector<instrument_info>{Instruments::info...}; });
}

template <instrument... Instruments>
void forms(py::module_& area) {
    (area.def(
         std::string(Instruments::info.name).c_str(),
         [](const matrix& items) { return score_form(Instruments{}, items); }, py::arg("items")),
     ...);
}

logistic_equation to_equation(const std::string& name, std::vector<std::string> names, double intercept,
                              std::vector<double> coefficients) {
    logistic_equation equation;
    equation.name = name;
    equation.names = std::move(names);
    equation.intercept = intercept;
    equation.coefficients = std::move(coefficients);
    return equation;
}

}  // namespace

void history_forms(py::module_& area) {
    types(area);
    list_forms<start_back, orebro_short, oswestry, roland_morris, pain_rating, fabq, tampa, ostrc_o,
               ostrc_o2>(area);
    forms<start_back, orebro_short, oswestry, roland_morris, pain_rating, tampa, ostrc_o, ostrc_o2>(area);
    const fabq limits;
    area.def(
        "fabq",
        [](const matrix& items, double work_above, double activity_above) {
            return score_form(fabq{work_above, activity_above}, items);
        },
        py::arg("items"), py::kw_only(), py::arg("work_above") = limits.work_above,
        py::arg("activity_above") = limits.activity_above);
    area.def(
        "start_back_group",
        [](double total, double distress) {
            return start_back::info.categories[checked_start_back_group(total, distress)];
        },
        py::arg("total"), py::arg("distress"));
    area.def("pickup", [] { return pickup(); });
    area.def(
        "probability",
        [](const std::string& name, std::vector<std::string> names, double intercept,
           std::vector<double> coefficients, const matrix& rows) {
            const auto equation = to_equation(name, std::move(names), intercept, std::move(coefficients));
            return probabilities(equation, {rows.data(), static_cast<std::size_t>(rows.size())});
        },
        py::arg("name"), py::arg("names"), py::arg("intercept"), py::arg("coefficients"), py::arg("rows"));
    area.def(
        "recalibrated",
        [](double intercept, std::vector<double> coefficients, double shift, double slope) {
            return recalibrated(to_equation("", {}, intercept, std::move(coefficients)), shift, slope);
        },
        py::arg("intercept"), py::arg("coefficients"), py::arg("shift"), py::arg("slope"));
}

}  // namespace backrisk::bind
