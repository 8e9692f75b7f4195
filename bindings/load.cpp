#include "convert.hpp"

namespace backrisk::bind {

void load(py::module_& area) { area.doc() = "Area load."; }

}  // namespace backrisk::bind
