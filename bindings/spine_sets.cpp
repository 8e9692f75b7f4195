#include <optional>
#include <tuple>

#include "spine_convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::spine;
using namespace pybind11::literals;

py::dict exercise_table() {
    py::list name, pattern, held, people, reasons, citation, status, use;
    std::vector<double> value, low, high, at;
    for (const auto& one : exercises) {
        const auto& load = one.compression;
        name.append(one.name);
        pattern.append(to_string(one.pattern));
        held.append(to_string(one.held));
        people.append(load.people);
        reasons.append(to_string(load.reason()));
        citation.append(load.from.citation);
        status.append(load.reason() == reason::none ? to_string(load.from.status) : std::string_view{});
        use.append(load.for_dose);
        value.push_back(load.value);
        low.push_back(load.low);
        high.push_back(load.high);
        at.push_back(load.at_mass_kg);
    }
    return py::dict("exercise"_a = name, "pattern"_a = pattern, "held"_a = held,
                    "compression_n"_a = adopt(std::move(value)), "low_n"_a = adopt(std::move(low)),
                    "high_n"_a = adopt(std::move(high)), "at_mass_kg"_a = adopt(std::move(at)),
                    "people"_a = people, "reason"_a = reasons, "source"_a = citation, "status"_a = status,
                    "enters_dose"_a = use);
}

py::dict published_table() {
    py::list task, measure, unit, citation, doi, status;
    std::vector<double> value;
    for (const auto& one : published_measurements) {
        task.append(one.task);
        measure.append(one.measure);
        value.push_back(one.value);
        unit.append(one.unit);
        citation.append(one.from.citation);
        doi.append(one.from.doi);
        status.append(to_string(one.from.status));
    }
    return py::dict("task"_a = task, "measure"_a = measure, "value"_a = adopt(std::move(value)),
                    "unit"_a = unit, "source"_a = citation, "doi"_a = doi, "status"_a = status);
}

/// The days of the sets and the days asked about, of many people.
struct set_windows {
    column<day_number> row_day, day;
    column<std::size_t> row_starts, day_starts;
    set_window_options how;

    set_windows(column<day_number> rows, column<day_number> days, column<std::size_t> row_groups,
                column<std::size_t> day_groups, int window_days, double min_coverage,
                std::optional<day_number> recorded_from)
        : row_day(std::move(rows)),
          day(std::move(days)),
          row_starts(std::move(row_groups)),
          day_starts(std::move(day_groups)),
          how{.window_days = window_days, .min_coverage = min_coverage} {
        if (recorded_from) how.recorded_from = *recorded_from;
    }

    /// `measure(sets' days, asked days, column of the person...)` for each person.
    template <class Measure, class... Columns>
    py::tuple answer(Measure measure, const Columns&... columns) const {
        const auto rows = view(row_day, "dates"), asked = view(day, "days");
        const std::array given{view(columns, "column")...};
        for (const auto one : given) check_same_size("spine.set_windows", "column", one, rows);
        const auto edges = view(row_starts, "row_starts"), day_edges = view(day_starts, "day_starts");
        auto out = [&] {
            const py::gil_scoped_release free;
            return by_person(
                edges, day_edges, [&](std::size_t r, std::size_t count, std::size_t d, std::size_t ask) {
                    auto own = given;
                    for (auto& one : own) one = one.subspan(r, count);
                    return std::apply(
                        [&](auto... parts) {
                            return measure(rows.subspan(r, count), parts..., asked.subspan(d, ask), how);
                        },
                        own);
                });
        }();
        return to_python(std::move(out));
    }
};

}  // namespace

void spine_sets(py::module_& area) {
    area.def("exercises", &exercise_table);
    area.def("published", &published_table);
    area.def("exercise_index", [](const std::string& name) { return exercise_index(name); });
    area.def("repetitions_by_pattern", [](const column<std::int64_t>& id, const numbers& repetitions) {
        const auto out = repetitions_by_pattern(view(id, "exercise"), view(repetitions, "repetitions"));
        py::dict sums;
        for (const auto pattern : all_patterns)
            sums[py::str(to_string(pattern))] = out.repetitions[static_cast<std::size_t>(pattern)];
        return py::make_tuple(sums, out.unknown);
    });
    area.def(
        "set_dose", [](const column<std::int64_t>& id, const numbers& repetitions, const numbers& mass,
                       const numbers& flexion, const numbers& body, const numbers& height, const codes& sex,
                       const py::dict& lumbar, double assumed, const std::string& kind) {
            const auto sexes = decode(sex, all_sexes, "sex");
            const auto dose = core::parse_name("spine.set_dose", "kind", kind, all_dose_kinds);
            auto compression = set_compression_columns(view(id, "exercise"), view(mass, "mass_kg"),
                                                       view(flexion, "trunk_flexion_deg"),
                                                       view(body, "body_mass_kg"), view(height, "height_m"),
                                                       sexes, {lumbar_options_of(lumbar), assumed});
            auto doses = set_dose_columns(compression, view(repetitions, "repetitions"), dose);
            return py::make_tuple(adopt(std::move(compression.value)), adopt(std::move(doses.value)),
                                  adopt(std::move(doses.reason)));
        });
    area.def("window_defaults", [] {
        const set_window_options d;
        return py::dict("window_days"_a = d.window_days, "min_coverage"_a = d.min_coverage);
    });
    using window = const set_windows&;
    py::class_<set_windows>(area, "SetWindows")
        .def(py::init<column<day_number>, column<day_number>, column<std::size_t>, column<std::size_t>, int,
                      double, std::optional<day_number>>())
        .def("heaviest_lift",
             [](window at, const numbers& mass) {
                 return at.answer([](auto... a) { return heaviest_lift(a...); }, mass);
             })
        .def("lifts_per_day",
             [](window at, const numbers& reps, const numbers& mass) {
                 return at.answer([](auto... a) { return lifts_per_day(a...); }, reps, mass);
             })
        .def("lifting_flexion",
             [](window at, const numbers& flexion, const numbers& reps, const numbers& mass) {
                 return at.answer([](auto... a) { return lifting_flexion(a...); }, flexion, reps, mass);
             })
        .def("spine_dose", [](window at, const numbers& dose) {
            return at.answer([](auto... a) { return spine_dose(a...); }, dose);
        });
    area.def("technique_score",
             [](const numbers& rating) { return to_python(technique_columns(view(rating, "rating"))); });
    area.def("remembered_flexion_fatigue", [] {
        const flexion_fatigue d;
        return py::make_tuple(d.angle_deg, d.cycles, source_row(d.from));
    });
    area.def("flexion_damage_factor",
             [](const numbers& flexion, std::array<double, 3> angle, std::array<double, 3> cycles) {
                 return to_python(flexion_factor_columns(view(flexion, "flexion_deg"), {angle, cycles}));
             });
    area.def("stoop_minus_squat", [] {
        const technique_tradeoff d;
        return py::dict(
            "compression_bw"_a = py::make_tuple(d.compression_low, d.compression_high),
            "shear_bw"_a = py::make_tuple(d.shear_low, d.shear_high),
            "lumbosacral_shear_bw"_a = py::make_tuple(d.lumbosacral_shear_low, d.lumbosacral_shear_high),
            "source"_a = source_row(d.from));
    });
}

}  // namespace backrisk::bind
