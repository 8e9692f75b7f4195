#include "backrisk/fit.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

void cox(py::module_& area);
void fit_designs(py::module_& area);
void fit_lagged(py::module_& area);

namespace {

using namespace pybind11::literals;
using namespace backrisk::fit;
using doubles = column<double>;

fit::covariance_kind covariance_named(const std::string& name) {
    for (const auto& [kind, word] : covariance_names)
        if (word == name) return kind;
    fail_argument("fit.glm", "covariance", std::string_view(name),
                  "'model', 'sampling', 'sandwich' or 'cluster'");
}

std::span<const double> optional_view(const std::optional<doubles>& values, const char* name) {
    return values ? view(*values, name) : std::span<const double>{};
}

/// What every call about one model says, as keywords.
struct glm_call {
    any_matrix x;
    doubles y;
    std::optional<doubles> offset, weights;
    glm_options options;

    explicit glm_call(const py::dict& of)
        : x(of["x"].cast<any_matrix>()),
          y(of["y"].cast<doubles>()),
          offset(of["offset"].cast<std::optional<doubles>>()),
          weights(of["weights"].cast<std::optional<doubles>>()) {
        options.kind = find_model_kind(of["family"].cast<std::string>(), of["link"].cast<std::string>());
        options.intercept = of["intercept"].cast<bool>();
        options.firth = of["firth"].cast<bool>();
        options.expected_information = of["information"].cast<std::string>() == "expected";
        options.covariance = covariance_named(of["covariance"].cast<std::string>());
        options.small_sample = of["small_sample"].cast<bool>();
        options.threads = of["threads"].cast<int>();
        options.newton.max_iterations = of["max_iterations"].cast<int>();
        options.newton.tolerance = of["tolerance"].cast<double>();
        options.names = of["names"].cast<std::vector<std::string>>();
        if (!of["prior_mean"].is_none())
            options.with = {in_vector(of["prior_mean"].cast<doubles>()),
                            in_matrix(of["prior_precision"].cast<any_matrix>())};
        if (!of["clusters"].is_none()) {
            const auto codes = view(of["clusters"].cast<column<std::int64_t>>(), "clusters");
            options.cluster.assign(codes.begin(), codes.end());
        }
    }
    [[nodiscard]] glm_rows rows() const {
        return {view_matrix(x), view(y, "y"), optional_view(offset, "offset"),
                optional_view(weights, "weights")};
    }
};

py::dict to_python(const glm_result& fit) {
    return py::dict(
        "coef"_a = out_vector(fit.coefficients), "covariance"_a = out_matrix(fit.covariance),
        "model_covariance"_a = out_matrix(fit.model_covariance), "log_likelihood"_a = fit.log_likelihood,
        "null_log_likelihood"_a = fit.null_log_likelihood, "deviance"_a = fit.deviance,
        "null_deviance"_a = fit.null_deviance, "dispersion"_a = fit.dispersion, "log_prior"_a = fit.log_prior,
        "log_evidence"_a = fit.log_evidence, "effective_parameters"_a = fit.effective_parameters,
        "decrement"_a = fit.decrement, "n_rows"_a = fit.rows, "n_clusters"_a = fit.clusters,
        "iterations"_a = fit.iterations, "converged"_a = fit.converged);
}

py::dict glm(const py::dict& of, const py::object& progress) {
    glm_call call(of);
    call.options.newton.progress = interruptible(progress);
    const glm_rows rows = call.rows();
    glm_result fit;
    {
        const py::gil_scoped_release free;
        fit = fit_glm(rows, call.options);
    }
    return to_python(fit);
}

py::dict glm_strata(const py::dict& of, const py::object& progress) {
    glm_call call(of);
    call.options.newton.progress = interruptible(progress);
    const auto codes = of["strata"].cast<column<std::int64_t>>();
    const auto strata = view(codes, "strata");
    const glm_rows rows = call.rows();
    stratified_fit found;
    {
        const py::gil_scoped_release free;
        found = fit_glm_strata(rows, strata, call.options);
    }
    py::dict out = to_python(found.fit);
    out["strata"] = py::dict(
        "code"_a = adopt(std::move(found.strata.code)), "effect"_a = adopt(std::move(found.strata.alpha)),
        "weight"_a = adopt(std::move(found.strata.weight)), "mean"_a = out_matrix(found.strata.mean));
    return out;
}

py::array_t<double> glm_profile(const py::dict& of, const doubles& coef, const any_matrix& covariance,
                                double level) {
    glm_call call(of);
    const py::object none = py::none();
    call.options.newton.progress = interruptible(none);
    const glm_rows rows = call.rows();
    glm_result at;
    at.coefficients = in_vector(coef);
    at.model_covariance = in_matrix(covariance);
    Eigen::MatrixXd intervals;
    {
        const py::gil_scoped_release free;
        intervals = profile_intervals(rows, call.options, at, level);
    }
    return out_matrix(intervals);
}

double pearson(const py::dict& of, const doubles& coef, double effective_parameters) {
    const glm_call call(of);
    return pearson_dispersion(call.rows(), call.options, in_vector(coef), effective_parameters);
}

py::tuple predict(const any_matrix& x, const std::optional<doubles>& offset, bool intercept,
                  const doubles& coef, const any_matrix& covariance, int threads) {
    const matrix_view rows = view_matrix(x);
    const auto shift = optional_view(offset, "offset");
    const Eigen::VectorXd b = in_vector(coef);
    const Eigen::MatrixXd v = in_matrix(covariance);
    linear_prediction out;
    {
        const py::gil_scoped_release free;
        out = predict_linear(rows, shift, intercept, b, v, threads);
    }
    return py::make_tuple(adopt(std::move(out.eta)), adopt(std::move(out.standard_error)));
}

py::array_t<double> mean(const std::string& family, const std::string& link, const doubles& eta) {
    const model_kind& kind = find_model_kind(family, link);
    std::vector<double> out;
    for (const double one : view(eta, "eta")) out.push_back(mean_of(kind, one));
    return adopt(std::move(out));
}

py::tuple wald_columns(const doubles& coef, const doubles& variance, double level) {
    wald_table out = wald(view(coef, "coef"), view(variance, "variance"), level);
    return py::make_tuple(adopt(std::move(out.standard_error)), adopt(std::move(out.z)),
                          adopt(std::move(out.p)), adopt(std::move(out.low)), adopt(std::move(out.high)));
}

py::dict defaults() {
    const glm_options options;
    return py::dict("family"_a = options.kind.family_name, "intercept"_a = options.intercept,
                    "firth"_a = options.firth, "small_sample"_a = options.small_sample,
                    "threads"_a = options.threads, "max_iterations"_a = options.newton.max_iterations,
                    "tolerance"_a = options.newton.tolerance);
}

}  // namespace

void fit(py::module_& area) {
    area.doc() = "Generalised linear models, priors, survival, matched studies, splines.";
    area.def("glm", &glm, "call"_a, "progress"_a = py::none());
    area.def("glm_strata", &glm_strata, "call"_a, "progress"_a = py::none());
    area.def("predict_linear", &predict, "x"_a, "offset"_a, "intercept"_a, "coef"_a, "covariance"_a,
             "threads"_a);
    area.def("pearson_dispersion", &pearson, "call"_a, "coef"_a, "effective_parameters"_a);
    area.def("wald", &wald_columns, "coef"_a, "variance"_a, "level"_a);
    area.def("normal_quantile", &normal_quantile, "p"_a);
    area.def("mean_of", &mean, "family"_a, "link"_a, "eta"_a);
    area.def(
        "default_link", [](const std::string& family) { return find_model_kind(family, "").link_name; },
        "family"_a);
    area.def("glm_defaults", &defaults);
    area.def("glm_profile", &glm_profile, "call"_a, "coef"_a, "covariance"_a, "level"_a);
    area.def("measures", [] { return measure_rows(measures); });
    fit_designs(area);
    fit_lagged(area);
    cox(area);
}

}  // namespace backrisk::bind
