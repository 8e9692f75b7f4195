#include "backrisk/fit/spline.ipp"
