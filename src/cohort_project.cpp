#include "backrisk/cohort/project.ipp"
