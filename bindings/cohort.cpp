#include "convert.hpp"

namespace backrisk::bind {

void cohort(py::module_& area) { area.doc() = "Area cohort."; }

}  // namespace backrisk::bind
