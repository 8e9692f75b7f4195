// The bootstrap of a metric by name, and the optimism of the logistic model.
#include <optional>

#include "backrisk/core/estimand.hpp"
#include "backrisk/fit/glm.hpp"
#include "backrisk/validate/sampled.hpp"

#include "fit_convert.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

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

[[nodiscard]] py::dict by_name(const validate::metric_values& values) {
    py::dict out;
    for (const auto one : validate::all_metrics)
        out[py::str(validate::to_string(one))] = values[static_cast<std::size_t>(one)];
    return out;
}

[[nodiscard]] py::tuple to_python(const validate::optimism_result& found) {
    return py::make_tuple(by_name(found.apparent), by_name(found.optimism));
}

}  // namespace

void validate_sampled(py::module_& area) {
    area.def("metric_names", [] {
        py::list out;
        for (const auto one : validate::all_metrics) out.append(validate::to_string(one));
        return out;
    });
    area.def(
        "metrics_of",
        [](const doubles& event, const doubles& predicted) {
            const auto of = rows(event, predicted, doubles(0), codes(0));
            return by_name(unlocked([&] { return validate::metrics_of(of); }));
        },
        py::arg("event"), py::arg("predicted"));
    area.def(
        "bootstrap_metric",
        [](const doubles& event, const doubles& predicted, const codes& person, const std::string& metric,
           std::uint64_t seed, std::size_t replicates, int threads) {
            const auto of = rows(event, predicted, doubles(0), codes(0));
            const auto which = core::parse_name("bootstrap", "statistic", metric, validate::all_metrics);
            const auto people = view(person, "person");
            return adopt(unlocked([&] {
                const validate::bootstrap_samples samples(of.size(), people, seed);
                return validate::bootstrap_metric(of, which, samples, replicates, threads);
            }));
        },
        py::arg("event"), py::arg("predicted"), py::arg("person"), py::arg("metric"), py::arg("seed"),
        py::arg("replicates"), py::arg("threads"));
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
            return to_python(unlocked([&] {
                return validate::optimism(outcome, logistic(columns, outcome), draw, size, threads);
            }));
        },
        py::arg("x"), py::arg("event"), py::arg("person"), py::arg("seed"), py::arg("replicates"),
        py::arg("samples"), py::arg("threads"));
}

}  // namespace backrisk::bind
