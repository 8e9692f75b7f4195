#include "backrisk/cohort/simulate.hpp"

#include "convert.hpp"

namespace backrisk::bind {

namespace {

template <class Table>
py::dict persons(Table& t) {
    py::dict out;
    out["person"] = adopt(std::move(t.person));
    return out;
}

py::dict simulated_tables(cohort::tables&& t) {
    py::dict all, given;
    py::dict people;
    people["id"] = t.people.id;
    people["female"] = adopt(std::move(t.people.female));
    people["age_years"] = adopt(std::move(t.people.age_years));
    people["height_m"] = adopt(std::move(t.people.height_m));
    people["mass_kg"] = adopt(std::move(t.people.mass_kg));
    people["smoker"] = adopt(std::move(t.people.smoker));
    people["monitored_from"] = adopt(std::move(t.people.monitored_from));
    people["monitored_to"] = adopt(std::move(t.people.monitored_to));
    for (auto& [name, values] : t.people.given) given[py::cast(name)] = adopt(std::move(values));
    people["given"] = given;
    all["people"] = people;
    py::dict sessions = persons(t.sessions);
    sessions["day"] = adopt(std::move(t.sessions.day));
    sessions["duration_min"] = adopt(std::move(t.sessions.duration_min));
    sessions["rpe"] = adopt(std::move(t.sessions.rpe));
    sessions["warm_up_min"] = adopt(std::move(t.sessions.warm_up_min));
    all["sessions"] = sessions;
    py::dict sets = persons(t.sets);
    sets["day"] = adopt(std::move(t.sets.day));
    sets["exercise"] = t.sets.exercise;
    sets["sets"] = adopt(std::move(t.sets.sets));
    sets["reps"] = adopt(std::move(t.sets.reps));
    sets["mass_kg"] = adopt(std::move(t.sets.mass_kg));
    sets["trunk_flexion_deg"] = adopt(std::move(t.sets.trunk_flexion_deg));
    all["sets"] = sets;
    py::dict tests = persons(t.tests);
    tests["day"] = adopt(std::move(t.tests.day));
    tests["test"] = t.tests.test;
    std::vector<std::uint8_t> on;
    for (const cohort::side one : t.tests.on) on.push_back(static_cast<std::uint8_t>(one));
    tests["on"] = adopt(std::move(on));
    tests["value"] = adopt(std::move(t.tests.value));
    all["tests"] = tests;
    py::dict wellness = persons(t.wellness);
    wellness["day"] = adopt(std::move(t.wellness.day));
    wellness["sleep_hours"] = adopt(std::move(t.wellness.sleep_hours));
    wellness["mood"] = adopt(std::move(t.wellness.mood));
    all["wellness"] = wellness;
    py::dict conditions = persons(t.conditions);
    conditions["condition"] = t.conditions.condition;
    conditions["present"] = adopt(std::move(t.conditions.present));
    all["conditions"] = conditions;
    py::dict episodes = persons(t.episodes);
    episodes["onset"] = adopt(std::move(t.episodes.onset));
    episodes["recovered"] = adopt(std::move(t.episodes.recovered));
    episodes["region"] = t.episodes.region;
    episodes["severity"] = t.episodes.severity;
    all["episodes"] = episodes;
    return all;
}

py::dict simulate(const risk::model& of, std::size_t n_people, int n_days, std::uint64_t seed,
                  day_number first_day, double setting_shift, bool draw_coefficients, double missing_share) {
    cohort::simulate_options o;
    o.people = n_people;
    o.days = n_days;
    o.seed = seed;
    o.first_day = first_day;
    o.setting_shift = setting_shift;
    o.draw_coefficients = draw_coefficients;
    o.missing_share = missing_share;
    cohort::simulated s;
    {
        const py::gil_scoped_release release;
        s = cohort::simulate(of, o);
    }
    py::dict out = simulated_tables(std::move(s.tables));
    py::dict truth;
    truth["coefficients"] = adopt(std::vector<double>(
        s.truth.coefficients.data(), s.truth.coefficients.data() + s.truth.coefficients.size()));
    truth["log_daily_hazard"] = s.truth.log_daily_hazard;
    truth["mean_hazard"] = adopt(std::move(s.truth.mean_hazard));
    truth["events"] = s.truth.events;
    truth["days_at_risk"] = s.truth.days_at_risk;
    out["truth"] = truth;
    return out;
}

}  // namespace

void simulation(py::module_& area) {
    const cohort::simulate_options defaults;
    area.def("simulate", &simulate, py::arg("model"), py::arg("n_people") = defaults.people,
             py::arg("n_days") = defaults.days, py::arg("seed") = defaults.seed,
             py::arg("first_day") = defaults.first_day, py::arg("setting_shift") = defaults.setting_shift,
             py::arg("draw_coefficients") = defaults.draw_coefficients,
             py::arg("missing_share") = defaults.missing_share);
}

}  // namespace backrisk::bind
