#include "backrisk/fit/glm_pass.ipp"
