#include "backrisk/fit/internal/standard.ipp"
