#include "backrisk/cohort/score.ipp"
