#include "backrisk/cohort/person_days.ipp"
