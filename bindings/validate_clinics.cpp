// Many clinics: pooling by random effects, and from aggregates without rows.
#include "backrisk/core/estimand.hpp"
#include "backrisk/validate/federated.hpp"
#include "backrisk/validate/meta.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {
namespace {

constexpr validate::meta_options pooled;

void meta(py::module_& area) {
    using validate::meta_result;
    py::class_<meta_result>(area, "MetaResult")
        .def_readonly("mean", &meta_result::mean)
        .def_readonly("tau_squared", &meta_result::tau_squared)
        .def_readonly("q", &meta_result::q)
        .def_readonly("i_squared", &meta_result::i_squared)
        .def_readonly("low", &meta_result::low)
        .def_readonly("high", &meta_result::high);
    area.def(
        "pool_estimates",
        [](const doubles& value, const doubles& variance, const std::string& method, bool adjusted,
           double level) {
            return validate::pool(
                view(value, "value"), view(variance, "variance"),
                {core::parse_name("pool", "method", method, validate::all_heterogeneities), adjusted, level});
        },
        py::arg("value"), py::arg("variance"), py::arg("method") = to_string(pooled.method),
        py::arg("adjusted") = pooled.adjusted, py::arg("level") = pooled.level);
}

/// The state of a pack as plain values, and back: what a file holds.
void packs(py::module_& area) {
    using validate::clinic_pack;
    using validate::pack_cell;
    using validate::pack_options;
    py::class_<pack_options>(area, "PackOptions")
        .def(py::init([](const doubles& thresholds, double shift, double intercept, double slope, double clip,
                         std::size_t least) {
                 const auto at = view(thresholds, "thresholds");
                 return pack_options{{at.begin(), at.end()}, shift, intercept, slope, clip, least};
             }),
             py::arg("thresholds"), py::arg("shift"), py::arg("intercept"), py::arg("slope"), py::arg("clip"),
             py::arg("least"))
        .def_property_readonly("thresholds", array_of(&pack_options::thresholds))
        .def_readonly("shift", &pack_options::shift)
        .def_readonly("intercept", &pack_options::intercept)
        .def_readonly("slope", &pack_options::slope)
        .def_readonly("clip", &pack_options::clip)
        .def_readonly("least", &pack_options::least);
    py::class_<pack_cell>(area, "PackCell")
        .def(py::init<double, double, double, double, double>(), py::arg("low"), py::arg("high"),
             py::arg("rows"), py::arg("events"), py::arg("predicted"))
        .def_readonly("low", &pack_cell::low)
        .def_readonly("high", &pack_cell::high)
        .def_readonly("rows", &pack_cell::rows)
        .def_readonly("events", &pack_cell::events)
        .def_readonly("predicted", &pack_cell::predicted);
    py::class_<clinic_pack>(area, "ClinicPack")
        .def(py::init<>())
        .def_readwrite("agreed", &clinic_pack::agreed)
        .def_readwrite("rows", &clinic_pack::rows)
        .def_readwrite("people", &clinic_pack::people)
        .def_readwrite("events", &clinic_pack::events)
        .def_readwrite("clustered", &clinic_pack::clustered)
        .def_readwrite("weighted", &clinic_pack::weighted)
        .def_readwrite("sums", &clinic_pack::sums)
        .def_readwrite("products", &clinic_pack::products)
        .def_readwrite("shift_information", &clinic_pack::shift_information)
        .def_readwrite("information", &clinic_pack::information)
        .def_readwrite("cells", &clinic_pack::cells)
        .def_readonly("auc", &clinic_pack::auc)
        .def_readonly("observed_expected", &clinic_pack::observed_expected)
        .def_readonly("in_the_large", &clinic_pack::in_the_large)
        .def_readonly("slope", &clinic_pack::slope)
        .def(
            "set_own",
            [](clinic_pack& of, const std::string& which, double value, double se) {
                validate::estimate one;
                one.value = value;
                one.se = se;
                if (which == "auc") of.auc = one;
                if (which == "observed_expected") of.observed_expected = one;
                if (which == "in_the_large") of.in_the_large = one;
                if (which == "slope") of.slope = one;
            },
            py::arg("which"), py::arg("value"), py::arg("se"));
}

void pooling(py::module_& area) {
    using validate::pooled_packs;
    py::class_<pooled_packs>(area, "PooledPacks")
        .def_readonly("clinics", &pooled_packs::clinics)
        .def_readonly("rows", &pooled_packs::rows)
        .def_readonly("people", &pooled_packs::people)
        .def_readonly("events", &pooled_packs::events)
        .def_readonly("share", &pooled_packs::share)
        .def_readonly("mean_predicted", &pooled_packs::mean_predicted)
        .def_readonly("observed_expected", &pooled_packs::observed_expected)
        .def_readonly("brier", &pooled_packs::brier)
        .def_readonly("scaled_brier", &pooled_packs::scaled_brier)
        .def_readonly("log_loss", &pooled_packs::log_loss)
        .def_readonly("in_the_large", &pooled_packs::in_the_large)
        .def_readonly("intercept", &pooled_packs::intercept)
        .def_readonly("slope", &pooled_packs::slope)
        .def_readonly("calibration_settled", &pooled_packs::calibration_settled)
        .def_readonly("next", &pooled_packs::next)
        .def_readonly("decision", &pooled_packs::decision)
        .def_readonly("cells", &pooled_packs::cells)
        .def_readonly("auc_low", &pooled_packs::auc_low)
        .def_readonly("auc_high", &pooled_packs::auc_high)
        .def_readonly("auc", &pooled_packs::auc)
        .def_readonly("across_auc", &pooled_packs::across_auc)
        .def_readonly("across_observed_expected", &pooled_packs::across_observed_expected)
        .def_readonly("across_in_the_large", &pooled_packs::across_in_the_large)
        .def_readonly("across_slope", &pooled_packs::across_slope);
    area.def(
        "pack",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           const validate::pack_options& options) {
            const auto of = rows(event, predicted, weight, person);
            return unlocked([&] { return validate::pack(of, options); });
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"), py::arg("options"));
    area.def(
        "pool_packs",
        [](const std::vector<validate::clinic_pack>& packs, double level) {
            return validate::pool_packs(packs, level);
        },
        py::arg("packs"), py::arg("level"));
}

}  // namespace

void validate_clinics(py::module_& area) {
    meta(area);
    packs(area);
    pooling(area);
}

}  // namespace backrisk::bind
