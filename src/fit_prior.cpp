#include "backrisk/fit/prior.ipp"
