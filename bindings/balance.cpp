#include "convert.hpp"

namespace backrisk::bind {

void balance(py::module_& area) { area.doc() = "Area balance."; }

}  // namespace backrisk::bind
