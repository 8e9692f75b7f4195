#include "backrisk/advise/plan.ipp"
