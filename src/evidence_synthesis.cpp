#include "backrisk/evidence/synthesis.ipp"
