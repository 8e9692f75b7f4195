#include "backrisk/fit/baseline.ipp"
