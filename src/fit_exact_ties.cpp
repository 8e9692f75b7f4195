#include "backrisk/fit/exact_ties.ipp"
