#include <optional>
#include <tuple>

#include "spine_convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::spine;
using namespace pybind11::literals;

void bind_catalogue(py::module_& area) {
    py::class_<exercise> one(area, "Exercise", "An exercise with the published compression of the low back.");
    one.def_readonly("exercise", &exercise::name)
        .def_property_readonly("pattern", [](const exercise& of) { return to_string(of.pattern); })
        .def_property_readonly("held", [](const exercise& of) { return to_string(of.held); })
        .def_property_readonly("compression_n", [](const exercise& of) { return of.compression.value; })
        .def_property_readonly("low_n", [](const exercise& of) { return of.compression.low; })
        .def_property_readonly("high_n", [](const exercise& of) { return of.compression.high; })
        .def_property_readonly("at_mass_kg", [](const exercise& of) { return of.compression.at_mass_kg; })
        .def_property_readonly("people", [](const exercise& of) { return of.compression.people; })
        .def_property_readonly("reason",
                               [](const exercise& of) { return to_string(of.compression.reason()); })
        .def_property_readonly("source", [](const exercise& of) { return of.compression.from.citation; })
        .def_property_readonly("status",
                               [](const exercise& of) {
                                   const bool known = of.compression.reason() == reason::none;
                                   return known ? to_string(of.compression.from.status) : std::string_view{};
                               })
        .def_property_readonly("enters_dose", [](const exercise& of) { return of.compression.for_dose; });
    using measurement = std::remove_cvref_t<decltype(published_measurements[0])>;
    py::class_<measurement>(area, "PublishedLoad", "A published spine load.")
        .def_readonly("task", &measurement::task)
        .def_readonly("measure", &measurement::measure)
        .def_readonly("value", &measurement::value)
        .def_readonly("unit", &measurement::unit)
        .def_property_readonly("source", [](const measurement& of) { return of.from.citation; })
        .def_property_readonly("doi", [](const measurement& of) { return of.from.doi; })
        .def_property_readonly("status", [](const measurement& of) { return to_string(of.from.status); });
    area.def("exercises", [] { return std::vector<exercise>(exercises.begin(), exercises.end()); });
    area.def("published", [] {
        return std::vector<measurement>(published_measurements.begin(), published_measurements.end());
    });
}

/// Compression of one repetition and dose of each set.
struct set_doses {
    std::vector<double> compression, dose;
    std::vector<backrisk::reason> reason;
};

void bind_answers(py::module_& area) {
    py::class_<set_doses> doses(area, "SetDoses", "Compression and dose of each set.");
    column_attribute(doses, "compression_n", &set_doses::compression);
    column_attribute(doses, "dose", &set_doses::dose);
    column_attribute(doses, "reason_code", &set_doses::reason);
    py::class_<pattern_repetitions>(area, "PatternRepetitions", "Repetitions of each of `patterns`.")
        .def_property_readonly("repetitions",
                               [](const pattern_repetitions& of) {
                                   return std::vector<double>(of.repetitions.begin(), of.repetitions.end());
                               })
        .def_readonly("unknown", &pattern_repetitions::unknown);
    py::class_<set_window_options>(area, "SetWindowOptions")
        .def(py::init<>())
        .def_readonly("window_days", &set_window_options::window_days)
        .def_readonly("min_coverage", &set_window_options::min_coverage);
    py::class_<flexion_fatigue>(area, "FlexionFatigue", "Mean cycles to failure at three angles.")
        .def_readonly("angle_deg", &flexion_fatigue::angle_deg)
        .def_readonly("cycles", &flexion_fatigue::cycles)
        .def_readonly("source", &flexion_fatigue::from);
    using change = technique_tradeoff;
    py::class_<change>(area, "TechniqueTradeoff", "From squat to stoop, in multiples of body weight.")
        .def_readonly("compression_low", &change::compression_low)
        .def_readonly("compression_high", &change::compression_high)
        .def_readonly("shear_low", &change::shear_low)
        .def_readonly("shear_high", &change::shear_high)
        .def_readonly("lumbosacral_shear_low", &change::lumbosacral_shear_low)
        .def_readonly("lumbosacral_shear_high", &change::lumbosacral_shear_high)
        .def_readonly("source", &change::from);
    area.attr("remembered_flexion_fatigue") = flexion_fatigue{};
    area.attr("stoop_minus_squat") = technique_tradeoff{};
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
    measured_series answer(Measure measure, const Columns&... columns) const {
        const auto rows = view(row_day, "dates"), asked = view(day, "days");
        const std::array given{view(columns, "column")...};
        for (const auto one : given) check_same_size("spine.set_windows", "column", one, rows);
        const auto edges = view(row_starts, "row_starts"), day_edges = view(day_starts, "day_starts");
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
    }
};

}  // namespace

void spine_sets(py::module_& area) {
    bind_catalogue(area);
    bind_answers(area);
    area.def("exercise_index", [](const std::string& name) { return exercise_index(name); });
    area.def("repetitions_by_pattern", [](const column<std::int64_t>& id, const numbers& repetitions) {
        return repetitions_by_pattern(view(id, "exercise"), view(repetitions, "repetitions"));
    });
    area.def(
        "set_dose", [](const column<std::int64_t>& id, const numbers& repetitions, const numbers& mass,
                       const numbers& flexion, const numbers& body, const numbers& height, const codes& sex,
                       const lumbar_options& lumbar, double assumed, const std::string& kind) {
            const auto sexes = decode(sex, all_sexes, "sex");
            const auto dose = core::parse_name("spine.set_dose", "kind", kind, all_dose_kinds);
            auto compression = set_compression_columns(
                view(id, "exercise"), view(mass, "mass_kg"), view(flexion, "trunk_flexion_deg"),
                view(body, "body_mass_kg"), view(height, "height_m"), sexes, {lumbar, assumed});
            auto doses = set_dose_columns(compression, view(repetitions, "repetitions"), dose);
            return set_doses{std::move(compression.value), std::move(doses.value), std::move(doses.reason)};
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
             [](const numbers& rating) { return technique_columns(view(rating, "rating")); });
    area.def("flexion_damage_factor",
             [](const numbers& flexion, std::array<double, 3> angle, std::array<double, 3> cycles) {
                 return flexion_factor_columns(view(flexion, "flexion_deg"), {angle, cycles});
             });
}

}  // namespace backrisk::bind
