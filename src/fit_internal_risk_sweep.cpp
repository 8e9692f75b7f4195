#include "backrisk/fit/internal/risk_sweep.ipp"
