#include "convert.hpp"

namespace backrisk::bind {

void preparation(py::module_& area) { area.doc() = "Area preparation."; }

}  // namespace backrisk::bind
