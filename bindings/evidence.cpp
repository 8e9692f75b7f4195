#include <algorithm>
#include <functional>
#include <map>

#include "answers.hpp"
#include "backrisk/evidence.hpp"
#include "evidence_rows.hpp"

namespace backrisk::bind {
namespace {

using namespace backrisk::evidence;

/// What every row of a table says of its source.
template <class Row>
void def_source(py::class_<Row>& bound) {
    bound.def_property_readonly("source", [](const Row& row) { return row.from.citation; })
        .def_property_readonly("doi", [](const Row& row) { return row.from.doi; })
        .def_property_readonly("status", [](const Row& row) { return to_string(row.from.status); });
}

void bind_effect(py::module_& area) {
    py::class_<effect> bound(area, "Effect", "A published effect.");
    bound.def_readonly("id", &effect::id)
        .def_readonly("factor", &effect::factor)
        .def_readonly("contrast", &effect::contrast)
        .def_property_readonly("measure", [](const effect& row) { return to_string(row.measure); })
        .def_readonly("unit", &effect::unit)
        .def_readonly("point", &effect::point)
        .def_readonly("low", &effect::low)
        .def_readonly("high", &effect::high)
        .def_readonly("interval_level", &effect::interval_level)
        .def_readonly("population", &effect::population)
        .def_readonly("outcome", &effect::outcome)
        .def_readonly("horizon", &effect::horizon)
        .def_property_readonly("study_type", [](const effect& row) { return to_string(row.study_type); })
        .def_property_readonly("certainty", [](const effect& row) { return to_string(row.grade); })
        .def_property_readonly("use", [](const effect& row) { return to_string(row.use); })
        .def_property_readonly("may_ship", [](const effect& row) { return may_ship(row); })
        .def_readonly("note", &effect::note);
    def_source(bound);
}

void bind_rows(py::module_& area) {
    py::class_<baseline> level(area, "Baseline", "A published level.");
    level.def_readonly("item", &baseline::item)
        .def_readonly("value", &baseline::value)
        .def_readonly("low", &baseline::low)
        .def_readonly("high", &baseline::high)
        .def_readonly("unit", &baseline::unit)
        .def_readonly("population", &baseline::population)
        .def_readonly("note", &baseline::note);
    def_source(level);
    py::class_<incidence> pooled(area, "Incidence", "The yearly risk of an outcome in a setting.");
    pooled.def_property_readonly("setting", [](const incidence& row) { return to_string(row.setting); })
        .def_property_readonly("outcome", [](const incidence& row) { return to_string(row.outcome); })
        .def_readonly("yearly_risk", &incidence::yearly_risk)
        .def_readonly("low", &incidence::low)
        .def_readonly("high", &incidence::high)
        .def_readonly("setting_sd", &incidence::setting_sd)
        .def_readonly("note", &incidence::note);
    def_source(pooled);
    using study = incidence_study;
    py::class_<study> single(area, "IncidenceStudy", "A study behind an incidence.");
    single.def_property_readonly("setting", [](const study& row) { return to_string(row.setting); })
        .def_property_readonly("outcome", [](const study& row) { return to_string(row.outcome); })
        .def_readonly("yearly_risk", &study::yearly_risk)
        .def_readonly("log_hazard_error", &study::log_hazard_error)
        .def_readonly("single_cohort", &study::single_cohort)
        .def_readonly("note", &study::note);
    def_source(single);
    using check = literature_check;
    py::class_<check> held(area, "LiteratureCheck", "A published risk that a model is held against.");
    held.def_readonly("check", &check::name)
        .def_readonly("low", &check::low)
        .def_readonly("value", &check::value)
        .def_readonly("high", &check::high)
        .def_readonly("unit", &check::unit)
        .def_readonly("people", &check::people);
    def_source(held);
}

void bind_answers(py::module_& area) {
    py::class_<log_effect>(area, "LogEffect", "A log hazard ratio and its standard error.")
        .def_readonly("estimate", &log_effect::estimate)
        .def_readonly("standard_error", &log_effect::standard_error);
    py::class_<weibull>(area, "Weibull", "A Weibull curve of the time to recovery.")
        .def_readonly("shape", &weibull::shape)
        .def_readonly("scale_days", &weibull::scale_days);
    using ratio = interval_estimate;
    py::class_<ratio>(area, "Ratio", "A ratio with its interval.")
        .def_readonly("point", &ratio::point)
        .def_readonly("low", &ratio::low)
        .def_readonly("high", &ratio::high);
}

template <class Rows>
auto list_of(const Rows& rows) {
    using row = std::remove_cvref_t<decltype(*std::begin(rows))>;
    return std::vector<row>(std::begin(rows), std::end(rows));
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
        .def(
            "row",
            [](const effect_rows& own, std::size_t at) {
                check_argument(at < own.rows.size(), "evidence::EffectRows", "row", at, "below the number");
                return own.rows[at];
            },
            py::arg("at"), py::keep_alive<0, 1>())
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

void tables(py::module_& area) {
    bind_effect(area);
    bind_rows(area);
    bind_answers(area);
    area.def(
        "effects", [] { return list_of(effects); }, "The effect table.");
    area.def(
        "derived_effects", [] { return list_of(derived_effects); },
        "Effects that were computed from published incidences.");
    area.def(
        "baselines", [] { return list_of(baselines); }, "The baseline table.");
    area.def(
        "incidences", [] { return list_of(incidences()); }, "The incidence table.");
    area.def(
        "incidence_studies", [] { return list_of(incidence_studies()); },
        "The studies behind the incidences.");
    area.def(
        "literature_checks", [] { return list_of(literature_checks()); },
        "Published risks that a model is held against.");
    area.def(
        "measures", [] { return measure_list(measures); },
        "Every public measure with formula, source, status and test.");
}

void ratios(py::module_& area) {
    using py::arg;
    area.attr("default_level") = default_level;
    area.def(
        "to_log_hazard_ratio",
        [](const std::string& measure, double value, double low, double high, double p0, double level) {
            return to_log_hazard_ratio(parse_measure(measure), value, low, high, p0, level);
        },
        arg("measure"), arg("value"), arg("low"), arg("high"), arg("p0"), arg("level") = default_level,
        "The log hazard ratio of a published ratio.");
    area.def(
        "effect_log_hazard_ratio",
        [](const std::string& id, double p0) { return to_log_hazard_ratio(find_effect(id), p0); }, arg("id"),
        arg("p0"), "The log hazard ratio of a row of the effect table.");
    area.def(
        "odds_ratio_2x2",
        [](double a, double b, double c, double d, double level) {
            return odds_ratio_2x2(a, b, c, d, level);
        },
        arg("a"), arg("b"), arg("c"), arg("d"), arg("level") = default_level);
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
            return weibull_from(days{median}, days{later}, survival);
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
