#include "backrisk/spine.hpp"

#include "backrisk/core.hpp"

#include "convert.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::spine;
using namespace pybind11::literals;
using numbers = column<double>;
using codes = column<std::uint8_t>;

/// Codes of an enum as the enum; a code beyond `all` is refused.
template <class Enum, std::size_t N>
std::vector<Enum> decode(const codes& column, const std::array<Enum, N>& all, const char* name) {
    std::vector<Enum> out;
    out.reserve(static_cast<std::size_t>(column.size()));
    for (const auto code : view(column, name)) {
        check_argument(code < N, "spine", name, static_cast<int>(code), "a known code");
        out.push_back(all[code]);
    }
    return out;
}

template <class Enum, std::size_t N>
py::list names_of(const std::array<Enum, N>& all) {
    py::list names;
    for (const auto one : all) names.append(to_string(one));
    return names;
}

py::tuple source_row(const source& from) {
    return py::make_tuple(from.citation, from.doi, to_string(from.status));
}

/// A table of named columns plus the reason codes.
template <class Table, class Names>
py::dict to_columns(Table&& table, const Names& names) {
    py::dict out;
    for (std::size_t i = 0; i < names.size(); ++i) out[py::str(names[i])] = adopt(std::move(table.column[i]));
    out["reason"] = adopt(std::move(table.why));
    return out;
}

lifting_options options_of(const std::string& system, const std::string& mode, const char* function) {
    return {core::parse_name(function, "units", system, all_unit_systems),
            core::parse_name(function, "rounding", mode, all_roundings)};
}

/// The task columns of one call, and what keeps them alive.
struct task_table {
    std::array<numbers, 9> held;
    std::vector<coupling> grip;
    lifting_columns columns;

    task_table(const py::dict& tasks)
        : grip(decode(tasks["coupling"].cast<codes>(), all_couplings, "coupling")) {
        constexpr std::array names{"load",       "horizontal", "vertical",  "distance",          "asymmetry",
                                   "per_minute", "hours",      "mean_load", "vertical_at_origin"};
        for (std::size_t i = 0; i < names.size(); ++i) held[i] = tasks[names[i]].cast<numbers>();
        const auto at = [&](std::size_t i) { return view(held[i], names[i]); };
        columns = {at(0), at(1), at(2), at(3), at(4), at(5), at(6), grip, at(7), at(8)};
    }
    void check_rows(const char* function, unit_system system) const {
        columns.check(function);
        for (std::size_t i = 0; i < columns.size(); ++i)
            check_lift(function, task_of(columns.row(i), system));
    }
};

py::dict niosh_table(const py::dict& tasks, const std::string& system, const std::string& mode, bool strict) {
    const auto how = options_of(system, mode, "spine.niosh");
    const task_table table(tasks);
    if (strict) table.check_rows("spine.niosh", how.system);
    auto out = [&] {
        const py::gil_scoped_release free;
        return niosh_columns(table.columns, how);
    }();
    return to_columns(std::move(out), lifting_column_names);
}

template <class Index>
py::tuple job_table(const char* function, const py::dict& tasks, const column<std::size_t>& starts,
                    const lifting_options& how, bool strict, Index index) {
    const task_table table(tasks);
    if (strict) table.check_rows(function, how.system);
    return to_python(index_by_job(table.columns, view(starts, "starts"), index));
}

py::tuple composite(const py::dict& tasks, const column<std::size_t>& starts, const std::string& system,
                    const std::string& mode, bool strict) {
    const auto how = options_of(system, mode, "spine.composite_lifting_index");
    return job_table("spine.composite_lifting_index", tasks, starts, how, strict,
                     [&](auto job, std::size_t) { return composite_index(job, how); });
}

py::tuple variable(const py::dict& tasks, const column<std::size_t>& starts, const std::string& system,
                   const std::string& mode, bool strict, const std::string& rule, std::size_t categories) {
    constexpr const char* here = "spine.variable_lifting_index";
    const auto how = options_of(system, mode, here);
    const auto grouping = core::parse_name(here, "rule", rule, all_category_rules);
    return job_table(here, tasks, starts, how, strict,
                     [&](auto job, std::size_t) { return variable_index(job, how, grouping, categories); });
}

py::tuple sequential(const py::dict& tasks, const column<std::size_t>& starts, const std::string& system,
                     const std::string& mode, bool strict, const numbers& minutes_worked) {
    constexpr const char* here = "spine.sequential_lifting_index";
    const auto how = options_of(system, mode, here);
    const auto time = view(minutes_worked, "minutes_worked");
    check_same_size(here, "minutes_worked", time, view(tasks["load"].cast<numbers>(), "load"));
    return job_table(here, tasks, starts, how, strict, [&](auto job, std::size_t first) {
        return sequential_index(job, time.subspan(first, job.size()), how);
    });
}

void add_lifting(py::module_& area) {
    area.def("niosh", &niosh_table);
    area.def("composite", &composite);
    area.def("variable", &variable);
    area.def("sequential", &sequential);
    area.def("lift_defaults", [] {
        const lift d;
        return py::dict("asymmetry"_a = d.asymmetry.value(), "per_minute"_a = d.per_minute,
                        "hours"_a = d.duration.count(), "coupling"_a = to_string(d.grip),
                        "units"_a = to_string(lifting_options{}.system),
                        "rounding"_a = to_string(lifting_options{}.mode));
    });
    area.def("lifting_sources", [] {
        return py::make_tuple(source_row(lifting_manual), source_row(lifting_variable_source),
                              source_row(lifting_sequential_source));
    });
    area.def("effective_duration", [](const numbers& work, const numbers& recovery) {
        const auto w = view(work, "work"), r = view(recovery, "recovery");
        check_same_size("spine.effective_duration", "recovery", r, w);
        std::vector<work_spell> spells;
        for (std::size_t i = 0; i < w.size(); ++i) spells.push_back({minutes{w[i]}, minutes{r[i]}});
        return effective_duration(spells).count();
    });
    area.def("intermittent_frequency",
             [](double rate, double lifting) { return intermittent_frequency(rate, minutes{lifting}); });
    area.def("estimated_horizontal", [](double width, double vertical, const std::string& units) {
        const auto system = core::parse_name("spine.estimated_horizontal", "units", units, all_unit_systems);
        if (system == unit_system::us)
            return inches{estimated_horizontal(inches{width}, inches{vertical}, system)}.value();
        return estimated_horizontal(centimetres{width}, centimetres{vertical}, system).value();
    });
    area.def("out_of_scope",
             [](bool one_handed, bool seated, bool restricted, bool unstable, bool carrying, bool tool,
                double speed, double friction, double temperature, double humidity, double duration) {
                 return out_of_scope({one_handed, seated, restricted, unstable, carrying, tool, speed,
                                      friction, temperature, humidity, hours{duration}});
             });
}

py::dict lumbar_defaults() {
    const lumbar_options d;
    return py::dict("model"_a = to_string(d.muscle.model), "lever_arm_m"_a = d.muscle.lever_arm.value(),
                    "muscle_angle_deg"_a = d.muscle.muscle_angle.value(),
                    "lumbosacral_share"_a = d.lumbosacral_share, "force_uncertainty"_a = d.force_uncertainty,
                    "moment_uncertainty"_a = d.moment_uncertainty);
}

lumbar_options lumbar_options_of(const py::dict& given) {
    lumbar_options how;
    how.muscle.model =
        core::parse_name("spine.lumbar_load", "model", given["model"].cast<std::string>(), all_muscle_models);
    how.muscle.lever_arm = metres{given["lever_arm_m"].cast<double>()};
    how.muscle.muscle_angle = degrees{given["muscle_angle_deg"].cast<double>()};
    how.lumbosacral_share = given["lumbosacral_share"].cast<double>();
    how.force_uncertainty = given["force_uncertainty"].cast<double>();
    how.moment_uncertainty = given["moment_uncertainty"].cast<double>();
    return how;
}

py::dict lumbar_table_of(const numbers& mass, const numbers& height, const codes& sex, const numbers& trunk,
                         const numbers& upper_arm, const numbers& elbow, const numbers& load,
                         const std::string& place, const py::dict& options, bool strict) {
    const auto how = lumbar_options_of(options);
    const auto held = core::parse_name("spine.lumbar_load", "held", place, all_load_places);
    const auto sexes = decode(sex, all_sexes, "sex");
    const lumbar_inputs in{view(mass, "mass_kg"),
                           view(height, "height_m"),
                           view(trunk, "trunk_flexion_deg"),
                           view(upper_arm, "upper_arm_deg"),
                           view(elbow, "elbow_deg"),
                           view(load, "load_kg"),
                           sexes};
    if (strict)
        (void)lumbar_load(
            {kilograms{in.mass_kg[0]}, metres{in.height_m[0]}, sexes[0]},
            {degrees{in.trunk_deg[0]}, degrees{in.upper_arm_deg[0]}, degrees{in.elbow_deg[0]}, held},
            kilograms{in.load_kg[0]}, how);
    auto out = [&] {
        const py::gil_scoped_release free;
        return lumbar_columns(in, held, how);
    }();
    auto columns = to_columns(std::move(out), lumbar_column_names);
    columns["source"] = source_row(source_of(how.muscle.model));
    return columns;
}

fatigue_options fatigue_of(double ultimate_n, double cycles_at_zero, double decay) {
    return {newtons{ultimate_n}, cycles_at_zero, decay};
}

void add_load(py::module_& area) {
    area.def("lumbar_defaults", &lumbar_defaults);
    area.def("lumbar_load", &lumbar_table_of);
    area.def("fatigue_defaults", [] {
        const fatigue_options d;
        return py::dict("ultimate_n"_a = d.ultimate.value(), "cycles_at_zero"_a = d.cycles_at_zero,
                        "decay"_a = d.decay);
    });
    area.def("fatigue_source", [] { return source_row(fatigue_source); });
    area.def("fatigue_damage", [](const numbers& force, const numbers& cycles, double ultimate, double zero,
                                  double decay, bool strict) {
        const auto how = fatigue_of(ultimate, zero, decay);
        const auto f = view(force, "compression_n"), n = view(cycles, "cycles");
        if (strict) (void)fatigue_damage(newtons{f[0]}, n[0], how);
        return to_python(fatigue_columns(f, n, how));
    });
    area.def("cycles_to_failure", [](double force, double ultimate, double zero, double decay) {
        return cycles_to_failure(newtons{force}, fatigue_of(ultimate, zero, decay));
    });
    area.def("remembered_damage_risk", [] {
        return py::make_tuple(remembered_damage_risk.intercept, remembered_damage_risk.slope,
                              source_row(remembered_damage_risk.from));
    });
    area.def("damage_probability", [](double damage, double intercept, double slope) {
        return damage_probability(damage, {intercept, slope});
    });
    area.def("dose_defaults", [] {
        const dose_options d;
        return py::dict("exponent"_a = d.exponent, "reference_hours"_a = d.reference.count(),
                        "threshold_n"_a = d.threshold.value());
    });
    area.def("daily_dose", [](const numbers& force, const numbers& hours_held, double exponent,
                              double reference, double threshold) {
        const auto one = daily_dose(view(force, "force_n"), view(hours_held, "hours_held"),
                                    {exponent, hours{reference}, newtons{threshold}});
        return py::make_tuple(one.value, to_string(one.why));
    });
    area.def("compressive_strength",
             [](const numbers& age, const codes& sex, const std::string& model, bool strict) {
                 const auto chosen =
                     core::parse_name("spine.compressive_strength", "model", model, all_strength_models);
                 const auto ages = view(age, "age_years");
                 const auto sexes = decode(sex, all_sexes, "sex");
                 if (strict) (void)compressive_strength(ages[0], sexes[0], chosen);
                 auto out = to_columns(strength_columns(ages, sexes, chosen), strength_column_names);
                 out["source"] = source_row(source_of(chosen));
                 return out;
             });
    area.def("load_limits", [] {
        py::list rows;
        for (const auto& one : load_limits)
            rows.append(
                py::make_tuple(one.name, one.value, one.unit, one.from.citation, to_string(one.from.status)));
        return rows;
    });
}

py::dict exercise_table() {
    py::list name, pattern, held, people, reasons, citation, status, use;
    std::vector<double> value, low, high, at;
    for (const auto& one : exercises) {
        const auto& load = one.compression;
        name.append(one.name);
        pattern.append(to_string(one.pattern));
        held.append(to_string(one.held));
        people.append(load.people);
        reasons.append(to_string(load.why()));
        citation.append(load.from.citation);
        status.append(load.why() == reason::none ? to_string(load.from.status) : std::string_view{});
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

set_window_options window_of(int window_days, double min_coverage, py::object recorded_from) {
    set_window_options how{.window_days = window_days, .min_coverage = min_coverage};
    if (!recorded_from.is_none()) how.recorded_from = recorded_from.cast<day_number>();
    return how;
}

void add_sets(py::module_& area) {
    using days_in = column<day_number>;
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
                                  adopt(std::move(doses.why)));
        });
    area.def("window_defaults", [] {
        const set_window_options d;
        return py::dict("window_days"_a = d.window_days, "min_coverage"_a = d.min_coverage);
    });
    area.def("heaviest_lift", [](const days_in& row, const numbers& mass, const days_in& day, int window,
                                 double cover, py::object from) {
        return to_python(heaviest_lift(view(row, "set_day"), view(mass, "mass_kg"), view(day, "day"),
                                       window_of(window, cover, std::move(from))));
    });
    area.def("lifts_per_day", [](const days_in& row, const numbers& reps, const numbers& mass,
                                 const days_in& day, int window, double cover, py::object from) {
        return to_python(lifts_per_day(view(row, "set_day"), view(reps, "repetitions"), view(mass, "mass_kg"),
                                       view(day, "day"), window_of(window, cover, std::move(from))));
    });
    area.def("lifting_flexion", [](const days_in& row, const numbers& flexion, const numbers& reps,
                                   const numbers& mass, const days_in& day, int window, double cover,
                                   py::object from) {
        return to_python(lifting_flexion(view(row, "set_day"), view(flexion, "flexion"),
                                         view(reps, "repetitions"), view(mass, "mass_kg"), view(day, "day"),
                                         window_of(window, cover, std::move(from))));
    });
    area.def("spine_dose", [](const days_in& row, const numbers& dose, const days_in& day, int window,
                              double cover, py::object from) {
        return to_python(spine_dose(view(row, "set_day"), view(dose, "dose"), view(day, "day"),
                                    window_of(window, cover, std::move(from))));
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

}  // namespace

void spine(py::module_& area) {
    area.doc() = "Area spine.";
    area.def("measures", [] { return measure_rows(backrisk::spine::measures); });
    area.def("names", [] {
        return py::dict("coupling"_a = names_of(all_couplings), "sex"_a = names_of(all_sexes),
                        "pattern"_a = names_of(all_patterns));
    });
    add_lifting(area);
    add_load(area);
    add_sets(area);
}

}  // namespace backrisk::bind
