#include "convert.hpp"

namespace backrisk::bind {

void evidence(py::module_& area) { area.doc() = "Area evidence."; }

}  // namespace backrisk::bind
