#include "backrisk/fit/newton.ipp"
