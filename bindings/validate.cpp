#include "backrisk/validate.hpp"

#include "backrisk/core/estimand.hpp"
#include "validate_convert.hpp"

namespace backrisk::bind {

void validate_survival(py::module_& area);
void validate_plan(py::module_& area);
void validate_groups(py::module_& area);
void validate_sampled(py::module_& area);

namespace {

constexpr validate::calibration_options plain;
constexpr validate::curve_options curved;

void accuracy(py::module_& area) {
    const auto one = [&area](const char* name, auto kernel) {
        area.def(
            name,
            [kernel](const doubles& event, const doubles& predicted, const doubles& weight,
                     const codes& person, double level) {
                const auto of = rows(event, predicted, weight, person);
                return to_python(unlocked([&] { return kernel(of, level); }));
            },
            py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"),
            py::arg("level") = plain.level);
    };
    one("auc", [](auto... a) { return validate::auc(a...); });
    one("brier", [](auto... a) { return validate::brier(a...); });
    one("scaled_brier", [](auto... a) { return validate::scaled_brier(a...); });
    one("log_loss", [](auto... a) { return validate::log_loss(a...); });
    area.def(
        "r_squared",
        [](const doubles& event, const doubles& predicted, const doubles& weight) {
            const auto r = validate::r_squared(rows(event, predicted, weight, codes(0)));
            py::dict out;
            out["cox_snell"] = r.cox_snell;
            out["nagelkerke"] = r.nagelkerke;
            out["mcfadden"] = r.mcfadden;
            out["tjur"] = r.tjur;
            return out;
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"));
    area.def(
        "spiegelhalter_z",
        [](const doubles& event, const doubles& predicted) {
            return validate::spiegelhalter_z(rows(event, predicted, doubles(0), codes(0)));
        },
        py::arg("event"), py::arg("predicted"));
}

[[nodiscard]] py::dict as_dict(const validate::auc_difference& test) {
    py::dict out;
    out["first"] = to_python(test.first);
    out["second"] = to_python(test.second);
    out["difference"] = to_python(test.difference);
    out["covariance"] = test.covariance;
    out["statistic"] = test.statistic;
    out["df"] = test.df;
    out["p"] = test.p;
    return out;
}

void discrimination(py::module_& area) {
    area.def(
        "auc_covariance",
        [](const doubles& event, const std::vector<doubles>& predictions, const doubles& weight,
           const codes& person) {
            std::vector<std::span<const double>> columns;
            for (const auto& one : predictions) columns.push_back(view(one, "predictions"));
            const validate::observed of{
                view(event, "event"), {}, view(weight, "weight"), view(person, "person")};
            auto out = unlocked([&] { return validate::auc_covariance(of, columns); });
            return py::make_tuple(adopt(std::move(out.value)), adopt(std::move(out.covariance)));
        },
        py::arg("event"), py::arg("predictions"), py::arg("weight"), py::arg("person"));
    area.def(
        "auc_test_paired",
        [](const doubles& event, const doubles& predicted, const doubles& other, const doubles& weight,
           const codes& person, double level) {
            const auto of = rows(event, predicted, weight, person);
            const auto second = view(other, "other");
            return as_dict(unlocked([&] { return validate::auc_test_paired(of, second, level); }));
        },
        py::arg("event"), py::arg("predicted"), py::arg("other"), py::arg("weight"), py::arg("person"),
        py::arg("level") = plain.level);
    area.def(
        "auc_test_unpaired",
        [](const doubles& event, const doubles& predicted, const doubles& other_event, const doubles& other,
           double level) {
            const auto a = rows(event, predicted, doubles(0), codes(0));
            const auto b = rows(other_event, other, doubles(0), codes(0));
            return as_dict(unlocked([&] { return validate::auc_test_unpaired(a, b, level); }));
        },
        py::arg("event"), py::arg("predicted"), py::arg("other_event"), py::arg("other"),
        py::arg("level") = plain.level);
    area.def(
        "partial_auc",
        [](const doubles& event, const doubles& predicted, const doubles& weight, double low, double high) {
            const auto out = validate::partial_auc(rows(event, predicted, weight, codes(0)), low, high);
            return py::make_tuple(out.area, out.standardised);
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("low"), py::arg("high"));
    area.def(
        "roc_curve",
        [](const doubles& event, const doubles& predicted, const doubles& weight) {
            auto out = validate::roc_curve(rows(event, predicted, weight, codes(0)));
            return py::make_tuple(adopt(std::move(out.threshold)), adopt(std::move(out.sensitivity)),
                                  adopt(std::move(out.false_positive_rate)));
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"));
}

void calibration(py::module_& area) {
    area.def(
        "calibration",
        [](const doubles& event, const doubles& predicted, const doubles& weight, const codes& person,
           double level, double clip) {
            const auto of = rows(event, predicted, weight, person);
            const auto fit = unlocked([&] { return validate::calibration(of, {level, clip}); });
            py::dict out;
            out["rows"] = fit.rows;
            out["events"] = fit.events;
            out["mean_predicted"] = fit.mean_predicted;
            out["share"] = fit.share;
            out["observed_expected"] = to_python(fit.observed_expected);
            out["in_the_large"] = to_python(fit.in_the_large);
            out["intercept"] = to_python(fit.intercept);
            out["slope"] = to_python(fit.slope);
            out["unreliability"] = fit.unreliability;
            return out;
        },
        py::arg("event"), py::arg("predicted"), py::arg("weight"), py::arg("person"),
        py::arg("level") = plain.level, py::arg("clip") = plain.clip);
    area.def(
        "calibration_groups",
        [](const doubles& event, const doubles& predicted, std::size_t groups, double level) {
            const auto of = rows(event, predicted, doubles(0), codes(0));
            py::list out;
            for (const auto& bin : validate::calibration_groups(of, groups, level))
                out.append(py::make_tuple(bin.low, bin.high, bin.rows, bin.events, bin.mean_predicted,
                                          bin.share.value, bin.share.low, bin.share.high));
            return out;
        },
        py::arg("event"), py::arg("predicted"), py::arg("groups") = 10, py::arg("level") = plain.level);
    area.def(
        "flexible_curve",
        [](const doubles& event, const doubles& predicted, const codes& person, const doubles& weight,
           const std::string& method, double span, int knots, double clip, double level, int points) {
            const auto of = rows(event, predicted, weight, person);
            const validate::curve_options options{
                core::parse_name("flexible_curve", "method", method, validate::all_smoothers),
                span,
                knots,
                clip,
                level,
                points,
                curved.most_fits};
            auto out = unlocked([&] { return validate::flexible_curve(of, options); });
            return py::make_tuple(adopt(std::move(out.predicted)), adopt(std::move(out.share)),
                                  adopt(std::move(out.low)), adopt(std::move(out.high)), out.ici, out.e50,
                                  out.e90, out.emax);
        },
        py::arg("event"), py::arg("predicted"), py::arg("person"), py::arg("weight"),
        py::arg("method") = to_string(curved.method), py::arg("span") = curved.span,
        py::arg("knots") = curved.knots, py::arg("clip") = curved.clip, py::arg("level") = curved.level,
        py::arg("points") = curved.points);
}

}  // namespace

void validate(py::module_& area) {
    area.doc() = "Validation; see `backrisk.validate`.";
    accuracy(area);
    discrimination(area);
    calibration(area);
    validate_survival(area);
    validate_plan(area);
    validate_groups(area);
    validate_sampled(area);
    area.def("measures", [] { return measure_rows(validate::measures); });
}

}  // namespace backrisk::bind
