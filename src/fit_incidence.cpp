#include "backrisk/fit/incidence.ipp"
