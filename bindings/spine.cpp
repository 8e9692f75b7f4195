#include "spine_convert.hpp"

namespace backrisk::bind {
void spine_sets(py::module_& area);  // spine_sets.cpp

namespace {

using namespace backrisk::spine;
using namespace pybind11::literals;

template <class Enum, std::size_t N>
py::list names_of(const std::array<Enum, N>& all) {
    py::list names;
    for (const auto one : all) names.append(to_string(one));
    return names;
}

/// A table of named columns plus the reason codes.
template <class Table, class Names>
py::dict to_columns(Table&& table, const Names& names) {
    py::dict out;
    for (std::size_t i = 0; i < names.size(); ++i) out[py::str(names[i])] = adopt(std::move(table.column[i]));
    out["reason"] = adopt(std::move(table.reason));
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
    area.def("fatigue_damage", [](const numbers& force, const numbers& cycles, const numbers& ultimate,
                                  double zero, double decay, bool strict) {
        const auto f = view(force, "compression_n"), n = view(cycles, "cycles"),
                   u = view(ultimate, "ultimate_n");
        if (strict) (void)fatigue_damage(newtons{f[0]}, n[0], fatigue_of(u[0], zero, decay));
        if (u.size() == 1) return to_python(fatigue_columns(f, n, fatigue_of(u[0], zero, decay)));
        return to_python(fatigue_columns(f, n, u, {newtons{1}, zero, decay}));
    });
    area.attr("default_strength_model") = to_string(default_strength_model);
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
        return py::make_tuple(one.value, to_string(one.reason));
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
    spine_sets(area);
}

}  // namespace backrisk::bind
