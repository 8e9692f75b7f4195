#include "convert.hpp"

namespace backrisk::bind {

void cox(py::module_& /*area*/) {}

}  // namespace backrisk::bind
