#include "backrisk/fit/residuals.ipp"
