#pragma once
/// The cohort as Python holds it.
#include <vector>

#include "answers.hpp"
#include "backrisk/cohort.hpp"

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

void cohort_tables(py::module_& area);                          // cohort_tables.cpp
void projection(py::module_& area, py::class_<checked>& data);  // cohort_project.cpp
void learning(py::module_& area, py::class_<checked>& data);    // cohort_update.cpp
void simulation(py::module_& area);                             // cohort_simulate.cpp
void scoring(py::module_& area, py::class_<checked>& data);     // cohort_score.cpp

}  // namespace backrisk::bind
