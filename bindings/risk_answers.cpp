// What a model says: of one person, of two, of a list, and of the place.
#include <cmath>

#include "backrisk/risk.hpp"
#include "convert.hpp"

namespace backrisk::bind {

namespace {

void bind_estimates(py::module_& area) {
    py::class_<risk::estimate>(area, "Estimate")
        .def_readonly("value", &risk::estimate::value)
        .def_readonly("low", &risk::estimate::low)
        .def_readonly("high", &risk::estimate::high);
    py::class_<risk::range>(area, "Range")
        .def_readonly("low", &risk::range::low)
        .def_readonly("high", &risk::range::high);
}

void bind_assessment(py::module_& area) {
    using part = risk::contribution;
    py::class_<part>(area, "Contribution")
        .def_readonly("factor", &part::factor)
        .def_readonly("label", &part::label)
        .def_property_readonly("cause", [](const part& c) { return to_string(c.of); })
        .def_readonly("value", &part::value)
        .def_readonly("unit", &part::unit)
        .def_readonly("log_hazard", &part::log_hazard)
        .def_property_readonly("hazard_ratio", [](const part& c) { return std::exp(c.log_hazard); })
        .def_readonly("spread", &part::spread)
        .def_readonly("known", &part::known)
        .def_readonly("extrapolates", &part::extrapolates);
    using risk::assessment;
    py::class_<assessment>(area, "Assessment")
        .def_readonly("risk", &assessment::risk)
        .def_readonly("low", &assessment::low)
        .def_readonly("high", &assessment::high)
        .def_readonly("between_places", &assessment::between_places)
        .def_property_readonly("relative", [](const assessment& a) { return a.stands.relative; })
        .def_property_readonly("above_typical", [](const assessment& a) { return a.stands.above_typical; })
        .def_property_readonly("percentile", [](const assessment& a) { return a.stands.percentile; })
        .def_readonly("level", &assessment::level)
        .def_readonly("typical", &assessment::typical)
        .def_readonly("hazard_ratio", &assessment::hazard_ratio)
        .def_readonly("log_hazard", &assessment::log_hazard)
        .def_readonly("variance", &assessment::variance)
        .def_readonly("unknown_variance", &assessment::unknown_variance)
        .def_readonly("mean_excess", &assessment::mean_excess)
        .def_readonly("setting_sd", &assessment::setting_sd)
        .def_readonly("coverage", &assessment::coverage)
        .def_readonly("horizon_days", &assessment::horizon_days)
        .def_property_readonly("outcome", [](const assessment& a) { return to_string(a.outcome); })
        .def_property_readonly("setting", [](const assessment& a) { return to_string(a.setting); })
        .def_readonly("status", &assessment::status)
        .def_property_readonly("reason", [](const assessment& a) { return to_string(a.reason); })
        .def_readonly("contributions", &assessment::contributions)
        .def_property_readonly("causes", [](const assessment& a) {
            std::vector<std::pair<std::string_view, double>> all;
            const auto sums = risk::by_cause(a);
            for (const factor::cause one : factor::all_causes)
                all.emplace_back(to_string(one), sums[static_cast<std::size_t>(one)]);
            return all;
        });
}

void bind_comparison(py::module_& area) {
    using part = risk::difference_part;
    py::class_<part>(area, "DifferencePart")
        .def_readonly("factor", &part::factor)
        .def_readonly("label", &part::label)
        .def_property_readonly("cause", [](const part& p) { return to_string(p.of); })
        .def_readonly("unit", &part::unit)
        .def_readonly("first", &part::first)
        .def_readonly("second", &part::second)
        .def_readonly("log_hazard", &part::log_hazard)
        .def_property_readonly("hazard_ratio", [](const part& p) { return std::exp(p.log_hazard); })
        .def_readonly("spread", &part::spread);
    using risk::comparison;
    py::class_<comparison>(area, "Comparison")
        .def_readonly("hazard_ratio", &comparison::hazard_ratio)
        .def_readonly("higher", &comparison::higher)
        .def_readonly("log_hazard", &comparison::log_hazard)
        .def_readonly("variance", &comparison::variance)
        .def_readonly("unknown_variance", &comparison::unknown_variance)
        .def_readonly("level", &comparison::level)
        .def_readonly("horizon_days", &comparison::horizon_days)
        .def_readonly("differs", &comparison::differs);
    using risk::question;
    py::class_<question>(area, "Question")
        .def_readonly("factor", &question::name)
        .def_readonly("label", &question::label)
        .def_readonly("reduction", &question::reduction)
        .def_readonly("share", &question::share);
    using listed = risk::list_question;
    py::class_<listed>(area, "ListQuestion")
        .def_readonly("factor", &listed::name)
        .def_readonly("label", &listed::label)
        .def_readonly("people", &listed::people)
        .def_readonly("reduction", &listed::reduction)
        .def_readonly("share", &listed::share);
    py::class_<risk::list_worth>(area, "ListWorth")
        .def_readonly("between", &risk::list_worth::between)
        .def_readonly("unknown", &risk::list_worth::unknown)
        .def_readonly("questions", &risk::list_worth::questions);
}

void bind_ranking(py::module_& area) {
    using risk::ranking;
    const auto shown = [](std::vector<double> ranking::*column) {
        return [column](const ranking& r) { return adopt(std::vector<double>(r.*column)); };
    };
    py::class_<ranking>(area, "Ranking")
        .def_property_readonly("rank", shown(&ranking::rank))
        .def_property_readonly("low", shown(&ranking::low))
        .def_property_readonly("high", shown(&ranking::high))
        .def_property_readonly("top", shown(&ranking::top))
        .def_readonly("top_people", &ranking::top_people);
}

using exposure_tuple = std::tuple<std::string, double, double>;

risk::assessment assess(const risk::model& of, const column<double>& row, int horizon_days, double level,
                        const std::vector<exposure_tuple>& exposures) {
    risk::assess_options options{.horizon = days{horizon_days}, .level = level};
    for (const auto& [trigger, occurrences, age_years] : exposures)
        options.exposures.push_back({trigger, occurrences, age_years});
    const auto x = view(row, "risk::assess: row");
    const py::gil_scoped_release release;
    return risk::assess(of, x, options);
}

risk::comparison compare(const risk::model& of, const column<double>& a, const column<double>& b,
                         int horizon_days, double level) {
    const auto first = view(a, "risk::compare: a"), second = view(b, "risk::compare: b");
    const py::gil_scoped_release release;
    risk::scorer with(of, horizon_days);
    return risk::compare(with, first, second, {.horizon = days{horizon_days}, .level = level});
}

risk::comparison change(const risk::model& of, const column<double>& now, const column<double>& before,
                        int days_apart, int horizon_days, double level) {
    const auto first = view(now, "risk::change: now"), second = view(before, "risk::change: before");
    const py::gil_scoped_release release;
    risk::scorer with(of, horizon_days);
    return risk::change(with, first, second, days_apart, {.horizon = days{horizon_days}, .level = level});
}

risk::ranking ranks(const risk::model& of, const column<double>& rows, int horizon_days, double level,
                    double top_share, int draws, std::uint64_t seed, int threads) {
    const std::span<const double> values(rows.data(), static_cast<std::size_t>(rows.size()));
    const py::gil_scoped_release release;
    return risk::ranks(of, values, {days{horizon_days}, level, top_share, draws, seed, threads});
}

std::vector<risk::question> worth_knowing(const risk::model& of, const column<double>& row,
                                          int horizon_days) {
    const auto x = view(row, "risk::worth_knowing: row");
    check_argument(x.size() == of.factors.size(), "risk::worth_knowing", "row.size", x.size(),
                   std::to_string(of.factors.size()) + ", one value a factor");
    const py::gil_scoped_release release;
    std::vector<double> phi(of.factors.columns());
    risk::scorer with(of, horizon_days);
    return risk::worth_knowing(with, of.factors.expand(of.factors.filled(x), phi).known);
}

risk::list_worth worth_knowing_of(const risk::model& of, const column<double>& rows, int horizon_days) {
    const std::span<const double> values(rows.data(), static_cast<std::size_t>(rows.size()));
    const py::gil_scoped_release release;
    risk::scorer with(of, horizon_days);
    return risk::worth_knowing(with, values);
}

void bind_place(py::module_& area) {
    area.def(
        "anchored_at_risk",
        [](const risk::model& of, double yearly_risk) { return risk::anchored(of, yearly_risk); },
        py::arg("model"), py::arg("yearly_risk"), py::call_guard<py::gil_scoped_release>());
    area.def(
        "anchored_by_count",
        [](const risk::model& of, double episodes, double person_years) {
            return risk::anchored(of, risk::episode_count{episodes, person_years});
        },
        py::arg("model"), py::arg("episodes"), py::arg("person_years"),
        py::call_guard<py::gil_scoped_release>());
    area.def("population_rate", &risk::population_rate, py::arg("model"),
             py::call_guard<py::gil_scoped_release>());
    area.def("population_risk", &risk::population_risk, py::arg("model"), py::arg("horizon_days"),
             py::call_guard<py::gil_scoped_release>());
    area.def("prior_mean_excess", &risk::prior_mean_excess, py::arg("model"),
             py::call_guard<py::gil_scoped_release>());
    area.def("setting_sd_after", &risk::setting_sd_after, py::arg("model"), py::arg("person_years"),
             py::call_guard<py::gil_scoped_release>());
}

}  // namespace

void answers(py::module_& area) {
    bind_estimates(area);
    bind_assessment(area);
    bind_comparison(area);
    bind_ranking(area);
    bind_place(area);
    const risk::assess_options assessing;
    const risk::rank_options ranking;
    const auto horizon = static_cast<int>(assessing.horizon.count());
    area.attr("default_horizon_days") = horizon;
    area.attr("default_level") = assessing.level;
    area.def("assess", &assess, py::arg("model"), py::arg("row"), py::arg("horizon_days") = horizon,
             py::arg("level") = assessing.level, py::arg("exposures") = std::vector<exposure_tuple>{});
    area.def("compare", &compare, py::arg("model"), py::arg("a"), py::arg("b"),
             py::arg("horizon_days") = horizon, py::arg("level") = assessing.level);
    area.def("change", &change, py::arg("model"), py::arg("now"), py::arg("before"), py::arg("days_apart"),
             py::arg("horizon_days") = horizon, py::arg("level") = assessing.level);
    area.def("ranks", &ranks, py::arg("model"), py::arg("rows"), py::arg("horizon_days") = horizon,
             py::arg("level") = ranking.level, py::arg("top_share") = ranking.top_share,
             py::arg("draws") = ranking.draws, py::arg("seed") = ranking.seed,
             py::arg("threads") = ranking.threads);
    area.def("worth_knowing", &worth_knowing, py::arg("model"), py::arg("row"),
             py::arg("horizon_days") = horizon);
    area.def("worth_knowing_of", &worth_knowing_of, py::arg("model"), py::arg("rows"),
             py::arg("horizon_days") = horizon);
    area.def("people_for", &risk::people_for, py::arg("risk"));
    area.def("natural_frequency", &risk::natural_frequency, py::arg("risk"), py::arg("people") = 0);
}

}  // namespace backrisk::bind
