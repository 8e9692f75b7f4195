#include "backrisk/fit.hpp"

#include "convert.hpp"

namespace backrisk::bind {

void cox(py::module_& area);

void fit(py::module_& area) {
    area.doc() = "Generalised linear models, priors, survival, matched studies, splines.";
    cox(area);
}

}  // namespace backrisk::bind
