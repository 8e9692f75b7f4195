#include "backrisk/validate/auc.ipp"
#include "backrisk/validate/calibration.ipp"
#include "backrisk/validate/curve.ipp"
#include "backrisk/validate/logistic.ipp"
