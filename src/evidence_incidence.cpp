#include "backrisk/evidence/incidence.ipp"
