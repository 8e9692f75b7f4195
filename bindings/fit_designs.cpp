// Matched sets, splines, pooling and rates.
#include <limits>

#include "backrisk/fit/conditional_logistic.hpp"
#include "backrisk/fit/pool.hpp"
#include "backrisk/fit/spline.hpp"
#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using namespace backrisk::fit;
using doubles = column<double>;

set_likelihood method_named(const std::string& name) {
    if (name == "exact") return set_likelihood::exact;
    if (name == "efron") return set_likelihood::efron;
    if (name == "breslow") return set_likelihood::breslow;
    fail_argument("fit.conditional_logistic", "method", std::string_view(name),
                  "'exact', 'efron' or 'breslow'");
}

py::dict conditional_logistic(const any_matrix& x, const doubles& y, const column<std::int64_t>& strata,
                              const std::optional<doubles>& offset, const std::string& method,
                              const std::optional<doubles>& prior_mean,
                              const std::optional<any_matrix>& prior_precision, int max_iterations,
                              double tolerance, const std::vector<std::string>& names,
                              const py::object& progress) {
    conditional_options options;
    options.method = method_named(method);
    if (prior_mean && prior_precision) options.with = {in_vector(*prior_mean), in_matrix(*prior_precision)};
    options.newton.max_iterations = max_iterations;
    options.newton.tolerance = tolerance;
    options.newton.progress = interruptible(progress);
    options.names = names;
    const conditional_rows rows{view_matrix(x), view(y, "y"),
                                offset ? view(*offset, "offset") : std::span<const double>{},
                                view(strata, "strata")};
    conditional_result fit;
    {
        const py::gil_scoped_release free;
        fit = fit_conditional_logistic(rows, options);
    }
    return py::dict("coef"_a = out_vector(fit.coefficients), "covariance"_a = out_matrix(fit.covariance),
                    "log_likelihood"_a = fit.log_likelihood,
                    "null_log_likelihood"_a = fit.null_log_likelihood, "log_prior"_a = fit.log_prior,
                    "likelihood_ratio"_a = fit.likelihood_ratio, "score_test"_a = fit.score_test,
                    "wald_test"_a = fit.wald_test, "decrement"_a = fit.decrement, "n_rows"_a = fit.rows,
                    "n_cases"_a = fit.cases, "n_strata"_a = fit.strata, "n_empty_strata"_a = fit.empty_strata,
                    "iterations"_a = fit.iterations, "converged"_a = fit.converged);
}

spline_options spline_call(std::vector<double> knots, double low, double high, int degree, bool intercept) {
    return {std::move(knots), low, high, degree, intercept};
}

py::dict pool_fits(const std::vector<doubles>& coefs, const std::vector<any_matrix>& covariances,
                   double complete_degrees) {
    std::vector<Eigen::VectorXd> b;
    std::vector<Eigen::MatrixXd> v;
    for (const doubles& one : coefs) b.push_back(in_vector(one));
    for (const any_matrix& one : covariances) v.push_back(in_matrix(one));
    const pooled out = pool(b, v, complete_degrees);
    return py::dict("coef"_a = out_vector(out.coefficients), "covariance"_a = out_matrix(out.total),
                    "within"_a = out_matrix(out.within), "between"_a = out_matrix(out.between),
                    "degrees"_a = out_vector(out.degrees), "increase"_a = out_vector(out.increase),
                    "missing_information"_a = out_vector(out.lambda));
}

py::tuple student_columns(const doubles& coef, const doubles& error, const doubles& degrees, double level) {
    const auto b = view(coef, "coef"), e = view(error, "standard_error"), df = view(degrees, "degrees");
    std::vector<double> p, low, high;
    for (std::size_t k = 0; k < b.size(); ++k) {
        const double half = student_quantile(0.5 + level / 2, df[k]) * e[k];
        p.push_back(student_two_sided(b[k] / e[k], df[k]));
        low.push_back(b[k] - half);
        high.push_back(b[k] + half);
    }
    return py::make_tuple(adopt(std::move(p)), adopt(std::move(low)), adopt(std::move(high)));
}

}  // namespace

void fit_designs(py::module_& area) {
    area.def("conditional_logistic", &conditional_logistic, "x"_a, "y"_a, "strata"_a, "offset"_a, "method"_a,
             "prior_mean"_a, "prior_precision"_a, "max_iterations"_a, "tolerance"_a, "names"_a, "progress"_a);
    area.def(
        "b_spline",
        [](const doubles& x, std::vector<double> knots, double low, double high, int degree, bool intercept) {
            return out_matrix(
                b_spline(view(x, "x"), spline_call(std::move(knots), low, high, degree, intercept)));
        },
        "x"_a, "knots"_a, "low"_a, "high"_a, "degree"_a, "intercept"_a);
    area.def(
        "natural_spline",
        [](const doubles& x, std::vector<double> knots, double low, double high, bool intercept) {
            return out_matrix(
                natural_spline(view(x, "x"), spline_call(std::move(knots), low, high, 3, intercept)));
        },
        "x"_a, "knots"_a, "low"_a, "high"_a, "intercept"_a);
    area.def(
        "restricted_cubic_spline",
        [](const doubles& x, const std::vector<double>& knots) {
            return out_matrix(restricted_cubic_spline(view(x, "x"), knots));
        },
        "x"_a, "knots"_a);
    area.def(
        "p_spline",
        [](const doubles& x, int segments, double low, double high, int degree) {
            return out_matrix(p_spline(view(x, "x"), segments, low, high, degree));
        },
        "x"_a, "segments"_a, "low"_a, "high"_a, "degree"_a);
    area.def(
        "difference_precision",
        [](Eigen::Index size, int order) { return out_matrix(difference_precision(size, order)); }, "size"_a,
        "order"_a);
    area.def(
        "quantile_knots",
        [](const doubles& x, int count, double low, double high) {
            return quantile_knots(view(x, "x"), count, low, high);
        },
        "x"_a, "count"_a, "low"_a, "high"_a);
    area.def("pool", &pool_fits, "coefs"_a, "covariances"_a,
             "complete_degrees"_a = std::numeric_limits<double>::infinity());
    area.def("student", &student_columns, "coef"_a, "standard_error"_a, "degrees"_a, "level"_a);
    area.def(
        "rate",
        [](double events, double exposure, double level) {
            const rate_interval out = exact_rate(events, exposure, level);
            return py::make_tuple(out.rate, out.low, out.high);
        },
        "events"_a, "exposure"_a, "level"_a);
}

}  // namespace backrisk::bind
