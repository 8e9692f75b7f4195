#pragma once
/// What a caller tells the gate of a person, from names and numbers to `history::gate_input`; and fields of
/// bound results.
#include <pybind11/stl.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backrisk/core/nearest.hpp"
#include "backrisk/history/triage.hpp"
#include "convert.hpp"

namespace backrisk::bind {

using names_list = std::vector<std::string>;
using days_by_name = std::map<std::string, std::optional<int>>;

/// Days before the day that is asked about, by the name of a condition or of a symptom of pain.
struct told_days {
    days_by_name onset, since, reviewed;
};

/// A person as told; `input()` looks into it.
struct told_person {
    std::vector<history::finding> findings;
    history::gate_input who;

    [[nodiscard]] const history::gate_input& input() {
        who.findings = findings;
        return who;
    }
};

[[nodiscard]] inline history::symptom_set symptoms_in(const names_list& names) {
    history::symptom_set set;
    for (const auto& one : names) {
        const auto plain = history::plain_name(one);
        check_argument(!history::find_condition(plain), "red_flags", "symptoms", std::string_view(one),
                       "a symptom; conditions have an argument of their own");
        const auto found = find_name<history::symptom>(plain);
        if (!found) {
            const auto& known = enum_names<history::symptom>;
            fail_unknown_name("red_flags", "symptoms", plain, {known.begin(), known.end()});
        }
        set.set(static_cast<std::size_t>(*found));
    }
    return set;
}

[[nodiscard]] inline std::vector<std::string_view> views_of(const names_list& names) {
    return {names.begin(), names.end()};
}

/// Gives every reported finding of that name its days; of a symptom of pain, to the current pain.
template <class Give>
void tell(told_person& person, const days_by_name& days, const char* argument, Give give) {
    for (const auto& [name, value] : days) {
        const auto plain = history::plain_name(name);
        if (const auto felt = find_name<history::symptom>(plain)) {
            check_argument(person.who.symptoms[static_cast<std::size_t>(*felt)], "red_flags", argument,
                           std::string_view(name), "a symptom that is reported too");
            const bool onset = std::string_view(argument) == "onset_days";
            check_argument(onset, "red_flags", argument, std::string_view(name),
                           "a condition; of a symptom only the onset is asked");
            auto& pain = person.who.pain_onset_days;
            if (value) pain = pain ? std::min(*pain, *value) : *value;
            continue;
        }
        const auto condition = history::parse_condition(name);
        bool found = false;
        for (auto& one : person.findings)
            if (one.condition == condition) {
                give(one, value);
                found = true;
            }
        check_argument(found, "red_flags", argument, std::string_view(name),
                       "a condition that is reported too");
    }
}

[[nodiscard]] inline told_person person_of(const names_list& conditions, const names_list& symptoms,
                                           const told_days& days, double age_years, const std::string& sex,
                                           const names_list& denied, bool inside_episode) {
    told_person person;
    for (const auto& one : conditions) person.findings.push_back({history::parse_condition(one)});
    person.who.symptoms = symptoms_in(symptoms);
    person.who.age_years = age_years;
    person.who.sex = parse<backrisk::sex>("red_flags", "sex", sex);
    person.who.denied = history::parse_denied(views_of(denied));
    person.who.inside_episode = inside_episode;
    using history::finding;
    tell(person, days.onset, "onset_days", [](finding& one, std::optional<int> d) { one.onset_days = d; });
    tell(person, days.since, "since", [](finding& one, std::optional<int> d) { one.since_days = d; });
    tell(person, days.reviewed, "reviewed", [](finding& one, std::optional<int> d) {
        one.reviewed = true;
        one.reviewed_days = d;
    });
    return person;
}

/// Read-only attributes of a bound struct: text, numbers, and enums by their names.
template <class Struct>
class fields_of {
  public:
    explicit fields_of(py::class_<Struct>& bound) : bound_(bound) {}

    template <class T>
    fields_of& operator()(const char* name, T Struct::*member) {
        if constexpr (std::is_enum_v<T>)
            bound_.def_property_readonly(name, [member](const Struct& of) { return to_string(of.*member); });
        else
            bound_.def_property_readonly(name, [member](const Struct& of) { return of.*member; });
        return *this;
    }
    template <class Get>
    requires std::is_invocable_v<Get, const Struct&> fields_of& operator()(const char* name, Get get) {
        bound_.def_property_readonly(name, get);
        return *this;
    }

  private:
    py::class_<Struct>& bound_;
};

/// Columns of a bound table as arrays that look into it; reasons as their codes.
template <class Table>
class column_fields {
  public:
    explicit column_fields(py::class_<Table>& bound) : bound_(bound) {}

    template <class T>
    column_fields& operator()(const char* name, std::vector<T> Table::*member) {
        using shown = std::conditional_t<std::is_same_v<T, reason>, std::uint8_t, T>;
        bound_.def_property_readonly(name, [member](py::object self) {
            const auto& values = self.cast<const Table&>().*member;
            return py::array_t<shown>(static_cast<py::ssize_t>(values.size()),
                                      reinterpret_cast<const shown*>(values.data()), self);
        });
        return *this;
    }

  private:
    py::class_<Table>& bound_;
};

}  // namespace backrisk::bind
