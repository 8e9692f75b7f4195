#include "backrisk/fit/risk_sweep.ipp"
