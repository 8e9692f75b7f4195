#include "convert.hpp"

namespace backrisk::bind {

void risk(py::module_& area) { area.doc() = "Area risk."; }

}  // namespace backrisk::bind
