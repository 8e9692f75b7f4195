#include "backrisk/fit/lag_effect.ipp"
