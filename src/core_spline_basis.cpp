#include "backrisk/core/spline_basis.ipp"
