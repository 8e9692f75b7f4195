#include "backrisk/fit.hpp"

#include "convert.hpp"

namespace backrisk::bind {

void survival(py::module_& area);

namespace {

using labels = std::optional<column<std::int64_t>>;
using numbers = std::optional<column<double>>;

template <class T>
std::span<const T> view_or_none(const std::optional<column<T>>& array, const char* name) {
    return array ? view(*array, name) : std::span<const T>{};
}

Eigen::Map<const fit::row_matrix> matrix(const column<double>& x) {
    check_argument(x.ndim() == 2, "fit::cox", "X.ndim", x.ndim(), "2");
    return {x.data(), x.shape(0), x.shape(1)};
}

py::array_t<double> table(const fit::row_matrix& rows) {
    return adopt(std::vector<double>(rows.data(), rows.data() + rows.size()))
        .reshape({rows.rows(), rows.cols()});
}
py::array_t<double> vector(const Eigen::VectorXd& v) {
    return adopt(std::vector<double>(v.data(), v.data() + v.size()));
}

/// The rows of a fit and what was found: what Python wraps as `CoxFit`.
struct cox_model {
    fit::risk_set set;
    fit::cox_fit found;
    int threads;
    fit::frailty_fit frailty{};  ///< without its `cox`; empty without a frailty
};

cox_model fit_cox(const column<double>& x, const column<double>& stop, const column<double>& event,
                  const numbers& start, const labels& strata, const numbers& weights, const numbers& offset,
                  const std::string& ties, const labels& clusters, const numbers& prior_mean,
                  const numbers& prior_precision, const std::vector<std::string>& names, int max_iterations,
                  int threads, const labels& person, const std::string& frailty, double frailty_variance) {
    fit::survival_rows rows{matrix(x),
                            view_or_none(start, "start"),
                            view(stop, "stop"),
                            view(event, "event"),
                            view_or_none(strata, "strata"),
                            view_or_none(weights, "weights"),
                            view_or_none(offset, "offset"),
                            names};
    fit::cox_options options;
    options.ties = fit::parse_ties(ties);
    options.newton.max_iterations = max_iterations;
    options.threads = threads;
    if (prior_mean && prior_precision) {
        const auto mean = view(*prior_mean, "prior.mean");
        options.belief.mean =
            Eigen::Map<const Eigen::VectorXd>(mean.data(), static_cast<Eigen::Index>(mean.size()));
        options.belief.precision = matrix(*prior_precision);
    }
    const auto groups = view_or_none(clusters, "clusters");
    const auto people = view_or_none(person, "frailty");
    const fit::frailty_options sharing{.law = fit::parse_frailty(frailty), .variance = frailty_variance};
    const py::gil_scoped_release release;
    cox_model model{fit::sort_risk_set(rows, threads), {}, threads};
    if (people.empty()) {
        model.found = fit::fit_cox(model.set, options, groups);
    } else {
        model.frailty = fit::fit_frailty(model.set, people, options, sharing);
        model.found = std::move(model.frailty.cox);
    }
    return model;
}

py::dict schoenfeld(const cox_model& model) {
    auto all = fit::schoenfeld_residuals(model.set, model.found, model.threads);
    py::dict out;
    out["row"] = adopt(std::move(all.row));
    out["stratum"] = adopt(std::move(all.stratum));
    out["time"] = adopt(std::move(all.time));
    out["residual"] = table(all.residual);
    out["scaled"] = table(all.scaled);
    return out;
}

py::dict baseline(const cox_model& model) {
    auto all = fit::baseline(model.set, model.found);
    py::dict out;
    out["stratum"] = adopt(std::move(all.stratum));
    out["time"] = adopt(std::move(all.time));
    out["hazard"] = adopt(std::move(all.hazard));
    out["cumulative_hazard"] = adopt(std::move(all.cumulative_hazard));
    out["at_risk"] = adopt(std::move(all.at_risk));
    out["events"] = adopt(std::move(all.events));
    return out;
}

py::tuple predict_survival(const cox_model& model, const column<double>& x, const column<double>& times,
                           const numbers& start, const numbers& stop, const numbers& offset,
                           const labels& strata, const std::optional<column<std::size_t>>& path_from) {
    const fit::survival_paths paths{matrix(x),
                                    view_or_none(start, "start"),
                                    view_or_none(stop, "stop"),
                                    view_or_none(offset, "offset"),
                                    view_or_none(strata, "strata"),
                                    view_or_none(path_from, "path")};
    const auto when = view(times, "times");
    fit::survival_prediction out;
    {
        const py::gil_scoped_release release;
        out = fit::predict_survival(model.set, model.found, paths, when, model.threads);
    }
    return py::make_tuple(table(out.survival), table(out.cumulative_hazard), table(out.standard_error));
}

py::dict frailty(const cox_model& model) {
    const fit::frailty_fit& from = model.frailty;
    py::dict out;
    out["variance"] = from.variance;
    out["penalised"] = from.penalised;
    out["integrated"] = from.integrated;
    out["person"] = adopt(std::vector<std::int64_t>(from.person));
    out["log_frailty"] = adopt(std::vector<double>(from.log_frailty));
    return out;
}

py::tuple proportional(const cox_model& model, const std::string& transform) {
    auto test =
        fit::test_proportional(model.set, model.found, fit::parse_time_scale(transform), model.threads);
    return py::make_tuple(adopt(std::move(test.chi_square)), adopt(std::move(test.degrees)));
}

void bind_found(py::class_<cox_model>& model) {
    const auto number = [&](const char* name, auto field) {
        model.def_property_readonly(name, [field](const cox_model& m) { return m.found.*field; });
    };
    number("log_likelihood", &fit::cox_fit::log_likelihood);
    number("log_likelihood_null", &fit::cox_fit::log_likelihood_null);
    number("log_posterior", &fit::cox_fit::log_posterior);
    number("score_test", &fit::cox_fit::score_test);
    number("wald_test", &fit::cox_fit::wald_test);
    number("converged", &fit::cox_fit::converged);
    number("iterations", &fit::cox_fit::iterations);
    number("message", &fit::cox_fit::message);
    number("aliased", &fit::cox_fit::aliased);
    number("unbounded", &fit::cox_fit::unbounded);
    model.def_property_readonly("rows", [](const cox_model& m) { return m.set.rows(); })
        .def_property_readonly("events", [](const cox_model& m) { return m.set.events; })
        .def_property_readonly("strata", [](const cox_model& m) { return m.set.stratum; })
        .def_property_readonly("ties", [](const cox_model& m) { return fit::to_string(m.found.ties); })
        .def("coef", [](const cox_model& m) { return vector(m.found.coefficients); })
        .def("covariance", [](const cox_model& m) { return table(m.found.covariance); })
        .def("robust_covariance", [](const cox_model& m) { return table(m.found.robust_covariance); });
}

}  // namespace

void cox(py::module_& area) {
    area.def("chi_square_tail", &fit::chi_square_tail, py::arg("x"), py::arg("degrees"));
    survival(area);
    const fit::cox_options defaults;
    const fit::frailty_options sharing;
    py::class_<cox_model> model(area, "CoxModel");
    bind_found(model);
    const auto residual = [](auto compute) {
        return [compute](const cox_model& m) { return table(compute(m.set, m.found, m.threads)); };
    };
    model
        .def("martingale",
             [](const cox_model& m) { return adopt(fit::martingale_residuals(m.set, m.found)); })
        .def("deviance", [](const cox_model& m) { return adopt(fit::deviance_residuals(m.set, m.found)); })
        .def("score", residual(&fit::score_residuals))
        .def("dfbeta", residual(&fit::dfbeta_residuals))
        .def("schoenfeld", &schoenfeld)
        .def("proportional", &proportional, py::arg("transform"))
        .def("baseline", &baseline)
        .def("frailty", &frailty)
        .def("predict_survival", &predict_survival, py::arg("x"), py::arg("times"),
             py::arg("start") = py::none(), py::arg("stop") = py::none(), py::arg("offset") = py::none(),
             py::arg("strata") = py::none(), py::arg("path_from") = py::none());
    area.def("fit_cox", &fit_cox, py::arg("x"), py::arg("stop"), py::arg("event"),
             py::arg("start") = py::none(), py::arg("strata") = py::none(), py::arg("weights") = py::none(),
             py::arg("offset") = py::none(), py::arg("ties") = fit::to_string(defaults.ties),
             py::arg("clusters") = py::none(), py::arg("prior_mean") = py::none(),
             py::arg("prior_precision") = py::none(), py::arg("names") = std::vector<std::string>{},
             py::arg("max_iterations") = defaults.newton.max_iterations,
             py::arg("threads") = defaults.threads, py::arg("person") = py::none(),
             py::arg("frailty") = fit::to_string(sharing.law),
             py::arg("frailty_variance") = sharing.variance);
}

}  // namespace backrisk::bind
