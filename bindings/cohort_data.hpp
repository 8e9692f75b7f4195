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
};

void scoring(py::module_& area, py::class_<checked>& data);  // cohort_score.cpp
void projection(py::class_<checked>& data);                  // cohort_project.cpp
void learning(py::class_<checked>& data);                    // cohort_update.cpp

}  // namespace backrisk::bind
