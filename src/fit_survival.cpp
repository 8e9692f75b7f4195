#include "backrisk/fit/survival.ipp"
