#include "backrisk/risk.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "answers.hpp"
#include "evidence_rows.hpp"

namespace backrisk::bind {

namespace {

py::array_t<double> to_array(const Eigen::VectorXd& v) {
    return adopt(std::vector<double>(v.data(), v.data() + v.size()));
}

// Symmetric: the order of the storage does not matter.
py::array_t<double> to_array(const Eigen::MatrixXd& symmetric) {
    std::vector<double> values(symmetric.data(), symmetric.data() + symmetric.size());
    return adopt(std::move(values)).reshape({symmetric.rows(), symmetric.cols()});
}

// The composition's own choices, by name; the rest keep their defaults.
evidence::compose_options composing(const std::map<std::string, double>& choices) {
    evidence::compose_options o;
    const std::map<std::string_view, double*> known{{"prior_sd", &o.prior_sd},
                                                    {"zero_sd", &o.zero_sd},
                                                    {"indirect_sd", &o.indirect_sd},
                                                    {"cross_sectional_sd", &o.cross_sectional_sd},
                                                    {"between_study_sd", &o.between_study_sd},
                                                    {"adjusted_share", &o.adjusted_share},
                                                    {"cap_overall", &o.cap_overall},
                                                    {"cap_within_history", &o.cap_within_history}};
    for (const auto& [name, value] : choices) {
        if (const auto at = known.find(name); at != known.end()) {
            *at->second = value;
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto& one : known) names.push_back(one.first);
        fail_unknown_name("evidence::compose", "choice", name, std::move(names));
    }
    return o;
}

risk::model literature_model(std::string_view outcome, std::string_view setting,
                             std::optional<double> yearly_risk, std::optional<double> setting_sd,
                             const std::map<std::string, double>& choices,
                             std::vector<factor::factor> factors, std::vector<std::string> drop,
                             const effect_rows* effects, std::vector<std::string> left_out,
                             std::string source) {
    risk::literature_options options{
        parse_outcome(outcome), parse_setting(setting), yearly_risk,     setting_sd,
        composing(choices),     std::move(factors),     std::move(drop), std::move(source)};
    if (effects != nullptr) options.composing.effects = effects->rows;
    options.composing.left_out = std::move(left_out);
    const py::gil_scoped_release release;
    return risk::literature_model(options);
}

using three = std::array<double, 3>;

risk::model with_validation(risk::model of, const std::string& design, const std::string& name,
                            const std::string& outcome, std::int64_t rows, std::int64_t events,
                            std::int64_t people, const three& concordance, const three& slope,
                            const three& observed_expected, const std::string& without_result) {
    const auto at = std::ranges::find(risk::all_validation_designs, std::string_view(design),
                                      [](auto one) { return to_string(one); });
    check_argument(at != risk::all_validation_designs.end(), "with_validation", "design",
                   std::string_view(design), "internal, temporal or external");
    const auto estimate = [](const three& x) { return risk::estimate{x[0], x[1], x[2]}; };
    risk::attached_result one{.rows = rows, .events = events};
    one.design = *at;
    one.name = name;
    one.outcome = outcome;
    one.people = people;
    one.concordance = estimate(concordance);
    one.slope = estimate(slope);
    one.observed_expected = estimate(observed_expected);
    one.hopeless = without_result;
    of.results.push_back(std::move(one));
    return of;
}

void bind_learned(py::module_& area) {
    using risk::learned;
    py::class_<learned>(area, "Learned")
        .def_readonly("prior", &learned::prior)
        .def_readonly("level", &learned::level)
        .def_readonly("reason", &learned::reason)
        .def_readonly("assumption", &learned::assumption)
        .def_readonly("people", &learned::people)
        .def_readonly("person_days", &learned::person_days)
        .def_readonly("landmarks", &learned::landmarks)
        .def_readonly("episodes", &learned::episodes)
        .def_property_readonly("episodes_left_out",
                               [](const learned& l) {
                                   std::vector<std::pair<std::string, std::int64_t>> all;
                                   for (const risk::left_out& one : l.episodes_left_out)
                                       all.emplace_back(one.what, one.count);
                                   return all;
                               })
        .def_readonly("effective_episodes", &learned::effective_episodes)
        .def_readonly("effective_parameters", &learned::effective_parameters)
        .def_readonly("mean_excess", &learned::mean_excess)
        .def_readonly("cluster_ratio", &learned::cluster_ratio)
        .def_readonly("log_likelihood", &learned::log_likelihood)
        .def_readonly("prior_log_likelihood", &learned::prior_log_likelihood)
        .def_readonly("iterations", &learned::iterations)
        .def_readonly("converged", &learned::converged)
        .def_readonly("every_days", &learned::every_days)
        .def_readonly("lead_in_days", &learned::lead_in_days)
        .def_readonly("prior_log_daily_hazard", &learned::prior_log_daily_hazard)
        .def_readonly("prior_setting_sd", &learned::prior_setting_sd)
        .def("prior_mean", [](const learned& l) { return to_array(l.prior_mean); })
        .def("prior_sd", [](const learned& l) { return to_array(l.prior_sd); })
        .def("known", [](const learned& l) { return to_array(l.known); })
        .def("intercept_covariance", [](const learned& l) { return to_array(l.intercept_covariance); });
}

void bind_parts(py::module_& area) {
    using entry = evidence::ledger_entry;
    py::class_<entry>(area, "LedgerEntry")
        .def_readonly("row", &entry::effect)
        .def_readonly("column", &entry::term)
        .def_property_readonly("action", [](const entry& e) { return to_string(e.what); })
        .def_readonly("reason", &entry::reason)
        .def_readonly("log_hazard_ratio", &entry::log_hazard_ratio)
        .def_readonly("standard_error", &entry::standard_error)
        .def_readonly("adjusted_error", &entry::adjusted_error)
        .def_readonly("weight", &entry::weight);
    using prior = evidence::column_prior;
    py::class_<prior>(area, "ColumnPrior")
        .def_readonly("column", &prior::term)
        .def_readonly("pooled", &prior::pooled)
        .def_readonly("pooled_error", &prior::pooled_error)
        .def_readonly("shrinkage", &prior::shrinkage)
        .def_readonly("overlap_share", &prior::overlap_share)
        .def_readonly("mean", &prior::mean)
        .def_readonly("sd", &prior::sd)
        .def_readonly("tau", &prior::tau)
        .def_readonly("i_squared", &prior::i_squared)
        .def_readonly("n_studies", &prior::studies);
    using risk::trigger;
    py::class_<trigger>(area, "Trigger")
        .def_readonly("name", &trigger::name)
        .def_readonly("evidence", &trigger::evidence)
        .def_readonly("log_odds_ratio", &trigger::log_odds_ratio)
        .def_readonly("reference_age", &trigger::reference_age)
        .def_readonly("slope_per_year", &trigger::slope_per_year)
        .def_readonly("youngest", &trigger::youngest)
        .def_readonly("oldest", &trigger::oldest)
        .def_readonly("hours", &trigger::hours);
    using own = risk::own_incidence;
    py::class_<own>(area, "OwnIncidence")
        .def_readonly("yearly_risk", &own::yearly_risk)
        .def_readonly("episodes", &own::episodes)
        .def_readonly("person_years", &own::person_years);
}

void bind_model(py::module_& area) {
    using risk::model;
    py::class_<model>(area, "Model")
        .def_property_readonly("outcome", [](const model& m) { return to_string(m.outcome); })
        .def_property_readonly("setting", [](const model& m) { return to_string(m.setting); })
        .def_property_readonly("status", &risk::status_of)
        .def_readonly("baseline", &model::baseline)
        .def_readonly("washout_days", &model::washout_days)
        .def_readonly("log_daily_hazard", &model::log_daily_hazard)
        .def_readonly("setting_sd", &model::setting_sd)
        .def_property_readonly("schema", [](const model& m) { return m.factors; })
        .def("mean", [](const model& m) { return to_array(m.mean); })
        .def("covariance", [](const model& m) { return to_array(m.covariance); })
        .def("centre", [](const model& m) { return to_array(m.centre); })
        .def("population_covariance", [](const model& m) { return to_array(m.population_covariance); })
        .def_readonly("composition", &model::columns)
        .def_readonly("ledger", &model::ledger)
        .def_readonly("triggers", &model::triggers)
        .def_readonly("own_level", &model::own_level)
        .def_readonly("learned", &model::from_cohort);
}

}  // namespace

void answers(py::module_& area);  // risk_answers.cpp

void risk(py::module_& area) {
    area.doc() = "Area risk: the hazard model and what it says of a person-day.";
    bind_parts(area);
    bind_learned(area);
    bind_model(area);
    const risk::literature_options defaults;
    area.attr("intended_use") = risk::intended_use;
    area.attr("not_validated") = risk::not_validated;
    area.def("literature_model", &literature_model, py::arg("outcome") = to_string(defaults.outcome),
             py::arg("setting") = to_string(defaults.setting), py::arg("yearly_risk") = defaults.yearly_risk,
             py::arg("setting_sd") = defaults.setting_sd,
             py::arg("choices") = std::map<std::string, double>{},
             py::arg("factors") = std::vector<factor::factor>{}, py::arg("drop") = std::vector<std::string>{},
             py::arg("effects") = static_cast<const effect_rows*>(nullptr),
             py::arg("left_out") = std::vector<std::string>{}, py::arg("source") = std::string());
    area.def("measures", [] { return measure_list(risk::measures); });
    area.def(
        "recalibrated",
        [](const risk::model& of, double intercept, double slope, double setting_sd, double slope_sd,
           int horizon_days, const std::string& method, std::int64_t rows, std::int64_t events) {
            return risk::recalibrated(
                of, {intercept, slope, setting_sd, slope_sd, horizon_days, method, rows, events});
        },
        py::arg("model"), py::arg("intercept"), py::arg("slope"), py::arg("setting_sd"), py::arg("slope_sd"),
        py::arg("horizon_days"), py::arg("method"), py::arg("rows"), py::arg("events"));
    area.def("with_validation", &with_validation, py::arg("model"), py::kw_only(), py::arg("design"),
             py::arg("name"), py::arg("outcome"), py::arg("rows"), py::arg("events"), py::arg("people"),
             py::arg("concordance"), py::arg("slope"), py::arg("observed_expected"),
             py::arg("without_result"));
    answers(area);
}

}  // namespace backrisk::bind
