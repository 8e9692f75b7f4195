#include "backrisk/fit/control.ipp"
