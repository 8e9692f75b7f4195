// Sizes of studies, resampling, the bootstrap of a metric by name, the optimism of the logistic model.
#include <optional>

#include "backrisk/core/estimand.hpp"
#include "backrisk/fit/glm.hpp"
#include "backrisk/validate/resample.hpp"
#include "backrisk/validate/sample_size.hpp"
#include "backrisk/validate/sample_size_survival.hpp"
#include "backrisk/validate/sampled.hpp"

#include "fit_convert.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::development_options develop;
constexpr validate::validation_options external;

void sample_size(py::module_& area) {
    using validate::development_size;
    using validate::survival_size;
    using validate::validation_size;
    py::class_<development_size>(area, "DevelopmentSize")
        .def_readonly("risk", &development_size::risk)
        .def_readonly("error", &development_size::error)
        .def_readonly("shrinkage", &development_size::shrinkage)
        .def_readonly("optimism", &development_size::optimism)
        .def_readonly("people", &development_size::people)
        .def_readonly("events", &development_size::events)
        .def_readonly("events_per_parameter", &development_size::events_per_parameter)
        .def_readonly("max_cox_snell", &development_size::max_cox_snell);
    py::class_<survival_size>(area, "SurvivalSize")
        .def_readonly("risk", &survival_size::risk)
        .def_readonly("shrinkage", &survival_size::shrinkage)
        .def_readonly("optimism", &survival_size::optimism)
        .def_readonly("people", &survival_size::people)
        .def_readonly("events", &survival_size::events)
        .def_readonly("events_per_parameter", &survival_size::events_per_parameter)
        .def_readonly("follow_up", &survival_size::follow_up)
        .def_readonly("max_cox_snell", &survival_size::max_cox_snell);
    py::class_<validation_size>(area, "ValidationSize")
        .def_readonly("observed_expected", &validation_size::observed_expected)
        .def_readonly("slope", &validation_size::slope)
        .def_readonly("auc", &validation_size::auc)
        .def_readonly("people", &validation_size::people)
        .def_readonly("events", &validation_size::events);
    area.def(
        "sample_size_development",
        [](double share, double parameters, double cox_snell, double shrinkage, double optimism,
           double margin, double absolute_error) {
            return validate::sample_size_development(share, parameters, cox_snell,
                                                     {shrinkage, optimism, margin, absolute_error});
        },
        py::arg("share"), py::arg("parameters"), py::arg("cox_snell"),
        py::arg("shrinkage") = develop.shrinkage, py::arg("optimism") = develop.optimism,
        py::arg("margin") = develop.margin, py::arg("absolute_error") = develop.absolute_error);
    area.def(
        "sample_size_survival",
        [](double rate, double follow_up, double horizon, double parameters, double cox_snell,
           double shrinkage, double optimism, double margin) {
            return validate::sample_size_survival(rate, follow_up, horizon, parameters, cox_snell,
                                                  {shrinkage, optimism, margin, develop.absolute_error});
        },
        py::arg("rate"), py::arg("follow_up"), py::arg("horizon"), py::arg("parameters"),
        py::arg("cox_snell"), py::arg("shrinkage") = develop.shrinkage,
        py::arg("optimism") = develop.optimism, py::arg("margin") = develop.margin);
    area.def(
        "sample_size_validation",
        [](double share, double auc, double logit_mean, double logit_sd, double observed_expected_width,
           double slope_width, double auc_width) {
            return validate::sample_size_validation(share, auc, logit_mean, logit_sd,
                                                    {observed_expected_width, slope_width, auc_width});
        },
        py::arg("share"), py::arg("auc"), py::arg("logit_mean"), py::arg("logit_sd"),
        py::arg("observed_expected_width") = external.observed_expected_width,
        py::arg("slope_width") = external.slope_width, py::arg("auc_width") = external.auc_width);
}

void resampling(py::module_& area) {
    area.attr("most_replicates") = validate::most_replicates;
    area.def(
        "bootstrap_rows",
        [](std::size_t size, const codes& person, std::uint64_t seed, std::uint64_t replicate) {
            return adopt(validate::bootstrap_rows(size, view(person, "person"), seed, replicate));
        },
        py::arg("rows"), py::arg("person"), py::arg("seed"), py::arg("replicate"));
    area.def(
        "random_folds",
        [](std::size_t size, std::size_t folds, const codes& person, const codes& stratum,
           std::uint64_t seed) {
            return adopt(
                validate::random_folds(size, folds, view(person, "person"), view(stratum, "stratum"), seed));
        },
        py::arg("rows"), py::arg("folds"), py::arg("person"), py::arg("stratum"), py::arg("seed"));
}

/// Columns of a call by rows, so that a row of the design is contiguous.
using design = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// The logistic model of area `fit`, intercept and all columns, by maximum likelihood.
[[nodiscard]] validate::refit_logits logistic(const fit::matrix_view& x, std::span<const double> event) {
    return [x, event](std::span<const double> times) {
        using by_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const auto n = static_cast<Eigen::Index>(x.rows), p = static_cast<Eigen::Index>(x.columns);
        const Eigen::VectorXd b = fit::fit_glm({x, event, {}, times}, {}).coefficients;
        std::vector<double> logit(x.rows);
        Eigen::Map<Eigen::VectorXd>(logit.data(), n) =
            (Eigen::Map<const by_rows>(x.data, n, p) * b.tail(p)).array() + b[0];
        return logit;
    };
}

/// Lets Ctrl-C through.
void poll_python() {
    const py::gil_scoped_acquire lock;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

void metrics(py::module_& area) {
    area.def("metric_names", [] {
        std::vector<std::string> out;
        for (const auto which : validate::all_metrics) out.emplace_back(validate::to_string(which));
        return out;
    });
    area.def(
        "metrics_of",
        [](const doubles& event, const doubles& predicted) {
            const auto of = rows(event, predicted);
            const auto found = unlocked([&] { return validate::metrics_of(of); });
            return adopt(std::vector<double>(found.begin(), found.end()));
        },
        py::arg("event"), py::arg("predicted"));
    area.def(
        "bootstrap_metric",
        [](const doubles& event, const doubles& predicted, const codes& person, const std::string& metric,
           std::uint64_t seed, std::size_t replicates, int threads) {
            const auto of = rows(event, predicted);
            const auto which = core::parse_name("bootstrap", "statistic", metric, validate::all_metrics);
            const auto people = view(person, "person");
            return adopt(unlocked([&] {
                const validate::bootstrap_samples samples(of.size(), people, seed);
                return validate::bootstrap_metric(of, which, samples, replicates, threads, poll_python);
            }));
        },
        py::arg("event"), py::arg("predicted"), py::arg("person"), py::arg("metric"), py::arg("seed"),
        py::arg("replicates"), py::arg("threads"));
}

void optimism(py::module_& area) {
    using validate::optimism_result;
    const auto column_of = [](validate::metric_values optimism_result::*which) {
        return [which](const optimism_result& of) {
            return py::array_t<double>(py::ssize_t(std::size(of.*which)), std::data(of.*which));
        };
    };
    py::class_<optimism_result>(area, "Optimism")
        .def_property_readonly("apparent", column_of(&optimism_result::apparent))
        .def_property_readonly("optimism", column_of(&optimism_result::optimism));
    area.def(
        "logistic_optimism",
        [](const design& x, const doubles& event, const codes& person, std::uint64_t seed,
           std::size_t replicates, const std::optional<std::vector<codes>>& samples, int threads) {
            const auto columns = view_matrix(x);
            const auto outcome = view(event, "event");
            const validate::bootstrap_samples drawn(outcome.size(), view(person, "person"), seed);
            std::vector<std::span<const std::size_t>> given;
            if (samples)
                for (const auto& one : *samples) given.push_back(view(one, "samples"));
            const auto draw = samples ? validate::count_rows(given) : validate::count_drawn(drawn);
            const std::size_t size = samples ? given.size() : replicates;
            return unlocked([&] {
                return validate::optimism(outcome, logistic(columns, outcome), draw, size, threads,
                                          poll_python);
            });
        },
        py::arg("x"), py::arg("event"), py::arg("person"), py::arg("seed"), py::arg("replicates"),
        py::arg("samples"), py::arg("threads"));
}

}  // namespace

void validate_plan(py::module_& area) {
    sample_size(area);
    resampling(area);
    metrics(area);
    optimism(area);
}

}  // namespace backrisk::bind
