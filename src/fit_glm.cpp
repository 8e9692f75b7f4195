#include "backrisk/fit/glm.ipp"
