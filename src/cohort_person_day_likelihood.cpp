#include "backrisk/cohort/person_day_likelihood.ipp"
