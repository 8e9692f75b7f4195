#include "backrisk/core/exposure_lag.ipp"
