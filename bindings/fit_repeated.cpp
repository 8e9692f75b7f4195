// Repeated outcomes of the same people: generalised estimating equations and random intercepts.
#include "backrisk/fit/gee.hpp"
#include "backrisk/fit/random_intercept.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;
using numbers = std::optional<doubles>;

fit::working_correlation correlation_named(const std::string& name) {
    for (const auto& [kind, word] : fit::correlation_names)
        if (word == name) return kind;
    fail_argument("fit.gee", "correlation", std::string_view(name), "'independence' or 'exchangeable'");
}

fit::glm_options options_of(const std::pair<std::string, std::string>& kind, bool intercept,
                            const column<std::int64_t>& clusters, const numbers& prior_mean,
                            const std::optional<any_matrix>& prior_precision,
                            const std::vector<std::string>& names, const python_control& control) {
    fit::glm_options options;
    options.kind = fit::find_model_kind(kind.first, kind.second);
    options.intercept = intercept;
    options.prior = in_prior(prior_mean, prior_precision);
    const auto label = view(clusters, "clusters");
    options.cluster.assign(label.begin(), label.end());
    options.names = names;
    options.control = in_control(control);
    return options;
}

fit::gee_result gee(const any_matrix& x, const doubles& y, const numbers& offset, const numbers& weights,
                    const column<std::int64_t>& clusters, const std::pair<std::string, std::string>& kind,
                    bool intercept, const std::string& correlation, bool small_sample,
                    const numbers& prior_mean, const std::optional<any_matrix>& prior_precision,
                    const std::vector<std::string>& names, const python_control& control) {
    const fit::glm_rows rows{view_matrix(x), view(y, "y"), view_or_none(offset, "offset"),
                             view_or_none(weights, "weights")};
    fit::glm_options options =
        options_of(kind, intercept, clusters, prior_mean, prior_precision, names, control);
    options.small_sample = small_sample;
    const fit::working_correlation working = correlation_named(correlation);
    const py::gil_scoped_release free;
    return fit::fit_gee(rows, options, working);
}

fit::random_intercept_result random_intercept(const any_matrix& x, const doubles& y, const numbers& offset,
                                              const numbers& weights, const column<std::int64_t>& clusters,
                                              const std::pair<std::string, std::string>& kind, bool intercept,
                                              int nodes, const numbers& prior_mean,
                                              const std::optional<any_matrix>& prior_precision,
                                              const std::vector<std::string>& names,
                                              const python_control& control) {
    const fit::glm_rows rows{view_matrix(x), view(y, "y"), view_or_none(offset, "offset"),
                             view_or_none(weights, "weights")};
    const fit::glm_options options =
        options_of(kind, intercept, clusters, prior_mean, prior_precision, names, control);
    const py::gil_scoped_release free;
    return fit::fit_random_intercept(rows, options, nodes);
}

void results(py::module_& area) {
    using equations = fit::gee_result;
    py::class_<equations> bound(area, "GeeResult");
    fields_of(bound)("coef", &equations::coefficients)("covariance", &equations::covariance)(
        "naive_covariance", &equations::naive_covariance)("reason", &equations::reason)(
        "correlation", &equations::correlation)("dispersion", &equations::dispersion)(
        "decrement", &equations::decrement)("n_events", &equations::n_events)("n_rows", &equations::n_rows)(
        "n_clusters", &equations::n_clusters)("largest", &equations::largest)(
        "iterations", &equations::iterations)("converged", &equations::converged);
    using mixed = fit::random_intercept_result;
    py::class_<mixed> random(area, "RandomInterceptResult");
    fields_of(random)("coef", &mixed::coefficients)("covariance", &mixed::covariance)(
        "naive_covariance", &mixed::naive_covariance)("sd", &mixed::sd)("sd_error", &mixed::sd_error)(
        "cluster", &mixed::cluster)("effect", &mixed::effect)("effect_error", &mixed::effect_error)(
        "log_likelihood", &mixed::log_likelihood)("null_log_likelihood", &mixed::null_log_likelihood)(
        "log_prior", &mixed::log_prior)("effective_parameters", &mixed::effective_parameters)(
        "decrement", &mixed::decrement)("n_events", &mixed::n_events)("n_rows", &mixed::n_rows)(
        "n_clusters", &mixed::n_clusters)("iterations", &mixed::iterations)("converged", &mixed::converged);
}

}  // namespace

void fit_repeated(py::module_& area) {
    results(area);
    area.def("fit_gee", &gee, "x"_a, "y"_a, "offset"_a, "weights"_a, "clusters"_a, "kind"_a, "intercept"_a,
             "correlation"_a, "small_sample"_a = false, "prior_mean"_a = py::none(),
             "prior_precision"_a = py::none(), "names"_a = std::vector<std::string>{},
             "control"_a = python_control{});
    area.def("fit_random_intercept", &random_intercept, "x"_a, "y"_a, "offset"_a, "weights"_a, "clusters"_a,
             "kind"_a, "intercept"_a, "nodes"_a, "prior_mean"_a = py::none(),
             "prior_precision"_a = py::none(), "names"_a = std::vector<std::string>{},
             "control"_a = python_control{});
    area.def(
        "marginal_mean",
        [](const std::string& family, const std::string& link, const doubles& eta, double sd) {
            return adopt(fit::marginal_mean(fit::find_model_kind(family, link), view(eta, "eta"), sd));
        },
        "family"_a, "link"_a, "eta"_a, "sd"_a);
}

}  // namespace backrisk::bind
