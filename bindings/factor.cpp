#include "convert.hpp"

namespace backrisk::bind {

void factor(py::module_& area) { area.doc() = "Area factor."; }

}  // namespace backrisk::bind
