#include "backrisk/fit/standard.ipp"
