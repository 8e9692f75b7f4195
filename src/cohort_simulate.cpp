#include "backrisk/cohort/simulate.ipp"
