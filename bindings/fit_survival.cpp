#include "backrisk/fit/survival.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using numbers = std::optional<column<double>>;

py::dict kaplan_meier(const column<double>& stop, const column<double>& event, const numbers& start,
                      const std::optional<column<std::int64_t>>& groups, const numbers& weights) {
    fit::survival_rows rows;
    rows.stop = view(stop, "stop");
    rows.event = view(event, "event");
    if (start) rows.start = view(*start, "start");
    if (groups) rows.strata = view(*groups, "groups");
    if (weights) rows.weights = view(*weights, "weights");
    new (&rows.x) Eigen::Map<const fit::row_matrix>(nullptr, static_cast<Eigen::Index>(rows.stop.size()), 0);
    fit::survival_curves all;
    {
        const py::gil_scoped_release release;
        all = fit::kaplan_meier(rows);
    }
    py::dict out;
    out["group"] = adopt(std::move(all.group));
    out["time"] = adopt(std::move(all.time));
    out["at_risk"] = adopt(std::move(all.at_risk));
    out["events"] = adopt(std::move(all.events));
    out["survival"] = adopt(std::move(all.survival));
    out["greenwood"] = adopt(std::move(all.greenwood));
    out["cumulative_hazard"] = adopt(std::move(all.cumulative_hazard));
    out["hazard_variance"] = adopt(std::move(all.hazard_variance));
    return out;
}

py::tuple interval(const column<double>& survival, const column<double>& greenwood, double level,
                   const std::string& scale) {
    const auto s = view(survival, "survival"), v = view(greenwood, "greenwood");
    const auto on = fit::parse_survival_scale(scale);
    std::vector<double> low, high;
    for (std::size_t k = 0; k < s.size(); ++k) {
        const auto ends = fit::survival_interval(s[k], v[k], level, on);
        low.push_back(ends.low), high.push_back(ends.high);
    }
    return py::make_tuple(adopt(std::move(low)), adopt(std::move(high)));
}

py::tuple mean_until(const column<double>& time, const column<double>& survival,
                     const column<double>& at_risk, const column<double>& events, double until) {
    const auto found = fit::mean_until(view(time, "time"), view(survival, "survival"),
                                       view(at_risk, "at_risk"), view(events, "events"), until);
    return py::make_tuple(found.mean, found.standard_error);
}

}  // namespace

void survival(py::module_& area) {
    area.def("kaplan_meier", &kaplan_meier, py::arg("stop"), py::arg("event"), py::arg("start") = py::none(),
             py::arg("groups") = py::none(), py::arg("weights") = py::none());
    area.def("survival_interval", &interval, py::arg("survival"), py::arg("greenwood"), py::arg("level"),
             py::arg("scale"));
    area.def("mean_until", &mean_until, py::arg("time"), py::arg("survival"), py::arg("at_risk"),
             py::arg("events"), py::arg("until"));
}

}  // namespace backrisk::bind
