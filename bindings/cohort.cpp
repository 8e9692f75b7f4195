#include "backrisk/cohort.hpp"

#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

using cohort::day_record;

/// Column `name` of a table of the caller into `to`; absent or None leaves it empty.
template <class T>
void take(const py::dict& table, const char* name, std::vector<T>& to) {
    if (!table.contains(name) || table[name].is_none()) return;
    if constexpr (std::is_arithmetic_v<T>) {
        const auto array = py::cast<column<T>>(table[name]);
        const auto values = view(array, name);
        to.assign(values.begin(), values.end());
    } else if constexpr (std::is_same_v<T, cohort::side>) {
        for (const auto code : view(py::cast<column<std::uint8_t>>(table[name]), name))
            to.push_back(static_cast<cohort::side>(code));
    } else {
        to = py::cast<std::vector<T>>(table[name]);
    }
}

cohort::people_table people(const py::dict& in) {
    cohort::people_table out;
    take(in, "id", out.id);
    take(in, "female", out.female);
    take(in, "birth", out.birth);
    take(in, "age_years", out.age_years);
    take(in, "height_m", out.height_m);
    take(in, "mass_kg", out.mass_kg);
    take(in, "smoker", out.smoker);
    take(in, "monitored_from", out.monitored_from);
    take(in, "monitored_to", out.monitored_to);
    if (in.contains("given"))
        for (const auto& [name, values] : py::cast<py::dict>(in["given"])) {
            const auto array = py::cast<column<double>>(values);
            const auto column = view(array, "people");
            out.given.emplace_back(py::cast<std::string>(name),
                                   std::vector<double>(column.begin(), column.end()));
        }
    return out;
}

/// A diary table: `read(dict, table)` takes its own columns. Returns whether the table was given.
template <class Table, class Read>
bool diary_table(const std::optional<py::dict>& in, Table& out, Read read) {
    if (!in) return false;
    take(*in, "person", out.person);
    read(*in, out);
    return true;
}

using table_argument = std::optional<py::dict>;

cohort::tables read_tables(const py::dict& of_people, const table_argument& sessions,
                           const table_argument& sets, const table_argument& tests,
                           const table_argument& wellness, const table_argument& conditions,
                           const table_argument& episodes) {
    cohort::tables all;
    all.people = people(of_people);
    all.sessions_taken = diary_table(sessions, all.sessions, [](const py::dict& in, auto& t) {
        take(in, "day", t.day);
        take(in, "duration_min", t.duration_min);
        take(in, "rpe", t.rpe);
        take(in, "load", t.load);
        take(in, "warm_up_min", t.warm_up_min);
        take(in, "planned", t.planned);
    });
    all.sets_taken = diary_table(sets, all.sets, [](const py::dict& in, auto& t) {
        take(in, "day", t.day);
        take(in, "exercise", t.exercise);
        take(in, "sets", t.sets);
        take(in, "reps", t.reps);
        take(in, "mass_kg", t.mass_kg);
        take(in, "trunk_flexion_deg", t.trunk_flexion_deg);
    });
    diary_table(tests, all.tests, [](const py::dict& in, auto& t) {
        take(in, "day", t.day);
        take(in, "test", t.test);
        take(in, "on", t.on);
        take(in, "value", t.value);
    });
    all.wellness_taken = diary_table(wellness, all.wellness, [](const py::dict& in, auto& t) {
        take(in, "day", t.day);
        take(in, "sleep_hours", t.sleep_hours);
        take(in, "mood", t.mood);
        take(in, "pain_nrs", t.pain_nrs);
    });
    diary_table(conditions, all.conditions, [](const py::dict& in, auto& t) {
        take(in, "condition", t.condition);
        take(in, "since", t.since);
        take(in, "until", t.until);
        take(in, "onset", t.onset);
        take(in, "reviewed", t.reviewed);
        take(in, "present", t.present);
    });
    all.episodes_taken = diary_table(episodes, all.episodes, [](const py::dict& in, auto& t) {
        take(in, "onset", t.onset);
        take(in, "recovered", t.recovered);
        take(in, "region", t.region);
        take(in, "severity", t.severity);
    });
    return all;
}

checked make_data(const py::dict& of_people, const table_argument& sessions, const table_argument& sets,
                  const table_argument& tests, const table_argument& wellness,
                  const table_argument& conditions, const table_argument& episodes,
                  std::optional<day_number> today) {
    cohort::tables all = read_tables(of_people, sessions, sets, tests, wellness, conditions, episodes);
    const py::gil_scoped_release release;
    std::vector<cohort::finding> findings;
    cohort::check_options checking;
    checking.today = today;
    findings = cohort::check(all, checking);
    all = cohort::clean(std::move(all), findings);
    cohort::data_options options;
    options.today = today.value_or(cohort::no_day);
    return {std::move(findings), cohort::data(std::move(all), options)};
}

py::list finding_rows(const std::vector<cohort::finding>& findings) {
    py::list rows;
    for (const cohort::finding& one : findings) {
        py::dict row;
        row["level"] = to_string(one.level);
        row["table"] = one.table;
        row["row"] = one.row;
        row["column"] = one.column;
        row["person"] = one.person;
        row["value"] = one.value;
        row["rule"] = one.rule;
        rows.append(std::move(row));
    }
    return rows;
}

/// A person's diary and the measures of each day, for a look and for figures.
py::dict features(const checked& self, cohort::person_index person) {
    const cohort::data& data = self.data;
    check_argument(person < data.people(), "features", "person", person, "below the number of people");
    const auto& diary = data.days();
    const std::size_t first = diary.starts[person], size = diary.starts[person + 1] - first;
    std::vector<std::vector<double>> columns(cohort::fast_count, std::vector<double>(size));
    std::vector<day_number> day(size);
    std::vector<double> load(size);
    std::vector<std::uint8_t> status(size);
    cohort::daily_features state;
    std::array<double, cohort::fast_count> x{};
    for (std::size_t i = 0; i < size; ++i) {
        state.update(diary.record(first + i));
        state.values(x);
        for (std::size_t f = 0; f < cohort::fast_count; ++f) columns[f][i] = x[f];
        day[i] = data.first_day(person) + static_cast<day_number>(i);
        load[i] = diary.load[first + i];
        status[i] = static_cast<std::uint8_t>(diary.status[first + i]);
    }
    py::dict out;
    out["day"] = adopt(std::move(day));
    out["load"] = adopt(std::move(load));
    out["status"] = adopt(std::move(status));
    for (std::size_t f = 0; f < cohort::fast_count; ++f)
        if (f != cohort::at(cohort::fast::recency_days))
            out[py::cast(cohort::fast_names[f])] = adopt(std::move(columns[f]));
    return out;
}

py::list episode_rows(const checked& self, cohort::person_index person) {
    check_argument(person < self.data.people(), "episodes", "person", person, "below the number of people");
    py::list rows;
    for (const history::episode& one : self.data.episodes(person))
        rows.append(py::make_tuple(one.onset, one.recovered, to_string(one.how),
                                   one.where == history::region::low_back));
    return rows;
}

history::triage triage_on(const checked& self, cohort::person_index person, day_number day,
                          bool inside_episode) {
    check_argument(person < self.data.people(), "triage", "person", person, "below the number of people");
    return cohort::triage_on(self.data, person, day, inside_episode);
}

/// What the gate is told of a person on a day: name, onset, since and reviewed in days before it.
py::list findings_on(const checked& self, cohort::person_index person, day_number day) {
    check_argument(person < self.data.people(), "findings", "person", person, "below the number of people");
    py::list rows;
    for (const history::finding& one : self.data.record(person).findings_at(day))
        rows.append(py::make_tuple(history::conditions[one.condition].name, one.onset_days, one.since_days,
                                   one.reviewed, one.reviewed_days));
    return rows;
}

void bind_data(py::module_& area) {
    py::class_<checked> data(area, "Data");
    data.def(py::init(&make_data), py::kw_only(), py::arg("people"), py::arg("sessions") = py::none(),
             py::arg("sets") = py::none(), py::arg("tests") = py::none(), py::arg("wellness") = py::none(),
             py::arg("conditions") = py::none(), py::arg("episodes") = py::none(),
             py::arg("today") = py::none())
        .def("findings", [](const checked& self) { return finding_rows(self.findings); })
        .def_property_readonly("size", [](const checked& self) { return self.data.people(); })
        .def_property_readonly("person_days", [](const checked& self) { return self.data.days().rows(); })
        .def(
            "span",
            [](const checked& self, cohort::person_index p) {
                check_argument(p < self.data.people(), "span", "person", p, "below the number of people");
                return py::make_tuple(self.data.first_day(p), self.data.last_day(p));
            },
            py::arg("person"))
        .def(
            "with_values",
            [](const checked& self, const std::vector<std::string>& factors,
               const column<std::uint32_t>& person, const column<std::int32_t>& day,
               const std::vector<column<double>>& values) {
                checked out = self;
                for (std::size_t k = 0; k < factors.size(); ++k)
                    out.data.add_values(factors[k], view(person, "Data.with_values: person"),
                                        view(day, "Data.with_values: day"),
                                        view(values[k], "Data.with_values: values"));
                return out;
            },
            py::arg("factors"), py::arg("person"), py::arg("day"), py::arg("values"))
        .def("triage", &triage_on, py::arg("person"), py::arg("day"), py::arg("inside_episode") = false)
        .def("findings_on", &findings_on, py::arg("person"), py::arg("day"))
        .def(
            "row",
            [](const checked& self, const risk::model& model, cohort::person_index p, day_number day) {
                cohort::person_day one = cohort::row_of(model, self.data, p, day);
                return py::make_tuple(adopt(std::move(one.row)), static_cast<std::uint8_t>(one.why));
            },
            py::arg("model"), py::arg("person"), py::arg("day"))
        .def("features", &features, py::arg("person"))
        .def("episodes", &episode_rows, py::arg("person"));
    projection(data);
    learning(data);
    scoring(area, data);
}

}  // namespace

void simulation(py::module_& area);  // cohort_simulate.cpp

void cohort(py::module_& area) {
    namespace cohort = backrisk::cohort;
    area.doc() = "Area cohort: tables of many people, batch and streaming scores, simulation.";
    bind_data(area);
    simulation(area);
    area.attr("no_day") = cohort::no_day;
    area.attr("no_person") = cohort::no_person;
}

}  // namespace backrisk::bind
