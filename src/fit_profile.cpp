#include "backrisk/fit/profile.ipp"
