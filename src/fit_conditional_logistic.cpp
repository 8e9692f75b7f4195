#include "backrisk/fit/conditional_logistic.ipp"
