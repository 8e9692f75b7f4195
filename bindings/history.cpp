#include "convert.hpp"

namespace backrisk::bind {

void history(py::module_& area) { area.doc() = "Area history."; }

}  // namespace backrisk::bind
