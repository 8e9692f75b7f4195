#include "backrisk/fit/glm_strata.ipp"
