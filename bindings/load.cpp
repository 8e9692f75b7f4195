#include "backrisk/load.hpp"

#include <array>

#include "answers.hpp"
#include "backrisk/core/column.hpp"
#include "backrisk/core/estimand.hpp"

namespace backrisk::bind {

void load_lagged(py::module_& area);
namespace {

using doubles = column<double>;
using starts_column = column<std::size_t>;
using start_argument = std::variant<std::string, double>;

constexpr auto default_coverage = load::default_min_coverage;

[[nodiscard]] load::ewma_start as_start(const start_argument& start) {
    if (const auto* level = std::get_if<double>(&start)) return {*level};
    const auto& word = std::get<std::string>(start);
    check_argument(word == "first" || word == "zero", "ewma", "start", word, "'first', 'zero' or a number");
    return word == "first" ? load::ewma_start::first() : load::ewma_start::zero();
}

[[nodiscard]] load::smoothing as_smoothing(std::optional<double> span, std::optional<double> half_life) {
    check_argument(span.has_value() != half_life.has_value(), "ewma", "number of span and half_life given",
                   int{span.has_value()} + int{half_life.has_value()}, "1");
    return span ? load::smoothing(*span) : load::smoothing::half_life(*half_life);
}

/// Runs a kernel without the GIL.
template <class Kernel>
[[nodiscard]] measured_series measure(const doubles& x, const starts_column& starts, const Kernel& kernel) {
    const auto daily = view(x, "x");
    const auto rows = view(starts, "starts");
    const py::gil_scoped_release unlocked;
    return kernel(daily, rows);
}

void averages(py::module_& area) {
    area.def(
        "rolling_mean",
        [](const doubles& x, const starts_column& starts, int window, double min_coverage) {
            return measure(x, starts, [&](auto daily, auto rows) {
                return load::rolling_mean(daily, {days{window}, min_coverage}, rows);
            });
        },
        py::arg("x"), py::arg("starts"), py::arg("window") = load::rolling_options{}.window.count(),
        py::arg("min_coverage") = default_coverage);
    area.def(
        "ewma",
        [](const doubles& x, const starts_column& starts, std::optional<double> span,
           std::optional<double> half_life, const start_argument& start, double min_coverage) {
            return measure(x, starts, [&](auto daily, auto rows) {
                return load::ewma(daily, as_smoothing(span, half_life), {as_start(start), min_coverage},
                                  rows);
            });
        },
        py::arg("x"), py::arg("starts"), py::arg("span") = py::none(), py::arg("half_life") = py::none(),
        py::arg("start") = "first", py::arg("min_coverage") = default_coverage);
    constexpr load::acwr_options ratio;
    area.def(
        "acwr",
        [](const doubles& x, const starts_column& starts, int acute, int chronic, const std::string& method,
           const start_argument& start, double min_coverage) {
            const load::acwr_options options{
                days{acute}, days{chronic},
                core::parse_name("acwr", "method", method, load::all_ratio_methods), as_start(start),
                min_coverage};
            return measure(x, starts,
                           [&](auto daily, auto rows) { return load::acwr(daily, options, rows); });
        },
        py::arg("x"), py::arg("starts"), py::arg("acute") = ratio.acute.count(),
        py::arg("chronic") = ratio.chronic.count(), py::arg("method") = to_string(ratio.method),
        py::arg("start") = "first", py::arg("min_coverage") = default_coverage);
    area.def(
        "redi",
        [](const doubles& x, const starts_column& starts, double rate, std::optional<int> window,
           double min_coverage) {
            load::redi_options options{.rate = rate, .min_coverage = min_coverage};
            if (window) options.window = days{*window};
            return measure(x, starts,
                           [&](auto daily, auto rows) { return load::redi(daily, options, rows); });
        },
        py::arg("x"), py::arg("starts"), py::arg("rate"), py::arg("window") = py::none(),
        py::arg("min_coverage") = default_coverage);
}

void weeks(py::module_& area) {
    const auto week = [&area](const char* name, auto kernel) {
        area.def(
            name,
            [kernel](const doubles& x, const starts_column& starts, int window, int ddof,
                     double min_coverage) {
                return measure(x, starts, [&](auto daily, auto rows) {
                    return kernel(daily, load::monotony_options{days{window}, ddof, min_coverage}, rows);
                });
            },
            py::arg("x"), py::arg("starts"), py::arg("window") = load::monotony_options{}.window.count(),
            py::arg("ddof") = load::monotony_options{}.ddof, py::arg("min_coverage") = default_coverage);
    };
    week("monotony", [](auto... a) { return load::monotony(a...); });
    week("strain", [](auto... a) { return load::strain(a...); });
    constexpr load::week_change_options change;
    area.def(
        "week_change",
        [](const doubles& x, const starts_column& starts, int window, const std::string& form,
           double min_coverage) {
            const load::week_change_options options{
                days{window}, core::parse_name("week_change", "form", form, load::all_change_forms),
                min_coverage};
            return measure(x, starts,
                           [&](auto daily, auto rows) { return load::week_change(daily, options, rows); });
        },
        py::arg("x"), py::arg("starts"), py::arg("window") = change.window.count(),
        py::arg("form") = to_string(change.form), py::arg("min_coverage") = default_coverage);
    area.def(
        "session_spike",
        [](const doubles& x, const starts_column& starts, int window, double min_coverage) {
            return measure(x, starts, [&](auto daily, auto rows) {
                return load::session_spike(daily, {days{window}, min_coverage}, rows);
            });
        },
        py::arg("x"), py::arg("starts"), py::arg("window") = load::session_spike_options{}.window.count(),
        py::arg("min_coverage") = default_coverage);
    area.def(
        "consecutive_days",
        [](const doubles& x, const starts_column& starts) {
            return measure(x, starts,
                           [](auto daily, auto rows) { return load::consecutive_days(daily, rows); });
        },
        py::arg("x"), py::arg("starts"));
    area.def(
        "share",
        [](const doubles& channel, const doubles& total, const starts_column& starts, int window,
           double min_coverage) {
            const auto part = view(channel, "channel");
            return measure(total, starts, [&](auto daily, auto rows) {
                return load::share(part, daily, {days{window}, min_coverage}, rows);
            });
        },
        py::arg("channel"), py::arg("total"), py::arg("starts"),
        py::arg("window") = load::rolling_options{}.window.count(),
        py::arg("min_coverage") = default_coverage);
}

void impulse_response(py::module_& area) {
    using banister = load::fitness_fatigue_series;
    py::class_<banister>(area, "FitnessFatigue", "The two sums of Banister's model, and their performance.")
        .def_readonly("fitness", &banister::fitness)
        .def_readonly("fatigue", &banister::fatigue)
        .def_readonly("performance", &banister::performance);
    using management = load::performance_management_series;
    py::class_<management>(area, "PerformanceManagement", "Chronic load, acute load and their balance.")
        .def_readonly("chronic", &management::chronic)
        .def_readonly("acute", &management::acute)
        .def_readonly("balance", &management::balance);
    constexpr load::fitness_fatigue_options none;
    area.def(
        "fitness_fatigue",
        [](const doubles& x, const starts_column& starts, double tau_fitness, double tau_fatigue,
           double baseline, double gain_fitness, double gain_fatigue, double min_coverage) {
            return load::fitness_fatigue(
                view(x, "x"), {tau_fitness, tau_fatigue, baseline, gain_fitness, gain_fatigue, min_coverage},
                view(starts, "starts"));
        },
        py::arg("x"), py::arg("starts"), py::arg("tau_fitness"), py::arg("tau_fatigue"),
        py::arg("baseline") = none.baseline, py::arg("gain_fitness") = none.gain_fitness,
        py::arg("gain_fatigue") = none.gain_fatigue, py::arg("min_coverage") = default_coverage);
    constexpr load::performance_management_options chart;
    area.def(
        "performance_management",
        [](const doubles& x, const starts_column& starts, double tau_chronic, double tau_acute,
           double min_coverage) {
            return load::performance_management(view(x, "x"), {tau_chronic, tau_acute, min_coverage},
                                                view(starts, "starts"));
        },
        py::arg("x"), py::arg("starts"), py::arg("tau_chronic") = chart.tau_chronic_days,
        py::arg("tau_acute") = chart.tau_acute_days, py::arg("min_coverage") = default_coverage);
}

[[nodiscard]] std::vector<load::day_span> as_spans(const column<day_number>& from,
                                                   const column<day_number>& to) {
    const auto first = view(from, "from"), last = view(to, "to");
    check_same_size("daily_load", "to", last, first);
    std::vector<load::day_span> spans;
    for (std::size_t g = 0; g < first.size(); ++g) spans.push_back({first[g], last[g]});
    return spans;
}

void diary(py::module_& area) {
    py::class_<load::daily_series> days(area, "DailySeries", "One row a day and person.");
    column_attribute(days, "day", &load::daily_series::day);
    column_attribute(days, "load", &load::daily_series::load);
    column_attribute(days, "longest_load", &load::daily_series::longest_load);
    column_attribute(days, "longest_min", &load::daily_series::longest_min);
    column_attribute(days, "starts", &load::daily_series::starts);
    days.def_property_readonly("status_code", [](const load::daily_series& of) {
        std::vector<std::uint8_t> codes;
        for (const auto one : of.status) codes.push_back(static_cast<std::uint8_t>(one));
        return adopt(std::move(codes));
    });
    days.def_readonly("sessions_outside", &load::daily_series::sessions_outside);
    area.def(
        "session_rpe",
        [](const doubles& rpe, const doubles& duration) {
            return adopt(load::session_rpe(view(rpe, "rpe"), view(duration, "duration")));
        },
        py::arg("rpe"), py::arg("duration"));
    area.def(
        "daily_load",
        [](const column<day_number>& day, const doubles& sessions, const doubles& duration,
           const doubles& rpe, const starts_column& person, const column<day_number>& monitored_from,
           const column<day_number>& monitored_to, const column<day_number>& first,
           const column<day_number>& last) {
            const load::session_columns table{view(day, "day"), view(sessions, "load"),
                                              view(duration, "duration"), view(rpe, "rpe"),
                                              view(person, "person")};
            const auto monitored = as_spans(monitored_from, monitored_to);
            const auto rows = as_spans(first, last);
            const py::gil_scoped_release unlocked;
            return load::daily_load(table, monitored, rows);
        },
        py::arg("day"), py::arg("load"), py::arg("duration"), py::arg("rpe"), py::arg("person"),
        py::arg("monitored_from"), py::arg("monitored_to"), py::arg("first"), py::arg("last"));
    area.def("status_names", [] {
        std::vector<std::string> names;
        for (const auto one :
             {day_status::trained, day_status::rest, day_status::missing, day_status::unmonitored})
            names.emplace_back(to_string(one));
        return names;
    });
}

/// Eight columns of one pass.
struct load_features {
    long_column<double> acute, chronic, ratio, mean, sd, monotony, strain, week_change;
};

[[nodiscard]] load_features features(const doubles& x, const starts_column& starts, int acute, int chronic,
                                     int ddof, double min_coverage, int threads) {
    const auto daily = view(x, "x");
    const auto rows = view(starts, "starts");
    load::feature_options options;
    options.acute = days{acute};
    options.chronic = days{chronic};
    options.ddof = ddof;
    options.min_coverage = min_coverage;
    load_features out;
    const py::gil_scoped_release unlocked;
    for (auto* one : {&out.acute, &out.chronic, &out.ratio, &out.mean, &out.sd, &out.monotony, &out.strain,
                      &out.week_change})
        one->resize(daily.size());
    load::batch_features(
        daily,
        {out.acute, out.chronic, out.ratio, out.mean, out.sd, out.monotony, out.strain, out.week_change},
        rows, options, threads);
    return out;
}

void bind_features(py::module_& area) {
    using all = load_features;
    py::class_<all> bound(area, "LoadFeatures", "Eight columns of one pass.");
    column_attribute(bound, "acute", &all::acute);
    column_attribute(bound, "chronic", &all::chronic);
    column_attribute(bound, "ratio", &all::ratio);
    column_attribute(bound, "mean", &all::mean);
    column_attribute(bound, "sd", &all::sd);
    column_attribute(bound, "monotony", &all::monotony);
    column_attribute(bound, "strain", &all::strain);
    column_attribute(bound, "week_change", &all::week_change);
}

}  // namespace

void load(py::module_& area) {
    area.doc() = "Training load; see `backrisk.load`.";
    bind_features(area);
    const load::feature_options defaults;
    area.def("features", &features, py::arg("x"), py::arg("starts"),
             py::arg("acute") = defaults.acute.count(), py::arg("chronic") = defaults.chronic.count(),
             py::arg("ddof") = defaults.ddof, py::arg("min_coverage") = defaults.min_coverage,
             py::arg("threads") = 1);
    diary(area);
    averages(area);
    weeks(area);
    impulse_response(area);
    load_lagged(area);
    area.def("measures", [] { return measure_list(load::measures); });
}

}  // namespace backrisk::bind
