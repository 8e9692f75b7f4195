#include "backrisk/fit/family.ipp"
