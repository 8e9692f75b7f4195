#include "backrisk/risk/model.ipp"
