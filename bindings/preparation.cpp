#include "backrisk/preparation.hpp"

#include "answers.hpp"

namespace backrisk::bind {
namespace {

using namespace pybind11::literals;
using namespace backrisk::preparation;
using doubles = column<double>;
using dates = column<day_number>;
using starts_column = column<std::size_t>;

/// Runs a kernel on a daily column without the GIL.
template <class Kernel>
measured_series measure(const doubles& x, const char* name, const starts_column& starts,
                        const Kernel& kernel) {
    const auto daily = view(x, name);
    const auto people = view(starts, "starts");
    const py::gil_scoped_release unlocked;
    return kernel(daily, people);
}

warm_up_series warm_up(const dates& day, const doubles& warm_up_min, const doubles& specific_min,
                       const column<std::uint8_t>& is_session, const starts_column& starts, int window,
                       double minimum_min, double minimum_specific_min, double min_coverage) {
    const auto on = view(day, "day");
    const auto minutes = view(warm_up_min, "warm_up_min");
    const auto specific = view(specific_min, "specific_min");
    const auto sessions = view(is_session, "is_session");
    const auto people = view(starts, "starts");
    const py::gil_scoped_release unlocked;
    const auto marks = mark_warm_up(minutes, minimum_min, specific, minimum_specific_min);
    return warm_up_score(on, marks, sessions, {days{window}, minimum_min, min_coverage}, people);
}

pattern_series patterns(const dates& day, const column<std::int32_t>& pattern, std::size_t count,
                        const starts_column& starts) {
    return pattern_rest(view(day, "day"), view(pattern, "pattern"), count, view(starts, "starts"));
}

measured_series ready(const std::vector<doubles>& items, const std::vector<std::uint8_t>& higher_is_better,
                      const starts_column& starts, int window, double min_coverage) {
    std::vector<std::span<const double>> columns;
    for (const doubles& item : items) columns.push_back(view(item, "items"));
    const auto people = view(starts, "starts");
    const py::gil_scoped_release unlocked;
    return readiness(columns, higher_is_better, {days{window}, min_coverage}, people);
}

void answers(py::module_& area) {
    py::class_<wellness_item>(area, "WellnessItem", "A daily self-report.")
        .def_readonly("name", &wellness_item::name)
        .def_readonly("unit", &wellness_item::unit)
        .def_readonly("low", &wellness_item::low)
        .def_readonly("high", &wellness_item::high)
        .def_readonly("higher_is_better", &wellness_item::higher_is_better);
    py::class_<warm_up_series>(area, "WarmUp", "How often somebody warms up, and how regularly.")
        .def_readonly("share", &warm_up_series::share)
        .def_readonly("regularity", &warm_up_series::regularity);
    py::class_<pattern_series>(area, "PatternRest", "Days since a movement pattern, and days in a row.")
        .def_readonly("days_since", &pattern_series::days_since)
        .def_readonly("in_a_row", &pattern_series::in_a_row);
}

void recent(py::module_& area) {
    constexpr recent_options week;
    area.def(
        "recent_mean",
        [](const doubles& x, const starts_column& starts, const std::string& item, int window,
           double min_coverage) {
            recent_options options{days{window}, min_coverage};
            if (!item.empty()) {
                options.low = find_wellness_item(item).low;
                options.high = find_wellness_item(item).high;
            }
            return measure(x, "values", starts,
                           [&](auto daily, auto people) { return recent_mean(daily, options, people); });
        },
        "values"_a, "starts"_a, "item"_a = "", "window"_a = week.window.count(),
        "min_coverage"_a = week.min_coverage);
    area.def(
        "sleep_debt",
        [](const doubles& x, const starts_column& starts, double need_hours, int window,
           double min_coverage) {
            recent_options options = sleep_options;
            options.window = days{window};
            options.min_coverage = min_coverage;
            return measure(x, "sleep_hours", starts, [&](auto daily, auto people) {
                return sleep_debt(daily, need_hours, options, people);
            });
        },
        "sleep_hours"_a, "starts"_a, "need_hours"_a, "window"_a = sleep_options.window.count(),
        "min_coverage"_a = sleep_options.min_coverage);
    area.def(
        "rest_days",
        [](const doubles& x, const starts_column& starts, int window, double min_coverage) {
            return measure(x, "load", starts, [&](auto daily, auto people) {
                return rest_days(daily, {days{window}, min_coverage}, people);
            });
        },
        "load"_a, "starts"_a, "window"_a = week.window.count(), "min_coverage"_a = week.min_coverage);
    area.def(
        "days_since_hard",
        [](const doubles& x, const starts_column& starts, double hard_load) {
            return measure(x, "load", starts, [&](auto daily, auto people) {
                return days_since_hard(daily, hard_load, people);
            });
        },
        "load"_a, "starts"_a, "hard_load"_a);
}

}  // namespace

void preparation(py::module_& area) {
    area.doc() = "Warm-up, recovery, sleep and readiness.";
    answers(area);
    recent(area);
    constexpr warm_up_options habit;
    area.def("warm_up_score", &warm_up, "day"_a, "warm_up_min"_a, "specific_min"_a, "is_session"_a,
             "starts"_a, "window"_a = habit.window.count(), "minimum_min"_a = habit.minimum_min,
             "minimum_specific_min"_a = habit.minimum_min, "min_coverage"_a = habit.min_coverage);
    area.def("pattern_rest", &patterns, "day"_a, "pattern"_a, "patterns"_a, "starts"_a);
    constexpr baseline_options past;
    area.def(
        "wellness_z",
        [](const doubles& x, const starts_column& starts, int window, double min_coverage,
           bool higher_is_better) {
            return measure(x, "values", starts, [&](auto daily, auto people) {
                return wellness_z(daily, {days{window}, min_coverage, higher_is_better}, people);
            });
        },
        "values"_a, "starts"_a, "window"_a = past.window.count(), "min_coverage"_a = past.min_coverage,
        "higher_is_better"_a = past.higher_is_better);
    area.def("readiness", &ready, "items"_a, "higher_is_better"_a, "starts"_a,
             "window"_a = past.window.count(), "min_coverage"_a = past.min_coverage);
    area.def(
        "is_higher_better", [](const std::string& name) { return find_wellness_item(name).higher_is_better; },
        "name"_a);
    area.def("wellness_items",
             [] { return std::vector<wellness_item>(wellness_items.begin(), wellness_items.end()); });
    area.def("measures", [] { return measure_list(measures); });
}

}  // namespace backrisk::bind
