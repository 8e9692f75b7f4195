#include "backrisk/risk/compare.ipp"
