#include "backrisk/advise/plan.ipp"
#include "backrisk/advise/plan_sets.ipp"
