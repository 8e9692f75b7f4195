#include "backrisk/fit/frailty.ipp"
