#include "backrisk/fit/internal/partial_likelihood.ipp"
