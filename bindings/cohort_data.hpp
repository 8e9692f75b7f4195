#pragma once
/// The cohort as Python holds it.
#include <vector>

#include "backrisk/cohort.hpp"
#include "convert.hpp"

namespace backrisk::bind {

/// A cohort with what was found when it was checked.
struct checked {
    std::vector<cohort::finding> findings;
    cohort::data data;

    /// A position of a person; throws `invalid_argument`.
    [[nodiscard]] cohort::person_index at(const char* function, cohort::person_index person) const {
        check_argument(person < data.people(), function, "person", person, "below the number of people");
        return person;
    }
};

/// A read-only property: the column `member` of a bound struct, without a copy.
template <class Bound, class Member>
void def_column(py::class_<Bound>& bound, const char* name, Member Bound::*member) {
    using T = typename Member::value_type;
    using shown = std::conditional_t<std::is_same_v<T, reason>, std::uint8_t, T>;
    bound.def_property_readonly(name, [member](const py::object& self) {
        const auto& values = py::cast<Bound&>(self).*member;
        return py::array_t<shown>(static_cast<py::ssize_t>(values.size()),
                                  reinterpret_cast<const shown*>(values.data()), self);
    });
}

void cohort_tables(py::module_& area);                          // cohort_tables.cpp
void projection(py::module_& area, py::class_<checked>& data);  // cohort_project.cpp
void learning(py::module_& area, py::class_<checked>& data);    // cohort_update.cpp
void simulation(py::module_& area);                             // cohort_simulate.cpp
void scoring(py::module_& area, py::class_<checked>& data);     // cohort_score.cpp

}  // namespace backrisk::bind
