#include "backrisk/fit/chi_square.ipp"
