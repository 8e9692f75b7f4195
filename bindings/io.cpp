#include "convert.hpp"

namespace backrisk::bind {

void io(py::module_& area) { area.doc() = "Area io."; }

}  // namespace backrisk::bind
