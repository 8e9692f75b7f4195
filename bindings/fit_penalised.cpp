// Lasso and elastic net with cross-validation, and Fine and Gray's regression.
#include <new>

#include "backrisk/fit/elastic_net.hpp"
#include "backrisk/fit/fine_gray.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;
using numbers = std::optional<doubles>;
using codes = std::optional<column<std::int64_t>>;

/// A path, and its cross-validation where folds were given.
struct result {
    fit::elastic_net_path path;
    std::optional<fit::cross_validation> validation;
};

fit::elastic_net_options options_of(double alpha, const std::vector<double>& lambda,
                                    const std::pair<int, double>& chosen, const std::vector<double>& factor,
                                    const std::vector<std::string>& names, const python_control& control) {
    fit::elastic_net_options options;
    options.alpha = alpha, options.lambda = lambda, options.factor = factor;
    options.count = chosen.first, options.least = chosen.second;
    options.names = names, options.control = in_control(control);
    return options;
}

template <class Rows>
result solve(const Rows& rows, const fit::elastic_net_options& options, std::span<const std::int64_t> folds) {
    const py::gil_scoped_release free;
    result out{fit::fit_elastic_net(rows, options), std::nullopt};
    if (!folds.empty()) out.validation = fit::cross_validate(rows, options, out.path, folds);
    return out;
}

result of_glm(const any_matrix& x, const doubles& y, const numbers& offset, const numbers& weights,
              const std::pair<std::string, std::string>& kind, double alpha,
              const std::vector<double>& lambda, const std::pair<int, double>& chosen,
              const std::vector<double>& factor, const codes& folds, const std::vector<std::string>& names,
              const python_control& control) {
    fit::elastic_net_options options = options_of(alpha, lambda, chosen, factor, names, control);
    options.kind = fit::find_model_kind(kind.first, kind.second);
    return solve(fit::glm_rows{view_matrix(x), view(y, "y"), view_or_none(offset, "offset"),
                               view_or_none(weights, "weights")},
                 options, view_or_none(folds, "folds"));
}

result of_cox(const doubles& x, const doubles& stop, const doubles& event, const numbers& start,
              const codes& strata, const numbers& offset, const numbers& weights, const std::string& ties,
              double alpha, const std::vector<double>& lambda, const std::pair<int, double>& chosen,
              const std::vector<double>& factor, const codes& folds, const std::vector<std::string>& names,
              const python_control& control) {
    fit::elastic_net_options options = options_of(alpha, lambda, chosen, factor, names, control);
    options.ties = fit::parse_ties(ties);
    check_argument(x.ndim() == 2, "fit.elastic_net", "X.ndim", x.ndim(), "2");
    const fit::survival_rows rows{Eigen::Map<const fit::row_matrix>(x.data(), x.shape(0), x.shape(1)),
                                  view_or_none(start, "start"),
                                  view(stop, "stop"),
                                  view(event, "event"),
                                  view_or_none(strata, "strata"),
                                  view_or_none(weights, "weights"),
                                  view_or_none(offset, "offset"),
                                  names};
    return solve(rows, options, view_or_none(folds, "folds"));
}

fit::fine_gray_result fine_gray(const any_matrix& x, const doubles& stop, const column<std::int64_t>& cause,
                                const codes& censoring, const numbers& prior_mean,
                                const std::optional<any_matrix>& prior_precision,
                                const std::vector<std::string>& names, const python_control& control) {
    const fit::fine_gray_rows rows{view_matrix(x), view(stop, "stop"), view(cause, "cause"),
                                   view_or_none(censoring, "censoring")};
    const fit::fine_gray_options options{in_prior(prior_mean, prior_precision), in_control(control), names};
    const py::gil_scoped_release free;
    return fit::fit_fine_gray(rows, options);
}

void results(py::module_& area) {
    using path = fit::elastic_net_path;
    py::class_<path> bound(area, "ElasticNetPath");
    fields_of(bound)("lambda_", &path::lambda)("coef", &path::coefficients)(
        "log_likelihood", &path::log_likelihood)("explained", &path::explained)("kkt", &path::kkt)(
        "selected", &path::selected)("null_log_likelihood", &path::null_log_likelihood)(
        "n_rows", &path::n_rows)("n_events", &path::n_events);
    using validation = fit::cross_validation;
    py::class_<validation> validated(area, "ElasticNetValidation");
    fields_of(validated)("loss", &validation::loss)("error", &validation::error)("best", &validation::best)(
        "one_se", &validation::one_se)("folds", &validation::folds);
    py::class_<result> both(area, "ElasticNetFound");
    both.def_readonly("path", &result::path).def_readonly("validation", &result::validation);
    using ends = fit::fine_gray_result;
    py::class_<ends> competing(area, "FineGrayResult");
    fields_of(competing)("coef", &ends::coefficients)("covariance", &ends::covariance)(
        "naive_covariance", &ends::naive_covariance)("time", &ends::time)("hazard", &ends::hazard)(
        "last", &ends::last)("log_likelihood", &ends::log_likelihood)("null_log_likelihood",
                                                                      &ends::null_log_likelihood)(
        "effective_parameters", &ends::effective_parameters)("decrement", &ends::decrement)(
        "n_rows", &ends::n_rows)("n_events", &ends::n_events)("n_competing", &ends::n_competing)(
        "iterations", &ends::iterations)("converged", &ends::converged);
}

}  // namespace

void fit_penalised(py::module_& area) {
    results(area);
    area.def("elastic_net_glm", &of_glm, "x"_a, "y"_a, "offset"_a, "weights"_a, "kind"_a, "alpha"_a,
             "lambdas"_a, "chosen"_a, "factor"_a, "folds"_a, "names"_a, "control"_a);
    area.def("elastic_net_cox", &of_cox, "x"_a, "stop"_a, "event"_a, "start"_a, "strata"_a, "offset"_a,
             "weights"_a, "ties"_a, "alpha"_a, "lambdas"_a, "chosen"_a, "factor"_a, "folds"_a, "names"_a,
             "control"_a);
    area.def("fit_fine_gray", &fine_gray, "x"_a, "stop"_a, "cause"_a, "censoring"_a = py::none(),
             "prior_mean"_a = py::none(), "prior_precision"_a = py::none(),
             "names"_a = std::vector<std::string>{}, "control"_a = python_control{});
}

}  // namespace backrisk::bind
