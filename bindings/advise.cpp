#include "backrisk/advise.hpp"

#include "convert.hpp"

namespace backrisk::bind {

void advise(py::module_& area) {
    area.doc() = "Area advise: what can be done with an assessment; see `backrisk.advise`.";
    area.def("measures", [] { return measure_rows(advise::measures); });
}

}  // namespace backrisk::bind
