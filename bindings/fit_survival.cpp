#include "backrisk/fit/survival.hpp"

#include "backrisk/fit/incidence.hpp"
#include "backrisk/fit/log_rank.hpp"

#include "fit_convert.hpp"

namespace backrisk::bind {

namespace {

using numbers = std::optional<column<double>>;
using codes = std::optional<column<std::int64_t>>;

/// Rows without covariates.
fit::survival_rows rows_of(const column<double>& stop, const column<double>& event, const numbers& start,
                           const codes& strata) {
    fit::survival_rows rows;
    rows.stop = view(stop, "stop");
    rows.event = view(event, "event");
    if (start) rows.start = view(*start, "start");
    if (strata) rows.strata = view(*strata, "strata");
    new (&rows.x) Eigen::Map<const fit::row_matrix>(nullptr, static_cast<Eigen::Index>(rows.stop.size()), 0);
    return rows;
}

py::dict kaplan_meier(const column<double>& stop, const column<double>& event, const numbers& start,
                      const codes& groups, const numbers& weights) {
    fit::survival_rows rows = rows_of(stop, event, start, groups);
    if (weights) rows.weights = view(*weights, "weights");
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

py::dict cumulative_incidence(const column<double>& stop, const column<double>& event,
                              const column<std::int64_t>& cause, std::size_t causes, const numbers& start,
                              const codes& groups) {
    const fit::survival_rows rows = rows_of(stop, event, start, groups);
    const auto why = view(cause, "cause");
    fit::incidence_curves all;
    {
        const py::gil_scoped_release release;
        all = fit::cumulative_incidence(rows, why, causes);
    }
    py::dict out;
    out["group"] = adopt(std::move(all.group));
    out["time"] = adopt(std::move(all.time));
    out["at_risk"] = adopt(std::move(all.at_risk));
    out["survival"] = adopt(std::move(all.survival));
    out["events"] = adopt(std::move(all.events));
    out["incidence"] = adopt(std::move(all.incidence));
    out["variance"] = adopt(std::move(all.variance));
    return out;
}

py::dict log_rank(const column<double>& stop, const column<double>& event, const column<std::int64_t>& group,
                  std::size_t groups, const numbers& start, const codes& strata, double rho) {
    const fit::survival_rows rows = rows_of(stop, event, start, strata);
    const auto in = view(group, "group");
    fit::log_rank_test found;
    {
        const py::gil_scoped_release release;
        found = fit::log_rank(rows, in, groups, rho);
    }
    py::dict out;
    out["observed"] = out_vector(found.observed);
    out["expected"] = out_vector(found.expected);
    out["covariance"] = out_matrix(found.covariance);
    out["chi_square"] = found.chi_square;
    out["degrees"] = found.degrees;
    out["p"] = found.p;
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
    area.def("cumulative_incidence", &cumulative_incidence, py::arg("stop"), py::arg("event"),
             py::arg("cause"), py::arg("causes"), py::arg("start") = py::none(),
             py::arg("groups") = py::none());
    area.def("log_rank", &log_rank, py::arg("stop"), py::arg("event"), py::arg("group"), py::arg("groups"),
             py::arg("start") = py::none(), py::arg("strata") = py::none(), py::arg("rho") = 0.0);
    area.def("survival_interval", &interval, py::arg("survival"), py::arg("greenwood"), py::arg("level"),
             py::arg("scale"));
    area.def("mean_until", &mean_until, py::arg("time"), py::arg("survival"), py::arg("at_risk"),
             py::arg("events"), py::arg("until"));
}

}  // namespace backrisk::bind
