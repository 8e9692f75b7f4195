#include "backrisk/risk/assess.ipp"
