#include <algorithm>
#include <functional>
#include <map>

#include "backrisk/evidence.hpp"
#include "convert.hpp"
#include "evidence_rows.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::evidence;

/// One column of a table of rows: a list of words, or an array of numbers.
template <class Rows, class Field>
py::object column_of(const Rows& rows, Field field) {
    using value = std::decay_t<std::invoke_result_t<Field, decltype(rows[0])>>;
    if constexpr (std::is_same_v<value, double>) {
        std::vector<double> numbers;
        for (const auto& row : rows) numbers.push_back(std::invoke(field, row));
        return adopt(std::move(numbers));
    } else {
        py::list words;
        for (const auto& row : rows) words.append(py::cast(std::invoke(field, row)));
        return words;
    }
}

template <class Rows>
void add_source_columns(py::dict& table, const Rows& rows) {
    table["source"] = column_of(rows, [](const auto& row) { return row.from.citation; });
    table["doi"] = column_of(rows, [](const auto& row) { return row.from.doi; });
    table["status"] = column_of(rows, [](const auto& row) { return to_string(row.from.status); });
}

template <class Rows>
py::dict effect_columns(const Rows& effects) {
    py::dict table;
    table["id"] = column_of(effects, &effect::id);
    table["factor"] = column_of(effects, &effect::factor);
    table["contrast"] = column_of(effects, &effect::contrast);
    table["measure"] = column_of(effects, [](const effect& row) { return to_string(row.measure); });
    table["unit"] = column_of(effects, &effect::unit);
    table["point"] = column_of(effects, &effect::point);
    table["low"] = column_of(effects, &effect::low);
    table["high"] = column_of(effects, &effect::high);
    table["interval_level"] = column_of(effects, &effect::interval_level);
    table["population"] = column_of(effects, &effect::population);
    table["outcome"] = column_of(effects, &effect::outcome);
    table["horizon"] = column_of(effects, &effect::horizon);
    table["study_type"] = column_of(effects, [](const effect& row) { return to_string(row.study_type); });
    add_source_columns(table, effects);
    table["certainty"] = column_of(effects, [](const effect& row) { return to_string(row.grade); });
    table["use"] = column_of(effects, [](const effect& row) { return to_string(row.use); });
    table["may_ship"] = column_of(effects, &may_ship);
    table["note"] = column_of(effects, &effect::note);
    return table;
}

py::dict baseline_columns() {
    py::dict table;
    table["item"] = column_of(baselines, &baseline::item);
    table["value"] = column_of(baselines, &baseline::value);
    table["low"] = column_of(baselines, &baseline::low);
    table["high"] = column_of(baselines, &baseline::high);
    table["unit"] = column_of(baselines, &baseline::unit);
    table["population"] = column_of(baselines, &baseline::population);
    add_source_columns(table, baselines);
    table["note"] = column_of(baselines, &baseline::note);
    return table;
}

py::dict incidence_columns() {
    py::dict table;
    const auto rows = incidences();
    table["setting"] = column_of(rows, [](const incidence& row) { return to_string(row.setting); });
    table["outcome"] = column_of(rows, [](const incidence& row) { return to_string(row.outcome); });
    table["yearly_risk"] = column_of(rows, &incidence::yearly_risk);
    table["low"] = column_of(rows, &incidence::low);
    table["high"] = column_of(rows, &incidence::high);
    table["setting_sd"] = column_of(rows, &incidence::setting_sd);
    add_source_columns(table, rows);
    table["note"] = column_of(rows, &incidence::note);
    return table;
}

py::dict incidence_study_columns() {
    py::dict table;
    const auto rows = incidence_studies();
    using study = incidence_study;
    table["setting"] = column_of(rows, [](const study& row) { return to_string(row.setting); });
    table["outcome"] = column_of(rows, [](const study& row) { return to_string(row.outcome); });
    table["yearly_risk"] = column_of(rows, &study::yearly_risk);
    table["log_hazard_error"] = column_of(rows, &study::log_hazard_error);
    table["single_cohort"] = column_of(rows, &study::single_cohort);
    add_source_columns(table, rows);
    table["note"] = column_of(rows, &study::note);
    return table;
}

py::dict literature_check_columns() {
    py::dict table;
    const auto rows = literature_checks();
    using check = literature_check;
    table["check"] = column_of(rows, &check::name);
    table["low"] = column_of(rows, &check::low);
    table["value"] = column_of(rows, &check::value);
    table["high"] = column_of(rows, &check::high);
    table["unit"] = column_of(rows, &check::unit);
    table["people"] = column_of(rows, &check::people);
    add_source_columns(table, rows);
    return table;
}

/// The member of an enum with this name, whose names stand in the order of the enum.
template <class Enum, std::size_t N>
Enum named(std::string_view column, std::string_view text, const std::array<std::string_view, N>& names) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end())
        fail_unknown_name("evidence::EffectRows", column, text, {names.begin(), names.end()});
    return static_cast<Enum>(found - names.begin());
}

verification status_of(std::string_view text) {
    for (const auto one : {verification::verified, verification::partial, verification::derived,
                           verification::unverified, verification::assumption})
        if (to_string(one) == text) return one;
    fail_argument("evidence::EffectRows", "status", text,
                  "verified, partial, derived, unverified or assumption");
}

/// One row of one's own, the words of which are kept in `table`.
void add_row(effect_rows& table, const std::map<std::string, std::string>& words,
             const std::map<std::string, double>& numbers) {
    constexpr std::string_view here = "evidence::EffectRows";
    const auto word = [&](const char* name) { return table.keep(words.at(name)); };
    const auto number = [&](const char* name) { return numbers.at(name); };
    effect row;
    row.id = word("id");
    check_argument(!row.id.empty() && find_effect_or_null(row.id) == nullptr, here, "id", row.id,
                   "given, and not the id of a published row");
    for (const effect& other : table.rows)
        check_argument(other.id != row.id, here, "id", row.id, "different in every row");
    row.factor = word("factor");
    row.contrast = word("contrast");
    row.measure = parse_measure(words.at("measure"));
    row.point = number("point");
    row.low = number("low");
    row.high = number("high");
    row.interval_level = number("interval_level");
    row.population = word("population");
    row.outcome = word("outcome");
    row.horizon = word("horizon");
    row.study_type = named<design>("study_type", words.at("study_type"), design_names);
    row.from = {word("source"), word("doi"), status_of(words.at("status"))};
    row.grade = named<certainty>("certainty", words.at("certainty"), certainty_names);
    row.use = named<model_use>("use", words.at("use"), model_use_names);
    row.note = word("note");
    check_argument(!row.from.citation.empty(), here, "source", row.from.citation, "given");
    if (has_ratio(row)) (void)to_log_hazard_ratio(row, 0.25);  // throws where the interval is none
    table.rows.push_back(row);
}

void bind_own(py::module_& area) {
    py::class_<effect_rows>(area, "EffectRows", "Effects of one's own.")
        .def(py::init<>())
        .def("add", &add_row, py::arg("words"), py::arg("numbers"))
        .def("columns", [](const effect_rows& own) { return effect_columns(own.rows); })
        .def("__len__", [](const effect_rows& own) { return own.rows.size(); });
}

void bind_synthesis(py::module_& area) {
    using found = synthesis;
    py::class_<found>(area, "Synthesis")
        .def_readonly("estimate", &found::estimate)
        .def_readonly("standard_error", &found::standard_error)
        .def_readonly("tau_squared", &found::tau_squared)
        .def_readonly("i_squared", &found::i_squared)
        .def_readonly("q", &found::q)
        .def_readonly("n_studies", &found::studies)
        .def_property_readonly("predictive_sd", &found::predictive_sd);
    area.def(
        "random_effects",
        [](const column<double>& estimates, const column<double>& errors, double least_tau) {
            const auto y = view(estimates, "evidence::random_effects: estimates");
            const auto se = view(errors, "evidence::random_effects: standard_errors");
            check_same_size("evidence::random_effects", "standard_errors", se, y);
            std::vector<study_estimate> studies;
            for (std::size_t i = 0; i < y.size(); ++i) studies.push_back({y[i], se[i] * se[i]});
            return random_effects(studies, least_tau);
        },
        py::arg("estimates"), py::arg("standard_errors"), py::arg("least_tau") = 0.0);
    area.def("standard_error_of_null", &standard_error_of_null, py::arg("events"), py::arg("share"));
}

py::tuple as_tuple(const log_effect& effect) {
    return py::make_tuple(effect.estimate, effect.standard_error);
}

void tables(py::module_& area) {
    area.def(
        "effects", [] { return effect_columns(effects); }, "Columns of the effect table.");
    area.def(
        "derived_effects", [] { return effect_columns(derived_effects); },
        "Columns of the effects that were computed from published incidences.");
    area.def("baselines", &baseline_columns, "Columns of the baseline table.");
    area.def("incidences", &incidence_columns, "Columns of the incidence table.");
    area.def("incidence_studies", &incidence_study_columns, "Columns of the studies behind the incidences.");
    area.def("literature_checks", &literature_check_columns, "Published risks that a model is held against.");
    area.def(
        "measures", [] { return measure_rows(measures); },
        "Every public measure with formula, source, status and test.");
}

void ratios(py::module_& area) {
    using py::arg;
    area.attr("default_level") = default_level;
    area.def(
        "to_log_hazard_ratio",
        [](const std::string& measure, double value, double low, double high, double p0, double level) {
            return as_tuple(to_log_hazard_ratio(parse_measure(measure), value, low, high, p0, level));
        },
        arg("measure"), arg("value"), arg("low"), arg("high"), arg("p0"), arg("level") = default_level,
        "(estimate, standard error) of a published ratio.");
    area.def(
        "effect_log_hazard_ratio",
        [](const std::string& id, double p0) { return as_tuple(to_log_hazard_ratio(find_effect(id), p0)); },
        arg("id"), arg("p0"), "(estimate, standard error) of a row of the effect table.");
    area.def(
        "odds_ratio_2x2",
        [](double a, double b, double c, double d, double level) {
            const auto ratio = odds_ratio_2x2(a, b, c, d, level);
            return py::make_tuple(ratio.point, ratio.low, ratio.high);
        },
        arg("a"), arg("b"), arg("c"), arg("d"), arg("level") = default_level, "(point, low, high).");
    area.def("risk_from_odds_ratio", &risk_from_odds_ratio, arg("odds_ratio"), arg("p0"));
    area.def("risk_from_hazard_ratio", &risk_from_hazard_ratio, arg("hazard_ratio"), arg("p0"));
    area.def("risk_ratio_from_odds_ratio", &risk_ratio_from_odds_ratio, arg("odds_ratio"), arg("p0"));
}

void risks(py::module_& area) {
    using py::arg;
    area.def(
        "daily_hazard", [](double risk, int horizon_days) { return daily_hazard(risk, days{horizon_days}); },
        arg("risk"), arg("horizon_days"));
    area.def(
        "risk_at_horizon",
        [](double hazard_per_day, int horizon_days) {
            return risk_at_horizon(hazard_per_day, days{horizon_days});
        },
        arg("hazard_per_day"), arg("horizon_days"));
    area.def(
        "weibull_from",
        [](int median, int later, double survival) {
            const auto curve = weibull_from(days{median}, days{later}, survival);
            return py::make_tuple(curve.shape, curve.scale_days);
        },
        arg("median_days"), arg("later_days"), arg("survival_at_later"));
    area.def("heavy_load_odds_ratio", &heavy_load_odds_ratio, arg("age_years"));
    area.def("recalibrated_risk", &recalibrated_risk, arg("risk"), arg("intercept"), arg("slope"));
    area.def("sd_from_concordance", &sd_from_concordance, arg("concordance"));
    area.def("concordance_from_sd", py::overload_cast<double>(&concordance_from_sd), arg("sd"));
    area.def("concordance_from_sd", py::overload_cast<double, double>(&concordance_from_sd), arg("sd"),
             arg("mean_risk"));
}

}  // namespace

void evidence(py::module_& area) {
    area.doc() = "Area evidence: published effects and baselines, and their conversion to log hazard ratios.";
    tables(area);
    bind_synthesis(area);
    bind_own(area);
    ratios(area);
    risks(area);
}

}  // namespace backrisk::bind
