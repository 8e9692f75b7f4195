#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

using cohort::day_record;

std::unique_ptr<checked> make_data(cohort::tables& given, std::optional<day_number> today) {
    const py::gil_scoped_release release;
    cohort::tables all = std::move(given);
    cohort::check_options checking;
    checking.today = today;
    std::vector<cohort::finding> findings = cohort::check(all, checking);
    all = cohort::clean(std::move(all), findings);
    cohort::data_options options;
    options.today = today.value_or(cohort::no_day);
    return std::make_unique<checked>(checked{std::move(findings), cohort::data(all, options)});
}

/// A person's diary and the measures of each day, for a look and for figures.
struct day_features {
    std::vector<day_number> day;
    std::vector<double> load;
    std::vector<std::uint8_t> status;
    std::vector<std::vector<double>> columns;
};

day_features features(const checked& self, cohort::person_index person) {
    const cohort::data& data = self.data;
    const auto& diary = data.days();
    const std::size_t first = diary.starts[self.at("features", person)];
    const std::size_t size = diary.starts[person + 1] - first;
    day_features out{std::vector<day_number>(size), std::vector<double>(size),
                     std::vector<std::uint8_t>(size),
                     std::vector(cohort::fast_count, std::vector<double>(size))};
    cohort::daily_features state;
    std::array<double, cohort::fast_count> x{};
    for (std::size_t i = 0; i < size; ++i) {
        state.update(diary.record(first + i));
        state.values(x);
        for (std::size_t f = 0; f < cohort::fast_count; ++f) out.columns[f][i] = x[f];
        out.day[i] = data.first_day(person) + static_cast<day_number>(i);
        out.load[i] = diary.load[first + i];
        out.status[i] = static_cast<std::uint8_t>(diary.status[first + i]);
    }
    return out;
}

py::array_t<double> feature_column(const py::object& self, const std::string& name) {
    for (std::size_t f = 0; f < cohort::fast_count; ++f) {
        if (cohort::fast_names[f] != name) continue;
        const auto& values = py::cast<day_features&>(self).columns[f];
        return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data(), self);
    }
    fail_argument("features", "name", std::string_view(name), "a daily factor");
}

void bind_features(py::module_& area) {
    py::class_<day_features> bound(area, "DayFeatures");
    column_attribute(bound, "day", &day_features::day);
    column_attribute(bound, "load", &day_features::load);
    column_attribute(bound, "status", &day_features::status);
    bound.def("column", &feature_column, py::arg("name"))
        .def_property_readonly_static("names", [](const py::object&) {
            std::vector<std::string> names;
            for (std::size_t f = 0; f < cohort::fast_count; ++f)
                if (f != cohort::at(cohort::fast::recency_days)) names.emplace_back(cohort::fast_names[f]);
            return names;
        });
    using history::episode;
    py::class_<episode>(area, "Episode")
        .def_readonly("onset", &episode::onset)
        .def_readonly("recovered", &episode::recovered)
        .def_property_readonly("severity", [](const episode& one) { return to_string(one.how); })
        .def_property_readonly("low_back",
                               [](const episode& one) { return one.where == history::region::low_back; });
}

py::array_t<double> ages(const checked& self, cohort::person_index person, const column<day_number>& days) {
    person = self.at("ages", person);
    std::vector<double> out;
    for (const day_number day : view(days, "days")) out.push_back(self.data.age(person, day));
    return adopt(std::move(out));
}

history::triage triage_on(const checked& self, cohort::person_index person, day_number day,
                          bool inside_episode) {
    check_argument(person < self.data.people(), "triage", "person", person, "below the number of people");
    return cohort::triage_on(self.data, person, day, inside_episode);
}

/// What the gate is told of a person on a day: name, onset, since and reviewed in days before it.
std::vector<history::finding> findings_on(const checked& self, cohort::person_index person, day_number day) {
    check_argument(person < self.data.people(), "findings", "person", person, "below the number of people");
    return self.data.record(person).findings_at(day);
}

void bind_finding(py::module_& area) {
    using history::finding;
    py::class_<finding>(area, "ReportedFinding", "A condition as the gate is told of it, on one day.")
        .def_property_readonly("condition",
                               [](const finding& one) { return history::conditions[one.condition].name; })
        .def_readonly("onset_days", &finding::onset_days)
        .def_readonly("since_days", &finding::since_days)
        .def_readonly("reviewed", &finding::reviewed)
        .def_readonly("reviewed_days", &finding::reviewed_days);
}

void bind_data(py::module_& area) {
    bind_finding(area);
    py::class_<checked> data(area, "Data", "A checked cohort; takes the tables over.");
    data.def(py::init(&make_data), py::arg("tables"), py::arg("today") = py::none())
        .def_readonly("findings", &checked::findings)
        .def_property_readonly("size", [](const checked& self) { return self.data.people(); })
        .def_property_readonly("person_days", [](const checked& self) { return self.data.days().rows(); })
        .def(
            "span",
            [](const checked& self, cohort::person_index p) {
                p = self.at("span", p);
                return std::pair(self.data.first_day(p), self.data.last_day(p));
            },
            py::arg("person"))
        .def("ages", &ages, py::arg("person"), py::arg("days"))
        .def(
            "female",
            [](const checked& self, cohort::person_index p) {
                return self.data.female(self.at("female", p));
            },
            py::arg("person"))
        .def(
            "history_doubt",
            [](const checked& self, cohort::person_index p, const std::string& event) {
                return self.data.doubt(self.at("history_doubt", p)).of(parse_outcome(event));
            },
            py::arg("person"), py::arg("outcome"))
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
        .def(
            "pain",
            [](const checked& self, cohort::person_index p, day_number day) {
                return self.data.pain(self.at("pain", p), day);
            },
            py::arg("person"), py::arg("day"))
        .def("triage", &triage_on, py::arg("person"), py::arg("day"), py::arg("inside_episode") = false)
        .def("findings_on", &findings_on, py::arg("person"), py::arg("day"))
        .def("features", &features, py::arg("person"))
        .def(
            "episodes",
            [](const checked& self, cohort::person_index p) {
                return self.data.episodes(self.at("episodes", p));
            },
            py::arg("person"));
    projection(area, data);
    learning(area, data);
    scoring(area, data);
}

}  // namespace

void cohort(py::module_& area) {
    namespace cohort = backrisk::cohort;
    area.doc() = "Area cohort: tables of many people, batch and streaming scores, simulation.";
    cohort_tables(area);
    bind_features(area);
    bind_data(area);
    simulation(area);
}

}  // namespace backrisk::bind
