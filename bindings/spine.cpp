#include <map>

#include "spine_convert.hpp"

namespace backrisk::bind {
void spine_sets(py::module_& area);  // spine_sets.cpp

namespace {

using namespace backrisk::spine;
using namespace pybind11::literals;

/// A table of named columns, and where its numbers come from.
template <class Table>
struct sourced {
    Table table;
    source from;
};

template <class Table>
const Table& table_in(const Table& of) {
    return of;
}
template <class Table>
const Table& table_in(const sourced<Table>& of) {
    return of.table;
}

/// Each of `names` as an attribute, and the codes of the reasons.
template <class Bound, class Names>
py::class_<Bound> bind_table(py::module_& area, const char* title, const Names& names) {
    py::class_<Bound> bound(area, title);
    for (std::size_t k = 0; k < names.size(); ++k)
        bound.def_property_readonly(std::string(names[k]).c_str(), [k](const py::object& self) {
            const auto& values = table_in(py::cast<const Bound&>(self)).column[k];
            return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data(), self);
        });
    bound.def_property_readonly("reason_code", [](const py::object& self) {
        const auto& codes = table_in(py::cast<const Bound&>(self)).reason;
        return py::array_t<std::uint8_t>(static_cast<py::ssize_t>(codes.size()),
                                         reinterpret_cast<const std::uint8_t*>(codes.data()), self);
    });
    return bound;
}

using task_columns = std::map<std::string, py::array>;
using sourced_lumbar = sourced<lumbar_table>;
using sourced_strength = sourced<strength_table>;

template <class Enum, std::size_t N>
std::vector<std::string_view> names_of(const std::array<Enum, N>& all) {
    std::vector<std::string_view> names;
    for (const auto one : all) names.push_back(to_string(one));
    return names;
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

    explicit task_table(const task_columns& tasks)
        : grip(decode(py::cast<codes>(tasks.at("coupling")), all_couplings, "coupling")) {
        constexpr std::array names{"load",       "horizontal", "vertical",  "distance",          "asymmetry",
                                   "per_minute", "hours",      "mean_load", "vertical_at_origin"};
        for (std::size_t i = 0; i < names.size(); ++i) held[i] = py::cast<numbers>(tasks.at(names[i]));
        const auto at = [&](std::size_t i) { return view(held[i], names[i]); };
        columns = {at(0), at(1), at(2), at(3), at(4), at(5), at(6), grip, at(7), at(8)};
    }
    void check_rows(const char* function, unit_system system) const {
        columns.check(function);
        for (std::size_t i = 0; i < columns.size(); ++i)
            check_lift(function, task_of(columns.row(i), system));
    }
};

lifting_table niosh_table(const task_columns& tasks, const std::string& system, const std::string& mode,
                          bool strict) {
    const auto how = options_of(system, mode, "spine.niosh");
    const task_table table(tasks);
    if (strict) table.check_rows("spine.niosh", how.system);
    const py::gil_scoped_release free;
    return niosh_columns(table.columns, how);
}

template <class Index>
measured_series job_table(const char* function, const task_columns& tasks, const column<std::size_t>& starts,
                          const lifting_options& how, bool strict, Index index) {
    const task_table table(tasks);
    if (strict) table.check_rows(function, how.system);
    return index_by_job(table.columns, view(starts, "starts"), index);
}

measured_series composite(const task_columns& tasks, const column<std::size_t>& starts,
                          const std::string& system, const std::string& mode, bool strict) {
    const auto how = options_of(system, mode, "spine.composite_lifting_index");
    return job_table("spine.composite_lifting_index", tasks, starts, how, strict,
                     [&](auto job, std::size_t) { return composite_index(job, how); });
}

measured_series variable(const task_columns& tasks, const column<std::size_t>& starts,
                         const std::string& system, const std::string& mode, bool strict,
                         const std::string& rule, std::size_t categories) {
    constexpr const char* here = "spine.variable_lifting_index";
    const auto how = options_of(system, mode, here);
    const auto grouping = core::parse_name(here, "rule", rule, all_category_rules);
    return job_table(here, tasks, starts, how, strict,
                     [&](auto job, std::size_t) { return variable_index(job, how, grouping, categories); });
}

measured_series sequential(const task_columns& tasks, const column<std::size_t>& starts,
                           const std::string& system, const std::string& mode, bool strict,
                           const numbers& minutes_worked) {
    constexpr const char* here = "spine.sequential_lifting_index";
    const auto how = options_of(system, mode, here);
    const auto time = view(minutes_worked, "minutes_worked");
    check_same_size(here, "minutes_worked", time, view(py::cast<numbers>(tasks.at("load")), "load"));
    return job_table(here, tasks, starts, how, strict, [&](auto job, std::size_t first) {
        return sequential_index(job, time.subspan(first, job.size()), how);
    });
}

void add_lifting(py::module_& area) {
    bind_table<lifting_table>(area, "LiftingColumns", lifting_column_names);
    py::class_<lift>(area, "Lift", "A lifting task; only what has a default is shown.")
        .def(py::init<>())
        .def_property_readonly("asymmetry", [](const lift& of) { return of.asymmetry.value(); })
        .def_readonly("per_minute", &lift::per_minute)
        .def_property_readonly("hours", [](const lift& of) { return of.duration.count(); })
        .def_property_readonly("coupling", [](const lift& of) { return to_string(of.grip); });
    py::class_<lifting_options>(area, "LiftingOptions")
        .def(py::init<>())
        .def_property_readonly("units", [](const lifting_options& of) { return to_string(of.system); })
        .def_property_readonly("rounding", [](const lifting_options& of) { return to_string(of.mode); });
    area.def("niosh", &niosh_table, "tasks"_a, "units"_a, "rounding"_a, "strict"_a);
    area.def("composite", &composite, "tasks"_a, "starts"_a, "units"_a, "rounding"_a, "strict"_a);
    area.def("variable", &variable, "tasks"_a, "starts"_a, "units"_a, "rounding"_a, "strict"_a, "rule"_a,
             "categories"_a);
    area.def("sequential", &sequential, "tasks"_a, "starts"_a, "units"_a, "rounding"_a, "strict"_a,
             "minutes_worked"_a);
    area.attr("lifting_manual") = lifting_manual;
    area.attr("lifting_variable_source") = lifting_variable_source;
    area.attr("lifting_sequential_source") = lifting_sequential_source;
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

lumbar_options lumbar_options_of(const std::string& model, double lever_arm_m, double muscle_angle_deg,
                                 double lumbosacral_share, double force_uncertainty,
                                 double moment_uncertainty) {
    lumbar_options how;
    how.muscle.model = core::parse_name("spine.lumbar_load", "model", model, all_muscle_models);
    how.muscle.lever_arm = metres{lever_arm_m};
    how.muscle.muscle_angle = degrees{muscle_angle_deg};
    how.lumbosacral_share = lumbosacral_share;
    how.force_uncertainty = force_uncertainty;
    how.moment_uncertainty = moment_uncertainty;
    return how;
}

void lumbar_types(py::module_& area) {
    const lumbar_options d;
    using options = lumbar_options;
    py::class_<options>(area, "LumbarOptions", "The muscle model of L5/S1, and what it leaves open.")
        .def(py::init(&lumbar_options_of), py::kw_only(), "model"_a = to_string(d.muscle.model),
             "lever_arm_m"_a = d.muscle.lever_arm.value(),
             "muscle_angle_deg"_a = d.muscle.muscle_angle.value(),
             "lumbosacral_share"_a = d.lumbosacral_share, "force_uncertainty"_a = d.force_uncertainty,
             "moment_uncertainty"_a = d.moment_uncertainty)
        .def_property_readonly("model", [](const options& of) { return to_string(of.muscle.model); })
        .def_property_readonly("lever_arm_m", [](const options& of) { return of.muscle.lever_arm.value(); })
        .def_property_readonly("muscle_angle_deg",
                               [](const options& of) { return of.muscle.muscle_angle.value(); })
        .def_readonly("lumbosacral_share", &options::lumbosacral_share)
        .def_readonly("force_uncertainty", &options::force_uncertainty)
        .def_readonly("moment_uncertainty", &options::moment_uncertainty);
    bind_table<sourced_lumbar>(area, "LumbarColumns", lumbar_column_names)
        .def_readonly("source", &sourced_lumbar::from);
    bind_table<sourced_strength>(area, "StrengthColumns", strength_column_names)
        .def_readonly("source", &sourced_strength::from);
    py::class_<fatigue_options>(area, "FatigueOptions")
        .def(py::init<>())
        .def_property_readonly("ultimate_n", [](const fatigue_options& of) { return of.ultimate.value(); })
        .def_readonly("cycles_at_zero", &fatigue_options::cycles_at_zero)
        .def_readonly("decay", &fatigue_options::decay);
    py::class_<dose_options>(area, "DoseOptions")
        .def(py::init<>())
        .def_readonly("exponent", &dose_options::exponent)
        .def_property_readonly("reference_hours", [](const dose_options& of) { return of.reference.count(); })
        .def_property_readonly("threshold_n", [](const dose_options& of) { return of.threshold.value(); });
    py::class_<damage_risk_curve>(
        area, "DamageRiskCurve", "A logistic curve over log10 of the daily damage: intercept, slope, source.")
        .def_readonly("intercept", &damage_risk_curve::intercept)
        .def_readonly("slope", &damage_risk_curve::slope)
        .def_readonly("source", &damage_risk_curve::from);
    py::class_<load_limit>(area, "LoadLimit", "A limit of spine load that is quoted in the literature.")
        .def_readonly("limit", &load_limit::name)
        .def_readonly("value", &load_limit::value)
        .def_readonly("unit", &load_limit::unit)
        .def_property_readonly("source", [](const load_limit& of) { return of.from.citation; })
        .def_property_readonly("status", [](const load_limit& of) { return to_string(of.from.status); });
}

sourced_lumbar lumbar_table_of(const numbers& mass, const numbers& height, const codes& sex,
                               const numbers& trunk, const numbers& upper_arm, const numbers& elbow,
                               const numbers& load, const std::string& place, const lumbar_options& how,
                               bool strict) {
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
    const py::gil_scoped_release free;
    return {lumbar_columns(in, held, how), source_of(how.muscle.model)};
}

fatigue_options fatigue_of(double ultimate_n, double cycles_at_zero, double decay) {
    return {newtons{ultimate_n}, cycles_at_zero, decay};
}

void add_load(py::module_& area) {
    lumbar_types(area);
    area.def("lumbar_load", &lumbar_table_of, "mass_kg"_a, "height_m"_a, "sex"_a, "trunk"_a, "upper_arm"_a,
             "elbow"_a, "load_kg"_a, "held"_a, "options"_a, "strict"_a);
    area.def("fatigue_damage", [](const numbers& force, const numbers& cycles, const numbers& ultimate,
                                  double zero, double decay, bool strict) {
        const auto f = view(force, "compression_n"), n = view(cycles, "cycles"),
                   u = view(ultimate, "ultimate_n");
        if (strict) (void)fatigue_damage(newtons{f[0]}, n[0], fatigue_of(u[0], zero, decay));
        if (u.size() == 1) return fatigue_columns(f, n, fatigue_of(u[0], zero, decay));
        return fatigue_columns(f, n, u, {newtons{1}, zero, decay});
    });
    area.attr("default_strength_model") = to_string(default_strength_model);
    area.def("cycles_to_failure", [](double force, double ultimate, double zero, double decay) {
        return cycles_to_failure(newtons{force}, fatigue_of(ultimate, zero, decay));
    });
    area.attr("remembered_damage_risk") = remembered_damage_risk;
    area.def("damage_probability", [](double damage, double intercept, double slope) {
        return damage_probability(damage, {intercept, slope});
    });
    area.def("daily_dose", [](const numbers& force, const numbers& hours_held, double exponent,
                              double reference, double threshold) {
        return daily_dose(view(force, "force_n"), view(hours_held, "hours_held"),
                          {exponent, hours{reference}, newtons{threshold}});
    });
    area.def("compressive_strength",
             [](const numbers& age, const codes& sex, const std::string& model, bool strict) {
                 const auto chosen =
                     core::parse_name("spine.compressive_strength", "model", model, all_strength_models);
                 const auto ages = view(age, "age_years");
                 const auto sexes = decode(sex, all_sexes, "sex");
                 if (strict) (void)compressive_strength(ages[0], sexes[0], chosen);
                 return sourced_strength{strength_columns(ages, sexes, chosen), source_of(chosen)};
             });
    area.def("load_limits", [] { return std::vector<load_limit>(load_limits.begin(), load_limits.end()); });
}

}  // namespace

void spine(py::module_& area) {
    area.doc() = "Area spine.";
    area.def("measures", [] { return measure_list(backrisk::spine::measures); });
    area.attr("couplings") = names_of(all_couplings);
    area.attr("sexes") = names_of(all_sexes);
    area.attr("patterns") = names_of(all_patterns);
    add_lifting(area);
    add_load(area);
    spine_sets(area);
}

}  // namespace backrisk::bind
