#include "backrisk/core/normal.ipp"
