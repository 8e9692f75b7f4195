// Resampling and sample size.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/meta.hpp"
#include "backrisk/validate/resample.hpp"
#include "backrisk/validate/sample_size.hpp"
#include "backrisk/validate/sample_size_survival.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::development_options develop;
constexpr validate::validation_options external;
constexpr validate::meta_options pooled;

void resampling(py::module_& area) {
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

void sample_size(py::module_& area) {
    area.def(
        "sample_size_development",
        [](double share, double parameters, double cox_snell, double shrinkage, double optimism,
           double margin, double absolute_error) {
            const auto n = validate::sample_size_development(share, parameters, cox_snell,
                                                             {shrinkage, optimism, margin, absolute_error});
            py::dict out;
            out["risk"] = n.risk;
            out["error"] = n.error;
            out["shrinkage"] = n.shrinkage;
            out["optimism"] = n.optimism;
            out["people"] = n.people;
            out["events"] = n.events;
            out["events_per_parameter"] = n.events_per_parameter;
            out["max_cox_snell"] = n.max_cox_snell;
            return out;
        },
        py::arg("share"), py::arg("parameters"), py::arg("cox_snell"),
        py::arg("shrinkage") = develop.shrinkage, py::arg("optimism") = develop.optimism,
        py::arg("margin") = develop.margin, py::arg("absolute_error") = develop.absolute_error);
    area.def(
        "sample_size_survival",
        [](double rate, double follow_up, double horizon, double parameters, double cox_snell,
           double shrinkage, double optimism, double margin) {
            const auto n =
                validate::sample_size_survival(rate, follow_up, horizon, parameters, cox_snell,
                                               {shrinkage, optimism, margin, develop.absolute_error});
            py::dict out;
            out["risk"] = n.risk;
            out["shrinkage"] = n.shrinkage;
            out["optimism"] = n.optimism;
            out["people"] = n.people;
            out["events"] = n.events;
            out["events_per_parameter"] = n.events_per_parameter;
            out["follow_up"] = n.follow_up;
            out["max_cox_snell"] = n.max_cox_snell;
            return out;
        },
        py::arg("rate"), py::arg("follow_up"), py::arg("horizon"), py::arg("parameters"),
        py::arg("cox_snell"), py::arg("shrinkage") = develop.shrinkage,
        py::arg("optimism") = develop.optimism, py::arg("margin") = develop.margin);
    area.def(
        "sample_size_validation",
        [](double share, double auc, double logit_mean, double logit_sd, double observed_expected_width,
           double slope_width, double auc_width) {
            const auto n = validate::sample_size_validation(
                share, auc, logit_mean, logit_sd, {observed_expected_width, slope_width, auc_width});
            py::dict out;
            out["observed_expected"] = n.observed_expected;
            out["slope"] = n.slope;
            out["auc"] = n.auc;
            out["people"] = n.people;
            out["events"] = n.events;
            return out;
        },
        py::arg("share"), py::arg("auc"), py::arg("logit_mean"), py::arg("logit_sd"),
        py::arg("observed_expected_width") = external.observed_expected_width,
        py::arg("slope_width") = external.slope_width, py::arg("auc_width") = external.auc_width);
}

void meta(py::module_& area) {
    area.def(
        "pool",
        [](const doubles& value, const doubles& variance, const std::string& method, bool adjusted,
           double level) {
            const auto out = validate::pool(
                view(value, "value"), view(variance, "variance"),
                {core::parse_name("pool", "method", method, validate::all_heterogeneities), adjusted, level});
            return py::make_tuple(to_python(out.mean), out.tau_squared, out.q, out.i_squared, out.low,
                                  out.high);
        },
        py::arg("value"), py::arg("variance"), py::arg("method") = to_string(pooled.method),
        py::arg("adjusted") = pooled.adjusted, py::arg("level") = pooled.level);
}

}  // namespace

void validate_plan(py::module_& area) {
    resampling(area);
    sample_size(area);
    meta(area);
}

}  // namespace backrisk::bind
