#include "backrisk/fit/risk_set.ipp"
