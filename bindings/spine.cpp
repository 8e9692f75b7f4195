#include "convert.hpp"

namespace backrisk::bind {

void spine(py::module_& area) { area.doc() = "Area spine."; }

}  // namespace backrisk::bind
