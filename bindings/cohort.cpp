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

cohort::score_options scoring_options(int horizon_days, double level, const py::object& scored_days,
                                      bool contributions, int threads) {
    cohort::score_options options;
    options.horizon = days{horizon_days};
    options.level = level;
    options.contributions = contributions;
    options.threads = threads;
    if (py::isinstance<py::str>(scored_days)) {
        const auto word = py::cast<std::string>(scored_days);
        check_argument(word == "last" || word == "all", "score", "days", std::string_view(word),
                       "'last', 'all' or a list of days");
        options.days_scored = word == "all" ? cohort::which::all : cohort::which::last;
        return options;
    }
    const auto array = py::cast<column<day_number>>(scored_days);
    const auto listed = view(array, "score: days");
    options.days_scored = cohort::which::listed;
    options.listed.assign(listed.begin(), listed.end());
    return options;
}

py::dict score(const checked& self, const risk::model& model, int horizon_days, double level,
               const py::object& scored_days, bool contributions, int threads,
               std::optional<std::vector<cohort::person_index>> people) {
    auto options = scoring_options(horizon_days, level, scored_days, contributions, threads);
    options.people = std::move(people);
    cohort::scores s;
    {
        const py::gil_scoped_release release;
        s = cohort::score(model, self.data, options);
    }
    py::dict out;
    const auto rows = static_cast<py::ssize_t>(s.size());
    out["typical"] = s.typical;
    out["person"] = adopt(std::move(s.person));
    out["day"] = adopt(std::move(s.day));
    out["risk"] = adopt(std::move(s.risk));
    out["low"] = adopt(std::move(s.low));
    out["high"] = adopt(std::move(s.high));
    out["hazard_ratio"] = adopt(std::move(s.hazard_ratio));
    out["coverage"] = adopt(std::move(s.coverage));
    out["reason"] = adopt(std::move(s.why));
    out["extrapolates"] = adopt(std::move(s.extrapolates));
    if (contributions)
        out["contributions"] =
            adopt(std::move(s.contributions)).reshape({static_cast<py::ssize_t>(model.factors.size()), rows});
    return out;
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
    def_column(bound, "day", &day_features::day);
    def_column(bound, "load", &day_features::load);
    def_column(bound, "status", &day_features::status);
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

/// Names of the conditions that a person has, and of those looked for and absent.
std::pair<std::vector<std::string>, std::vector<std::string>> conditions_on(const checked& self,
                                                                            cohort::person_index person,
                                                                            day_number day) {
    const auto found = self.data.conditions_on(self.at("conditions_on", person), day);
    const auto names = [](const std::vector<std::uint32_t>& list) {
        std::vector<std::string> out;
        for (const std::uint32_t one : list) out.emplace_back(history::conditions[one].name);
        std::ranges::sort(out);
        return out;
    };
    return {names(found.present), names(found.absent)};
}

/// The days on which what is known of a person's conditions changes, rising; empty for who has none.
std::vector<day_number> condition_days(const checked& self, cohort::person_index person) {
    std::vector<day_number> days;
    for (const cohort::dated_condition& one : self.data.conditions(self.at("condition_days", person))) {
        days.push_back(one.since);
        days.push_back(one.until);
    }
    std::ranges::sort(days);
    days.erase(std::ranges::unique(days).begin(), days.end());
    return days;
}

py::array_t<double> ages(const checked& self, cohort::person_index person, const column<day_number>& days) {
    person = self.at("ages", person);
    std::vector<double> out;
    for (const day_number day : view(days, "days")) out.push_back(self.data.age(person, day));
    return adopt(std::move(out));
}

void bind_data(py::module_& area) {
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
        .def("conditions_on", &conditions_on, py::arg("person"), py::arg("day"))
        .def("condition_days", &condition_days, py::arg("person"))
        .def("score", &score, py::arg("model"), py::arg("horizon_days") = 28, py::arg("level") = 0.95,
             py::arg("days") = "last", py::arg("contributions") = false, py::arg("threads") = 1,
             py::arg("people") = py::none())
        .def(
            "row",
            [](const checked& self, const risk::model& model, cohort::person_index p, day_number day) {
                cohort::person_day one = cohort::row_of(model, self.data, p, day);
                return py::make_tuple(adopt(std::move(one.row)), static_cast<std::uint8_t>(one.why));
            },
            py::arg("model"), py::arg("person"), py::arg("day"))
        .def("features", &features, py::arg("person"))
        .def(
            "episodes",
            [](const checked& self, cohort::person_index p) {
                return self.data.episodes(self.at("episodes", p));
            },
            py::arg("person"));
    projection(area, data);
    learning(area, data);
}

py::dict scored(const cohort::scored_day& one) {
    py::dict out;
    out["day"] = one.day;
    out["risk"] = one.risk;
    out["low"] = one.low;
    out["high"] = one.high;
    out["hazard_ratio"] = one.hazard_ratio;
    out["coverage"] = one.coverage;
    out["reason"] = static_cast<std::uint8_t>(one.why);
    out["extrapolates"] = one.extrapolates;
    return out;
}

void bind_stream(py::module_& area) {
    using cohort::stream;
    const day_record unknown;
    py::class_<stream>(area, "Stream")
        .def(py::init([](const risk::model& of, const std::vector<std::pair<std::string, double>>& known,
                         bool episodes_known, int horizon_days, double level) {
                 cohort::score_options options;
                 options.horizon = days{horizon_days};
                 options.level = level;
                 return std::make_unique<stream>(of, known, episodes_known, options);
             }),
             py::arg("model"), py::arg("known"), py::arg("episodes_known") = true,
             py::arg("horizon_days") = 28, py::arg("level") = 0.95)
        .def("set", &stream::set, py::arg("factor"), py::arg("value"))
        .def(
            "report",
            [](stream& self, day_number onset, std::optional<day_number> recovered,
               const std::string& severity, const std::string& region) {
                self.report(
                    {onset, recovered, history::parse_severity(severity), history::parse_region(region)});
            },
            py::arg("onset"), py::arg("recovered") = py::none(), py::arg("severity") = "any",
            py::arg("region") = "low_back")
        .def(
            "advance",
            [](stream& self, day_number day, double load, double longest, double minutes,
               double sessions_warmed_up, double sessions_recorded, double reps, double heaviest_kg,
               double flexion_deg, double sleep_hours, double mood) {
                self.advance(day, {load, longest, minutes, sessions_warmed_up, sessions_recorded, reps,
                                   heaviest_kg, flexion_deg, sleep_hours, mood, missing_value});
            },
            py::arg("day"), py::kw_only(), py::arg("load") = unknown.load,
            py::arg("longest") = unknown.longest, py::arg("minutes") = unknown.minutes,
            py::arg("sessions_warmed_up") = unknown.sessions_warmed_up,
            py::arg("sessions_recorded") = unknown.sessions_recorded, py::arg("reps") = unknown.reps,
            py::arg("heaviest_kg") = unknown.heaviest_kg, py::arg("flexion_deg") = unknown.flexion_deg,
            py::arg("sleep_hours") = unknown.sleep_hours, py::arg("mood") = unknown.mood)
        .def("score", [](stream& self) { return scored(self.score()); })
        .def("row",
             [](const stream& self) { return std::vector<double>(self.row().begin(), self.row().end()); });
}

}  // namespace

void cohort(py::module_& area) {
    namespace cohort = backrisk::cohort;
    area.doc() = "Area cohort: tables of many people, batch and streaming scores, simulation.";
    cohort_tables(area);
    bind_features(area);
    bind_data(area);
    bind_stream(area);
    simulation(area);
}

}  // namespace backrisk::bind
