#include "backrisk/fit/cox.ipp"
