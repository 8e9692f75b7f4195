#include <limits>
#include <optional>
#include <string_view>

#include "answers.hpp"
#include "backrisk/core/day.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::bind {

void core_arrow(py::module_& area);
namespace {

constexpr day_number no_day = std::numeric_limits<day_number>::min();

/// A text as UTF-8 without a copy; nothing where the object is no text, or half a character.
std::optional<std::string_view> text_of(const py::handle& object) {
    if (!PyUnicode_Check(object.ptr())) return {};
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(object.ptr(), &size);
    if (text == nullptr) {
        PyErr_Clear();
        return {};
    }
    return std::string_view(text, static_cast<std::size_t>(size));
}

/// The day of each ISO text, `no_day` for what is none.
py::array_t<day_number> read_days(const py::list& texts) {
    std::vector<day_number> days(texts.size(), no_day);
    for (std::size_t i = 0; i < days.size(); ++i)
        if (const auto text = text_of(texts[i]))
            if (const auto day = read_day(*text)) days[i] = to_number(*day);
    return adopt(std::move(days));
}

/// What functions of every area answer.
void answers(py::module_& area) {
    py::class_<source>(area, "Source", "Where a number comes from, and how far that was checked.")
        .def_readonly("citation", &source::citation)
        .def_readonly("doi", &source::doi)
        .def_property_readonly("status", [](const source& of) { return to_string(of.status); });
    py::class_<measure_info>(area, "MeasureInfo", "What a measure computes, from which source, tested how.")
        .def_readonly("name", &measure_info::name)
        .def_readonly("unit", &measure_info::unit)
        .def_readonly("formula", &measure_info::formula)
        .def_property_readonly("source", [](const measure_info& of) { return of.from.citation; })
        .def_property_readonly("doi", [](const measure_info& of) { return of.from.doi; })
        .def_property_readonly("status", [](const measure_info& of) { return to_string(of.from.status); })
        .def_readonly("test", &measure_info::test);
    py::class_<measured>(area, "MeasuredValue", "A value, and in words why it is missing.")
        .def_readonly("value", &measured::value)
        .def_property_readonly("reason", [](const measured& of) { return to_string(of.reason); });
    py::class_<measured_series> column(area, "MeasuredColumn",
                                       "Values, how much of each was observed, and codes of reasons.");
    column_attribute(column, "value", &measured_series::value);
    column_attribute(column, "coverage", &measured_series::coverage);
    column_attribute(column, "reason_code", &measured_series::reason);
}

}  // namespace

void core(py::module_& area) {
    area.doc() = "What every area shares.";
    area.attr("no_day") = no_day;
    area.attr("first_day") = to_number(first_calendar_day);
    area.attr("last_day") = to_number(last_calendar_day);
    area.def("read_days", &read_days, py::arg("texts"), "Days since 1970-01-01 of ISO texts.");
    answers(area);
    core_arrow(area);
}

}  // namespace backrisk::bind
