#include "backrisk/fit/internal/exact_ties.ipp"
