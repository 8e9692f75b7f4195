#include "backrisk/cohort/data.ipp"
