// Scores of a cohort and the stream of one person.
#include "backrisk/cohort.hpp"
#include "cohort_data.hpp"

namespace backrisk::bind {

namespace {

using cohort::day_record;

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
        options.scored = word == "all" ? cohort::scored_days::all : cohort::scored_days::last;
        return options;
    }
    const auto array = py::cast<column<day_number>>(scored_days);
    const auto listed = view(array, "score: days");
    options.scored = cohort::scored_days::listed;
    options.listed.assign(listed.begin(), listed.end());
    return options;
}

cohort::scores score(const checked& self, const risk::model& model, int horizon_days, double level,
                     const py::object& scored_days, bool contributions, int threads,
                     std::optional<std::vector<cohort::person_index>> people) {
    auto options = scoring_options(horizon_days, level, scored_days, contributions, threads);
    options.people = std::move(people);
    const py::gil_scoped_release release;
    return cohort::score(model, self.data, options);
}

/// A column of an answer without a copy; the answer lives as long as the array.
template <class T, class Shown = T>
py::array_t<Shown> shown(const py::object& owner, const long_column<T>& column) {
    return py::array_t<Shown>(static_cast<py::ssize_t>(column.size()),
                              reinterpret_cast<const Shown*>(column.data()), owner);
}
// A set of factors as a Python integer, bit k for factor k.
py::object mask_bits(factor::known_mask mask) {
    return py::int_(mask.high) << py::int_(64) | py::int_(mask.low);
}
// Sets of factors as rows of two words: bit k of word j is factor 64 j + k.
py::array_t<std::uint64_t> shown_masks(const py::object& owner,
                                       const long_column<factor::known_mask>& column) {
    static_assert(sizeof(factor::known_mask) == 2 * sizeof(std::uint64_t));
    return py::array_t<std::uint64_t>(std::vector<py::ssize_t>{static_cast<py::ssize_t>(column.size()), 2},
                                      reinterpret_cast<const std::uint64_t*>(column.data()), owner);
}
template <class T, class Shown = T>
auto column_of(long_column<T> cohort::scores::*column) {
    return [column](const py::object& self) {
        return shown<T, Shown>(self, py::cast<const cohort::scores&>(self).*column);
    };
}

void bind_scores(py::module_& area) {
    using cohort::scores;
    py::class_<scores>(area, "Scores")
        .def_readonly("typical", &scores::typical)
        .def_property_readonly("person", column_of(&scores::person))
        .def_property_readonly("day", column_of(&scores::day))
        .def_property_readonly("risk", column_of(&scores::risk))
        .def_property_readonly("low", column_of(&scores::low))
        .def_property_readonly("high", column_of(&scores::high))
        .def_property_readonly("hazard_ratio", column_of(&scores::hazard_ratio))
        .def_property_readonly("relative", column_of(&scores::relative))
        .def_property_readonly("relative_low", column_of(&scores::relative_low))
        .def_property_readonly("relative_high", column_of(&scores::relative_high))
        .def_property_readonly("above_typical", column_of(&scores::above_typical))
        .def_property_readonly("coverage", column_of(&scores::coverage))
        .def_property_readonly("reason", column_of<reason, std::uint8_t>(&scores::reason))
        .def_property_readonly("triage", column_of(&scores::triage))
        .def_property_readonly("extrapolates",
                               [](const py::object& self) {
                                   return shown_masks(self, py::cast<const scores&>(self).extrapolates);
                               })
        .def_property_readonly("contributions",
                               [](const py::object& self) -> py::object {
                                   const auto& of = py::cast<const scores&>(self);
                                   if (of.contributions.empty() || of.size() == 0) return py::none();
                                   const auto rows = static_cast<py::ssize_t>(of.size());
                                   const auto factors =
                                       static_cast<py::ssize_t>(of.contributions.size()) / rows;
                                   return shown<double>(self, of.contributions).reshape({factors, rows});
                               })
        .def("__len__", &scores::size);
}

cohort::person_days_rows rows(const checked& self, const risk::model& model,
                              const column<cohort::person_index>& people, const column<day_number>& days) {
    const auto who = view(people, "rows: people");
    const auto when = view(days, "rows: days");
    const py::gil_scoped_release release;
    return cohort::rows_of(model, self.data, who, when);
}

void bind_rows(py::module_& area) {
    using found = cohort::person_days_rows;
    py::class_<found> bound(area, "PersonDayRows", "Rows of factors of person-days.");
    bound.def_property_readonly("rows", [](const py::object& self) {
        const auto& of = py::cast<const found&>(self);
        const auto days = static_cast<py::ssize_t>(of.reason.size());
        const auto width = days == 0 ? 0 : static_cast<py::ssize_t>(of.rows.size()) / days;
        return py::array_t<double>(std::vector<py::ssize_t>{days, width}, of.rows.data(), self);
    });
    column_attribute(bound, "reason_code", &found::reason);
}

void bind_scored_day(py::module_& area) {
    using one = cohort::scored_day;
    py::class_<one>(area, "ScoredDay")
        .def_readonly("day", &one::day)
        .def_readonly("risk", &one::risk)
        .def_readonly("low", &one::low)
        .def_readonly("high", &one::high)
        .def_readonly("hazard_ratio", &one::hazard_ratio)
        .def_readonly("relative", &one::relative)
        .def_readonly("relative_low", &one::relative_low)
        .def_readonly("relative_high", &one::relative_high)
        .def_readonly("above_typical", &one::above_typical)
        .def_readonly("coverage", &one::coverage)
        .def_property_readonly("reason", [](const one& o) { return static_cast<std::uint8_t>(o.reason); })
        .def_property_readonly("triage", [](const one& o) { return to_string(o.triage); })
        .def_property_readonly("extrapolates", [](const one& o) { return mask_bits(o.extrapolates); });
}

constexpr std::size_t record_width = 11;  ///< the columns of `advance`, without the recency

std::array<double, record_width> flat(const day_record& day) {
    return {day.load,    day.longest,     day.minutes,     day.sessions_warmed_up, day.sessions_recorded,
            day.reps,    day.heaviest_kg, day.flexion_deg, day.sleep_hours,        day.mood,
            day.pain_nrs};
}

/// Many days at once, the same as `advance` of each.
void replay(cohort::stream& self, const column<day_number>& days, const column<double>& records) {
    const auto when = view(days, "replay: days");
    const auto all = view(records, "replay: records");
    check_argument(all.size() == when.size() * record_width, "replay", "records", all.size(),
                   "eleven values a day");
    const py::gil_scoped_release release;
    for (std::size_t i = 0; i < when.size(); ++i) {
        const double* x = all.data() + i * record_width;
        self.advance(when[i],
                     {x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], missing_value, x[10]});
    }
}

/// The monitored days of a person as a stream takes them, day after day.
py::array_t<double> records(const checked& self, cohort::person_index person) {
    const auto& diary = self.data.days();
    std::vector<double> out;
    for (std::size_t row = diary.starts[self.at("records", person)]; row < diary.starts[person + 1]; ++row) {
        const auto one = flat(diary.record(row));
        out.insert(out.end(), one.begin(), one.end());
    }
    const auto days = static_cast<py::ssize_t>(out.size() / record_width);
    return adopt(std::move(out)).reshape({days, static_cast<py::ssize_t>(record_width)});
}

/// What changes only now and then: a factor has this value from this day on.
struct named_fact {
    day_number day = 0;
    std::string factor;
    double value = missing_value;
};

std::vector<named_fact> facts(const checked& self, cohort::person_index person) {
    std::vector<named_fact> out;
    for (const cohort::fact& one : self.data.facts(self.at("facts", person)))
        out.push_back({one.day, self.data.fact_names()[one.name], one.value});
    return out;
}

std::vector<history::dated_condition> conditions(const checked& self, cohort::person_index person) {
    const auto& all = self.data.record(self.at("conditions", person)).entries();
    return {all.begin(), all.end()};
}

void bind_facts(py::module_& area) {
    py::class_<named_fact>(area, "Fact", "A factor has this value from this day on.")
        .def_readonly("day", &named_fact::day)
        .def_readonly("factor", &named_fact::factor)
        .def_readonly("value", &named_fact::value);
    using record = history::dated_condition;
    const auto date = [](day_number record::*member, day_number unknown) {
        return [member, unknown](const record& of) {
            return of.*member == unknown ? std::nullopt : std::optional<day_number>(of.*member);
        };
    };
    py::class_<record>(area, "DatedCondition", "A reported condition; None where a date is not known.")
        .def_property_readonly("condition",
                               [](const record& of) { return history::conditions[of.condition].name; })
        .def_property_readonly("since", date(&record::since, record::always))
        .def_property_readonly("until", date(&record::until, record::lasting))
        .def_property_readonly("onset", date(&record::onset, record::always))
        .def_property_readonly("reviewed", date(&record::reviewed, record::always));
}

void bind_stream(py::module_& area) {
    using cohort::stream;
    const day_record unknown;
    const cohort::score_options scoring;
    py::class_<stream>(area, "Stream")
        .def(py::init([](const risk::model& of, const std::vector<std::pair<std::string, double>>& known,
                         bool episodes_known, int horizon_days, double level,
                         std::optional<day_number> doubtful_from) {
                 cohort::score_options options;
                 options.horizon = days{horizon_days};
                 options.level = level;
                 return std::make_unique<stream>(of, known, episodes_known, options,
                                                 doubtful_from.value_or(cohort::history_doubt::never));
             }),
             py::arg("model"), py::arg("known"), py::arg("episodes_known") = true,
             py::arg("horizon_days") = scoring.horizon.count(), py::arg("level") = scoring.level,
             py::arg("doubtful_from") = py::none())
        .def("replay", &replay, py::arg("days"), py::arg("records"))
        .def("set", &stream::set, py::arg("factor"), py::arg("value"))
        .def("set_person", &stream::set_person, py::arg("age_years"), py::arg("female"))
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
               double flexion_deg, double sleep_hours, double mood, double pain_nrs) {
                self.advance(day, {load, longest, minutes, sessions_warmed_up, sessions_recorded, reps,
                                   heaviest_kg, flexion_deg, sleep_hours, mood, missing_value, pain_nrs});
            },
            py::arg("day"), py::kw_only(), py::arg("load") = unknown.load,
            py::arg("longest") = unknown.longest, py::arg("minutes") = unknown.minutes,
            py::arg("sessions_warmed_up") = unknown.sessions_warmed_up,
            py::arg("sessions_recorded") = unknown.sessions_recorded, py::arg("reps") = unknown.reps,
            py::arg("heaviest_kg") = unknown.heaviest_kg, py::arg("flexion_deg") = unknown.flexion_deg,
            py::arg("sleep_hours") = unknown.sleep_hours, py::arg("mood") = unknown.mood,
            py::arg("pain_nrs") = unknown.pain_nrs)
        .def(
            "report_condition",
            [](stream& self, const std::string& name, std::optional<day_number> since,
               std::optional<day_number> until, std::optional<day_number> onset,
               std::optional<day_number> reviewed) {
                using record = history::dated_condition;
                self.report(record{history::parse_condition(name), since.value_or(record::always),
                                   until.value_or(record::lasting), onset.value_or(record::always),
                                   reviewed.value_or(record::always)});
            },
            py::arg("condition"), py::kw_only(), py::arg("since") = py::none(), py::arg("until") = py::none(),
            py::arg("onset") = py::none(), py::arg("reviewed") = py::none())
        .def("triage", [](const stream& self) { return self.gate(); })
        .def("score", &stream::score)
        .def("row",
             [](const stream& self) { return std::vector<double>(self.row().begin(), self.row().end()); });
}

}  // namespace

void scoring(py::module_& area, py::class_<checked>& data) {
    bind_scores(area);
    bind_rows(area);
    bind_facts(area);
    const cohort::score_options defaults;
    data.def("score", &score, py::arg("model"),
             py::arg("horizon_days") = static_cast<int>(defaults.horizon.count()),
             py::arg("level") = defaults.level, py::arg("days") = "last",
             py::arg("contributions") = defaults.contributions, py::arg("threads") = defaults.threads,
             py::arg("people") = py::none());
    data.def("records", &records, py::arg("person"))
        .def("facts", &facts, py::arg("person"))
        .def("conditions", &conditions, py::arg("person"));
    data.def("rows", &rows, py::arg("model"), py::arg("people"), py::arg("days"));
    bind_scored_day(area);
    bind_stream(area);
}

}  // namespace backrisk::bind
