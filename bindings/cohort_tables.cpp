// Tables in and out, column by column, and the description of their columns.
#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

using cohort::tables;

template <class F>
void with_table(tables& all, const std::string& name, F&& f) {
    if (name == "people") return f(all.people);
    bool found = false;
    cohort::for_each_diary(all, [&](std::string_view one, auto& table) {
        if (one != name) return;
        found = true;
        f(table);
    });
    check_argument(found, "Tables", "table", std::string_view(name), "a table of a cohort");
}

/// Calls `f` with the column of this name if it holds values of type T; throws for an unknown one.
template <class T, class F>
void with_column(tables& all, const std::string& table, const std::string& name, F&& f) {
    bool found = false;
    with_table(all, table, [&]<class Table>(Table& columns) {
        cohort::for_each_field<Table>([&](const auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(columns.*one.values)>, std::vector<T>>) {
                if (one.values == nullptr || one.name != name) return;
                found = true;
                f(columns.*one.values);
            }
        });
        if constexpr (std::is_same_v<Table, cohort::people_table> && std::is_same_v<T, double>)
            for (auto& [factor, values] : columns.given)
                if (factor == name && !found) {
                    found = true;
                    f(values);
                }
    });
    check_argument(found, "Tables", "column", std::string_view(name), "a column of this kind of " + table);
}

template <class T, class Input>
void assign(tables& all, const std::string& table, const std::string& name, const column<Input>& array) {
    const auto values = view(array, name.c_str());
    with_column<T>(all, table, name, [&](std::vector<T>& to) {
        to.clear();
        to.reserve(values.size());
        for (const Input one : values) to.push_back(static_cast<T>(one));
    });
}

void give_factor(tables& all, const std::string& factor, const column<double>& array) {
    const auto values = view(array, factor.c_str());
    all.people.given.emplace_back(factor, std::vector<double>(values.begin(), values.end()));
}

/// That a table was given, with or without rows.
void mark_given(tables& all, const std::string& table) {
    if (table == "sessions") all.sessions_taken = true;
    if (table == "sets") all.sets_taken = true;
    if (table == "wellness") all.wellness_taken = true;
    if (table == "episodes") all.episodes_taken = true;
}

template <class T, class Shown>
py::array_t<Shown> column_of(const py::object& self, const std::string& table, const std::string& name) {
    py::array_t<Shown> out;
    with_column<T>(py::cast<tables&>(self), table, name, [&](std::vector<T>& values) {
        out = py::array_t<Shown>(static_cast<py::ssize_t>(values.size()),
                                 reinterpret_cast<const Shown*>(values.data()), self);
    });
    return out;
}

std::vector<std::string> names_of(tables& all, const std::string& table, const std::string& name) {
    std::vector<std::string> out;
    with_column<std::string>(all, table, name, [&](const std::vector<std::string>& values) { out = values; });
    return out;
}

/// A column of a table, as Python's schema and the documentation show it.
struct field_row {
    std::string table, name, kind, unit, about;
    std::optional<double> low, high;
    bool required;
};

template <class Table>
void describe(std::string_view table, std::vector<field_row>& rows) {
    cohort::for_each_field<Table>([&](const auto& one) {
        const auto limit = [](double x) {
            return std::abs(x) < cohort::any_size ? std::optional(x) : std::nullopt;
        };
        rows.push_back({std::string(table), std::string(one.name), std::string(to_string(one.kind)),
                        std::string(one.unit), std::string(one.about), limit(one.low), limit(one.high),
                        one.required});
    });
}

std::vector<field_row> all_fields() {
    std::vector<field_row> rows;
    describe<cohort::people_table>("people", rows);
    const tables none;
    cohort::for_each_diary(
        none, [&]<class Table>(std::string_view name, const Table&) { describe<Table>(name, rows); });
    return rows;
}

}  // namespace

void cohort_tables(py::module_& area) {
    py::class_<tables>(area, "Tables", "The tables of a cohort, given column by column.")
        .def(py::init<>())
        .def_readwrite("people_given", &tables::people_given)
        .def("give", &mark_given, py::arg("table"))
        .def("numbers", &assign<double, double>, py::arg("table"), py::arg("column"), py::arg("values"))
        .def("days", &assign<day_number, day_number>, py::arg("table"), py::arg("column"), py::arg("values"))
        .def("sides", &assign<cohort::side, std::uint8_t>, py::arg("table"), py::arg("column"),
             py::arg("values"))
        .def("persons", &assign<cohort::person_index, cohort::person_index>, py::arg("table"),
             py::arg("column"), py::arg("values"))
        .def(
            "names",
            [](tables& all, const std::string& table, const std::string& name,
               std::vector<std::string> values) {
                with_column<std::string>(all, table, name, [&](auto& to) { to = std::move(values); });
            },
            py::arg("table"), py::arg("column"), py::arg("values"))
        .def("factor", &give_factor, py::arg("name"), py::arg("values"))
        .def(
            "episodes_may_be",
            [](tables& all, const column<cohort::person_index>& persons) {
                const auto values = view(persons, "persons");
                all.episode_may_be.assign(values.begin(), values.end());
            },
            py::arg("persons"))
        .def("numbers_of", &column_of<double, double>, py::arg("table"), py::arg("column"))
        .def("days_of", &column_of<day_number, day_number>, py::arg("table"), py::arg("column"))
        .def("sides_of", &column_of<cohort::side, std::uint8_t>, py::arg("table"), py::arg("column"))
        .def("persons_of", &column_of<cohort::person_index, cohort::person_index>, py::arg("table"),
             py::arg("column"))
        .def("names_of", &names_of, py::arg("table"), py::arg("column"))
        .def_property_readonly("factors", [](const tables& all) {
            std::vector<std::string> names;
            for (const auto& [factor, values] : all.people.given) names.push_back(factor);
            return names;
        });

    py::class_<field_row>(area, "Field", "A column of a table.")
        .def_readonly("table", &field_row::table)
        .def_readonly("name", &field_row::name)
        .def_readonly("kind", &field_row::kind)
        .def_readonly("unit", &field_row::unit)
        .def_readonly("about", &field_row::about)
        .def_readonly("low", &field_row::low)
        .def_readonly("high", &field_row::high)
        .def_readonly("required", &field_row::required);
    area.def("fields", &all_fields, "Every column of every table.");

    using cohort::finding;
    py::class_<finding>(area, "Finding", "Something about the data that a person should look at.")
        .def_property_readonly("level", [](const finding& one) { return to_string(one.level); })
        .def_readonly("table", &finding::table)
        .def_readonly("row", &finding::row)
        .def_readonly("column", &finding::column)
        .def_readonly("person", &finding::person)
        .def_readonly("value", &finding::value)
        .def_readonly("rule", &finding::rule);

    const auto years = [](day_number start, const column<day_number>& days) {
        std::vector<std::int32_t> out;
        for (const day_number day : view(days, "days")) out.push_back(completed_years(start, day));
        return adopt(std::move(out));
    };
    area.def("completed_years", years, py::arg("start"), py::arg("days"),
             "Completed calendar years from a day to each of `days`.");
    area.attr("no_day") = cohort::no_day;
    area.attr("no_person") = cohort::no_person;
}

}  // namespace backrisk::bind
