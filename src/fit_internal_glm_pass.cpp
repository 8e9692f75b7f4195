#include "backrisk/fit/internal/glm_pass.ipp"
