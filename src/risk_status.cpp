#include "backrisk/risk/status.ipp"
