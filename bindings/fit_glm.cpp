// Generalised linear models: one object holds what a fit is asked, its methods answer.
#include "backrisk/fit/glm.hpp"

#include "backrisk/fit/glm_strata.hpp"
#include "backrisk/fit/profile.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;
using numbers = std::optional<doubles>;
using codes = std::optional<column<std::int64_t>>;

fit::covariance_kind covariance_named(const std::string& name) {
    for (const auto& [kind, word] : fit::covariance_names)
        if (word == name) return kind;
    fail_argument("fit.glm", "covariance", std::string_view(name),
                  "'model', 'sampling', 'sandwich' or 'cluster'");
}

/// The rows of a model and its options; keeps the arrays that they look at.
struct glm_problem {
    any_matrix x;
    doubles y;
    numbers offset, weights;
    codes strata;
    python_control control;
    fit::glm_options options;

    [[nodiscard]] fit::glm_rows rows() const {
        return {view_matrix(x), view(y, "y"), view_or_none(offset, "offset"),
                view_or_none(weights, "weights")};
    }
};

glm_problem make(any_matrix x, doubles y, numbers offset, numbers weights, codes strata,
                 const codes& clusters, const std::string& family, const std::string& link, bool intercept,
                 const numbers& prior_mean, const std::optional<any_matrix>& prior_precision, bool firth,
                 const std::string& covariance, bool small_sample, bool expected_information,
                 std::vector<std::string> names, const python_control& control) {
    glm_problem of{
        std::move(x), std::move(y), std::move(offset), std::move(weights), std::move(strata), control, {}};
    of.options.kind = fit::find_model_kind(family, link);
    of.options.intercept = intercept;
    of.options.firth = firth;
    of.options.expected_information = expected_information;
    of.options.covariance = covariance_named(covariance);
    of.options.small_sample = small_sample;
    of.options.names = std::move(names);
    of.options.prior = in_prior(prior_mean, prior_precision);
    if (clusters) {
        const auto label = view(*clusters, "clusters");
        of.options.cluster.assign(label.begin(), label.end());
    }
    return of;
}

/// The problem's options with its control, which looks at the Python object it keeps.
[[nodiscard]] fit::glm_options options_of(const glm_problem& of) {
    fit::glm_options options = of.options;
    options.control = in_control(of.control);
    return options;
}

fit::glm_result solve(const glm_problem& of) {
    const fit::glm_rows rows = of.rows();
    const fit::glm_options options = options_of(of);
    const py::gil_scoped_release free;
    return fit::fit_glm(rows, options);
}

fit::stratified_fit solve_strata(const glm_problem& of) {
    const fit::glm_rows rows = of.rows();
    const auto strata = view_or_none(of.strata, "strata");
    const fit::glm_options options = options_of(of);
    const py::gil_scoped_release free;
    return fit::fit_glm_strata(rows, strata, options);
}

py::array_t<double> profile(const glm_problem& of, const fit::glm_result& at, double level) {
    const fit::glm_rows rows = of.rows();
    fit::glm_options options = options_of(of);
    Eigen::MatrixXd intervals;
    {
        const py::gil_scoped_release free;
        intervals = fit::profile_intervals(rows, options, at, level);
    }
    return out_matrix(intervals);
}

/// As `of`, with other offsets and weights.
glm_problem reweighted(const glm_problem& of, const doubles& offset, const doubles& weights) {
    glm_problem other = of;
    other.offset = offset, other.weights = weights;
    return other;
}

void results(py::module_& area) {
    using result = fit::glm_result;
    py::class_<result> bound(area, "GlmResult");
    fields_of(bound)("coef", &result::coefficients)("covariance", &result::covariance)(
        "naive_covariance", &result::naive_covariance)("reason", &result::reason)(
        "log_likelihood", &result::log_likelihood)("null_log_likelihood", &result::null_log_likelihood)(
        "deviance", &result::deviance)("null_deviance", &result::null_deviance)(
        "dispersion", &result::dispersion)("log_prior", &result::log_prior)(
        "log_evidence", &result::log_evidence)("effective_parameters", &result::effective_parameters)(
        "decrement", &result::decrement)("n_rows", &result::n_rows)("n_events", &result::n_events)(
        "n_clusters", &result::n_clusters)("iterations", &result::iterations)("converged",
                                                                              &result::converged);
    using effects = fit::stratum_effects;
    py::class_<effects> strata(area, "StratumEffects");
    fields_of(strata)("code", &effects::code)("effect", &effects::alpha)("weight", &effects::weight)(
        "mean", &effects::mean);
    py::class_<fit::stratified_fit>(area, "StratifiedFit")
        .def_readonly("fit", &fit::stratified_fit::fit)
        .def_readonly("strata", &fit::stratified_fit::strata);
}

}  // namespace

void fit_glm(py::module_& area) {
    results(area);
    const fit::glm_options defaults;
    py::class_<glm_problem>(area, "GlmProblem")
        .def(py::init(&make), "x"_a, "y"_a, "offset"_a = py::none(), "weights"_a = py::none(),
             "strata"_a = py::none(), "clusters"_a = py::none(),
             "family"_a = std::string(defaults.kind.family_name), "link"_a = "",
             "intercept"_a = defaults.intercept, "prior_mean"_a = py::none(),
             "prior_precision"_a = py::none(), "firth"_a = defaults.firth, "covariance"_a = "model",
             "small_sample"_a = defaults.small_sample,
             "expected_information"_a = defaults.expected_information, "names"_a = std::vector<std::string>{},
             "control"_a = python_control{})
        .def("solve", &solve)
        .def("solve_strata", &solve_strata)
        .def("profile", &profile, "at"_a, "level"_a)
        .def("reweighted", &reweighted, "offset"_a, "weights"_a)
        .def(
            "pearson_dispersion",
            [](const glm_problem& of, const doubles& coef, double effective_parameters) {
                return fit::pearson_dispersion(of.rows(), of.options, in_vector(coef), effective_parameters);
            },
            "coef"_a, "effective_parameters"_a)
        .def_property_readonly("offset", [](const glm_problem& of) { return of.offset; })
        .def_property_readonly("weights", [](const glm_problem& of) { return of.weights; })
        .def_property_readonly("threads", [](const glm_problem& of) { return of.control.threads; });
    area.attr("FAMILY") = std::string(defaults.kind.family_name);
}

}  // namespace backrisk::bind
