#include "backrisk/cohort/columns.ipp"
