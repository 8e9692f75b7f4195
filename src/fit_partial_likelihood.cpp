#include "backrisk/fit/partial_likelihood.ipp"
