// Cox regression and what hangs on it.
#include "backrisk/fit/baseline.hpp"
#include "backrisk/fit/cox.hpp"
#include "backrisk/fit/frailty.hpp"
#include "backrisk/fit/residuals.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using labels = std::optional<column<std::int64_t>>;
using numbers = std::optional<column<double>>;

Eigen::Map<const fit::row_matrix> matrix(const column<double>& x) {
    check_argument(x.ndim() == 2, "fit.cox", "X.ndim", x.ndim(), "2");
    return {x.data(), x.shape(0), x.shape(1)};
}

/// The rows of a fit and what was found: what Python wraps as `CoxFit`.
struct cox_model {
    fit::risk_set set;
    fit::cox_fit found;
    int threads;
    bool shared;  ///< with a frailty
    fit::frailty_fit frailty;
};

cox_model fit_rows(const column<double>& x, const column<double>& stop, const column<double>& event,
                   const numbers& start, const labels& strata, const numbers& weights, const numbers& offset,
                   const std::string& ties, const labels& clusters, const numbers& prior_mean,
                   const std::optional<any_matrix>& prior_precision, const std::vector<std::string>& names,
                   const labels& person, const std::string& frailty, double frailty_variance,
                   const python_control& control) {
    const fit::survival_rows rows{matrix(x),
                                  view_or_none(start, "start"),
                                  view(stop, "stop"),
                                  view(event, "event"),
                                  view_or_none(strata, "strata"),
                                  view_or_none(weights, "weights"),
                                  view_or_none(offset, "offset"),
                                  names};
    const fit::cox_options options{fit::parse_ties(ties), in_prior(prior_mean, prior_precision),
                                   in_control(control)};
    const auto groups = view_or_none(clusters, "clusters");
    const auto people = view_or_none(person, "frailty");
    const fit::frailty_options sharing{.law = fit::parse_frailty(frailty), .variance = frailty_variance};
    const py::gil_scoped_release release;
    cox_model model{fit::sort_risk_set(rows, control.threads), {}, control.threads, !people.empty(), {}};
    if (model.shared) {
        model.frailty = fit::fit_frailty(model.set, people, options, sharing);
        model.found = std::move(model.frailty.cox);
    } else {
        model.found = fit::fit_cox(model.set, options, groups);
    }
    return model;
}

fit::survival_prediction predict(const cox_model& model, const column<double>& x, const column<double>& times,
                                 const numbers& start, const numbers& stop, const numbers& offset,
                                 const labels& strata, const std::optional<column<std::size_t>>& path_from) {
    const fit::survival_paths paths{matrix(x),
                                    view_or_none(start, "start"),
                                    view_or_none(stop, "stop"),
                                    view_or_none(offset, "offset"),
                                    view_or_none(strata, "strata"),
                                    view_or_none(path_from, "path")};
    const auto when = view(times, "times");
    const py::gil_scoped_release release;
    return fit::predict_survival(model.set, model.found, paths, when, model.threads);
}

void results(py::module_& area) {
    py::class_<fit::schoenfeld> schoenfeld(area, "SchoenfeldResiduals");
    fields_of(schoenfeld)("row", &fit::schoenfeld::row)("stratum", &fit::schoenfeld::stratum)(
        "time", &fit::schoenfeld::time)("residual", &fit::schoenfeld::residual)("scaled",
                                                                                &fit::schoenfeld::scaled);
    using hazards = fit::baseline_table;
    py::class_<hazards> baseline(area, "BaselineHazard");
    fields_of(baseline)("stratum", &hazards::stratum)("time", &hazards::time)("hazard", &hazards::hazard)(
        "cumulative_hazard", &hazards::cumulative_hazard)("at_risk", &hazards::at_risk)("events",
                                                                                        &hazards::events);
    using paths = fit::survival_prediction;
    py::class_<paths> predicted(area, "PathSurvival");
    fields_of(predicted)("survival", &paths::survival)("cumulative_hazard", &paths::cumulative_hazard)(
        "standard_error", &paths::standard_error);
    py::class_<fit::frailty_fit> frailty(area, "FrailtyResult");
    fields_of(frailty)("variance", &fit::frailty_fit::variance)("penalised", &fit::frailty_fit::penalised)(
        "integrated", &fit::frailty_fit::integrated)("person", &fit::frailty_fit::person)(
        "log_frailty", &fit::frailty_fit::log_frailty);
    using test = fit::proportional_test;
    py::class_<test> proportional(area, "ProportionalTest");
    fields_of(proportional)("chi_square", &test::chi_square)("degrees", &test::degrees);
}

void bind_found(py::class_<cox_model>& bound) {
    const fields<cox_model> add(bound);
    const auto field = [&](const char* name, auto member) {
        add(name, [member](const cox_model& m) { return m.found.*member; });
    };
    using found = fit::cox_fit;
    field("coef", &found::coefficients);
    field("covariance", &found::covariance);
    field("naive_covariance", &found::naive_covariance);
    field("reason", &found::reason);
    field("log_likelihood", &found::log_likelihood);
    field("null_log_likelihood", &found::null_log_likelihood);
    field("log_posterior", &found::log_posterior);
    field("score_test", &found::score_test);
    field("wald_test", &found::wald_test);
    field("effective_parameters", &found::effective_parameters);
    field("decrement", &found::decrement);
    field("n_rows", &found::n_rows);
    field("n_events", &found::n_events);
    field("n_clusters", &found::n_clusters);
    field("iterations", &found::iterations);
    field("converged", &found::converged);
    add("ties", [](const cox_model& m) { return std::string(fit::to_string(m.found.ties)); });
    add("centre", [](const cox_model& m) { return m.set.centre; });
}

void bind_residuals(py::class_<cox_model>& bound) {
    const auto by_row = [](auto compute) {
        return [compute](const cox_model& m) { return out_matrix(compute(m.set, m.found, m.threads)); };
    };
    bound
        .def("martingale",
             [](const cox_model& m) { return adopt(fit::martingale_residuals(m.set, m.found)); })
        .def("deviance", [](const cox_model& m) { return adopt(fit::deviance_residuals(m.set, m.found)); })
        .def("score", by_row(&fit::score_residuals))
        .def("dfbeta", by_row(&fit::dfbeta_residuals))
        .def("schoenfeld",
             [](const cox_model& m) { return fit::schoenfeld_residuals(m.set, m.found, m.threads); })
        .def(
            "proportional",
            [](const cox_model& m, const std::string& transform,
               const std::vector<std::vector<Eigen::Index>>& terms) {
                return fit::test_proportional(m.set, m.found, fit::parse_time_scale(transform), m.threads,
                                              terms);
            },
            "transform"_a, "terms"_a);
}

}  // namespace

void fit_cox(py::module_& area) {
    results(area);
    const fit::cox_options defaults;
    const fit::frailty_options sharing;
    py::class_<cox_model> model(area, "CoxModel");
    bind_found(model);
    bind_residuals(model);
    model.def("baseline", [](const cox_model& m) { return fit::baseline(m.set, m.found); })
        .def("frailty",
             [](const cox_model& m) -> std::optional<fit::frailty_fit> {
                 if (!m.shared) return std::nullopt;
                 return m.frailty;
             })
        .def("predict_survival", &predict, "x"_a, "times"_a, "start"_a = py::none(), "stop"_a = py::none(),
             "offset"_a = py::none(), "strata"_a = py::none(), "path_from"_a = py::none());
    area.def("fit_cox", &fit_rows, "x"_a, "stop"_a, "event"_a, "start"_a = py::none(),
             "strata"_a = py::none(), "weights"_a = py::none(), "offset"_a = py::none(),
             "ties"_a = std::string(fit::to_string(defaults.ties)), "clusters"_a = py::none(),
             "prior_mean"_a = py::none(), "prior_precision"_a = py::none(),
             "names"_a = std::vector<std::string>{}, "person"_a = py::none(),
             "frailty"_a = std::string(fit::to_string(sharing.law)), "frailty_variance"_a = sharing.variance,
             "control"_a = python_control{});
}

}  // namespace backrisk::bind
