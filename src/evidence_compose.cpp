#include "backrisk/evidence/compose.ipp"
