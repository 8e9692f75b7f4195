// A person's diary as it stands, and a planned one behind it.
#include "backrisk/cohort/project.hpp"

#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

using cohort::person_index;

py::dict diary(const checked& self, person_index person) {
    const cohort::data& data = self.data;
    check_argument(person < data.people(), "diary", "person", person, "below the number of people");
    const auto& days = data.days();
    const auto first = static_cast<std::ptrdiff_t>(days.starts[person]);
    const auto last = static_cast<std::ptrdiff_t>(days.starts[person + 1]);
    const auto part = [&](const auto& column) {
        if (column.empty()) return std::vector<double>(static_cast<std::size_t>(last - first), missing_value);
        return std::vector<double>(column.begin() + first, column.begin() + last);
    };
    py::dict out;
    out["first_day"] = data.first_day(person);
    out["load"] = adopt(part(days.load));
    out["longest"] = adopt(part(days.longest));
    out["minutes"] = adopt(part(days.minutes));
    return out;
}

std::vector<cohort::planned_day> planned_days(const py::dict& columns) {
    const auto read = [&](const char* name) { return py::cast<column<double>>(columns[name]); };
    const auto load = read("load"), longest = read("longest"), minutes = read("minutes"), reps = read("reps"),
               heaviest = read("heaviest_kg"), flexion = read("flexion_deg"), sessions = read("sessions"),
               warmed = read("sessions_warmed_up");
    const auto size = view(load, "load").size();
    for (const auto* one : {&longest, &minutes, &reps, &heaviest, &flexion, &sessions, &warmed})
        check_argument(view(*one, "planned").size() == size, "project", "planned.size", one->size(),
                       "that of load");
    std::vector<cohort::planned_day> days;
    for (py::ssize_t i = 0; i < load.size(); ++i)
        days.push_back({load.at(i), longest.at(i), minutes.at(i), reps.at(i), heaviest.at(i), flexion.at(i),
                        sessions.at(i), warmed.at(i)});
    return days;
}

py::dict project(const checked& self, const risk::model& model, person_index person, const py::dict& planned,
                 int history_days, int horizon_days, double level) {
    const auto days = planned_days(planned);
    cohort::score_options options;
    options.horizon = backrisk::days{horizon_days};
    options.level = level;
    cohort::projection p;
    {
        const py::gil_scoped_release release;
        p = cohort::project(model, self.data, person, days, history_days, options);
    }
    py::dict out;
    out["day"] = adopt(std::move(p.day));
    out["planned"] = adopt(std::move(p.planned));
    out["load"] = adopt(std::move(p.load));
    out["acute"] = adopt(std::move(p.acute));
    out["chronic"] = adopt(std::move(p.chronic));
    out["acute_chronic_ratio"] = adopt(std::move(p.ratio));
    out["session_spike"] = adopt(std::move(p.session_spike));
    out["week_change"] = adopt(std::move(p.week_change));
    out["monotony"] = adopt(std::move(p.monotony));
    out["risk"] = adopt(std::move(p.risk));
    out["low"] = adopt(std::move(p.low));
    out["high"] = adopt(std::move(p.high));
    out["hazard_ratio"] = adopt(std::move(p.hazard_ratio));
    out["coverage"] = adopt(std::move(p.coverage));
    out["reason"] = adopt(std::move(p.why));
    std::vector<std::uint64_t> outside;
    for (const factor::known_mask one : p.extrapolates) outside.insert(outside.end(), {one.low, one.high});
    out["extrapolates"] = adopt(std::move(outside)).reshape({-1, 2});
    return out;
}

}  // namespace

void projection(py::class_<checked>& data) {
    data.def("diary", &diary, py::arg("person"))
        .def("project", &project, py::arg("model"), py::arg("person"), py::arg("planned"),
             py::arg("history_days") = 28, py::arg("horizon_days") = 28, py::arg("level") = 0.95);
}

}  // namespace backrisk::bind
