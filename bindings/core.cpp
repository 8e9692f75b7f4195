#include <limits>
#include <optional>
#include <string_view>

#include "backrisk/core/day.hpp"
#include "convert.hpp"

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

}  // namespace

void core(py::module_& area) {
    area.doc() = "What every area shares.";
    area.attr("no_day") = no_day;
    area.attr("first_day") = to_number(first_calendar_day);
    area.attr("last_day") = to_number(last_calendar_day);
    area.def("read_days", &read_days, py::arg("texts"), "Days since 1970-01-01 of ISO texts.");
    core_arrow(area);
}

}  // namespace backrisk::bind
