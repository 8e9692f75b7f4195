// Survival and incidence without a model, and the comparison of groups.
#include "backrisk/fit/survival.hpp"

#include <new>

#include "backrisk/fit/incidence.hpp"
#include "backrisk/fit/log_rank.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;
using numbers = std::optional<doubles>;
using codes = std::optional<column<std::int64_t>>;

/// Rows without covariates.
fit::survival_rows rows_of(const doubles& stop, const doubles& event, const numbers& start,
                           const codes& strata) {
    fit::survival_rows rows;
    rows.stop = view(stop, "stop");
    rows.event = view(event, "event");
    rows.start = view_or_none(start, "start");
    rows.strata = view_or_none(strata, "strata");
    new (&rows.x) Eigen::Map<const fit::row_matrix>(nullptr, static_cast<Eigen::Index>(rows.stop.size()), 0);
    return rows;
}

fit::survival_curves kaplan_meier(const doubles& stop, const doubles& event, const numbers& start,
                                  const codes& groups, const numbers& weights) {
    fit::survival_rows rows = rows_of(stop, event, start, groups);
    rows.weights = view_or_none(weights, "weights");
    const py::gil_scoped_release release;
    return fit::kaplan_meier(rows);
}

fit::incidence_curves cumulative_incidence(const doubles& stop, const doubles& event,
                                           const column<std::int64_t>& cause, std::size_t causes,
                                           const numbers& start, const codes& groups) {
    const fit::survival_rows rows = rows_of(stop, event, start, groups);
    const auto end = view(cause, "cause");
    const py::gil_scoped_release release;
    return fit::cumulative_incidence(rows, end, causes);
}

fit::log_rank_test log_rank(const doubles& stop, const doubles& event, const column<std::int64_t>& group,
                            std::size_t groups, const numbers& start, const codes& strata, double rho) {
    const fit::survival_rows rows = rows_of(stop, event, start, strata);
    const auto in = view(group, "group");
    const py::gil_scoped_release release;
    return fit::log_rank(rows, in, groups, rho);
}

void results(py::module_& area) {
    using curves = fit::survival_curves;
    py::class_<curves> survival(area, "SurvivalCurves");
    fields_of(survival)("group", &curves::group)("time", &curves::time)("at_risk", &curves::at_risk)(
        "events", &curves::events)("survival", &curves::survival)("greenwood", &curves::greenwood)(
        "cumulative_hazard", &curves::cumulative_hazard)("hazard_variance", &curves::hazard_variance)(
        "last", &curves::last);
    using ends = fit::incidence_curves;
    py::class_<ends> incidence(area, "IncidenceCurves");
    fields_of(incidence)("group", &ends::group)("time", &ends::time)("at_risk", &ends::at_risk)(
        "survival", &ends::survival)("events", &ends::events)("incidence", &ends::incidence)(
        "variance", &ends::variance)("last", &ends::last);
    using test = fit::log_rank_test;
    py::class_<test> rank(area, "LogRankTest");
    fields_of(rank)("observed", &test::observed)("expected", &test::expected)(
        "covariance", &test::covariance)("chi_square", &test::chi_square)("degrees", &test::degrees)(
        "p", &test::p);
    using columns = fit::interval_columns;
    py::class_<columns> interval(area, "IntervalColumns");
    fields_of(interval)("low", &columns::low)("high", &columns::high);
    py::class_<fit::restricted_mean>(area, "RestrictedMean")
        .def_readonly("mean", &fit::restricted_mean::mean)
        .def_readonly("standard_error", &fit::restricted_mean::standard_error);
    py::class_<fit::time_quantile>(area, "TimeQuantile")
        .def_readonly("time", &fit::time_quantile::time)
        .def_readonly("low", &fit::time_quantile::low)
        .def_readonly("high", &fit::time_quantile::high);
}

}  // namespace

void fit_survival(py::module_& area) {
    results(area);
    area.def("kaplan_meier", &kaplan_meier, "stop"_a, "event"_a, "start"_a = py::none(),
             "groups"_a = py::none(), "weights"_a = py::none());
    area.def("cumulative_incidence", &cumulative_incidence, "stop"_a, "event"_a, "cause"_a, "causes"_a,
             "start"_a = py::none(), "groups"_a = py::none());
    area.def("log_rank", &log_rank, "stop"_a, "event"_a, "group"_a, "groups"_a, "start"_a = py::none(),
             "strata"_a = py::none(), "rho"_a = 0.0);
    area.def(
        "survival_interval",
        [](const doubles& survival, const doubles& greenwood, double level, const std::string& scale) {
            return fit::survival_intervals(view(survival, "survival"), view(greenwood, "greenwood"), level,
                                           fit::parse_survival_scale(scale));
        },
        "survival"_a, "greenwood"_a, "level"_a, "scale"_a);
    area.def(
        "mean_until",
        [](const doubles& time, const doubles& survival, const doubles& at_risk, const doubles& events,
           double until) {
            return fit::mean_until(view(time, "time"), view(survival, "survival"), view(at_risk, "at_risk"),
                                   view(events, "events"), until);
        },
        "time"_a, "survival"_a, "at_risk"_a, "events"_a, "until"_a);
    area.def(
        "time_quantile",
        [](const doubles& time, const doubles& survival, const doubles& greenwood, double share, double level,
           const std::string& scale) {
            return fit::quantile_of_time(view(time, "time"), view(survival, "survival"),
                                         view(greenwood, "greenwood"), share, level,
                                         fit::parse_survival_scale(scale));
        },
        "time"_a, "survival"_a, "greenwood"_a, "share"_a, "level"_a, "scale"_a);
}

}  // namespace backrisk::bind
