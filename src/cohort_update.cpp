#include "backrisk/cohort/update.ipp"
